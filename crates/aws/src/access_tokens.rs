//! Verifies Cognito's access tokens with the pool's published keys, which are cached.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use aws_smithy_runtime_api::client::http::SharedHttpConnector;
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde::Deserialize;
use time::OffsetDateTime;
use tokio::sync::RwLock;
use tokio::time::timeout;
use usher_domain::ports::VerifyAccessToken;
use usher_domain::session::{AccessClaims, ClaimedAccess, Token, TokenIssuer};
use usher_domain::{DomainError, Failure};

use crate::Connection;
use crate::connection::get;
use crate::host::Host;

/// The minimum time between two fetches for an unknown key id, so that forged key ids do not cause a flood of fetches.
const REFETCH_INTERVAL: Duration = Duration::from_mins(1);

/// The timeout for fetching the keys.
const KEYS_TIMEOUT: Duration = Duration::from_secs(3);

/// The access tokens of one pool and client.
#[derive(Debug)]
pub struct AccessTokens {
    issuer: TokenIssuer,
    published: Arc<PublishedKeys>,
}

/// The cached keys, and the URL they are published at.
#[derive(Debug)]
struct PublishedKeys {
    url: String,
    connector: SharedHttpConnector,
    keys: RwLock<Keys>,
}

#[derive(Default)]
struct Keys {
    by_id: HashMap<String, DecodingKey>,
    fetched_at: Option<OffsetDateTime>,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Keys({} of them)", self.by_id.len())
    }
}

#[derive(Deserialize)]
struct Claims {
    sub: String,
    origin_jti: String,
    token_use: String,
    client_id: String,
    iss: String,
    auth_time: i64,
    exp: i64,
}

impl AccessTokens {
    /// The tokens of this issuer. [`Connection::open`] fetches the keys, or else the first token does.
    #[must_use]
    pub fn new(connection: &Connection, issuer: TokenIssuer) -> Self {
        let (host, connector) = connection.address_and_connector(&Host::Cognito);
        let user_pool_id = issuer.as_str().rsplit('/').next().unwrap_or_default();
        let url = format!("{}/{user_pool_id}/.well-known/jwks.json", host.trim_end_matches('/'));
        let published = Arc::new(PublishedKeys { url, connector, keys: RwLock::default() });
        let keys = Arc::clone(&published);
        connection.during_init(published.url.clone(), async move { keys.prefetch().await });
        Self { issuer, published }
    }
}

impl PublishedKeys {
    async fn key(&self, id: &str, now: OffsetDateTime) -> Result<DecodingKey, DomainError> {
        if let Some(key) = self.keys.read().await.by_id.get(id) {
            return Ok(key.clone());
        }
        let mut keys = self.keys.write().await;
        if keys.fetched_at.is_none_or(|fetched_at| now - fetched_at > REFETCH_INTERVAL) {
            keys.by_id = self.fetch().await?;
            keys.fetched_at = Some(now);
        }
        keys.by_id.get(id).cloned().ok_or(DomainError::NotSignedIn)
    }

    /// Leaves `fetched_at` unset, so that an unknown key id causes a fetch at once.
    async fn prefetch(&self) {
        if let Ok(by_id) = self.fetch().await {
            self.keys.write().await.by_id = by_id;
        }
    }

    async fn fetch(&self) -> Result<HashMap<String, DecodingKey>, Failure> {
        let failed = |cause: Box<dyn std::error::Error + Send + Sync>| Failure::new("fetch the pool's keys", cause);
        let fetched = timeout(KEYS_TIMEOUT, get(&self.connector, &self.url)).await;
        let (status, body) = fetched.map_err(|cause| failed(cause.into()))?.map_err(|cause| failed(cause.into()))?;
        if !(200..300).contains(&status) {
            return Err(failed(format!("status {status}").into()));
        }
        let set: JwkSet = serde_json::from_slice(&body).map_err(|cause| failed(cause.into()))?;
        Ok(set
            .keys
            .iter()
            .filter_map(|key| Some((key.common.key_id.clone()?, DecodingKey::from_jwk(key).ok()?)))
            .collect())
    }
}

impl VerifyAccessToken for AccessTokens {
    async fn verify(&self, access: &Token, now: OffsetDateTime) -> Result<AccessClaims, DomainError> {
        let header = decode_header(access.reveal()).map_err(|_| DomainError::NotSignedIn)?;
        if header.alg != Algorithm::RS256 {
            return Err(DomainError::NotSignedIn);
        }
        let key = self.published.key(header.kid.as_deref().unwrap_or_default(), now).await?;
        let token = decode::<Claims>(access.reveal(), &key, &signature_only()).map_err(|_| DomainError::NotSignedIn)?;
        let time = |seconds| OffsetDateTime::from_unix_timestamp(seconds).map_err(|_| DomainError::NotSignedIn);
        self.issuer.validate_claims(
            &ClaimedAccess {
                subject: &token.claims.sub,
                session: &token.claims.origin_jti,
                token_use: &token.claims.token_use,
                client_id: &token.claims.client_id,
                issuer: &token.claims.iss,
                signed_in_at: time(token.claims.auth_time)?,
                expires_at: time(token.claims.exp)?,
            },
            now,
        )
    }
}

/// Checks only the RS256 signature; [`TokenIssuer::validate_claims`], which gets the time, validates the claims.
fn signature_only() -> Validation {
    let mut validation = Validation::new(Algorithm::RS256);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation
}
