//! The ports: what the domain needs from outside, one trait for each group of verbs. A handler names just the ports
//! that it needs, as its IAM policy names just the actions.
//!
//! Each contract is held by the behaviour suite in `crates/dev/testkit`, which the in-memory ports and the adapters of
//! `crates/aws` both pass.

use std::future::Future;

use thiserror::Error;
use time::OffsetDateTime;

use crate::erasure::{CountedStore, Erased, Erasure, ErasureId, ErasureRun, FailedErasure, FailureReport, Queued};
use crate::error::{DomainError, Failure};
use crate::limit::{Counter, EmailHash};
use crate::listing::{Page, Position};
use crate::mailed_link::{LinkBinding, LinkState};
use crate::registration::{Registration, RegistrationId};
use crate::removal::{ConfirmationAttempt, RemovalRequest, TokenHash};
use crate::service::{Recipient, RegisteredServices, Service, ServiceAnswer, ServiceName, SigningSecret};
use crate::session::{AccessClaims, Session, Token};
use crate::terms::{AcceptedTerms, TermsVersions};
use crate::update::{Lease, LeasedUser, Update};
use crate::user::{User, UserId, UserNumber, UserType};
use crate::{AccountId, Email, ErasedFiles, FilesFolder, FullName, KeptFiles, Password, PictureName, SealedPassword};

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
    /// Keeps the address for this user until the lease expires. [`UpdateUser`] makes it theirs for good; until then it
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

/// Makes identities: who may sign in, with which password.
pub trait CreateIdentity: Send + Sync {
    /// Makes an identity that can sign in at once with the address and the password.
    ///
    /// MUST refuse with `EmailTaken` if another registration made one with this address. MUST give the same id again,
    /// with this password set, if this registration made it.
    fn create(
        &self,
        registration: &RegistrationId,
        email: &Email,
        full_name: Option<&FullName>,
        password: &Password,
    ) -> impl Future<Output = Result<UserId, DomainError>> + Send;
}

/// Changes identities.
pub trait UpdateIdentity: Send + Sync {
    /// Gives the identity the address and the name of `to`; `from` is what the person had before. An address that is new
    /// counts as not verified.
    ///
    /// MUST refuse with `UserNotFound` if there is no such identity, and with `EmailTaken` where the provider says that
    /// another has the address.
    fn update(&self, from: &User, to: &User) -> impl Future<Output = Result<(), DomainError>> + Send;

    /// Gives the identity the address and the name of `to` back, after an update of which nobody knows how much took
    /// effect. MUST NOT write to an identity that has both: reading is far less limited than writing.
    ///
    /// MUST refuse as [`update`](Self::update) does.
    fn roll_back(&self, to: &User) -> impl Future<Output = Result<(), DomainError>> + Send;
}

/// Marks identities, so that systems that see only the tokens' issuer know too.
pub trait MarkAcceptance: Send + Sync {
    /// Notes which terms the person has accepted. MUST refuse with `UserNotFound` if there is no such identity.
    fn mark(&self, id: &UserId, versions: &TermsVersions) -> impl Future<Output = Result<(), DomainError>> + Send;
}

/// Sets passwords.
pub trait SetPassword: Send + Sync {
    /// From now on the person signs in with this password and no other. MUST refuse with `UserNotFound` if there is no
    /// such identity.
    fn set_password(&self, id: &UserId, password: &Password) -> impl Future<Output = Result<(), DomainError>> + Send;
}

/// Erases identities.
pub trait EraseIdentity: Send + Sync {
    /// Ends every session, and lets the person sign in no more. MUST succeed if there is no such identity (any more).
    fn close(&self, id: &UserId) -> impl Future<Output = Result<(), DomainError>> + Send;

    /// Removes the identity. MUST succeed if there is none (any more).
    fn erase(&self, id: &UserId) -> impl Future<Output = Result<(), DomainError>> + Send;
}

/// Removes identities.
pub trait DeleteIdentity: Send + Sync {
    /// Removes the identity that this registration made: the one with this id where it is known, else the one with this
    /// address. MUST leave every identity alone that another registration made, and succeed if there is none (any more).
    fn delete_made_by(
        &self,
        registration: &RegistrationId,
        email: &Email,
        id: Option<&UserId>,
    ) -> impl Future<Output = Result<(), DomainError>> + Send;
}

/// Reads identities.
pub trait DescribeIdentity: Send + Sync {
    /// What the identity provider knows of the person.
    fn describe(&self, id: &UserId) -> impl Future<Output = Result<Option<Identity>, DomainError>> + Send;
}

/// What the identity provider knows of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The address to sign in with.
    pub email: Email,
    /// Whether the person has shown that the address is theirs.
    pub email_verified: bool,
    /// The name, where one was given.
    pub full_name: Option<FullName>,
    /// Whether the person may sign in.
    pub enabled: bool,
    /// The provider's own word for the state of the account (Cognito: `CONFIRMED`).
    pub status: String,
}

impl Identity {
    /// Whether address and name are those of the record. Somebody who changed them at the provider has not changed the
    /// record.
    #[must_use]
    pub fn agrees_with(&self, user: &User) -> bool {
        self.email == user.email && self.full_name == user.full_name
    }
}

/// Opens sessions.
pub trait SignIn: Send + Sync {
    /// MUST refuse with `WrongCredentials` for an unknown address, a wrong password and a disabled identity alike, and
    /// with `TooManyAttempts` when the provider asks to slow down.
    fn sign_in(&self, email: &Email, password: &Password) -> impl Future<Output = Result<Session, DomainError>> + Send;
}

/// Counts attempts at what is limited.
pub trait CountAttempts: Send + Sync {
    /// Counts one attempt in the window that `now` lies in.
    ///
    /// MUST refuse with `TooManyAttempts` until the end of the window once as many as the limit were counted in it, however
    /// many calls run at once, and count none that it refuses. An attempt MAY be counted twice whose answer was lost.
    fn count(&self, counter: &Counter, now: OffsetDateTime) -> impl Future<Output = Result<(), DomainError>> + Send;

    /// MUST refuse with `TooManyAttempts` if [`Self::count`] would refuse any of these, and count nothing. MUST see
    /// everything that was counted before the call.
    fn check(&self, counters: &[Counter], now: OffsetDateTime) -> impl Future<Output = Result<(), DomainError>> + Send;
}

/// Hashes mail addresses, so that they can be counted without being kept.
pub trait HashEmail: Send + Sync {
    /// MUST be the same each time, another one for each address, and tell nobody who has no key whose it is.
    fn hash(&self, email: &Email) -> impl Future<Output = Result<EmailHash, DomainError>> + Send;
}

/// Continues sessions.
pub trait RefreshSession: Send + Sync {
    /// MUST refuse with `NotSignedIn` for a token that is malformed, expired, revoked or not a refresh token.
    fn refresh(&self, refresh: &Token) -> impl Future<Output = Result<Session, DomainError>> + Send;
}

/// Verifies access tokens.
pub trait VerifyAccessToken: Send + Sync {
    /// MUST refuse with `NotSignedIn` unless the token is an access token of our pool and our client, signed by one
    /// of the pool's keys, and not expired at `now`.
    fn verify(
        &self,
        access: &Token,
        now: OffsetDateTime,
    ) -> impl Future<Output = Result<AccessClaims, DomainError>> + Send;
}

/// Seals passwords, so that they can cross a workflow without being readable in it.
pub trait SealPassword: Send + Sync {
    /// Encrypts the password under a fresh key. MUST never give two passwords the same key.
    fn seal(
        &self,
        password: &Password,
        now: OffsetDateTime,
    ) -> impl Future<Output = Result<SealedPassword, DomainError>> + Send;
}

/// Opens sealed passwords.
pub trait OpenPassword: Send + Sync {
    /// Decrypts. MUST fail with `Unavailable` if the key is gone or too old, or the ciphertext was changed.
    fn open(
        &self,
        sealed: &SealedPassword,
        now: OffsetDateTime,
    ) -> impl Future<Output = Result<Password, DomainError>> + Send;
}

/// Stores pictures.
pub trait StorePicture: Send + Sync {
    /// Stores the bytes under a name that nobody has used before.
    fn store(&self, name: &PictureName, bytes: Vec<u8>) -> impl Future<Output = Result<(), DomainError>> + Send;
}

/// Reads pictures.
pub trait ReadPicture: Send + Sync {
    /// The bytes of the picture, where there is one.
    fn read(&self, name: &PictureName) -> impl Future<Output = Result<Option<Vec<u8>>, DomainError>> + Send;

    /// Whether there is such a picture.
    fn exists(&self, name: &PictureName) -> impl Future<Output = Result<bool, DomainError>> + Send;
}

/// Removes pictures.
pub trait DeletePicture: Send + Sync {
    /// Removes every version of the picture. MUST succeed if there is none (any more).
    fn delete(&self, name: &PictureName) -> impl Future<Output = Result<(), DomainError>> + Send;
}

/// Keeps evidence where nobody can alter it.
pub trait KeepEvidence: Send + Sync {
    /// Keeps the text under the key, unless one is kept there already, and gives the one that is kept. Of many calls at
    /// once exactly one MUST win. From then on nobody MUST be able to change or remove it before its time.
    fn keep(
        &self,
        key: &str,
        text: &str,
        now: OffsetDateTime,
    ) -> impl Future<Output = Result<String, DomainError>> + Send;

    /// Keeps what is under the key for as long as if it were kept now. MUST NOT shorten its time.
    fn prolong(&self, key: &str, now: OffsetDateTime) -> impl Future<Output = Result<(), DomainError>> + Send;
}

/// Lists evidence.
pub trait ListEvidence: Send + Sync {
    /// The keys that begin so; of more than 1,000 the first ones.
    fn keys(&self, prefix: &str) -> impl Future<Output = Result<Vec<String>, DomainError>> + Send;
}

/// Names erasures.
pub trait NameErasure: Send + Sync {
    /// The name of this person's erasure. MUST be the same each time, and tell nobody who has no key whose it is.
    fn name(&self, id: &UserId) -> impl Future<Output = Result<ErasureId, DomainError>> + Send;
}

/// Starts the workflow `erase-user`.
pub trait StartErasure: Send + Sync {
    /// Sees to it that the workflow runs for this erasure. While an execution of it runs, MUST start no other, however often
    /// and by how many it is asked. Where every execution has ended, with success or without, MUST start the next one.
    fn start(&self, erasure: &Erasure) -> impl Future<Output = Result<(), DomainError>> + Send;
}

/// Erases a person's files.
pub trait EraseFiles: Send + Sync {
    /// Removes pictures, then files, each with every version, until none is left or `enough` have been removed. What cannot
    /// be removed MUST NOT keep anything else from being removed, nor make runs go on for ever; it is named in the answer.
    fn erase_files(
        &self,
        user: &UserId,
        folder: Option<&FilesFolder>,
        enough: u64,
    ) -> impl Future<Output = Result<ErasedFiles, DomainError>> + Send;
}

/// Keeps account of what one run of an erasure has removed, over all executions that it takes.
pub trait TrackErased: Send + Sync {
    /// Adds to what was removed from this store, and gives the sum. MUST add it at most once, also when an answer is lost.
    /// MUST fail with `Unavailable` if the removal is not queued (any more).
    fn add(
        &self,
        user: &UserId,
        store: CountedStore,
        count: u64,
    ) -> impl Future<Output = Result<u64, DomainError>> + Send;

    /// Notes which files cannot be deleted, in place of those noted before. MUST fail with `Unavailable` if the removal is not
    /// queued (any more).
    fn note_kept(&self, user: &UserId, kept: &KeptFiles) -> impl Future<Output = Result<(), DomainError>> + Send;

    /// The files that were noted last; none if the removal is not queued.
    fn kept_files(&self, user: &UserId) -> impl Future<Output = Result<KeptFiles, DomainError>> + Send;
}

/// Erases a person's rows in one table: job requests, reviews.
pub trait EraseRows: Send + Sync {
    /// Removes rows until none is left or `enough` have been removed.
    fn erase_rows(&self, user: &UserId, enough: u64) -> impl Future<Output = Result<Erased, DomainError>> + Send;
}

/// Records that a person is being removed, in the removal queue.
pub trait QueueRemoval: Send + Sync {
    /// Queues the removal, with these services pending, and voids the confirmation token. If the same run is queued
    /// already, MUST leave alone when it was asked for, what was noted of services and files, and the folder where none is
    /// given. MUST replace what is left of another run (a row that came back with a backup).
    fn queue(
        &self,
        erasure: &Erasure,
        run: &ErasureRun,
        folder: Option<&FilesFolder>,
        services: &[Service],
    ) -> impl Future<Output = Result<Queued, DomainError>> + Send;
}

/// Keeps track of the services that are told of a removal.
pub trait TrackRecipients: Send + Sync {
    /// What was noted of a person's removal; nothing if it is not queued.
    fn recipients(&self, user: &UserId) -> impl Future<Output = Result<Vec<Recipient>, DomainError>> + Send;

    /// Notes how far each service is. MUST fail with `Unavailable` if the removal is not queued (any more), so that nothing
    /// is left behind of one that has ended.
    fn note(&self, user: &UserId, recipients: &[Recipient]) -> impl Future<Output = Result<(), DomainError>> + Send;
}

/// Waits for services.
pub trait AwaitFirstAnswers: Send + Sync {
    /// Returns once every service has answered its first call about this person's removal, or the removal has ended, or this
    /// much time has passed.
    fn first_answers(
        &self,
        user: &UserId,
        at_most: std::time::Duration,
    ) -> impl Future<Output = Result<(), DomainError>> + Send;
}

/// Lists downstream services.
pub trait ListServices: Send + Sync {
    /// Every service that is registered. A row that cannot be read MUST NOT hide the others.
    fn all(&self) -> impl Future<Output = Result<RegisteredServices, DomainError>> + Send;
}

/// Knows the secrets with which calls to services are signed.
pub trait ServiceSecrets: Send + Sync {
    /// The secret of this service. MUST be the same each time, and another one for each service.
    fn secret(&self, service: &ServiceName) -> impl Future<Output = Result<SigningSecret, DomainError>> + Send;
}

/// Calls downstream services.
pub trait CallServices: Send + Sync {
    /// Asks each service to remove the person, all at once, and gives their answers in the same order. A service sees the
    /// name of the run each time, by which it can tell a repeated call. MUST fail only for what is wrong on our side.
    fn call(
        &self,
        services: &[&Service],
        user: &UserId,
        run: &ErasureRun,
        now: OffsetDateTime,
    ) -> impl Future<Output = Result<Vec<ServiceAnswer>, DomainError>> + Send;
}

/// Signs what mailed links depend on.
pub trait BindLink: Send + Sync {
    /// A keyed hash. MUST be the same each time for the same state, and tell nothing of it to who has no key.
    fn bind(&self, state: &LinkState) -> impl Future<Output = Result<LinkBinding, DomainError>> + Send;
}

/// Keeps requests for removal until they are confirmed.
pub trait KeepRemovalRequest: Send + Sync {
    /// Keeps the request in place of an older one. MUST give `false` and leave everything as it is where
    /// [`RemovalState::opening`](crate::removal_mail::RemovalState::opening) refuses: if the person was mailed a link that is
    /// still good less than [`removal::MAIL_PAUSE`](crate::removal::MAIL_PAUSE) ago, or
    /// [`MAILS_A_DAY`](crate::removal_mail::MAILS_A_DAY) times within a day, has just confirmed, or is being removed already.
    /// The same request MUST give `true` again, since an answer may be lost and the call repeated.
    fn open(&self, user: &UserId, request: &RemovalRequest) -> impl Future<Output = Result<bool, DomainError>> + Send;

    /// Takes this request back, whose mail was not sent, so that it does not count. MUST leave another one alone.
    fn withdraw(&self, user: &UserId, request: &RemovalRequest)
    -> impl Future<Output = Result<(), DomainError>> + Send;

    /// The request that waits to be confirmed, if there is one. MUST see every request whose `open` was answered before.
    fn find(&self, user: &UserId) -> impl Future<Output = Result<Option<RemovalRequest>, DomainError>> + Send;

    /// Marks this request as confirmed. Of many claims at once exactly one MUST succeed, also when it is repeated, and the
    /// others be refused with `TokenNotValid`. Where the removal was not queued within
    /// [`removal::CLAIM_LIFE`](crate::removal::CLAIM_LIFE), another claim MAY succeed.
    fn claim(
        &self,
        user: &UserId,
        token: &TokenHash,
        claim: &ConfirmationAttempt,
    ) -> impl Future<Output = Result<(), DomainError>> + Send;
}

/// Tells the admin of erasures that stopped.
pub trait ReportFailure: Send + Sync {
    /// Whether this failure was mailed already.
    fn is_reported(&self, failed: &FailedErasure) -> impl Future<Output = Result<bool, DomainError>> + Send;

    /// Notes that it was mailed.
    fn mark_reported(&self, failed: &FailedErasure) -> impl Future<Output = Result<(), DomainError>> + Send;
}

/// Finds out where an erasure stopped.
pub trait FindFailedStep: Send + Sync {
    /// The state at which the execution stopped; `None` if its history does not tell.
    fn failed_step(&self, execution: &str) -> impl Future<Output = Result<Option<String>, DomainError>> + Send;
}

/// Mails the admin.
pub trait MailFailedErasure: Send + Sync {
    /// Sends what stopped, what is left, and how to go on. Nothing in it names the person.
    fn mail_failure(&self, report: &FailureReport) -> impl Future<Output = Result<(), DomainError>> + Send;
}

/// Mails people who asked to be removed.
pub trait MailRemovalLink: Send + Sync {
    /// Sends the link that confirms the removal.
    fn mail_link(&self, to: &Email, link: &str) -> impl Future<Output = Result<(), DomainError>> + Send;
}

/// Registers people.
pub trait RegisterUser: Send + Sync {
    /// Makes the identity and the record, or neither. MUST begin at most once for a call.
    ///
    /// MUST fail with `EmailTaken` or `AccountIdTaken` if somebody has it, and with `TooManyAttempts` if something was
    /// throttled. MUST have deleted the picture that the registration names where it fails after it was begun.
    fn register(
        &self,
        registration: &Registration,
        password: &Password,
        now: OffsetDateTime,
    ) -> impl Future<Output = Result<User, NotDone>> + Send;
}

/// Updates people.
pub trait UpdateUser: Send + Sync {
    /// Changes identity, record and password, or nothing, and gives the record as it is then. MUST begin at most once for a
    /// call, and not at all if the update asks for nothing.
    ///
    /// MUST fail with `EmailTaken` if another user has the address, with `UserNotFound` if the person is gone, with
    /// `UpdateUnderWay` while another update of them is, and with `TooManyAttempts` if something was throttled. MUST have
    /// deleted the new picture where it fails after it was begun.
    fn update(
        &self,
        user: &User,
        update: &Update,
        now: OffsetDateTime,
    ) -> impl Future<Output = Result<User, NotDone>> + Send;
}

/// Why somebody was not registered or updated.
#[derive(Debug, Error)]
pub enum NotDone {
    /// It surely was not begun: what was stored for it is still there.
    #[error(transparent)]
    NotBegun(DomainError),
    /// It failed and has been undone, or nobody knows whether it was begun and how it ended.
    #[error(transparent)]
    Failed(#[from] DomainError),
}

impl From<NotDone> for DomainError {
    fn from((NotDone::NotBegun(error) | NotDone::Failed(error)): NotDone) -> Self {
        error
    }
}
