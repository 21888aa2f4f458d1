//! A stored user as a message.

use std::fmt;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use usher_domain::update::LeasedUser;
use usher_domain::{
    AccountId, DomainError, Email, Failure, FilesFolder, FullName, PictureName, User, UserId, UserNumber, UserType,
};

use crate::rfc3339;

/// A stored [`User`] as a message. What only the record itself is asked for stays out of it: when sessions were revoked,
/// and which terms were accepted.
#[derive(Clone, Serialize, Deserialize)]
pub struct UserMessage {
    id: String,
    number: u64,
    account_id: String,
    user_type: i64,
    email: String,
    full_name: Option<String>,
    files_folder: String,
    picture: Option<String>,
    #[serde(with = "rfc3339")]
    created_at: OffsetDateTime,
    #[serde(with = "rfc3339")]
    updated_at: OffsetDateTime,
    #[serde(default, with = "rfc3339::option", skip_serializing_if = "Option::is_none")]
    password_changed_at: Option<OffsetDateTime>,
}

/// What get-user gives: the [`UserMessage`] of a [`LeasedUser`] record, and one field more.
#[derive(Clone, Debug, Serialize)]
pub struct LeasedUserMessage {
    #[serde(flatten)]
    user: UserMessage,
    interrupted: bool,
}

impl From<&LeasedUser> for LeasedUserMessage {
    fn from(held: &LeasedUser) -> Self {
        Self { user: (&held.user).into(), interrupted: held.interrupted }
    }
}

/// Keeps the person out of logs.
impl fmt::Debug for UserMessage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("UserMessage(…)")
    }
}

impl From<&User> for UserMessage {
    fn from(user: &User) -> Self {
        Self {
            id: user.id.as_str().to_owned(),
            number: user.number.get(),
            account_id: user.account_id.as_str().to_owned(),
            user_type: user.user_type.code().into(),
            email: user.email.as_str().to_owned(),
            full_name: user.full_name.as_ref().map(|name| name.as_str().to_owned()),
            files_folder: user.files_folder.as_str().to_owned(),
            picture: user.picture.as_ref().map(ToString::to_string),
            created_at: user.created_at,
            updated_at: user.updated_at,
            password_changed_at: user.password_changed_at,
        }
    }
}

impl UserMessage {
    /// The user that it stands for.
    ///
    /// # Errors
    /// [`DomainError::Unavailable`] if an attribute is malformed: only our own functions write such a message.
    pub fn read(&self) -> Result<User, DomainError> {
        self.user().ok_or_else(|| Failure::new("read a message", "a user in it is malformed").into())
    }

    fn user(&self) -> Option<User> {
        Some(User {
            id: UserId::parse(&self.id).ok()?,
            number: UserNumber::new(self.number).ok()?,
            account_id: AccountId::parse(&self.account_id).ok()?,
            user_type: UserType::from_code(self.user_type).ok()?,
            email: Email::parse(&self.email).ok()?,
            full_name: self.full_name.as_deref().map(FullName::stored),
            files_folder: FilesFolder::parse(&self.files_folder).ok()?,
            picture: self.picture.as_deref().map(PictureName::parse).transpose().ok()?,
            accepted_terms: None,
            created_at: self.created_at,
            updated_at: self.updated_at,
            sessions_revoked_at: None,
            password_changed_at: self.password_changed_at,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{from_value, json, to_value};

    fn stored(full_name: &str, created_at: &str) -> serde_json::Value {
        json!({
            "id": "0d9f7c9e-3f50-4a7e-9c56-2d4e5f60718a", "number": 42, "account_id": "ada", "user_type": 1,
            "email": "ada@example.com", "full_name": full_name, "files_folder": "adaadaadaadaadaadaadaadaadaadaad",
            "picture": null, "created_at": created_at, "updated_at": "2026-11-22T12:00:00.000Z",
        })
    }

    #[test]
    fn a_stored_name_is_read_whatever_the_rule_says_today() {
        let given = stored("\u{3164}", "2026-11-22T12:00:00.000Z");
        let message: UserMessage = from_value(given.clone()).unwrap();
        let user = message.read().unwrap();
        assert_eq!(user.full_name, Some(FullName::stored("\u{3164}")));
        assert_eq!(to_value(UserMessage::from(&user)).unwrap(), given);
    }

    #[test]
    fn a_time_of_the_old_width_is_read() {
        let message: UserMessage = from_value(stored("Ada", "2026-11-22T12:00:28.22Z")).unwrap();
        assert_eq!(to_value(&message).unwrap(), stored("Ada", "2026-11-22T12:00:28.220Z"));
    }
}
