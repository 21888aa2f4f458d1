//! Sealed passwords in memory: the ciphertext is a random string.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use time::OffsetDateTime;
use usher_domain::ports::{OpenPassword, SealPassword};
use usher_domain::{DomainError, Password, SealedPassword};

use crate::fixtures;

/// Seals and opens passwords. Clones share what they have sealed.
#[derive(Clone, Debug, Default)]
pub struct Seal {
    passwords: Arc<Mutex<HashMap<String, (String, Password)>>>,
}

impl Seal {
    /// A seal that has sealed this password as `sealed`.
    #[must_use]
    pub fn knowing(sealed: &SealedPassword, password: &Password) -> Self {
        let known = (sealed.ciphertext.clone(), password.clone());
        Self { passwords: Arc::new(Mutex::new(HashMap::from([(sealed.key_id.clone(), known)]))) }
    }

    /// Seals the password.
    #[must_use]
    pub fn sealed(&self, password: &Password) -> SealedPassword {
        let (key_id, ciphertext) = (fixtures::uuid().to_string(), fixtures::uuid().to_string());
        self.passwords.lock().unwrap().insert(key_id.clone(), (ciphertext.clone(), password.clone()));
        SealedPassword { key_id, ciphertext }
    }
}

impl SealPassword for Seal {
    async fn seal(&self, password: &Password, _: OffsetDateTime) -> Result<SealedPassword, DomainError> {
        Ok(self.sealed(password))
    }
}

impl OpenPassword for Seal {
    async fn open(&self, sealed: &SealedPassword, _: OffsetDateTime) -> Result<Password, DomainError> {
        let passwords = self.passwords.lock().unwrap();
        match passwords.get(&sealed.key_id) {
            Some((ciphertext, password)) if *ciphertext == sealed.ciphertext => Ok(password.clone()),
            _ => Err(DomainError::unavailable("open a password")("there is no such key, or the text was changed")),
        }
    }
}
