//! The data of a registration.

use crate::field::{Field, FieldErrors};
use crate::user_type::UserType;
use crate::{AccountId, Email, FullName, Password, PersonalDetail, PictureName, SealedPassword};

/// A registration, without the password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registration {
    /// The address to sign in with.
    pub email: Email,
    /// The name, if one was given.
    pub full_name: Option<FullName>,
    /// The account id, if one was chosen.
    pub account_id: Option<AccountId>,
    /// The type of the new user.
    pub user_type: UserType,
    /// The picture, if one was given; it is stored already.
    pub picture: Option<PictureName>,
}

impl Registration {
    /// Adds the password, unless it is personal data of the user.
    ///
    /// # Errors
    /// The password with [`crate::Problem::PersonalPassword`].
    pub fn with_password(self, password: Password) -> Result<(Self, Password), FieldErrors> {
        let password = password.reject_personal(self.personal_details());
        password.map(|password| (self, password)).map_err(|problem| FieldErrors::one(Field::Password, problem))
    }

    fn personal_details(&self) -> impl Iterator<Item = PersonalDetail<'_>> {
        let full_name = self.full_name.iter().map(PersonalDetail::FullName);
        let account_id = self.account_id.iter().map(PersonalDetail::AccountId);
        [PersonalDetail::Email(&self.email)].into_iter().chain(full_name).chain(account_id)
    }
}

/// Identifies one registration, so that a retried step recognizes what it created. It is random and unique.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistrationId(String);

impl RegistrationId {
    /// The id of the password's one-time key, since each registration encrypts its password once, with its own key.
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
