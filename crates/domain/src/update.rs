//! Updates of users, and the lease that prevents concurrent updates of one user.

use time::{Duration, OffsetDateTime};

use crate::field::{Field, FieldErrors};
use crate::picture::PictureName;
use crate::session::AccessClaims;
use crate::{Email, FullName, Password, PersonalDetail, Revocations, SessionId, User};

/// The changes to the record and to Cognito; `None` means no change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// The new address.
    pub email: Option<Email>,
    /// The address that the user has just proved to own. It has no effect unless it is the current one.
    pub verified_email: Option<Email>,
    /// The new name.
    pub full_name: Option<FullName>,
    /// The change of the picture.
    pub picture: PictureChange,
    /// When the account was restored by a mailed link, if that is what changes it.
    pub restored_at: Option<OffsetDateTime>,
}

/// The change of a user's picture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum PictureChange {
    /// No change.
    #[default]
    Keep,
    /// A new picture.
    Replace(PictureName),
    /// No picture any more.
    Remove,
}

/// A requested update.
#[derive(Clone, Debug, Default)]
pub struct Update {
    /// The changes to the record and to Cognito.
    pub changes: Changes,
    /// The new password.
    pub password: Option<Password>,
    /// The session of the user's own that a new address or password leaves valid.
    pub kept_session: Option<SessionId>,
}

impl Update {
    /// Whether it changes nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes == Changes::default() && self.password.is_none()
    }

    /// This update, leaving the session of these claims valid if it is the user's own.
    #[must_use]
    pub fn keeping(self, claims: &AccessClaims, user: &User) -> Self {
        let kept_session = (claims.user_id == user.id).then(|| claims.session.clone());
        Self { kept_session, ..self }
    }

    /// Rejects a new password that is personal data of the user, before or after the update.
    ///
    /// # Errors
    /// The password with [`crate::Problem::PersonalPassword`].
    pub fn check_password(self, user: &User) -> Result<Self, FieldErrors> {
        self.check_password_of(Field::Password, user)
    }

    /// As [`Self::check_password`], for the field [`Field::NewPassword`].
    ///
    /// # Errors
    /// As [`Self::check_password`].
    pub fn check_new_password(self, user: &User) -> Result<Self, FieldErrors> {
        self.check_password_of(Field::NewPassword, user)
    }

    fn check_password_of(mut self, field: Field, user: &User) -> Result<Self, FieldErrors> {
        if let Some(password) = self.password.take() {
            let emails = self.changes.email.iter().chain([&user.email]).map(PersonalDetail::Email);
            let names = self.changes.full_name.iter().chain(&user.full_name).map(PersonalDetail::FullName);
            let known = emails.chain(names).chain([PersonalDetail::AccountId(&user.account_id)]);
            let password = password.reject_personal(known).map_err(|problem| FieldErrors::one(field, problem))?;
            self.password = Some(password);
        }
        Ok(self)
    }
}

/// What a new address or password does to the user's sessions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevokedByUpdate {
    /// The only session that stays valid.
    pub kept: Option<SessionId>,
    /// The version of the revocations when the session was found valid.
    pub version: u64,
}

impl RevokedByUpdate {
    /// The revocations after an update of the record from `from` to `to`; `None` if it revokes no session, since
    /// neither address nor password change.
    #[must_use]
    pub fn revocations(&self, from: &User, to: &User) -> Option<Revocations> {
        // Not by comparison with `from`: an update that was validated earlier may get the lease later.
        let has_new_password = to.password_changed_at == Some(to.updated_at);
        let before = Revocations { version: self.version, ..Revocations::default() };
        (from.email != to.email || has_new_password).then(|| before.all_but(self.kept.as_ref(), to.updated_at))
    }
}

/// A record with a lease for an update.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeasedUser {
    /// The record.
    pub user: User,
    /// Whether an earlier update was interrupted: its lease was left to expire, and Cognito may differ from the record.
    pub interrupted: bool,
}

/// A lease on a record, so that concurrent updates never mix. It expires in case the update never releases it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    /// The name of the update.
    pub by: String,
    /// When it starts.
    pub from: OffsetDateTime,
}

impl Lease {
    /// Longer than `update-user` can run: an Express execution ends after five minutes (Step Functions quotas).
    pub const TTL: Duration = Duration::minutes(6);

    /// When it expires.
    #[must_use]
    pub fn until(&self) -> OffsetDateTime {
        self.from + Self::TTL
    }
}
