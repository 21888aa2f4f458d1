//! The messages of `register-user`.

use std::fmt;

use serde::{Deserialize, Serialize};
use usher_domain::registration::Registration;
use usher_domain::{AccountId, Email, Field, FieldErrors, FullName, PictureName, Problem, UserId, UserType};

use crate::SealedPasswordMessage;

/// What `register-user` starts with, and what create-identity takes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RegisterUserInput {
    /// Who registers.
    pub registration: RegistrationMessage,
    /// The password, sealed.
    pub password: SealedPasswordMessage,
}

/// [`Registration`] as a message.
#[derive(Clone, Serialize, Deserialize)]
pub struct RegistrationMessage {
    /// The address.
    pub email: String,
    /// The name, where one was given.
    pub full_name: Option<String>,
    /// The account id, where one was chosen.
    pub account_id: Option<String>,
    /// The number of the type.
    pub user_type: i64,
    /// The name of the picture, where one was given.
    pub picture: Option<String>,
}

/// What delete-identity takes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DeleteIdentityInput {
    /// Who registered.
    pub registration: RegistrationMessage,
    /// The password, sealed: its key names the registration.
    pub password: SealedPasswordMessage,
    /// The id of the identity, where one is known to have been made.
    pub user_id: Option<String>,
}

/// What create-identity gives and delete-user takes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct IdentityMessage {
    /// The id of the identity.
    pub user_id: String,
}

/// What create-user-record takes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CreateUserRecordInput {
    /// Who registers.
    pub registration: RegistrationMessage,
    /// The id of the identity that was made.
    pub user_id: String,
}

impl RegistrationMessage {
    /// Reads the message into what it stands for, in its stored form.
    ///
    /// # Errors
    /// The fields that break a rule.
    pub fn read(&self) -> Result<Registration, FieldErrors> {
        let mut errors = FieldErrors::default();
        let email = errors.check(Field::Email, Email::parse(&self.email));
        let full_name = errors.check(Field::FullName, self.full_name.as_deref().map(FullName::parse).transpose());
        let account_id = errors.check(Field::AccountId, self.account_id.as_deref().map(AccountId::parse).transpose());
        let user_type = errors.check(Field::UserType, UserType::from_code(self.user_type));
        let picture = errors.check(Field::Picture, self.picture.as_deref().map(picture_name).transpose());
        match (email, full_name, account_id, user_type, picture) {
            (Some(email), Some(full_name), Some(account_id), Some(user_type), Some(picture)) => {
                Ok(Registration { email, full_name, account_id, user_type, picture })
            }
            _ => Err(errors),
        }
    }
}

/// Keeps the person out of logs.
impl fmt::Debug for RegistrationMessage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("RegistrationMessage(…)")
    }
}

pub(super) fn picture_name(given: &str) -> Result<PictureName, Problem> {
    PictureName::parse(given).map_err(|_| Problem::NotAPicture)
}

impl From<&Registration> for RegistrationMessage {
    fn from(registration: &Registration) -> Self {
        Self {
            email: registration.email.as_str().to_owned(),
            full_name: registration.full_name.as_ref().map(|name| name.as_str().to_owned()),
            account_id: registration.account_id.as_ref().map(|id| id.as_str().to_owned()),
            user_type: registration.user_type.code().into(),
            picture: registration.picture.as_ref().map(ToString::to_string),
        }
    }
}

impl From<&UserId> for IdentityMessage {
    fn from(id: &UserId) -> Self {
        Self { user_id: id.as_str().to_owned() }
    }
}
