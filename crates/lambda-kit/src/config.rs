//! Configuration: environment variables that `template.yaml` sets, read once during init.

use usher_domain::Failure;
use usher_domain::session::TokenIssuer;
use usher_domain::use_cases::access::ErasingSignIn;
use usher_domain::use_cases::sign_in::EmailRequirement;

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
/// A [`Failure`] naming the variable, if it is not set or not a number.
pub fn number<N: std::str::FromStr>(name: &'static str) -> Result<N, Failure> {
    let not_a_number = |_| Failure::new("read the configuration", format!("{name} is not a number"));
    required(name)?.parse().map_err(not_a_number)
}

/// The value of a variable that may be empty.
#[expect(clippy::disallowed_methods, reason = "the one place where shipped code reads its configuration")]
#[must_use]
pub fn optional(name: &'static str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// The values of a variable with a comma between each two; none if it is not set.
#[must_use]
pub fn list(name: &'static str) -> Vec<String> {
    let value = optional(name).unwrap_or_default();
    value.split(',').map(str::trim).filter(|value| !value.is_empty()).map(str::to_owned).collect()
}

/// The public base URL of the API: `PUBLIC_BASE_URL`, if the operator has set it.
#[must_use]
pub fn public_address() -> PublicAddress {
    PublicAddress::named(optional("PUBLIC_BASE_URL"))
}

/// The settings for all responses: `ALLOWED_ORIGINS` and `HTTPS_ONLY`.
#[must_use]
pub fn site() -> Site {
    Site {
        origins: AllowedOrigins::parse(&optional("ALLOWED_ORIGINS").unwrap_or_default()),
        is_https: optional("HTTPS_ONLY").is_some_and(|value| value == "true"),
    }
}

/// The sign-ins that allow an erasure: `RECENT_SIGN_IN_FOR_ERASURE`.
#[must_use]
pub fn erasing_sign_in() -> ErasingSignIn {
    match optional("RECENT_SIGN_IN_FOR_ERASURE").as_deref() {
        Some("true") => ErasingSignIn::Recent,
        _ => ErasingSignIn::Any,
    }
}

/// What a sign-in takes besides the password: `REQUIRE_VERIFIED_EMAIL`.
#[must_use]
pub fn email_requirement() -> EmailRequirement {
    match optional("REQUIRE_VERIFIED_EMAIL").as_deref() {
        Some("true") => EmailRequirement::Verified,
        _ => EmailRequirement::None,
    }
}

/// The issuer and client of the access tokens that the API accepts.
///
/// # Errors
/// A [`Failure`] naming a variable that is not set.
pub fn token_issuer() -> Result<TokenIssuer, Failure> {
    Ok(TokenIssuer::new(required("TOKEN_ISSUER")?, required("USER_POOL_CLIENT_ID")?))
}
