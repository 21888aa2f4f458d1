//! Sessions: tokens, and which of their claims are believed.

use std::fmt;

use time::OffsetDateTime;

use crate::error::DomainError;
use crate::user_id::UserId;

/// A token of Cognito's; Debug prints nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// Takes a token as it came; whether it is one, its issuer tells.
    #[must_use]
    pub fn new(token: impl Into<String>) -> Self {
        Self(token.into())
    }

    /// The token itself. Hand it to its issuer or its owner, and to nothing else.
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

/// What signing in or refreshing gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Opens the signed-in endpoints until it expires.
    pub access: Token,
    /// Gets new access tokens.
    pub refresh: Token,
    /// Whose session it is, and since when.
    pub claims: AccessClaims,
}

/// What a verified access token says. To hold one is to know that the signature, the issuer, the client, the use and
/// the expiry were right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessClaims {
    /// Whose token it is.
    pub user_id: UserId,
    /// When the person typed the password; refreshing does not move it.
    pub signed_in_at: OffsetDateTime,
}

/// What a token says, before it is believed; whoever verified the signature fills it in.
#[derive(Clone, Copy, Debug)]
pub struct ClaimedAccess<'a> {
    /// `sub`.
    pub subject: &'a str,
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

/// Which tokens are ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenIssuer {
    /// The user pool's URL, as it stands in `iss`.
    pub issuer: String,
    /// The only client that Usher signs people in with.
    pub client_id: String,
}

impl TokenIssuer {
    /// The issuer of a user pool's tokens. A pool's id begins with its region (`eu-west-1_AbCdEf`); the suffix is that of
    /// the partition's host names (`amazonaws.com`).
    #[must_use]
    pub fn of_user_pool(region: &str, url_suffix: &str, user_pool_id: &str, client_id: &str) -> Self {
        Self {
            issuer: format!("https://cognito-idp.{region}.{url_suffix}/{user_pool_id}"),
            client_id: client_id.to_owned(),
        }
    }

    /// Believes the claims of a token whose signature was verified, if it is a current access token of this issuer and
    /// this client (Cognito developer guide, "Verifying JSON web tokens").
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
        if is_ours {
            Ok(AccessClaims { user_id, signed_in_at: claimed.signed_in_at })
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
        TokenIssuer::of_user_pool("eu-west-1", "amazonaws.com", "eu-west-1_pool", "our-client")
    }

    fn claimed() -> ClaimedAccess<'static> {
        ClaimedAccess {
            subject: "0d9f7c9e-3f50-4a7e-9c56-2d4e5f60718a",
            token_use: "access",
            client_id: "our-client",
            issuer: "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_pool",
            signed_in_at: datetime!(2026-11-22 11:30 UTC),
            expires_at: datetime!(2026-11-22 12:30 UTC),
        }
    }

    #[test]
    fn a_current_access_token_of_our_client_is_believed() {
        let claims = issuer().validate_claims(&claimed(), NOW).unwrap();
        assert_eq!(claims.user_id.as_str(), claimed().subject);
    }

    #[test]
    fn issuer_has_the_suffix_of_its_partition() {
        let issuer =
            TokenIssuer::of_user_pool("cn-north-1", "amazonaws.com.cn", "cn-north-1_pool", "our-client").issuer;
        assert_eq!(issuer, "https://cognito-idp.cn-north-1.amazonaws.com.cn/cn-north-1_pool");
    }

    #[test]
    fn every_other_token_is_refused() {
        let refused = [
            ClaimedAccess { token_use: "id", ..claimed() },
            ClaimedAccess { client_id: "another-client", ..claimed() },
            ClaimedAccess { issuer: "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_other", ..claimed() },
            ClaimedAccess { expires_at: NOW, ..claimed() },
            ClaimedAccess { subject: "somebody", ..claimed() },
        ];
        for claimed in refused {
            assert!(matches!(issuer().validate_claims(&claimed, NOW), Err(DomainError::NotSignedIn)), "{claimed:?}");
        }
    }
}
