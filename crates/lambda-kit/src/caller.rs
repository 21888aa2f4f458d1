//! Authentication of the caller.
//!
//! The gateway's Cognito authorizer verifies the signature, the pool and the expiry. It does not verify the client,
//! some emulators do not verify `token_use`, and it cannot know that a session was revoked; that is checked here.
//! Documents with their own error bodies or the scheme `JWT` cannot use the authorizer; there the whole token is
//! verified here.

use serde_json::{Map, Value};
use time::OffsetDateTime;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;
use usher_domain::DomainError;
use usher_domain::ports::{FindUser, VerifyAccessToken};
use usher_domain::session::{ClaimedAccess, Token, TokenIssuer};
use usher_domain::use_cases::access::{Caller, signed_in_user};

use crate::Call;

/// The caller, whose token the authorizer has verified.
///
/// # Errors
/// [`DomainError::NotSignedIn`] if the access token is not valid, not from Usher's pool and client, or revoked;
/// [`DomainError::Unavailable`].
pub async fn signed_in_caller(call: &Call, issuer: &TokenIssuer, users: &impl FindUser) -> Result<Caller, DomainError> {
    let claimed = call.claims().and_then(claimed).ok_or(DomainError::NotSignedIn)?;
    signed_in_user(users, issuer.validate_claims(&claimed, call.now)?).await
}

/// The caller, whose access token is in the `Authorization` header.
///
/// # Errors
/// [`DomainError::NotSignedIn`] if the access token is not valid, not from Usher's pool and client, or revoked;
/// [`DomainError::Unavailable`].
pub async fn authenticate_bearer(
    call: &Call,
    tokens: &impl VerifyAccessToken,
    users: &impl FindUser,
) -> Result<Caller, DomainError> {
    let header = call.header("authorization").unwrap_or_default();
    let token = access_token(header).ok_or(DomainError::NotSignedIn)?;
    signed_in_user(users, tokens.verify(&token, call.now).await?).await
}

/// The token in `Bearer <token>` (RFC 6750) or `JWT <token>` (session document); the scheme is case-insensitive.
fn access_token(authorization: &str) -> Option<Token> {
    let (scheme, token) = authorization.trim().split_once(' ')?;
    let is_known = scheme.eq_ignore_ascii_case("JWT") || scheme.eq_ignore_ascii_case("Bearer");
    is_known.then(|| Token::new(token.trim()))
}

fn claimed(claims: &Map<String, Value>) -> Option<ClaimedAccess<'_>> {
    let text = |name: &str| claims.get(name)?.as_str();
    Some(ClaimedAccess {
        subject: text("sub")?,
        session: text("origin_jti")?,
        token_use: text("token_use")?,
        client_id: text("client_id")?,
        issuer: text("iss")?,
        signed_in_at: parse_time_claim(claims.get("auth_time")?)?,
        expires_at: parse_time_claim(claims.get("exp")?)?,
    })
}

/// API Gateway passes `auth_time` as seconds since 1970 and `exp` as a date (`Fri Apr 05 12:06:15 UTC 2019`); emulators
/// pass both as seconds.
fn parse_time_claim(claim: &Value) -> Option<OffsetDateTime> {
    const DATE: &[BorrowedFormatItem<'_>] =
        format_description!("[weekday repr:short] [month repr:short] [day] [hour]:[minute]:[second] UTC [year]");
    let seconds = |seconds: i64| OffsetDateTime::from_unix_timestamp(seconds).ok();
    match claim {
        Value::Number(number) => seconds(number.as_i64()?),
        Value::String(text) => text.parse().ok().and_then(seconds).or_else(|| {
            let date = time::PrimitiveDateTime::parse(text, DATE).ok()?;
            Some(date.assume_utc())
        }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use time::macros::datetime;

    #[test]
    fn time_is_parsed_in_every_gateway_format() {
        let expected = datetime!(2019-04-05 12:06:15 UTC);
        for claim in [json!("Fri Apr 05 12:06:15 UTC 2019"), json!("1554465975"), json!(1_554_465_975)] {
            assert_eq!(parse_time_claim(&claim), Some(expected), "{claim}");
        }
    }

    #[test]
    fn both_schemes_are_accepted() {
        for header in ["JWT abc", "Bearer abc", "bearer  abc ", "jwt abc"] {
            assert_eq!(access_token(header), Some(Token::new("abc")), "{header}");
        }
        for header in ["", "abc", "Basic abc", "JWTabc"] {
            assert_eq!(access_token(header), None, "{header}");
        }
    }

    #[test]
    fn malformed_time_is_none() {
        for claim in [json!(null), json!(""), json!("yesterday"), json!(1.5), json!(i64::MAX)] {
            assert_eq!(parse_time_claim(&claim), None, "{claim}");
        }
    }
}
