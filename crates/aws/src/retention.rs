//! The retention of evidence under Object Lock.

use aws_sdk_s3::types::{ObjectLockMode, ObjectLockRetentionMode};
use time::Duration;
use usher_domain::Failure;

/// S3's maximum (Amazon S3 User Guide, "Object Lock considerations": 100 years, which S3 counts as 36,500 days).
const MAX_DAYS: i64 = 36_500;

/// The retention of evidence: the parameters `EvidenceMode`, `EvidenceRetentionYears` and `EvidenceRetentionDays`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    mode: Mode,
    days: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Compliance,
    Governance,
}

impl Retention {
    /// `COMPLIANCE` for years, in which no one can delete anything, or `GOVERNANCE` for days, in which
    /// `s3:BypassGovernanceRetention` allows it. A year counts 366 days: a text's retention is extended once per
    /// process, and the spare days cover the lifetime of the process.
    ///
    /// # Errors
    /// A [`Failure`] if the mode is unknown, or the time is not 1 to 36,500 days.
    pub fn parse(mode: &str, years: u16, days: u16) -> Result<Self, Failure> {
        let (mode, days) = match mode {
            "COMPLIANCE" => (Mode::Compliance, 366 * i64::from(years)),
            "GOVERNANCE" => (Mode::Governance, i64::from(days)),
            _ => {
                return Err(Failure::new(
                    "parse the retention mode of evidence",
                    format!("{mode} is not COMPLIANCE or GOVERNANCE"),
                ));
            }
        };
        if (1..=MAX_DAYS).contains(&days) {
            Ok(Self { mode, days })
        } else {
            Err(Failure::new("parse the retention of evidence", format!("{days} days are not 1 to {MAX_DAYS}")))
        }
    }

    /// One year in `COMPLIANCE`, for readers and tests.
    #[must_use]
    pub const fn one_year() -> Self {
        Self { mode: Mode::Compliance, days: 366 }
    }

    pub(crate) const fn duration(self) -> Duration {
        Duration::days(self.days)
    }

    pub(crate) const fn mode(self) -> ObjectLockRetentionMode {
        match self.mode {
            Mode::Compliance => ObjectLockRetentionMode::Compliance,
            Mode::Governance => ObjectLockRetentionMode::Governance,
        }
    }

    pub(crate) const fn put_mode(self) -> ObjectLockMode {
        match self.mode {
            Mode::Compliance => ObjectLockMode::Compliance,
            Mode::Governance => ObjectLockMode::Governance,
        }
    }

    /// Whether an object in this mode is retained as strictly.
    pub(crate) fn is_met_by(self, mode: &ObjectLockRetentionMode) -> bool {
        *mode == ObjectLockRetentionMode::Compliance || *mode == self.mode()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compliance_counts_years_of_366_days() {
        let retention = Retention::parse("COMPLIANCE", 10, 1).unwrap();
        assert_eq!((retention.duration(), retention.put_mode()), (Duration::days(3660), ObjectLockMode::Compliance));
    }

    #[test]
    fn governance_counts_days() {
        let retention = Retention::parse("GOVERNANCE", 10, 3).unwrap();
        assert_eq!((retention.duration(), retention.put_mode()), (Duration::days(3), ObjectLockMode::Governance));
    }

    #[test]
    fn invalid_mode_or_time_is_refused() {
        assert!(Retention::parse("COMPLIANCE", 99, 1).is_ok());
        assert!(Retention::parse("GOVERNANCE", 99, 36_500).is_ok());
        for (mode, years, days) in [
            ("COMPLIANCE", 100, 1),
            ("COMPLIANCE", 0, 1),
            ("GOVERNANCE", 1, 0),
            ("GOVERNANCE", 1, 36_501),
            ("NONE", 1, 1),
        ] {
            assert!(Retention::parse(mode, years, days).is_err(), "{mode} {years} {days}");
        }
    }

    #[test]
    fn compliance_meets_governance_but_not_the_reverse() {
        let (compliance, governance) = (Retention::one_year(), Retention::parse("GOVERNANCE", 1, 1).unwrap());
        assert!(governance.is_met_by(&ObjectLockRetentionMode::Compliance));
        assert!(governance.is_met_by(&ObjectLockRetentionMode::Governance));
        assert!(!compliance.is_met_by(&ObjectLockRetentionMode::Governance));
    }
}
