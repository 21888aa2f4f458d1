//! Limits on removal mails: anyone who knows a user id can request one, and the user must not be flooded.

use time::{Duration, OffsetDateTime};

use crate::mailed_link::MailedLink;
use crate::removal::MAIL_INTERVAL;

/// How many mails one user gets within [`DAY`] at most, even if the record changes meanwhile.
pub const MAX_MAILS_PER_DAY: usize = 5;

/// The period of the daily limit: any 24 hours.
pub const DAY: Duration = Duration::hours(24);

/// The state of a user's removal when a link is requested.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RemovalState {
    /// The request that has not been confirmed.
    pub request: Option<MailedLink>,
    /// When mails were sent, at least those of the last day.
    pub mail_times: Vec<OffsetDateTime>,
    /// When the claim of a confirmation expires.
    pub claimed_until: Option<OffsetDateTime>,
    /// Whether the user is being removed already.
    pub is_queued: bool,
}

/// What to do with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OpenDecision {
    /// It is stored already: the call is a retry.
    AlreadyOpen,
    /// Do not send a mail.
    Refused,
    /// Store it in place of an older one, with these as the times of mails.
    Open(Vec<OffsetDateTime>),
}

impl RemovalState {
    /// Decides about a request. The interval between two mails counts only while the older link is still valid for the
    /// user's current state; the daily limit always counts.
    #[must_use]
    pub fn decide(&self, request: &MailedLink) -> OpenDecision {
        let now = request.mailed_at;
        if self.request.as_ref().is_some_and(|known| known.token == request.token) {
            return OpenDecision::AlreadyOpen;
        }
        let is_recent =
            |known: &MailedLink| known.bound_to == request.bound_to && known.mailed_at > now - MAIL_INTERVAL;
        let is_claimed = self.claimed_until.is_some_and(|until| until >= now);
        let mut mail_times: Vec<_> = self.mail_times.iter().copied().filter(|at| *at > now - DAY).collect();
        if self.is_queued
            || is_claimed
            || self.request.as_ref().is_some_and(is_recent)
            || mail_times.len() >= MAX_MAILS_PER_DAY
        {
            return OpenDecision::Refused;
        }
        mail_times.push(now);
        OpenDecision::Open(mail_times)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mailed_link::LinkBinding;
    use crate::removal::{ConfirmationToken, TokenHash};
    use proptest::prelude::*;
    use time::macros::datetime;

    const NOW: OffsetDateTime = datetime!(2026-11-22 12:00 UTC);

    fn request(token: u8, mailed_at: OffsetDateTime, bound_to: u8) -> MailedLink {
        MailedLink {
            token: TokenHash::of(&ConfirmationToken::from_bits([token; 32])),
            mailed_at,
            bound_to: LinkBinding::from_bits([bound_to; 32]),
        }
    }

    #[test]
    fn changed_user_is_mailed_within_the_interval() {
        let state =
            RemovalState { request: Some(request(1, NOW, 1)), mail_times: vec![NOW], ..RemovalState::default() };
        assert_eq!(state.decide(&request(2, NOW, 1)), OpenDecision::Refused);
        assert_eq!(state.decide(&request(2, NOW, 2)), OpenDecision::Open(vec![NOW, NOW]));
        assert_eq!(state.decide(&request(1, NOW, 1)), OpenDecision::AlreadyOpen);
    }

    #[test]
    fn removed_or_confirming_user_is_not_mailed() {
        let claimed = RemovalState { claimed_until: Some(NOW), ..RemovalState::default() };
        let queued = RemovalState { is_queued: true, ..RemovalState::default() };
        for state in [claimed, queued] {
            assert_eq!(state.decide(&request(2, NOW, 2)), OpenDecision::Refused);
        }
    }

    #[test]
    fn sixth_mail_waits_until_the_first_is_a_day_old() {
        let mail_times: Vec<_> = (0..5).map(|hour| NOW + Duration::hours(hour)).collect();
        let state = RemovalState { mail_times, ..RemovalState::default() };
        assert_eq!(state.decide(&request(2, NOW + DAY - Duration::SECOND, 2)), OpenDecision::Refused);
        assert!(matches!(state.decide(&request(2, NOW + DAY, 2)), OpenDecision::Open(times) if times.len() == 5));
    }

    proptest! {
        #[test]
        fn no_24_hours_have_more_than_five_mails(steps in prop::collection::vec((0i64..40_000, any::<u8>()), 1..60)) {
            let (mut state, mut now, mut sent) = (RemovalState::default(), NOW, Vec::new());
            for (token, (later, bound_to)) in (0u8..).zip(steps) {
                now += Duration::seconds(later);
                let request = request(token, now, bound_to);
                if let OpenDecision::Open(mail_times) = state.decide(&request) {
                    state = RemovalState { request: Some(request), mail_times, ..RemovalState::default() };
                    sent.push(now);
                }
            }
            for first in &sent {
                prop_assert!(sent.iter().filter(|at| *at >= first && **at < *first + DAY).count() <= MAX_MAILS_PER_DAY);
            }
        }
    }
}
