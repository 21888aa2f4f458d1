//! The limits of mails, for endpoints that anyone can request one from.

use usher_domain::TrustedProxies;
use usher_domain::ports::{CountAttempts, HashEmail};
use usher_domain::use_cases::admit::{MailGuard, MailLimits};

use crate::Call;

/// Counts requested mails.
#[derive(Debug)]
pub struct RequestedMails<Attempts, Hashes> {
    /// The proxies whose `X-Forwarded-For` is trusted.
    pub proxies: TrustedProxies,
    /// The limits.
    pub limits: MailLimits,
    /// The counters.
    pub attempts: Attempts,
    /// Hashes email addresses, for the counters.
    pub hashes: Hashes,
}

impl<Attempts: CountAttempts, Hashes: HashEmail> RequestedMails<Attempts, Hashes> {
    /// The guard of one call.
    pub fn guard(&self, call: &Call) -> MailGuard<'_, Attempts, Hashes> {
        let Self { proxies, limits, attempts, hashes } = self;
        MailGuard { limits: *limits, attempts, hashes, source: call.client_address(proxies), now: call.now }
    }
}
