//! Updating: what a person changes of themselves, and the lease that keeps two updates apart.

use time::{Duration, OffsetDateTime};

use crate::field::{Field, FieldErrors, Given};
use crate::picture::PictureName;
use crate::{Email, FullName, Password, PersonalDetail, User};

/// What changes on the record and the identity; what is absent stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// The new address.
    pub email: Option<Email>,
    /// The new name.
    pub full_name: Option<FullName>,
    /// What becomes of the picture.
    pub picture: PictureChange,
}

/// What becomes of a person's picture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum PictureChange {
    /// It stays as it is.
    #[default]
    Keep,
    /// Another takes its place.
    Replace(PictureName),
    /// The person has none any more.
    Remove,
}

/// An update as a person asks for it.
#[derive(Clone, Debug, Default)]
pub struct Update {
    /// What changes on the record and the identity.
    pub changes: Changes,
    /// The new password.
    pub password: Option<Password>,
}

impl Update {
    /// Whether it asks for nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes == Changes::default() && self.password.is_none()
    }

    /// Reads the fields that every document has: address, name and password of this person, each where it was given.
    ///
    /// # Errors
    /// The fields that break a rule; nothing is changed if one does.
    pub fn read<'a>(user: &User, given: impl Fn(Field) -> Given<'a>) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::default();
        let email = errors.check(Field::Email, given(Field::Email).optional(Email::parse));
        let full_name = errors.check(Field::FullName, given(Field::FullName).optional(FullName::parse));
        let password = errors.check(Field::Password, given(Field::Password).optional(Password::parse));
        match (email, full_name, password) {
            (Some(email), Some(full_name), Some(password)) => {
                Self { changes: Changes { email, full_name, picture: PictureChange::Keep }, password }
                    .check_password(user)
            }
            _ => Err(errors),
        }
    }

    /// The update of this person, unless the new password is what everybody knows of them, before or after it.
    ///
    /// # Errors
    /// The password with [`crate::Problem::PersonalPassword`].
    pub fn check_password(mut self, user: &User) -> Result<Self, FieldErrors> {
        if let Some(password) = self.password.take() {
            let emails = self.changes.email.iter().chain([&user.email]).map(PersonalDetail::Email);
            let names = self.changes.full_name.iter().chain(&user.full_name).map(PersonalDetail::FullName);
            let known = emails.chain(names).chain([PersonalDetail::AccountId(&user.account_id)]);
            let password =
                password.reject_personal(known).map_err(|problem| FieldErrors::one(Field::Password, problem))?;
            self.password = Some(password);
        }
        Ok(self)
    }
}

/// A record that is held for an update.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeasedUser {
    /// The record.
    pub user: User,
    /// Whether an earlier update was interrupted: it left its lease to expire, and the identity may differ from the record.
    pub interrupted: bool,
}

/// Keeps a record for one update, so that two never mix. It ends by itself, in case nobody is left to end it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    /// Names the update.
    pub by: String,
    /// When it begins.
    pub from: OffsetDateTime,
}

impl Lease {
    /// Longer than the longest run of the workflow `update-user`: an Express execution ends after five minutes (Step
    /// Functions quotas).
    pub const TTL: Duration = Duration::minutes(6);

    /// When it ends by itself.
    #[must_use]
    pub fn until(&self) -> OffsetDateTime {
        self.from + Self::TTL
    }
}
