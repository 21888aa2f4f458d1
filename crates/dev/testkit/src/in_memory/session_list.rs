//! The lists of sessions in memory.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use usher_domain::listed_session::{ListedSession, MAX_LISTED};
use usher_domain::ports::{ListSessions, NoteSession};
use usher_domain::{DomainError, Failure, UserId};

/// A table of sessions. Clones share everything.
#[derive(Clone, Debug, Default)]
pub struct SessionList {
    rows: Arc<Mutex<HashMap<UserId, Vec<ListedSession>>>>,
    is_broken: bool,
}

impl SessionList {
    /// A table that fails every write.
    #[must_use]
    pub fn broken() -> Self {
        Self { is_broken: true, ..Self::default() }
    }

    /// A table with these sessions of a user.
    #[must_use]
    pub fn of(user: &UserId, sessions: impl IntoIterator<Item = ListedSession>) -> Self {
        let list = Self::default();
        list.rows.lock().unwrap().insert(user.clone(), sessions.into_iter().collect());
        list
    }
}

impl NoteSession for SessionList {
    async fn note(&self, user: &UserId, session: &ListedSession) -> Result<(), DomainError> {
        if self.is_broken {
            return Err(Failure::new("note a session", "the table is broken").into());
        }
        let mut rows = self.rows.lock().unwrap();
        let sessions = rows.entry(user.clone()).or_default();
        sessions.retain(|other| other.id != session.id);
        sessions.push(session.clone());
        sessions.sort_by_key(|session| std::cmp::Reverse(session.last_used_at));
        sessions.truncate(MAX_LISTED);
        Ok(())
    }
}

impl ListSessions for SessionList {
    async fn list(&self, user: &UserId) -> Result<Vec<ListedSession>, DomainError> {
        Ok(self.rows.lock().unwrap().get(user).cloned().unwrap_or_default())
    }
}
