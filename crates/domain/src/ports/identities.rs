//! Identities: who can sign in.

use crate::error::DomainError;
use crate::registration::RegistrationId;
use crate::terms::TermsVersions;
use crate::user::User;
use crate::user_id::UserId;
use crate::{Email, FullName, Password};

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
