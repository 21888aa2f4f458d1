//! Rate limits and trusted proxies, from the environment variables that `template.yaml` sets.

use usher_domain::use_cases::admit::{MailLimits, RegistrationLimits};
use usher_domain::use_cases::sign_in::SignInLimits;
use usher_domain::{Failure, TrustedProxies};

use crate::config;

/// The proxies in `TRUSTED_PROXIES`; none if it is not set.
///
/// # Errors
/// A [`Failure`] naming the entry that is not a network.
pub fn trusted_proxies() -> Result<TrustedProxies, Failure> {
    let proxies = config::optional("TRUSTED_PROXIES").unwrap_or_default();
    TrustedProxies::parse(&proxies).map_err(|cause| Failure::new("read the configuration", cause))
}

/// The limits of registrations.
///
/// # Errors
/// A [`Failure`] naming a variable that is not set or not a number.
pub fn registrations() -> Result<RegistrationLimits, Failure> {
    Ok(RegistrationLimits {
        per_source: config::number("REGISTRATIONS_PER_SOURCE_PER_HOUR")?,
        total: config::number("REGISTRATIONS_PER_HOUR")?,
    })
}

/// The limits of requested mails.
///
/// # Errors
/// As [`registrations`].
pub fn mails() -> Result<MailLimits, Failure> {
    Ok(MailLimits {
        per_recipient: config::number("MAILS_PER_RECIPIENT_PER_DAY")?,
        per_source: config::number("MAILS_PER_SOURCE_PER_DAY")?,
        total: config::number("MAILS_PER_DAY")?,
    })
}

/// The limits of failed sign-ins.
///
/// # Errors
/// As [`registrations`].
pub fn sign_ins() -> Result<SignInLimits, Failure> {
    Ok(SignInLimits {
        per_email: config::number("SIGN_IN_FAILURES_PER_EMAIL")?,
        per_source: config::number("SIGN_IN_FAILURES_PER_SOURCE")?,
    })
}
