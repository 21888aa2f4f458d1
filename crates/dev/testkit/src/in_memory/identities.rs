//! The identity provider in memory: identities, sessions and tokens.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use time::OffsetDateTime;
use usher_domain::ports::{
    CreateIdentity, DeleteIdentity, DescribeIdentity, EraseIdentity, Identity, MarkAcceptance, RefreshSession,
    RevokeTokens, SetPassword, SignIn, UpdateIdentity, VerifyAccessToken,
};
use usher_domain::registration::RegistrationId;
use usher_domain::session::{AccessClaims, Session, Token};
use usher_domain::terms::TermsVersions;
use usher_domain::{DomainError, Email, FullName, Locale, Password, SessionId, SignInRefusal, User, UserId};

use crate::fixtures;

const MISMATCH: DomainError = DomainError::WrongCredentials(SignInRefusal::Mismatch);

#[derive(Debug)]
struct Entry {
    id: UserId,
    registration: RegistrationId,
    email: Email,
    email_verified: bool,
    full_name: Option<FullName>,
    locale: Option<Locale>,
    password: Password,
    accepted: Option<TermsVersions>,
    is_closed: bool,
}

/// A user pool. Its tokens are random strings. Clones share everything.
#[derive(Clone, Debug, Default)]
pub struct Identities {
    entries: Arc<Mutex<Vec<Entry>>>,
    access: Arc<Mutex<HashMap<String, AccessClaims>>>,
    refresh: Arc<Mutex<HashMap<String, AccessClaims>>>,
    updates: Arc<AtomicUsize>,
    is_throttled: bool,
}

impl Identities {
    /// A pool in which this registration has created an identity for this user, and the identity's id.
    #[must_use]
    pub fn of(registration: &RegistrationId, user: &User) -> (Self, UserId) {
        let pool = Self::default();
        let id = pool.insert(registration, &user.email, user.full_name.as_ref(), &fixtures::password()).unwrap();
        (pool, id)
    }

    /// A pool with these users, under the ids of their records.
    #[must_use]
    pub fn knowing(users: impl IntoIterator<Item = User>) -> Self {
        let pool = Self::default();
        for user in users {
            let registration = fixtures::registration(&fixtures::uuid().to_string());
            let id = pool.insert(&registration, &user.email, user.full_name.as_ref(), &fixtures::password()).unwrap();
            pool.change(&id, |entry| entry.id = user.id.clone()).unwrap();
        }
        pool
    }

    /// This pool, throttling every write from now on.
    #[must_use]
    pub fn throttling(self) -> Self {
        Self { is_throttled: true, ..self }
    }

    /// How many times attributes were updated, including failed attempts.
    #[must_use]
    pub fn updates(&self) -> usize {
        self.updates.load(Ordering::Relaxed)
    }

    fn require_capacity(&self) -> Result<(), DomainError> {
        if self.is_throttled { Err(DomainError::throttled()) } else { Ok(()) }
    }

    /// Accepts these strings as tokens of this user.
    pub fn accept_tokens(&self, id: &UserId, access: &str, refresh: &str) {
        self.store(access, refresh, &claims(id, fixtures::session_id()));
    }

    fn store(&self, access: &str, refresh: &str, claims: &AccessClaims) {
        self.access.lock().unwrap().insert(access.to_owned(), claims.clone());
        self.refresh.lock().unwrap().insert(refresh.to_owned(), claims.clone());
    }

    /// Sets the locale of an identity.
    ///
    /// # Errors
    /// [`DomainError::UserNotFound`].
    pub fn set_locale(&self, id: &UserId, locale: Locale) -> Result<(), DomainError> {
        self.change(id, |entry| entry.locale = Some(locale))
    }

    /// The accepted terms that the identity is marked with.
    #[must_use]
    pub fn accepted(&self, id: &UserId) -> Option<TermsVersions> {
        self.entries.lock().unwrap().iter().find(|entry| entry.id == *id)?.accepted.clone()
    }

    fn change(&self, id: &UserId, change: impl FnOnce(&mut Entry)) -> Result<(), DomainError> {
        let mut entries = self.entries.lock().unwrap();
        entries.iter_mut().find(|entry| entry.id == *id).map(change).ok_or(DomainError::UserNotFound)
    }

    /// The number of identities.
    #[must_use]
    pub fn count(&self) -> usize {
        self.entries.lock().unwrap().len()
    }

    fn insert(
        &self,
        registration: &RegistrationId,
        email: &Email,
        full_name: Option<&FullName>,
        password: &Password,
    ) -> Result<UserId, DomainError> {
        let mut entries = self.entries.lock().unwrap();
        if let Some(entry) = entries.iter_mut().find(|entry| entry.email == *email) {
            if entry.registration != *registration {
                return Err(DomainError::EmailTaken);
            }
            entry.password = password.clone();
            return Ok(entry.id.clone());
        }
        let id = fixtures::user_id();
        entries.push(Entry {
            id: id.clone(),
            registration: registration.clone(),
            email: email.clone(),
            email_verified: false,
            full_name: full_name.cloned(),
            locale: None,
            password: password.clone(),
            accepted: None,
            is_closed: false,
        });
        Ok(id)
    }

    /// A new session of this user, without a password.
    #[must_use]
    pub fn session(&self, id: &UserId) -> Session {
        self.tokens(claims(id, fixtures::new_session_id()))
    }

    fn tokens(&self, claims: AccessClaims) -> Session {
        let (access, refresh) = (fixtures::uuid().to_string(), fixtures::uuid().to_string());
        self.store(&access, &refresh, &claims);
        Session { access: Token::new(access), refresh: Token::new(refresh), claims }
    }
}

fn claims(id: &UserId, session: SessionId) -> AccessClaims {
    AccessClaims { user_id: id.clone(), session, signed_in_at: fixtures::NOW }
}

impl CreateIdentity for Identities {
    async fn create(
        &self,
        registration: &RegistrationId,
        email: &Email,
        full_name: Option<&FullName>,
        password: &Password,
    ) -> Result<UserId, DomainError> {
        self.require_capacity()?;
        self.insert(registration, email, full_name, password)
    }
}

impl UpdateIdentity for Identities {
    async fn update(&self, _: &User, to: &User) -> Result<(), DomainError> {
        self.updates.fetch_add(1, Ordering::Relaxed);
        self.require_capacity()?;
        let is_taken = |entry: &Entry| entry.email == to.email && entry.id != to.id;
        if self.entries.lock().unwrap().iter().any(is_taken) {
            return Err(DomainError::EmailTaken);
        }
        self.change(&to.id, |entry| {
            entry.email = to.email.clone();
            entry.email_verified = to.has_verified_email();
            entry.full_name.clone_from(&to.full_name);
        })
    }

    async fn roll_back(&self, to: &User) -> Result<(), DomainError> {
        let current = self.describe(&to.id).await?.ok_or(DomainError::UserNotFound)?;
        let attributes = (&current.email, current.email_verified, &current.full_name);
        if attributes == (&to.email, to.has_verified_email(), &to.full_name) {
            return Ok(());
        }
        self.update(to, to).await
    }
}

impl SetPassword for Identities {
    async fn set_password(&self, id: &UserId, password: &Password) -> Result<(), DomainError> {
        self.require_capacity()?;
        self.change(id, |entry| entry.password = password.clone())
    }
}

impl MarkAcceptance for Identities {
    async fn mark(&self, id: &UserId, versions: &TermsVersions) -> Result<(), DomainError> {
        self.change(id, |entry| entry.accepted = Some(versions.clone()))
    }
}

impl DeleteIdentity for Identities {
    async fn delete_made_by(
        &self,
        registration: &RegistrationId,
        email: &Email,
        id: Option<&UserId>,
    ) -> Result<(), DomainError> {
        let is_named = |entry: &Entry| id.map_or(entry.email == *email, |id| entry.id == *id);
        self.entries.lock().unwrap().retain(|entry| !is_named(entry) || entry.registration != *registration);
        Ok(())
    }
}

impl EraseIdentity for Identities {
    async fn close(&self, id: &UserId) -> Result<(), DomainError> {
        // Closing an unknown identity is no error.
        let _ = self.change(id, |entry| entry.is_closed = true);
        self.revoke_tokens(id).await
    }

    async fn erase(&self, id: &UserId) -> Result<(), DomainError> {
        self.entries.lock().unwrap().retain(|entry| entry.id != *id);
        self.revoke_tokens(id).await
    }
}

impl RevokeTokens for Identities {
    async fn revoke_tokens(&self, id: &UserId) -> Result<(), DomainError> {
        self.require_capacity()?;
        self.refresh.lock().unwrap().retain(|_, claims| claims.user_id != *id);
        Ok(())
    }
}

impl DescribeIdentity for Identities {
    async fn describe(&self, id: &UserId) -> Result<Option<Identity>, DomainError> {
        let entries = self.entries.lock().unwrap();
        Ok(entries.iter().find(|entry| entry.id == *id).map(|entry| Identity {
            email: entry.email.clone(),
            email_verified: entry.email_verified,
            full_name: entry.full_name.clone(),
            locale: entry.locale.clone(),
            enabled: !entry.is_closed,
            status: "CONFIRMED".to_owned(),
        }))
    }
}

impl SignIn for Identities {
    async fn sign_in(&self, email: &Email, password: &Password) -> Result<Session, DomainError> {
        let id = {
            let entries = self.entries.lock().unwrap();
            let entry = entries.iter().find(|entry| entry.email == *email).ok_or(MISMATCH)?;
            if entry.password.reveal() != password.reveal() {
                return Err(MISMATCH);
            }
            if entry.is_closed {
                return Err(DomainError::WrongCredentials(SignInRefusal::Disabled));
            }
            entry.id.clone()
        };
        Ok(self.session(&id))
    }
}

impl RefreshSession for Identities {
    async fn refresh(&self, refresh: &Token) -> Result<Session, DomainError> {
        let claims = self.refresh.lock().unwrap().get(refresh.reveal()).cloned().ok_or(DomainError::NotSignedIn)?;
        Ok(self.tokens(claims))
    }
}

impl VerifyAccessToken for Identities {
    async fn verify(&self, access: &Token, _: OffsetDateTime) -> Result<AccessClaims, DomainError> {
        self.access.lock().unwrap().get(access.reveal()).cloned().ok_or(DomainError::NotSignedIn)
    }
}
