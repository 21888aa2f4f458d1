//! Evidence in memory.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use time::OffsetDateTime;
use usher_domain::DomainError;
use usher_domain::ports::{FindEvidence, KeepEvidence, ListEvidence};

/// A store from which nothing can be deleted. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    texts: Arc<Mutex<HashMap<String, String>>>,
}

impl Evidence {
    /// The text stored under a key.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<String> {
        self.texts.lock().unwrap().get(key).cloned()
    }

    /// The keys with this prefix.
    #[must_use]
    pub fn keys(&self, start: &str) -> Vec<String> {
        self.texts.lock().unwrap().keys().filter(|key| key.starts_with(start)).cloned().collect()
    }
}

impl KeepEvidence for Evidence {
    async fn extend_retention(&self, key: &str, _: OffsetDateTime) -> Result<(), DomainError> {
        assert!(self.texts.lock().unwrap().contains_key(key), "the evidence exists");
        Ok(())
    }

    async fn keep(&self, key: &str, text: &str, _: OffsetDateTime) -> Result<String, DomainError> {
        Ok(self.texts.lock().unwrap().entry(key.to_owned()).or_insert_with(|| text.to_owned()).clone())
    }
}

impl ListEvidence for Evidence {
    async fn keys(&self, prefix: &str) -> Result<Vec<String>, DomainError> {
        Ok(Self::keys(self, prefix))
    }
}

impl FindEvidence for Evidence {
    async fn find(&self, key: &str) -> Result<Option<String>, DomainError> {
        Ok(self.text(key))
    }
}
