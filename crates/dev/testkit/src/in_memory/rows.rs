//! A user's rows in memory: job requests, reviews.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};

use usher_domain::erasure::Erased;
use usher_domain::ports::EraseRows;
use usher_domain::{DomainError, UserId};

use crate::behavior::Belongings;

/// A table of rows that belong to users. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    rows: Arc<Mutex<HashSet<(UserId, String)>>>,
}

impl Rows {
    /// A table with `count` rows of this user.
    #[must_use]
    pub fn of(user: &UserId, count: usize) -> Self {
        let rows = (0..count).map(|number| (user.clone(), number.to_string())).collect();
        Self { rows: Arc::new(Mutex::new(rows)) }
    }
}

impl Belongings for Rows {
    async fn put(&self, user: &UserId, name: &str) {
        self.rows.lock().unwrap().insert((user.clone(), name.to_owned()));
    }

    async fn count(&self, user: &UserId) -> usize {
        self.rows.lock().unwrap().iter().filter(|(owner, _)| owner == user).count()
    }
}

impl EraseRows for Rows {
    async fn erase_rows(&self, user: &UserId, enough: u64) -> Result<Erased, DomainError> {
        let mut count = 0;
        self.rows.lock().unwrap().retain(|(owner, _)| {
            let is_erased = owner == user && count < enough;
            count += u64::from(is_erased);
            !is_erased
        });
        Ok(Erased { count, has_more: count >= enough })
    }
}
