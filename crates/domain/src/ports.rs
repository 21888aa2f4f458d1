//! The ports: what the domain needs from outside, one trait for each group of verbs. A handler names just the ports
//! that it needs, as its IAM policy names just the actions.
//!
//! Each contract is held by the behaviour suite in `crates/testkit`, which the in-memory ports and the adapters of
//! `crates/aws` both pass.

use std::future::Future;

use thiserror::Error;
use time::OffsetDateTime;

use crate::erasure::{Erased, Erasure, ErasureId, FailedErasure, FailureReport};
use crate::error::{DomainError, Failure};
use crate::limit::{Counter, EmailHash};
use crate::listing::{Page, Position};
use crate::registration::RegistrationId;
use crate::removal::{Claim, RemovalRequest, TokenHash};
use crate::service::{Recipient, Service, ServiceAnswer, ServiceName, SigningSecret};
use crate::session::{AccessClaims, Session, Token};
use crate::terms::{AcceptedTerms, TermsVersions};
use crate::update::Hold;
use crate::user::{User, UserId, UserNumber, UserType};
use crate::{AccountId, Email, FilesFolder, FullName, Password, PictureName, SealedPassword};

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
    /// MUST refuse with `EmailTaken` if a user has the address, and with `AccountIdTaken` if one has the account id.
    fn check_taken(
        &self,
        email: &Email,
        account_id: Option<&AccountId>,
    ) -> impl Future<Output = Result<(), DomainError>> + Send;
}

/// Makes user records.
pub trait CreateUser: Send + Sync {
    /// Stores the record and its unique keys (address, account id, number), all or none.
    ///
    /// MUST refuse with the first of `EmailTaken`, `AccountIdTaken` and `NumberTaken` that holds, however many calls
    /// run at once. MUST give the stored user, unchanged, if there is one with the same id and address.
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
    /// The store did not work.
    #[error(transparent)]
    Failed(#[from] Failure),
}

/// Holds user records for an update.
pub trait HoldUser: Send + Sync {
    /// The user with this id, held for an update.
    ///
    /// MUST refuse with `UserNotFound` if there is none, and with `UpdateUnderWay` while another update holds it. The same
    /// update MAY hold it again.
    fn hold(&self, id: &UserId, hold: &Hold) -> impl Future<Output = Result<User, DomainError>> + Send;
}

/// Changes user records.
pub trait UpdateUser: Send + Sync {
    /// Writes address, name, picture and time of change of `to`, and moves the unique key of the address, all or none;
    /// `from` is the record as it stands.
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

/// Names erasures.
pub trait NameErasure: Send + Sync {
    /// The name of this person's erasure. MUST be the same each time, and tell nobody who has no key whose it is.
    fn name(&self, id: &UserId) -> impl Future<Output = Result<ErasureId, DomainError>> + Send;
}

/// Starts the workflow `erase-user`.
pub trait StartErasure: Send + Sync {
    /// MUST start the workflow once for an erasure, however often it is asked, and succeed if it was started before.
    fn start(&self, erasure: &Erasure) -> impl Future<Output = Result<(), DomainError>> + Send;
}

/// Erases a person's files.
pub trait EraseFiles: Send + Sync {
    /// Removes files, each with every version, until none is left or `enough` have been removed.
    fn erase_files(
        &self,
        user: &UserId,
        folder: Option<&FilesFolder>,
        enough: u64,
    ) -> impl Future<Output = Result<Erased, DomainError>> + Send;
}

/// Erases a person's rows in one table: job requests, reviews.
pub trait EraseRows: Send + Sync {
    /// Removes rows until none is left or `enough` have been removed.
    fn erase_rows(&self, user: &UserId, enough: u64) -> impl Future<Output = Result<Erased, DomainError>> + Send;
}

/// Records that a person is being removed, in the removal queue.
pub trait QueueRemoval: Send + Sync {
    /// Queues the removal, with these services pending, and voids the confirmation token. Gives when it was first asked
    /// for. MUST leave that time, and what was noted of the services, alone if the same erasure is queued already.
    fn queue(
        &self,
        erasure: &Erasure,
        services: &[Service],
    ) -> impl Future<Output = Result<OffsetDateTime, DomainError>> + Send;
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
    /// Every service that is registered.
    fn all(&self) -> impl Future<Output = Result<Vec<Service>, DomainError>> + Send;
}

/// Knows the secrets with which calls to services are signed.
pub trait ServiceSecrets: Send + Sync {
    /// The secret of this service. MUST be the same each time, and another one for each service.
    fn secret(&self, service: &ServiceName) -> impl Future<Output = Result<SigningSecret, DomainError>> + Send;
}

/// Calls downstream services.
pub trait CallServices: Send + Sync {
    /// Asks each service to remove the person, all at once, and gives their answers in the same order. A service sees the
    /// erasure's id each time, by which it can tell a repeated call. MUST fail only for what is wrong on our side.
    fn call(
        &self,
        services: &[&Service],
        user: &UserId,
        erasure: &ErasureId,
        now: OffsetDateTime,
    ) -> impl Future<Output = Result<Vec<ServiceAnswer>, DomainError>> + Send;
}

/// Keeps requests for removal until they are confirmed.
pub trait KeepRemovalRequest: Send + Sync {
    /// Keeps the request in place of an older one. MUST give `false` and leave everything as it is if the person was mailed
    /// less than [`removal::MAIL_PAUSE`](crate::removal::MAIL_PAUSE) ago, has just confirmed, or is being removed already.
    /// The same request MUST give `true` again, since an answer may be lost and the call repeated.
    fn open(&self, user: &UserId, request: &RemovalRequest) -> impl Future<Output = Result<bool, DomainError>> + Send;

    /// Takes this request back. MUST leave another one alone.
    fn withdraw(&self, user: &UserId, token: &TokenHash) -> impl Future<Output = Result<(), DomainError>> + Send;

    /// The request that waits to be confirmed, if there is one. MUST see every request whose `open` was answered before.
    fn find(&self, user: &UserId) -> impl Future<Output = Result<Option<RemovalRequest>, DomainError>> + Send;

    /// Marks this request as confirmed. Of many claims at once exactly one MUST succeed, also when it is repeated, and the
    /// others be refused with `TokenNotValid`. Where the removal was not queued within
    /// [`removal::CLAIM_LIFE`](crate::removal::CLAIM_LIFE), another claim MAY succeed.
    fn claim(
        &self,
        user: &UserId,
        token: &TokenHash,
        claim: &Claim,
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

/// Runs one workflow to its end. What goes in and comes out is the text of a message of `wire::workflow`.
pub trait RunWorkflow: Send + Sync {
    /// MUST start the workflow at most once for a call, and wait for its end. MUST tell a workflow that ended in an
    /// error of its own (`Refused`) from one that could not be run (`Failed`).
    fn run(&self, input: &str) -> impl Future<Output = Result<String, WorkflowRefusal>> + Send;
}

/// Why a workflow gave no result.
#[derive(Debug, Error)]
pub enum WorkflowRefusal {
    /// It ended in an error that one of its states names.
    #[error("the workflow ended in {name}")]
    Refused {
        /// The stable name ([`DomainError::name`]), or the platform's own (`States.Timeout`). What the platform says
        /// besides is left out: it may repeat what a state was given.
        name: String,
    },
    /// It could not be run, or nobody knows how it ended.
    #[error(transparent)]
    Failed(#[from] Failure),
}
