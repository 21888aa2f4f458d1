//! A stored user as a message.

use std::fmt;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use usher_domain::{AccountId, Email, FilesFolder, FullName, PictureName, Revocations, User, UserId};

use crate::{InMessages, rfc3339};

/// The serialized form of a stored [`User`], without what is only read from the record: the revoked sessions, the
/// accepted terms and the authenticator app.
#[derive(Clone, Serialize, Deserialize)]
pub struct UserForm {
    id: String,
    number: u64,
    account_id: String,
    user_type: i64,
    email: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    verified_email: Option<String>,
    full_name: Option<String>,
    files_folder: String,
    picture: Option<String>,
    #[serde(with = "rfc3339")]
    created_at: OffsetDateTime,
    #[serde(with = "rfc3339")]
    updated_at: OffsetDateTime,
    #[serde(default, with = "rfc3339::option", skip_serializing_if = "Option::is_none")]
    password_changed_at: Option<OffsetDateTime>,
    #[serde(default, with = "rfc3339::option", skip_serializing_if = "Option::is_none")]
    restored_at: Option<OffsetDateTime>,
}

/// Keeps personal data out of logs.
impl fmt::Debug for UserForm {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("UserForm(…)")
    }
}

impl InMessages for User {
    type Form = UserForm;

    fn form(&self) -> UserForm {
        UserForm {
            id: self.id.form(),
            number: self.number.form(),
            account_id: self.account_id.form(),
            user_type: self.user_type.form(),
            email: self.email.form(),
            verified_email: self.verified_email.as_ref().map(InMessages::form),
            full_name: self.full_name.as_ref().map(InMessages::form),
            files_folder: self.files_folder.form(),
            picture: self.picture.as_ref().map(InMessages::form),
            created_at: self.created_at,
            updated_at: self.updated_at,
            password_changed_at: self.password_changed_at,
            restored_at: self.restored_at,
        }
    }

    fn parse(form: UserForm) -> Option<Self> {
        Some(Self {
            id: UserId::parse(&form.id).ok()?,
            number: InMessages::parse(form.number)?,
            account_id: AccountId::parse(&form.account_id).ok()?,
            user_type: InMessages::parse(form.user_type)?,
            email: Email::parse(&form.email).ok()?,
            verified_email: form.verified_email.as_deref().map(Email::parse).transpose().ok()?,
            full_name: form.full_name.as_deref().map(FullName::stored),
            files_folder: FilesFolder::parse(&form.files_folder).ok()?,
            picture: form.picture.as_deref().map(PictureName::parse).transpose().ok()?,
            accepted_terms: None,
            created_at: form.created_at,
            updated_at: form.updated_at,
            revocations: Revocations::default(),
            password_changed_at: form.password_changed_at,
            authenticator: None,
            restored_at: form.restored_at,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Message;
    use serde_json::{from_value, json, to_value};

    fn stored(full_name: &str, created_at: &str) -> serde_json::Value {
        json!({
            "id": "0d9f7c9e-3f50-4a7e-9c56-2d4e5f60718a", "number": 42, "account_id": "ada", "user_type": 1,
            "email": "ada@example.com", "full_name": full_name, "files_folder": "adaadaadaadaadaadaadaadaadaadaad",
            "picture": null, "created_at": created_at, "updated_at": "2026-11-22T12:00:00.000Z",
        })
    }

    #[test]
    fn stored_name_is_not_validated_again() {
        let given = stored("\u{3164}", "2026-11-22T12:00:00.000Z");
        let Message(user): Message<User> = from_value(given.clone()).unwrap();
        assert_eq!(user.full_name, Some(FullName::stored("\u{3164}")));
        assert_eq!(to_value(Message(user)).unwrap(), given);
    }

    #[test]
    fn time_of_the_old_width_is_parsed() {
        let message: Message<User> = from_value(stored("Ada", "2026-11-22T12:00:28.22Z")).unwrap();
        assert_eq!(to_value(&message).unwrap(), stored("Ada", "2026-11-22T12:00:28.220Z"));
    }
}
