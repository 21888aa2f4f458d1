//! Counters of attempts in memory.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use time::OffsetDateTime;
use usher_domain::limit::{Counter, EmailHash};
use usher_domain::ports::{CountAttempts, HashEmail};
use usher_domain::{DomainError, Email};

/// Counters by their keys. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct Attempts {
    counted: Arc<Mutex<HashMap<String, u32>>>,
    is_broken: bool,
    is_exhausted: bool,
}

impl Attempts {
    /// These counters, failing every call from now on.
    #[must_use]
    pub fn breaking(self) -> Self {
        Self { is_broken: true, ..self }
    }

    /// These counters, each of which is at its limit.
    #[must_use]
    pub fn exhausted(self) -> Self {
        Self { is_exhausted: true, ..self }
    }

    /// The sum of all counters.
    #[must_use]
    pub fn total(&self) -> u32 {
        self.counted.lock().unwrap().values().sum()
    }

    fn require_working(&self) -> Result<(), DomainError> {
        if self.is_broken { Err(DomainError::unavailable("count attempts")("the counters are broken")) } else { Ok(()) }
    }
}

impl CountAttempts for Attempts {
    async fn count(&self, counter: &Counter, now: OffsetDateTime) -> Result<(), DomainError> {
        self.require_working()?;
        let mut counts = self.counted.lock().unwrap();
        let attempts = counts.entry(counter.key(now)).or_default();
        if self.is_exhausted || *attempts >= counter.limit.count {
            return Err(counter.refusal(now));
        }
        *attempts += 1;
        Ok(())
    }

    async fn check(&self, counters: &[Counter], now: OffsetDateTime) -> Result<(), DomainError> {
        self.require_working()?;
        let counts = self.counted.lock().unwrap();
        let attempts = |one: &Counter| counts.get(&one.key(now)).copied().unwrap_or_default();
        match counters.iter().find(|one| self.is_exhausted || attempts(one) >= one.limit.count) {
            Some(exceeded) => Err(exceeded.refusal(now)),
            None => Ok(()),
        }
    }
}

/// Hashes email addresses without a secret key (FNV-1a).
#[derive(Clone, Copy, Debug, Default)]
pub struct EmailHashes;

impl HashEmail for EmailHashes {
    async fn hash(&self, email: &Email) -> Result<EmailHash, DomainError> {
        let fold =
            |hash: u128, byte: u8| (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013B);
        Ok(EmailHash::from_bits(email.as_str().bytes().fold(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d, fold)))
    }
}
