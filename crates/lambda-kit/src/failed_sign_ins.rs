//! The limit of failed sign-ins, for endpoints that check a password or a code.

use usher_domain::TrustedProxies;
use usher_domain::ports::{CountAttempts, HashEmail};
use usher_domain::use_cases::sign_in::{SignInGuard, SignInLimits};

use crate::Call;

/// Counts failed sign-ins.
#[derive(Debug)]
pub struct FailedSignIns<Attempts, Hashes> {
    /// The proxies whose `X-Forwarded-For` is trusted.
    pub proxies: TrustedProxies,
    /// The limits.
    pub limits: SignInLimits,
    /// The counters.
    pub attempts: Attempts,
    /// Hashes email addresses, for the counters.
    pub hashes: Hashes,
}

impl<Attempts: CountAttempts, Hashes: HashEmail> FailedSignIns<Attempts, Hashes> {
    /// The guard of one call.
    pub fn guard(&self, call: &Call) -> SignInGuard<'_, Attempts, Hashes> {
        let Self { proxies, limits, attempts, hashes } = self;
        SignInGuard { limits: *limits, attempts, hashes, source: call.client_address(proxies), now: call.now }
    }
}
