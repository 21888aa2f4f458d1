//! The messages of `update-user`.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};
use time::OffsetDateTime;
use usher_domain::update::{Changes, PictureChange};
use usher_domain::{Email, Field, FieldErrors, FullName};

use crate::register::picture_name;
use crate::rfc3339;
use crate::{RegistrationMessage, SealedPasswordMessage, UserMessage};

/// What `update-user` starts with.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct UpdateUserInput {
    /// Who changes.
    pub user_id: String,
    /// What changes on the record and the identity.
    pub changes: ChangesMessage,
    /// The new password, sealed, where there is one.
    pub password: Option<SealedPasswordMessage>,
}

/// [`Changes`] as a message: what stays as it is, is not in it, so that it can be laid over a [`UserMessage`].
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct ChangesMessage {
    /// The new address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The new name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub full_name: Option<String>,
    /// The name of the new picture, or null for none any more.
    #[serde(default, skip_serializing_if = "PictureMessage::is_kept")]
    pub picture: PictureMessage,
    /// When they were checked; until then nobody knows.
    #[serde(default, with = "rfc3339::option", skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<OffsetDateTime>,
}

/// [`PictureChange`] as a message: absent, null, or a name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum PictureMessage {
    /// Absent.
    #[default]
    Kept,
    /// Null.
    Removed,
    /// A name.
    Replaced(String),
}

impl PictureMessage {
    fn is_kept(&self) -> bool {
        *self == Self::Kept
    }
}

impl Serialize for PictureMessage {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Kept | Self::Removed => serializer.serialize_none(),
            Self::Replaced(name) => serializer.serialize_str(name),
        }
    }
}

impl<'de> Deserialize<'de> for PictureMessage {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(deserializer)?.map_or(Self::Removed, Self::Replaced))
    }
}

/// What validate-user-input takes, from either workflow, and gives in its stored form.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UserInput {
    /// From register-user.
    Registration(RegistrationMessage),
    /// From update-user.
    Changes(ChangesMessage),
}

/// What get-user takes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct GetUserInput {
    /// Who is wanted.
    pub user_id: String,
    /// The name of the update for which the record is held.
    pub held_by: String,
    /// The address that it is to have, where one was given; if it is new, it is reserved.
    #[serde(default)]
    pub email: Option<String>,
}

/// What update-identity takes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct UpdateIdentityInput {
    /// The person as they are.
    pub from: UserMessage,
    /// The person as they will be.
    pub to: UserMessage,
    /// Whether this rolls back an update: then the identity is read first, and written only if it differs from `to`.
    #[serde(default)]
    pub rolls_back: bool,
}

/// What update-user-record takes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct UpdateUserRecordInput {
    /// The record as it stands.
    pub from: UserMessage,
    /// The record as it will be.
    pub to: UserMessage,
    /// The name of the update that holds it.
    pub held_by: String,
}

/// What set-password takes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SetPasswordInput {
    /// Whose password it is.
    pub user_id: String,
    /// The password, sealed.
    pub password: SealedPasswordMessage,
}

/// What delete-picture takes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DeletePictureInput {
    /// The name of the picture.
    pub picture: String,
}

impl ChangesMessage {
    /// Reads the message into what it stands for.
    ///
    /// # Errors
    /// The fields that break a rule.
    pub fn read(&self) -> Result<Changes, FieldErrors> {
        let mut errors = FieldErrors::default();
        let email = errors.check(Field::Email, self.email.as_deref().map(Email::parse).transpose());
        let full_name = errors.check(Field::FullName, self.full_name.as_deref().map(FullName::parse).transpose());
        let picture = errors.check(
            Field::Picture,
            match &self.picture {
                PictureMessage::Kept => Ok(PictureChange::Keep),
                PictureMessage::Removed => Ok(PictureChange::Remove),
                PictureMessage::Replaced(name) => picture_name(name).map(PictureChange::Replace),
            },
        );
        match (email, full_name, picture) {
            (Some(email), Some(full_name), Some(picture)) => Ok(Changes { email, full_name, picture }),
            _ => Err(errors),
        }
    }
}

impl From<&Changes> for ChangesMessage {
    fn from(changes: &Changes) -> Self {
        Self {
            email: changes.email.as_ref().map(|email| email.as_str().to_owned()),
            full_name: changes.full_name.as_ref().map(|name| name.as_str().to_owned()),
            picture: match &changes.picture {
                PictureChange::Keep => PictureMessage::Kept,
                PictureChange::Remove => PictureMessage::Removed,
                PictureChange::Replace(name) => PictureMessage::Replaced(name.to_string()),
            },
            updated_at: None,
        }
    }
}

/// Keeps the person out of logs.
impl fmt::Debug for ChangesMessage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ChangesMessage(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{from_str, to_string};

    #[test]
    fn what_stays_as_it_is_is_not_in_the_message() {
        assert_eq!(to_string(&ChangesMessage::default()).unwrap(), "{}");
        for (text, change) in [("{}", PictureChange::Keep), (r#"{"picture":null}"#, PictureChange::Remove)] {
            let message: ChangesMessage = from_str(text).unwrap();
            assert_eq!(message.read().unwrap().picture, change);
            assert_eq!(to_string(&message).unwrap(), text);
        }
    }
}
