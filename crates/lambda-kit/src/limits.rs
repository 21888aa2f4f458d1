//! The limits as `template.yaml` sets them, and the proxies that are trusted to tell who calls.

use usher_domain::use_cases::admit::{MailLimits, RegistrationLimits};
use usher_domain::use_cases::sign_in::SignInLimits;
use usher_domain::{Failure, TrustedProxies};

use crate::config;

/// `TRUSTED_PROXIES`, where the operator names some.
///
/// # Errors
/// A [`Failure`] naming what is no network.
pub fn trusted_proxies() -> Result<TrustedProxies, Failure> {
    let proxies = config::optional("TRUSTED_PROXIES").unwrap_or_default();
    TrustedProxies::parse(&proxies).map_err(|cause| Failure::new("read the configuration", cause))
}

/// How many people may register.
///
/// # Errors
/// A [`Failure`] naming a variable that is not set or no number; so for the others.
pub fn registrations() -> Result<RegistrationLimits, Failure> {
    Ok(RegistrationLimits {
        per_source: config::number("REGISTRATIONS_PER_SOURCE_PER_HOUR")?,
        in_all: config::number("REGISTRATIONS_PER_HOUR")?,
    })
}

/// How many mails may be asked for.
///
/// # Errors
/// As [`registrations`].
pub fn mails() -> Result<MailLimits, Failure> {
    Ok(MailLimits {
        per_recipient: config::number("MAILS_PER_RECIPIENT_PER_DAY")?,
        per_source: config::number("MAILS_PER_SOURCE_PER_DAY")?,
        in_all: config::number("MAILS_PER_DAY")?,
    })
}

/// How many sign-ins may fail.
///
/// # Errors
/// As [`registrations`].
pub fn sign_ins() -> Result<SignInLimits, Failure> {
    Ok(SignInLimits {
        per_email: config::number("SIGN_IN_FAILURES_PER_EMAIL")?,
        per_source: config::number("SIGN_IN_FAILURES_PER_SOURCE")?,
    })
}
