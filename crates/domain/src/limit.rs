//! Limits: how often something that costs money or that guesses secrets may be attempted in a window of time.
//!
//! Windows are fixed and begin at whole quarter hours, hours and days of UTC, so that a counter is one number under one
//! key. Around the end of a window twice as many attempts get through in a short time, which is still a bound.

use std::fmt;

use time::{Duration, OffsetDateTime};

use crate::client_address::ClientAddress;
use crate::error::DomainError;

/// What is attempted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A registration that nobody has to be signed in for.
    Registration,
    /// A mail to a person.
    Mail,
    /// A sign-in with wrong credentials.
    SignInFailure,
}

/// Whose attempts are counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Those from one address; all that come from nowhere known share one.
    Source(Option<ClientAddress>),
    /// Those that concern one mail address.
    Email(EmailHash),
    /// All of them.
    Stack,
}

/// A mail address under a key of the stack's own: it counts without naming anybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EmailHash(u128);

impl EmailHash {
    /// Takes the first 128 bits of a keyed hash.
    #[must_use]
    pub const fn from_bits(bits: u128) -> Self {
        Self(bits)
    }
}

impl fmt::Display for EmailHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:032x}", self.0)
    }
}

/// The time over which attempts are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    /// 15 minutes.
    QuarterHour,
    /// An hour.
    Hour,
    /// A day.
    Day,
}

impl Window {
    const fn seconds(self) -> i64 {
        match self {
            Self::QuarterHour => 15 * 60,
            Self::Hour => 60 * 60,
            Self::Day => 24 * 60 * 60,
        }
    }

    /// When the window that `now` lies in began.
    const fn start(self, now: OffsetDateTime) -> i64 {
        now.unix_timestamp() - now.unix_timestamp().rem_euclid(self.seconds())
    }
}

/// How many attempts are let through in a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// As many.
    pub count: u32,
    /// In this time.
    pub window: Window,
}

/// Counts the attempts at one thing by one subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counter {
    /// What is attempted.
    pub purpose: Purpose,
    /// By whom.
    pub subject: Subject,
    /// How often at most.
    pub limit: Limit,
}

impl Counter {
    /// Lets the subject attempt this so often in the time over which such attempts are counted.
    #[must_use]
    pub const fn new(purpose: Purpose, subject: Subject, count: u32) -> Self {
        let window = match purpose {
            Purpose::Registration => Window::Hour,
            Purpose::Mail => Window::Day,
            Purpose::SignInFailure => Window::QuarterHour,
        };
        Self { purpose, subject, limit: Limit { count, window } }
    }

    /// Names the counter of the window that `now` lies in: `<purpose>#<subject>#<start of the window>`.
    #[must_use]
    pub fn key(&self, now: OffsetDateTime) -> String {
        let purpose = match self.purpose {
            Purpose::Registration => "registration",
            Purpose::Mail => "mail",
            Purpose::SignInFailure => "sign-in-failure",
        };
        let start = self.limit.window.start(now);
        match self.subject {
            Subject::Source(Some(address)) => format!("{purpose}#source {}#{start}", address.network()),
            Subject::Source(None) => format!("{purpose}#source unknown#{start}"),
            Subject::Email(hash) => format!("{purpose}#email {hash}#{start}"),
            Subject::Stack => format!("{purpose}#stack#{start}"),
        }
    }

    /// When the window ends that `now` lies in, in seconds since 1970: from then on the counter counts for nothing.
    #[must_use]
    pub const fn ends_at(&self, now: OffsetDateTime) -> i64 {
        self.limit.window.start(now) + self.limit.window.seconds()
    }

    /// The refusal of an attempt over the limit.
    #[must_use]
    pub fn refusal(&self, now: OffsetDateTime) -> DomainError {
        let left = Duration::seconds(self.ends_at(now) - now.unix_timestamp());
        DomainError::TooManyAttempts { retry_after: left.max(Duration::SECOND) }
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    const NOW: OffsetDateTime = datetime!(2026-11-22 12:59:58.5 UTC);

    fn counter(window: Window) -> Counter {
        let limit = Limit { count: 3, window };
        Counter { purpose: Purpose::Registration, subject: Subject::Stack, limit }
    }

    #[test]
    fn windows_begin_at_whole_units_of_utc() {
        for (window, start, end) in [
            (Window::QuarterHour, datetime!(2026-11-22 12:45 UTC), datetime!(2026-11-22 13:00 UTC)),
            (Window::Hour, datetime!(2026-11-22 12:00 UTC), datetime!(2026-11-22 13:00 UTC)),
            (Window::Day, datetime!(2026-11-22 0:00 UTC), datetime!(2026-11-23 0:00 UTC)),
        ] {
            let counter = counter(window);
            assert_eq!(counter.key(NOW), format!("registration#stack#{}", start.unix_timestamp()));
            assert_eq!(counter.ends_at(NOW), end.unix_timestamp());
            assert_eq!(counter.ends_at(start), end.unix_timestamp(), "a window has its first moment");
            assert_ne!(counter.key(end), counter.key(NOW), "and not its end");
        }
    }

    #[test]
    fn who_is_refused_waits_for_the_window_to_end() {
        let wait = |now| match counter(Window::Hour).refusal(now) {
            DomainError::TooManyAttempts { retry_after } => retry_after,
            other => panic!("{other}"),
        };
        assert_eq!(wait(NOW), Duration::seconds(2));
        assert_eq!(wait(datetime!(2026-11-22 12:59:59.999 UTC)), Duration::SECOND);
        assert_eq!(wait(datetime!(2026-11-22 12:00 UTC)), Duration::HOUR);
    }

    #[test]
    fn subjects_never_share_a_key() {
        let address = |text| Subject::Source(ClientAddress::parse(text));
        let subjects = [
            Subject::Stack,
            Subject::Source(None),
            address("203.0.113.7"),
            address("203.0.113.8"),
            address("2001:db8::1"),
            Subject::Email(EmailHash::from_bits(7)),
            Subject::Email(EmailHash::from_bits(8)),
        ];
        let purposes = [Purpose::Registration, Purpose::Mail, Purpose::SignInFailure];
        let keys = purposes.iter().flat_map(|purpose| {
            subjects.map(|subject| Counter { purpose: *purpose, subject, ..counter(Window::Hour) }.key(NOW))
        });
        let keys: std::collections::BTreeSet<_> = keys.collect();
        assert_eq!(keys.len(), 21);
    }
}
