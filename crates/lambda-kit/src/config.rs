//! Configuration: environment variables that `template.yaml` sets, read once at start-up.

use usher_domain::Failure;
use usher_domain::session::TokenIssuer;

use crate::cors::AllowedOrigins;
use crate::{PublicAddress, Site};

/// The value of a variable.
///
/// # Errors
/// A [`Failure`] naming the variable, if it is not set or empty.
pub fn required(name: &'static str) -> Result<String, Failure> {
    optional(name).ok_or_else(|| Failure::new("read the configuration", format!("{name} is not set")))
}

/// The value of a variable that holds a number.
///
/// # Errors
/// A [`Failure`] naming the variable, if it is not set or no number.
pub fn number<N: std::str::FromStr>(name: &'static str) -> Result<N, Failure> {
    let is_none = |_| Failure::new("read the configuration", format!("{name} is no number"));
    required(name)?.parse().map_err(is_none)
}

/// The value of a variable that may be empty.
#[expect(clippy::disallowed_methods, reason = "the one place where shipped code reads its configuration")]
#[must_use]
pub fn optional(name: &'static str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Where people reach the API: `PUBLIC_BASE_URL`, where the operator names one.
#[must_use]
pub fn public_address() -> PublicAddress {
    PublicAddress::named(optional("PUBLIC_BASE_URL"))
}

/// What the operator decides for every answer: `ALLOWED_ORIGINS`, and `HTTPS_ONLY`.
#[must_use]
pub fn site() -> Site {
    Site {
        origins: AllowedOrigins::parse(&optional("ALLOWED_ORIGINS").unwrap_or_default()),
        is_https: optional("HTTPS_ONLY").is_some_and(|value| value == "true"),
    }
}

/// The issuer of the access tokens that the gateway's authorizer lets through.
///
/// # Errors
/// A [`Failure`] naming a variable that is not set.
pub fn token_issuer() -> Result<TokenIssuer, Failure> {
    Ok(TokenIssuer::of_user_pool(
        &required("AWS_REGION")?,
        &required("URL_SUFFIX")?,
        &required("USER_POOL_ID")?,
        &required("USER_POOL_CLIENT_ID")?,
    ))
}
