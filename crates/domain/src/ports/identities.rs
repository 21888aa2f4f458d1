//! Cognito users, called identities: who can sign in, with which password.

use crate::error::DomainError;
use crate::registration::RegistrationId;
use crate::terms::TermsVersions;
use crate::user::User;
use crate::user_id::UserId;
use crate::{Email, FullName, Locale, Password};

/// Creates identities.
pub trait CreateIdentity: Send + Sync {
    /// Creates an identity that can sign in at once with the address and the password.
    ///
    /// MUST refuse with `EmailTaken` if another registration created one with this address. If this registration
    /// created it, MUST return the same id and set this password.
    fn create(
        &self,
        registration: &RegistrationId,
        email: &Email,
        full_name: Option<&FullName>,
        password: &Password,
    ) -> impl Future<Output = Result<UserId, DomainError>> + Send;
}

/// Updates identities.
pub trait UpdateIdentity: Send + Sync {
    /// Sets the address, whether it is verified, and the name to those of `to`; `from` is the user before the update.
    ///
    /// MUST refuse with `UserNotFound` if there is no such identity, and with `EmailTaken` if the provider reports that
    /// another one has the address.
    fn update(&self, from: &User, to: &User) -> impl Future<Output = Result<(), DomainError>> + Send;

    /// Sets the same attributes back to those of `to`, after an update that may have taken effect in part. MUST NOT write
    /// if all are equal already: writes have a much lower quota than reads.
    ///
    /// MUST refuse as [`update`](Self::update) does.
    fn roll_back(&self, to: &User) -> impl Future<Output = Result<(), DomainError>> + Send;
}

/// Tags identities, so that systems that see only the tokens know about the acceptance too.
pub trait MarkAcceptance: Send + Sync {
    /// Stores which terms the user has accepted. MUST refuse with `UserNotFound` if there is no such identity.
    fn mark(&self, id: &UserId, versions: &TermsVersions) -> impl Future<Output = Result<(), DomainError>> + Send;
}

/// Sets passwords.
pub trait SetPassword: Send + Sync {
    /// Sets the only password of the user. MUST refuse with `UserNotFound` if there is no such identity.
    fn set_password(&self, id: &UserId, password: &Password) -> impl Future<Output = Result<(), DomainError>> + Send;
}

/// Erases identities.
pub trait EraseIdentity: Send + Sync {
    /// Revokes all sessions and disables sign-in. MUST succeed if there is no such identity.
    fn close(&self, id: &UserId) -> impl Future<Output = Result<(), DomainError>> + Send;

    /// Deletes the identity. MUST succeed if there is none.
    fn erase(&self, id: &UserId) -> impl Future<Output = Result<(), DomainError>> + Send;
}

/// Rolls back [`CreateIdentity`].
pub trait DeleteIdentity: Send + Sync {
    /// Deletes the identity that this registration created: the one with this id if it is known, else the one with this
    /// address. MUST NOT delete an identity that another registration created, and MUST succeed if there is none.
    fn delete_made_by(
        &self,
        registration: &RegistrationId,
        email: &Email,
        id: Option<&UserId>,
    ) -> impl Future<Output = Result<(), DomainError>> + Send;
}

/// Reads identities.
pub trait DescribeIdentity: Send + Sync {
    /// The identity as the provider has it.
    fn describe(&self, id: &UserId) -> impl Future<Output = Result<Option<Identity>, DomainError>> + Send;
}

/// An identity as the provider has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The address to sign in with.
    pub email: Email,
    /// Whether the address is verified.
    pub email_verified: bool,
    /// The name, if there is one.
    pub full_name: Option<FullName>,
    /// The locale, if the user has set one.
    pub locale: Option<Locale>,
    /// Whether the user can sign in.
    pub enabled: bool,
    /// The provider's status (Cognito: `CONFIRMED`).
    pub status: String,
}

impl Identity {
    /// Whether address and name equal those of the record. A change in Cognito directly does not change the record.
    #[must_use]
    pub fn agrees_with(&self, user: &User) -> bool {
        self.email == user.email && self.full_name == user.full_name
    }
}
