//! Rate limits on what costs money or guesses secrets.
//!
//! Windows are fixed and aligned to quarter hours, hours and days of UTC, so that a counter is one number under one
//! key. Around the end of a window up to twice the limit gets through in a short time, which is still bounded.

use std::fmt;

use time::{Duration, OffsetDateTime};

use crate::client_address::ClientAddress;
use crate::error::DomainError;
use crate::mailed_link::LinkPurpose;

/// What is limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// An unauthenticated registration.
    Registration,
    /// A mail to any user.
    Mail,
    /// A mail with a link for this purpose.
    MailTo(LinkPurpose),
    /// A mail that tells of a change.
    Notice,
    /// A failed sign-in.
    SignInFailure,
}

/// What attempts are counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// By client network; all callers without a known address share one counter.
    Source(Option<ClientAddress>),
    /// By email address.
    Email(EmailHash),
    /// By user id, as a number.
    User(u128),
    /// All attempts together.
    Stack,
}

/// A keyed hash of an email address, so that counters are pseudonymous.
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

/// The period in which attempts are counted.
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

    /// The start of the window that contains `now`.
    const fn start(self, now: OffsetDateTime) -> i64 {
        now.unix_timestamp() - now.unix_timestamp().rem_euclid(self.seconds())
    }
}

/// How many attempts are allowed in a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The number of attempts.
    pub count: u32,
    /// The window.
    pub window: Window,
}

/// A counter of attempts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counter {
    /// What is limited.
    pub purpose: Purpose,
    /// By what it is counted.
    pub subject: Subject,
    /// The limit.
    pub limit: Limit,
}

impl Counter {
    /// Allows `count` attempts in the window of this purpose.
    #[must_use]
    pub const fn new(purpose: Purpose, subject: Subject, count: u32) -> Self {
        let window = match purpose {
            Purpose::Registration => Window::Hour,
            Purpose::Mail | Purpose::MailTo(_) | Purpose::Notice => Window::Day,
            Purpose::SignInFailure => Window::QuarterHour,
        };
        Self { purpose, subject, limit: Limit { count, window } }
    }

    /// The key of the counter for the window that contains `now`: `<purpose>#<subject>#<start of the window>`.
    #[must_use]
    pub fn key(&self, now: OffsetDateTime) -> String {
        let purpose = match self.purpose {
            Purpose::Registration => "registration".to_owned(),
            Purpose::Mail => "mail".to_owned(),
            Purpose::MailTo(purpose) => format!("mail-{}", purpose.as_str()),
            Purpose::Notice => "notice".to_owned(),
            Purpose::SignInFailure => "sign-in-failure".to_owned(),
        };
        let start = self.limit.window.start(now);
        match self.subject {
            Subject::Source(Some(address)) => format!("{purpose}#source {}#{start}", address.network()),
            Subject::Source(None) => format!("{purpose}#source unknown#{start}"),
            Subject::Email(hash) => format!("{purpose}#email {hash}#{start}"),
            Subject::User(id) => format!("{purpose}#user {id:032x}#{start}"),
            Subject::Stack => format!("{purpose}#stack#{start}"),
        }
    }

    /// The end of the window that contains `now`, in seconds since 1970. From then on the counter is void.
    #[must_use]
    pub const fn ends_at(&self, now: OffsetDateTime) -> i64 {
        self.limit.window.start(now) + self.limit.window.seconds()
    }

    /// The error for an attempt over the limit.
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
    fn windows_are_aligned_to_utc() {
        for (window, start, end) in [
            (Window::QuarterHour, datetime!(2026-11-22 12:45 UTC), datetime!(2026-11-22 13:00 UTC)),
            (Window::Hour, datetime!(2026-11-22 12:00 UTC), datetime!(2026-11-22 13:00 UTC)),
            (Window::Day, datetime!(2026-11-22 0:00 UTC), datetime!(2026-11-23 0:00 UTC)),
        ] {
            let counter = counter(window);
            assert_eq!(counter.key(NOW), format!("registration#stack#{}", start.unix_timestamp()));
            assert_eq!(counter.ends_at(NOW), end.unix_timestamp());
            assert_eq!(counter.ends_at(start), end.unix_timestamp(), "the start is in the window");
            assert_ne!(counter.key(end), counter.key(NOW), "the end is not");
        }
    }

    #[test]
    fn retry_after_is_the_end_of_the_window() {
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
        let links = [LinkPurpose::Removal, LinkPurpose::VerifyEmail, LinkPurpose::ResetPassword];
        let purposes = [Purpose::Registration, Purpose::Mail, Purpose::SignInFailure];
        let purposes: Vec<_> = purposes.into_iter().chain(links.map(Purpose::MailTo)).collect();
        let keys = purposes.iter().flat_map(|purpose| {
            subjects.map(|subject| Counter { purpose: *purpose, subject, ..counter(Window::Hour) }.key(NOW))
        });
        let keys: std::collections::BTreeSet<_> = keys.collect();
        assert_eq!(keys.len(), 42);
    }
}
