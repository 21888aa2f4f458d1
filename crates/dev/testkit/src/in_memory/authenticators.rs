//! Secrets of authenticator apps in memory.

use usher_domain::authenticator::{AuthenticatorSecret, AuthenticatorSeed};
use usher_domain::ports::DeriveAuthenticatorSecret;
use usher_domain::{DomainError, UserId};

/// Derives secrets without a secret key.
#[derive(Clone, Copy, Debug, Default)]
pub struct AuthenticatorSecrets;

impl AuthenticatorSecrets {
    /// The secret of this user and seed.
    #[must_use]
    pub fn secret(user: &UserId, seed: &AuthenticatorSeed) -> AuthenticatorSecret {
        let texts = [user.as_str(), &seed.to_text()].map(|text| text.as_bytes()[..10].to_vec());
        AuthenticatorSecret::from_bits(texts.concat().try_into().unwrap())
    }
}

impl DeriveAuthenticatorSecret for AuthenticatorSecrets {
    async fn derive(&self, user: &UserId, seed: &AuthenticatorSeed) -> Result<AuthenticatorSecret, DomainError> {
        Ok(Self::secret(user, seed))
    }
}
