//! User records in memory.

use std::sync::Mutex;

use usher_domain::ports::{CheckTaken, CreateUser, CreateUserRefusal, DeleteUser, FindUser};
use usher_domain::{AccountId, DomainError, Email, Failure, User, UserId};

/// A table of user records.
#[derive(Debug, Default)]
pub struct Users {
    rows: Mutex<Vec<User>>,
    is_broken: bool,
}

impl Users {
    /// A table that holds these records.
    #[must_use]
    pub fn of(users: impl IntoIterator<Item = User>) -> Self {
        Self { rows: Mutex::new(users.into_iter().collect()), is_broken: false }
    }

    /// A table that takes no new record.
    #[must_use]
    pub fn broken() -> Self {
        Self { is_broken: true, ..Self::default() }
    }

    fn find(&self, is_wanted: impl Fn(&User) -> bool) -> Option<User> {
        self.rows.lock().unwrap().iter().find(|user| is_wanted(user)).cloned()
    }
}

impl FindUser for Users {
    async fn by_id(&self, id: &UserId) -> Result<Option<User>, DomainError> {
        Ok(self.find(|user| user.id == *id))
    }

    async fn by_email(&self, email: &Email) -> Result<Option<User>, DomainError> {
        Ok(self.find(|user| user.email == *email))
    }
}

impl CheckTaken for Users {
    async fn check_taken(&self, email: &Email, account_id: Option<&AccountId>) -> Result<(), DomainError> {
        if self.find(|user| user.email == *email).is_some() {
            return Err(DomainError::EmailTaken);
        }
        match account_id {
            Some(account_id) if self.find(|user| user.account_id == *account_id).is_some() => {
                Err(DomainError::AccountIdTaken)
            }
            _ => Ok(()),
        }
    }
}

impl CreateUser for Users {
    async fn create(&self, user: &User) -> Result<User, CreateUserRefusal> {
        if self.is_broken {
            return Err(Failure::new("store a record", "the table is broken").into());
        }
        let mut rows = self.rows.lock().unwrap();
        let taken = |is_taken: fn(&User, &User) -> bool| rows.iter().find(|row| is_taken(row, user)).cloned();
        if let Some(row) = taken(|row, user| row.email == user.email) {
            return if row.id == user.id { Ok(row) } else { Err(CreateUserRefusal::EmailTaken) };
        }
        if taken(|row, user| row.account_id == user.account_id).is_some() {
            return Err(CreateUserRefusal::AccountIdTaken);
        }
        if taken(|row, user| row.number == user.number).is_some() {
            return Err(CreateUserRefusal::NumberTaken);
        }
        rows.push(user.clone());
        Ok(user.clone())
    }
}

impl DeleteUser for Users {
    async fn delete(&self, id: &UserId) -> Result<(), DomainError> {
        self.rows.lock().unwrap().retain(|user| user.id != *id);
        Ok(())
    }
}
