//! What a person registers with.

use crate::user::UserType;
use crate::{AccountId, Email, FullName, SealedPassword};

/// What is known of a person who registers, besides the password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registration {
    /// The address to sign in with.
    pub email: Email,
    /// The name, where one was given.
    pub full_name: Option<FullName>,
    /// The account id, where one was chosen.
    pub account_id: Option<AccountId>,
    /// The kind of user to make.
    pub user_type: UserType,
}

/// Names one registration, so that a repeated step knows its own work again: random, unique, meaningless to others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistrationId(String);

impl RegistrationId {
    /// Each registration seals its password once, under a key of its own: the key's id names the registration too.
    #[must_use]
    pub fn of(password: &SealedPassword) -> Self {
        Self(password.key_id.clone())
    }

    /// The id itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
