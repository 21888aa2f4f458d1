//! User records.

use thiserror::Error;
use time::OffsetDateTime;

use crate::error::{DomainError, Failure};
use crate::listing::{Page, Position};
use crate::terms::AcceptedTerms;
use crate::update::{Lease, LeasedUser};
use crate::user::User;
use crate::user_id::UserId;
use crate::user_number::UserNumber;
use crate::user_type::UserType;
use crate::{AccountId, Email, FilesFolder};

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
    /// Some users of a type, oldest first, from a position on; at most `limit`, which is at least 1.
    ///
    /// Whoever follows `next` to its end MUST see each user exactly once who was there at the beginning, however many
    /// are added meanwhile. `next` MAY be there although nobody comes after. A user who was made just before MAY be
    /// missing.
    fn of_type(
        &self,
        user_type: UserType,
        after: Option<&Position>,
        limit: usize,
    ) -> impl Future<Output = Result<Page, DomainError>> + Send;
}

/// Tells whether a user record may still be made. It only saves work: [`CreateUser`] is what keeps keys unique.
pub trait CheckTaken: Send + Sync {
    /// MUST refuse with `EmailTaken` if a user has the address or an update has reserved it, and with `AccountIdTaken` if
    /// a user has the account id.
    fn check_taken(
        &self,
        email: &Email,
        account_id: Option<&AccountId>,
        now: OffsetDateTime,
    ) -> impl Future<Output = Result<(), DomainError>> + Send;
}

/// Makes user records.
pub trait CreateUser: Send + Sync {
    /// Stores the record and its unique keys (address, account id, number), all or none.
    ///
    /// MUST refuse with the first of `EmailTaken`, `AccountIdTaken` and `NumberTaken` that holds, however many calls
    /// run at once; an address that an update has reserved is taken until its time is over. MUST give the stored user, unchanged, if there is one with the same id and address.
    fn create(&self, user: &User) -> impl Future<Output = Result<User, CreateUserRefusal>> + Send;
}

/// Why a record was not made.
#[derive(Debug, Error)]
pub enum CreateUserRefusal {
    /// Another user has the address.
    #[error("the e-mail address is taken")]
    EmailTaken,
    /// Another user has the account id.
    #[error("the account id is taken")]
    AccountIdTaken,
    /// Another user has the number; draw again.
    #[error("the number is taken")]
    NumberTaken,
    /// The store did not work (`Unavailable`) or asks to slow down (`TooManyAttempts`).
    #[error(transparent)]
    Failed(#[from] DomainError),
}

impl From<Failure> for CreateUserRefusal {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure.into())
    }
}

/// Holds user records for an update.
pub trait LeaseUser: Send + Sync {
    /// The user with this id, held for an update.
    ///
    /// MUST refuse with `UserNotFound` if there is none, and with `UpdateUnderWay` while another update holds it. The same
    /// update MAY lease it again. MUST tell if an earlier lease was left to expire; MAY tell so of the same update's own.
    fn lease(&self, id: &UserId, lease: &Lease) -> impl Future<Output = Result<LeasedUser, DomainError>> + Send;
}

/// Reserves e-mail addresses for an update, before the identity provider is told of them.
pub trait ReserveEmail: Send + Sync {
    /// Keeps the address for this user until the lease expires. [`ChangeUser`] makes it theirs for good; until then it
    /// leads to nobody ([`FindUser`]).
    ///
    /// MUST refuse with `EmailTaken` if another user has the address or has reserved it. MUST succeed again for the same
    /// user, and leave an address alone that is theirs already.
    fn reserve(
        &self,
        id: &UserId,
        email: &Email,
        lease: &Lease,
    ) -> impl Future<Output = Result<(), DomainError>> + Send;
}

/// Changes user records.
pub trait ChangeUser: Send + Sync {
    /// Writes address, name, picture and time of change of `to`, and moves the unique key of the address, all or none;
    /// `from` is the record as it stands. The time of the last change of the password only moves on: undoing an update does
    /// not undo it, since nobody knows whether the password was set.
    ///
    /// MUST refuse with `EmailTaken` if another user has the address, and with `UpdateUnderWay` unless the update of this
    /// name holds the record. MUST succeed again if it has taken effect.
    fn update(&self, from: &User, to: &User, held_by: &str) -> impl Future<Output = Result<(), DomainError>> + Send;
}

/// Notes on user records what the person has accepted.
pub trait NoteAcceptance: Send + Sync {
    /// MUST refuse with `UserNotFound` if there is no such user, and leave everything else of the record alone.
    fn note(&self, id: &UserId, accepted: &AcceptedTerms) -> impl Future<Output = Result<(), DomainError>> + Send;
}

/// Hides user records.
pub trait HideUser: Send + Sync {
    /// From now on nobody finds the record, in whatever way, and every session of the person is over; the unique keys
    /// stay taken. Gives where the person's files are; `None` if there is no such record (any more). MUST succeed again.
    fn hide(
        &self,
        id: &UserId,
        now: OffsetDateTime,
    ) -> impl Future<Output = Result<Option<FilesFolder>, DomainError>> + Send;
}

/// Keeps one admin at least.
pub trait RetireAdmin: Send + Sync {
    /// From now on this admin does not count as one who stays. MUST refuse with `LastAdmin` unless another admin stays, who
    /// is neither hidden nor retired; however many retire at once, one MUST stay. MUST succeed again. An admin who was made
    /// just before MAY not count yet.
    fn retire(&self, id: &UserId, now: OffsetDateTime) -> impl Future<Output = Result<(), DomainError>> + Send;
}

/// Removes user records.
pub trait DeleteUser: Send + Sync {
    /// Removes the record with this id and its unique keys, all or none. MUST leave every other record alone, and
    /// succeed if there is none (any more).
    fn delete(&self, id: &UserId) -> impl Future<Output = Result<(), DomainError>> + Send;
}
