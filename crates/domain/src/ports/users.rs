//! User records.

use thiserror::Error;
use time::OffsetDateTime;

use crate::error::{DomainError, Failure};
use crate::listing::{Page, Position};
use crate::terms::AcceptedTerms;
use crate::update::{Lease, LeasedUser, RevokedByUpdate};
use crate::user::User;
use crate::user_id::UserId;
use crate::user_number::UserNumber;
use crate::user_type::UserType;
use crate::{AccountId, Email, FilesFolder, Revocations};

/// Reads user records.
pub trait FindUser: Send + Sync {
    /// The user with this id. MUST see every record whose creation was answered before the call.
    fn by_id(&self, id: &UserId) -> impl Future<Output = Result<Option<User>, DomainError>> + Send;

    /// The user with this address. MUST see every record whose creation was answered before the call.
    fn by_email(&self, email: &Email) -> impl Future<Output = Result<Option<User>, DomainError>> + Send;

    /// The user with this account id. MUST see every record whose creation was answered before the call.
    fn by_account_id(&self, account_id: &AccountId) -> impl Future<Output = Result<Option<User>, DomainError>> + Send;

    /// The user with this number. MUST see every record whose creation was answered before the call.
    fn by_number(&self, number: UserNumber) -> impl Future<Output = Result<Option<User>, DomainError>> + Send;
}

/// Lists user records.
pub trait ListUsers: Send + Sync {
    /// Users of a type after a position, oldest first; at most `limit`, which is at least 1.
    ///
    /// A caller who follows `next` to its end MUST see every user who existed at the beginning exactly once, even if
    /// others are added meanwhile. `next` MAY be present although no user follows. A user who was just created MAY be
    /// missing.
    fn of_type(
        &self,
        user_type: UserType,
        after: Option<&Position>,
        limit: usize,
    ) -> impl Future<Output = Result<Page, DomainError>> + Send;
}

/// Checks early whether a user record can be created. [`CreateUser`] is what enforces uniqueness.
pub trait CheckTaken: Send + Sync {
    /// MUST refuse with `EmailTaken` if a user has the address or an update has reserved it, and with `AccountIdTaken`
    /// if a user has the account id.
    fn check_taken(
        &self,
        email: &Email,
        account_id: Option<&AccountId>,
        now: OffsetDateTime,
    ) -> impl Future<Output = Result<(), DomainError>> + Send;
}

/// Creates user records.
pub trait CreateUser: Send + Sync {
    /// Writes the record and its unique keys (address, account id, number), all or none.
    ///
    /// MUST refuse with the first of `EmailTaken`, `AccountIdTaken` and `NumberTaken` that applies, however many calls
    /// are concurrent; an address that an update has reserved is taken until the reservation expires. If there is a
    /// user with the same id and address, MUST return that stored user, unchanged.
    fn create(&self, user: &User) -> impl Future<Output = Result<User, CreateUserRefusal>> + Send;
}

/// Why a record was not created.
#[derive(Debug, Error)]
pub enum CreateUserRefusal {
    /// Another user has the address.
    #[error("the email address is taken")]
    EmailTaken,
    /// Another user has the account id.
    #[error("the account id is taken")]
    AccountIdTaken,
    /// Another user has the number; draw another one.
    #[error("the number is taken")]
    NumberTaken,
    /// The store failed (`Unavailable`) or throttled (`TooManyAttempts`).
    #[error(transparent)]
    Failed(#[from] DomainError),
}

impl From<Failure> for CreateUserRefusal {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure.into())
    }
}

/// Leases user records for updates.
pub trait LeaseUser: Send + Sync {
    /// Reads the user with this id, and leases the record for an update.
    ///
    /// MUST refuse with `UserNotFound` if there is none, and with `UpdateUnderWay` while another update has the lease.
    /// The same update MAY lease it again. MUST report whether an earlier lease was left to expire; MAY report the same
    /// update's own.
    fn lease(&self, id: &UserId, lease: &Lease) -> impl Future<Output = Result<LeasedUser, DomainError>> + Send;
}

/// Reserves email addresses for an update, before Cognito is changed.
pub trait ReserveEmail: Send + Sync {
    /// Reserves the address for this user until the lease expires. [`ChangeUser`] makes it permanent; until then
    /// [`FindUser`] does not find the user by it.
    ///
    /// MUST refuse with `EmailTaken` if another user has or has reserved the address. MUST succeed again for the same
    /// user, and change nothing if the user has the address already.
    fn reserve(
        &self,
        id: &UserId,
        email: &Email,
        lease: &Lease,
    ) -> impl Future<Output = Result<(), DomainError>> + Send;
}

/// Updates user records.
pub trait ChangeUser: Send + Sync {
    /// Writes address, name, picture and `updated_at` of `to`, and moves the unique key of the address, all or none;
    /// `from` is the current record. `password_changed_at` only increases: rolling back an update does not roll it
    /// back, since the password may have been set.
    ///
    /// If address or password change, MUST revoke all sessions as `revoked` says; `None` (a rollback) revokes none.
    ///
    /// MUST refuse with `EmailTaken` if another user has the address, and with `UpdateUnderWay` unless the update
    /// `held_by` has the lease, and if the version of the revocations differs from that in `revoked`. MUST succeed
    /// again if it has taken effect.
    fn update(
        &self,
        from: &User,
        to: &User,
        held_by: &str,
        revoked: Option<&RevokedByUpdate>,
    ) -> impl Future<Output = Result<(), DomainError>> + Send;
}

/// Revokes sessions.
pub trait RevokeSessions: Send + Sync {
    /// Replaces the revocations of a user. MUST return `false` and change nothing if those in the record have another
    /// version than `from`, and MUST refuse with `UserNotFound` if there is no such user.
    fn replace_revocations(
        &self,
        id: &UserId,
        from: &Revocations,
        to: &Revocations,
    ) -> impl Future<Output = Result<bool, DomainError>> + Send;
}

/// Stores acceptances in user records.
pub trait NoteAcceptance: Send + Sync {
    /// MUST refuse with `UserNotFound` if there is no such user, and change nothing else in the record.
    fn note(&self, id: &UserId, accepted: &AcceptedTerms) -> impl Future<Output = Result<(), DomainError>> + Send;
}

/// Hides user records.
pub trait HideUser: Send + Sync {
    /// Makes the record invisible to every read, and revokes every session of the user; the unique keys stay taken.
    /// Returns the folder of the user's files; `None` if there is no such record. MUST succeed again.
    fn hide(
        &self,
        id: &UserId,
        now: OffsetDateTime,
    ) -> impl Future<Output = Result<Option<FilesFolder>, DomainError>> + Send;
}

/// Ensures that at least one admin remains.
pub trait RetireAdmin: Send + Sync {
    /// Retires this admin, who no longer counts as remaining. MUST refuse with `LastAdmin` unless another admin is
    /// neither hidden nor retired; of concurrent calls, one MUST be refused if no other admin remains. MUST succeed
    /// again. An admin who was just created MAY not count yet.
    fn retire(&self, id: &UserId, now: OffsetDateTime) -> impl Future<Output = Result<(), DomainError>> + Send;
}

/// Deletes user records.
pub trait DeleteUser: Send + Sync {
    /// Deletes the record with this id and its unique keys, all or none. MUST NOT change any other record, and MUST
    /// succeed if there is none.
    fn delete(&self, id: &UserId) -> impl Future<Output = Result<(), DomainError>> + Send;
}
