//! Configuration: environment variables that `template.yaml` sets, read once at start-up.

use usher_domain::Failure;
use usher_domain::session::TokenIssuer;

/// The value of a variable.
///
/// # Errors
/// A [`Failure`] naming the variable, if it is not set or empty.
#[expect(clippy::disallowed_methods, reason = "the one place where shipped code reads its configuration")]
pub fn required(name: &'static str) -> Result<String, Failure> {
    std::env::var(name)
        .ok()
        .filter(|value| !value.is_empty())
        .ok_or_else(|| Failure::new("read the configuration", format!("{name} is not set")))
}

/// The issuer of the access tokens that the gateway's authorizer lets through.
///
/// # Errors
/// A [`Failure`] naming a variable that is not set.
pub fn token_issuer() -> Result<TokenIssuer, Failure> {
    Ok(TokenIssuer::of_user_pool(
        &required("AWS_REGION")?,
        &required("USER_POOL_ID")?,
        &required("USER_POOL_CLIENT_ID")?,
    ))
}
