//! The messages that the states of a workflow pass to each other, and what its end means.
//!
//! A password is never in one: it crosses sealed ([`SealedPasswordMessage`]).

use std::fmt;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use time::serde::rfc3339;
use usher_domain::ports::WorkflowRefusal;
use usher_domain::registration::Registration;
use usher_domain::{
    AccountId, DomainError, Email, Failure, Field, FieldErrors, FullName, SealedPassword, User, UserId, UserNumber,
    UserType,
};

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
}

/// [`SealedPassword`] as a message.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SealedPasswordMessage {
    /// Names the one-time key.
    pub key_id: String,
    /// The encrypted password, base64.
    pub ciphertext: String,
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

/// A stored [`User`] as a message.
#[derive(Clone, Serialize, Deserialize)]
pub struct UserMessage {
    id: String,
    number: u64,
    account_id: String,
    user_type: i64,
    email: String,
    full_name: Option<String>,
    #[serde(with = "rfc3339")]
    created_at: OffsetDateTime,
    #[serde(with = "rfc3339")]
    updated_at: OffsetDateTime,
}

/// The text with which `register-user` is started.
///
/// # Errors
/// [`DomainError::Unavailable`]; not for any input that is known.
pub fn register_user_input(registration: &Registration, password: &SealedPassword) -> Result<String, DomainError> {
    let input = RegisterUserInput { registration: registration.into(), password: password.into() };
    serde_json::to_string(&input).map_err(DomainError::unavailable("write the input of register-user"))
}

/// What the end of `register-user` means.
///
/// # Errors
/// [`DomainError::EmailTaken`], [`DomainError::AccountIdTaken`], or [`DomainError::Unavailable`] for every other end.
pub fn registered_user(end: Result<String, WorkflowRefusal>) -> Result<User, DomainError> {
    let output = end.map_err(|refusal| match refusal {
        WorkflowRefusal::Refused { name } if name == DomainError::EmailTaken.name() => DomainError::EmailTaken,
        WorkflowRefusal::Refused { name } if name == DomainError::AccountIdTaken.name() => DomainError::AccountIdTaken,
        WorkflowRefusal::Refused { name } => DomainError::unavailable("register-user ended in an error")(name),
        WorkflowRefusal::Failed(failure) => failure.into(),
    })?;
    let message: UserMessage = serde_json::from_str(&output).map_err(|_| unreadable("the output of register-user"))?;
    message.read().ok_or_else(|| unreadable("the user in the output of register-user"))
}

fn unreadable(what: &'static str) -> DomainError {
    Failure::new("read a message", what).into()
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
        match (email, full_name, account_id, user_type) {
            (Some(email), Some(full_name), Some(account_id), Some(user_type)) => {
                Ok(Registration { email, full_name, account_id, user_type })
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

/// Keeps the person out of logs.
impl fmt::Debug for UserMessage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("UserMessage(…)")
    }
}

impl From<&Registration> for RegistrationMessage {
    fn from(registration: &Registration) -> Self {
        Self {
            email: registration.email.as_str().to_owned(),
            full_name: registration.full_name.as_ref().map(|name| name.as_str().to_owned()),
            account_id: registration.account_id.as_ref().map(|id| id.as_str().to_owned()),
            user_type: registration.user_type.code().into(),
        }
    }
}

impl From<&SealedPassword> for SealedPasswordMessage {
    fn from(sealed: &SealedPassword) -> Self {
        Self { key_id: sealed.key_id.clone(), ciphertext: sealed.ciphertext.clone() }
    }
}

impl From<SealedPasswordMessage> for SealedPassword {
    fn from(message: SealedPasswordMessage) -> Self {
        Self { key_id: message.key_id, ciphertext: message.ciphertext }
    }
}

impl From<&UserId> for IdentityMessage {
    fn from(id: &UserId) -> Self {
        Self { user_id: id.as_str().to_owned() }
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
            created_at: user.created_at,
            updated_at: user.updated_at,
        }
    }
}

impl UserMessage {
    fn read(&self) -> Option<User> {
        Some(User {
            id: UserId::parse(&self.id).ok()?,
            number: UserNumber::new(self.number).ok()?,
            account_id: AccountId::parse(&self.account_id).ok()?,
            user_type: UserType::from_code(self.user_type).ok()?,
            email: Email::parse(&self.email).ok()?,
            full_name: self.full_name.as_deref().map(FullName::parse).transpose().ok()?,
            created_at: self.created_at,
            updated_at: self.updated_at,
            sessions_revoked_at: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(name: &str) -> Result<User, DomainError> {
        registered_user(Err(WorkflowRefusal::Refused { name: name.to_owned() }))
    }

    #[test]
    fn an_end_with_a_name_that_the_caller_can_mend_is_that_error() {
        assert!(matches!(refused("EmailTaken"), Err(DomainError::EmailTaken)));
        assert!(matches!(refused("AccountIdTaken"), Err(DomainError::AccountIdTaken)));
    }

    #[test]
    fn every_other_end_is_ours() {
        for name in ["InvalidInput", "Unavailable", "States.Timeout"] {
            assert!(matches!(refused(name), Err(DomainError::Unavailable(_))), "{name}");
        }
        assert!(matches!(registered_user(Ok("{}".to_owned())), Err(DomainError::Unavailable(_))));
    }
}
