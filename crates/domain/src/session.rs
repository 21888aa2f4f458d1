//! Sessions: tokens, and the validation of their claims.

use std::fmt;

use time::OffsetDateTime;

use crate::error::DomainError;
use crate::session_id::SessionId;
use crate::user_id::UserId;

/// A token of Cognito. `Debug` does not print it.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// Wraps a token without validating it.
    #[must_use]
    pub fn new(token: impl Into<String>) -> Self {
        Self(token.into())
    }

    /// The token itself. Pass it only to Cognito or to its owner.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Token(…)")
    }
}

/// The result of a sign-in or a refresh.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The access token.
    pub access: Token,
    /// The refresh token.
    pub refresh: Token,
    /// The claims of the access token.
    pub claims: AccessClaims,
}

/// The claims of a verified access token: signature, issuer, client, use and expiry were valid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessClaims {
    /// The user.
    pub user_id: UserId,
    /// The session.
    pub session: SessionId,
    /// When the user entered the password; a refresh does not change it.
    pub signed_in_at: OffsetDateTime,
}

/// The claims of a token whose signature is valid, before they are validated.
#[derive(Clone, Copy, Debug)]
pub struct ClaimedAccess<'a> {
    /// `sub`.
    pub subject: &'a str,
    /// `origin_jti`.
    pub session: &'a str,
    /// `token_use`.
    pub token_use: &'a str,
    /// `client_id`.
    pub client_id: &'a str,
    /// `iss`.
    pub issuer: &'a str,
    /// `auth_time`.
    pub signed_in_at: OffsetDateTime,
    /// `exp`.
    pub expires_at: OffsetDateTime,
}

/// The issuer and the client whose tokens are accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenIssuer {
    /// The URL of the user pool, as in `iss`.
    issuer: String,
    /// The only client that Usher signs users in with.
    client_id: String,
}

impl TokenIssuer {
    /// The issuer as tokens name it (`iss`), and the client that they are for.
    #[must_use]
    pub const fn new(issuer: String, client_id: String) -> Self {
        Self { issuer, client_id }
    }

    /// The issuer as tokens name it: a URL that ends in the id of the user pool.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.issuer
    }

    /// Validates the claims of a token whose signature is valid: it must be an unexpired access token of this issuer
    /// and client (Cognito developer guide, "Verifying JSON web tokens").
    ///
    /// # Errors
    /// [`DomainError::NotSignedIn`].
    pub fn validate_claims(
        &self,
        claimed: &ClaimedAccess<'_>,
        now: OffsetDateTime,
    ) -> Result<AccessClaims, DomainError> {
        let is_ours = claimed.token_use == "access"
            && claimed.issuer == self.issuer
            && claimed.client_id == self.client_id
            && claimed.expires_at > now;
        let user_id = UserId::parse(claimed.subject).map_err(|_| DomainError::NotSignedIn)?;
        let session = SessionId::parse(claimed.session).map_err(|_| DomainError::NotSignedIn)?;
        if is_ours {
            Ok(AccessClaims { user_id, session, signed_in_at: claimed.signed_in_at })
        } else {
            Err(DomainError::NotSignedIn)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    const NOW: OffsetDateTime = datetime!(2026-11-22 12:00 UTC);

    fn issuer() -> TokenIssuer {
        TokenIssuer::new(claimed().issuer.to_owned(), claimed().client_id.to_owned())
    }

    fn claimed() -> ClaimedAccess<'static> {
        ClaimedAccess {
            subject: "0d9f7c9e-3f50-4a7e-9c56-2d4e5f60718a",
            session: "7c9f1f3e-0000-4000-8000-000000000001",
            token_use: "access",
            client_id: "our-client",
            issuer: "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_pool",
            signed_in_at: datetime!(2026-11-22 11:30 UTC),
            expires_at: datetime!(2026-11-22 12:30 UTC),
        }
    }

    #[test]
    fn current_access_token_of_our_client_is_valid() {
        let claims = issuer().validate_claims(&claimed(), NOW).unwrap();
        assert_eq!((claims.user_id.as_str(), claims.session.as_str()), (claimed().subject, claimed().session));
    }

    #[test]
    fn other_tokens_are_refused() {
        let refused = [
            ClaimedAccess { token_use: "id", ..claimed() },
            ClaimedAccess { client_id: "another-client", ..claimed() },
            ClaimedAccess { issuer: "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_other", ..claimed() },
            ClaimedAccess { expires_at: NOW, ..claimed() },
            ClaimedAccess { subject: "not a user id", ..claimed() },
            ClaimedAccess { session: "not a session id", ..claimed() },
        ];
        for claimed in refused {
            assert!(matches!(issuer().validate_claims(&claimed, NOW), Err(DomainError::NotSignedIn)), "{claimed:?}");
        }
    }
}
