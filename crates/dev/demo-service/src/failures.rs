//! Simulated failures: every nth call fails.

use std::sync::atomic::{AtomicU64, Ordering};

/// Counts calls, and decides which of them fail.
pub struct Failures {
    every: u64,
    calls: AtomicU64,
}

impl Failures {
    /// Every nth call fails; none if `every` is 0.
    pub const fn every(every: u64) -> Self {
        Self { every, calls: AtomicU64::new(0) }
    }

    /// Counts a call; returns whether it must fail.
    pub fn is_due(&self) -> bool {
        let before = self.calls.fetch_add(1, Ordering::Relaxed);
        before.checked_rem(self.every).is_some_and(|remainder| remainder == self.every - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::Failures;

    fn first_six(every: u64) -> [bool; 6] {
        let failures = Failures::every(every);
        [(); 6].map(|()| failures.is_due())
    }

    #[test]
    fn every_nth_call_fails() {
        assert_eq!(first_six(3), [false, false, true, false, false, true]);
        assert_eq!(first_six(1), [true; 6]);
    }

    #[test]
    fn zero_never_fails() {
        assert_eq!(first_six(0), [false; 6]);
    }
}
