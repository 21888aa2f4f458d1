//! How often a person is mailed a link that removes them: whoever knows their user id may ask, and they must not be flooded.

use time::{Duration, OffsetDateTime};

use crate::removal::{MAIL_INTERVAL, RemovalRequest};

/// One person gets at most so many mails within [`DAY`], whatever changes on their record meanwhile.
pub const MAX_MAILS_PER_DAY: usize = 5;

/// Any 24 hours.
pub const DAY: Duration = Duration::hours(24);

/// What is known of a person when a link is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RemovalState {
    /// The request that waits to be confirmed.
    pub request: Option<RemovalRequest>,
    /// When mails were sent, of the last day at least.
    pub mail_times: Vec<OffsetDateTime>,
    /// Until when a confirmation keeps others out.
    pub claimed_until: Option<OffsetDateTime>,
    /// Whether the person is being removed already.
    pub is_queued: bool,
}

/// What becomes of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OpenDecision {
    /// It is open already: the call is repeated.
    AlreadyOpen,
    /// No mail is sent.
    Refused,
    /// It takes the place of an older one, and these become the times of mails.
    Open(Vec<OffsetDateTime>),
}

impl RemovalState {
    /// What becomes of this request. The pause between two mails counts only while the older link is good for the person
    /// as they are now; the limit of a day always counts.
    #[must_use]
    pub fn decide(&self, request: &RemovalRequest) -> OpenDecision {
        let now = request.mailed_at;
        if self.request.as_ref().is_some_and(|known| known.token == request.token) {
            return OpenDecision::AlreadyOpen;
        }
        let is_recent =
            |known: &RemovalRequest| known.bound_to == request.bound_to && known.mailed_at > now - MAIL_INTERVAL;
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

    fn request(token: u8, mailed_at: OffsetDateTime, bound_to: u8) -> RemovalRequest {
        RemovalRequest {
            token: TokenHash::of(&ConfirmationToken::from_bits([token; 32])),
            mailed_at,
            bound_to: LinkBinding::from_bits([bound_to; 32]),
        }
    }

    #[test]
    fn a_changed_person_is_mailed_within_the_pause() {
        let state =
            RemovalState { request: Some(request(1, NOW, 1)), mail_times: vec![NOW], ..RemovalState::default() };
        assert_eq!(state.decide(&request(2, NOW, 1)), OpenDecision::Refused);
        assert_eq!(state.decide(&request(2, NOW, 2)), OpenDecision::Open(vec![NOW, NOW]));
        assert_eq!(state.decide(&request(1, NOW, 1)), OpenDecision::AlreadyOpen);
    }

    #[test]
    fn who_is_removed_or_confirms_is_not_mailed() {
        let claimed = RemovalState { claimed_until: Some(NOW), ..RemovalState::default() };
        let queued = RemovalState { is_queued: true, ..RemovalState::default() };
        for state in [claimed, queued] {
            assert_eq!(state.decide(&request(2, NOW, 2)), OpenDecision::Refused);
        }
    }

    #[test]
    fn the_sixth_mail_waits_until_the_first_is_a_day_old() {
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
