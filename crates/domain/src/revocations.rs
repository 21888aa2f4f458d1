//! Which sessions of a user are revoked. The record holds it, so that no authenticated endpoint needs another read.

use std::collections::{BTreeMap, BTreeSet};

use time::{Duration, OffsetDateTime};

use crate::session::AccessClaims;
use crate::session_id::SessionId;

/// The longest that tokens of a session can be valid after the sign-in: the refresh token, and an access token from its
/// last minute (`RefreshTokenValidity` and `AccessTokenValidity` in `template.yaml`).
pub const SESSION_TTL: Duration = Duration::days(30).saturating_add(Duration::hours(1));

/// How many single sessions can be revoked before all are, so that the record stays small.
pub const MAX_ENDED: usize = 50;

/// How many sessions can be exempt from [`Revocations::all_at`].
pub const MAX_KEPT: usize = 10;

/// The revoked sessions of a user.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Revocations {
    /// Sessions that started at or before this time are revoked, except for those in `kept`.
    pub all_at: Option<OffsetDateTime>,
    /// Sessions that `all_at` does not revoke.
    pub kept: BTreeSet<SessionId>,
    /// Single sessions that were revoked, and when the last of their tokens expires.
    pub ended: BTreeMap<SessionId, OffsetDateTime>,
    /// How often this has changed, so that concurrent changes are noticed.
    pub version: u64,
}

impl Revocations {
    /// Every session that started at or before this time.
    #[must_use]
    pub fn of_all(at: OffsetDateTime) -> Self {
        Self { all_at: Some(at), ..Self::default() }
    }

    /// Whether the session is revoked. Cognito's times are in whole seconds, so that a session from the second of the
    /// revocation counts as revoked.
    #[must_use]
    pub fn includes(&self, session: &SessionId, signed_in_at: OffsetDateTime) -> bool {
        let is_before = self.all_at.is_some_and(|at| signed_in_at.unix_timestamp() <= at.unix_timestamp());
        (is_before && !self.kept.contains(session)) || self.ended.contains_key(session)
    }

    /// These, and all sessions that have started by now except for `kept`.
    #[must_use]
    pub fn all_but(&self, kept: Option<&SessionId>, now: OffsetDateTime) -> Self {
        Self { all_at: Some(now), kept: kept.into_iter().cloned().collect(), ended: BTreeMap::new(), ..self.next() }
    }

    /// These, and one session. If that would be more than [`MAX_ENDED`], all sessions except for `caller`.
    #[must_use]
    pub fn with_session(
        &self,
        session: &SessionId,
        signed_in_at: OffsetDateTime,
        caller: &SessionId,
        now: OffsetDateTime,
    ) -> Self {
        let mut ended = self.ended.clone();
        ended.retain(|_, expires_at| *expires_at > now);
        ended.insert(session.clone(), signed_in_at + SESSION_TTL);
        if ended.len() > MAX_ENDED {
            return self.all_but(Some(caller).filter(|caller| *caller != session), now);
        }
        let mut kept = self.kept.clone();
        kept.remove(session);
        Self { kept, ended, ..self.next() }
    }

    /// These, without a session that started after all others were revoked, but within the same second. `None` if it
    /// is another one, or if there are [`MAX_KEPT`] of them.
    #[must_use]
    pub fn without_new(&self, claims: &AccessClaims, started_at: OffsetDateTime) -> Option<Self> {
        let is_new = self.all_at.is_some_and(|at| started_at > at) && !self.ended.contains_key(&claims.session);
        if !is_new || self.kept.len() >= MAX_KEPT {
            return None;
        }
        let mut kept = self.kept.clone();
        kept.insert(claims.session.clone());
        Some(Self { kept, ..self.next() })
    }

    fn next(&self) -> Self {
        Self { version: self.version.saturating_add(1), ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::UserId;
    use proptest::prelude::*;
    use time::macros::datetime;

    const NOW: OffsetDateTime = datetime!(2026-11-22 12:00:28.5 UTC);

    fn session(number: u16) -> SessionId {
        SessionId::parse(&format!("7c9f1f3e-0000-4000-8000-{number:012}")).unwrap()
    }

    fn claims(number: u16, signed_in_at: OffsetDateTime) -> AccessClaims {
        let user_id = UserId::parse("0d9f7c9e-3f50-4a7e-9c56-2d4e5f60718a").unwrap();
        AccessClaims { user_id, session: session(number), signed_in_at }
    }

    #[test]
    fn new_user_has_no_revoked_session() {
        assert!(!Revocations::default().includes(&session(1), NOW));
    }

    #[test]
    fn all_but_one_session_is_revoked() {
        let revocations = Revocations::default().all_but(Some(&session(1)), NOW);
        assert!(!revocations.includes(&session(1), NOW - Duration::DAY));
        assert!(revocations.includes(&session(2), NOW - Duration::DAY));
        assert!(revocations.includes(&session(2), datetime!(2026-11-22 12:00:28 UTC)), "within the same second");
        assert!(!revocations.includes(&session(2), datetime!(2026-11-22 12:00:29 UTC)));
    }

    #[test]
    fn one_session_is_revoked_alone() {
        let revocations = Revocations::default().with_session(&session(1), NOW - Duration::DAY, &session(2), NOW);
        assert!(revocations.includes(&session(1), NOW - Duration::DAY));
        assert!(!revocations.includes(&session(2), NOW - Duration::DAY));
    }

    #[test]
    fn kept_session_can_be_revoked() {
        let revocations = Revocations::default().all_but(Some(&session(1)), NOW);
        let revocations = revocations.with_session(&session(1), NOW - Duration::DAY, &session(1), NOW);
        assert!(revocations.includes(&session(1), NOW - Duration::DAY));
        assert!(revocations.all_but(None, NOW).includes(&session(1), NOW - Duration::DAY));
    }

    #[test]
    fn expired_sessions_make_room() {
        let mut revocations = Revocations::default();
        for number in 0..200 {
            let now = NOW + Duration::days(i64::from(number));
            revocations = revocations.with_session(&session(number), now, &session(number), now);
        }
        assert_eq!(revocations.all_at, None);
        assert_eq!(revocations.ended.len(), 31);
    }

    #[test]
    fn past_the_bound_all_other_sessions_are_revoked() {
        let bound = u16::try_from(MAX_ENDED).unwrap();
        let full = (1..=bound)
            .fold(Revocations::default(), |all, number| all.with_session(&session(number), NOW, &session(0), NOW));
        assert!(!full.includes(&session(99), NOW));
        let others = full.with_session(&session(98), NOW, &session(0), NOW);
        assert!(!others.includes(&session(0), NOW));
        assert!([98, 99].iter().all(|number| others.includes(&session(*number), NOW)));
        let own = full.with_session(&session(0), NOW, &session(0), NOW);
        assert!(own.includes(&session(0), NOW));
    }

    #[test]
    fn sign_in_after_a_revocation_in_the_same_second_counts() {
        let revoked = Revocations::of_all(NOW);
        let claims = claims(1, datetime!(2026-11-22 12:00:28 UTC));
        let kept = revoked.without_new(&claims, NOW + Duration::milliseconds(10)).unwrap();
        assert!(!kept.includes(&claims.session, claims.signed_in_at));
        assert!(kept.includes(&session(2), claims.signed_in_at));
        assert_eq!(revoked.without_new(&claims, NOW), None, "it began before");
    }

    #[test]
    fn kept_sessions_are_bounded() {
        let later = NOW + Duration::milliseconds(10);
        let mut revocations = Revocations::of_all(NOW);
        let mut number = 0;
        while let Some(more) = revocations.without_new(&claims(number, NOW), later) {
            (revocations, number) = (more, number + 1);
        }
        assert_eq!(usize::from(number), MAX_KEPT);
    }

    #[derive(Clone, Copy, Debug)]
    enum Step {
        One(u16),
        AllBut(u16),
        All,
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![(0u16..80).prop_map(Step::One), (0u16..80).prop_map(Step::AllBut), Just(Step::All)]
    }

    proptest! {
        #[test]
        fn revoked_session_stays_revoked(steps in prop::collection::vec(step(), 1..120)) {
            let (mut revocations, mut dead) = (Revocations::default(), BTreeSet::new());
            for step in steps {
                // A caller's own session is never a revoked one.
                let alive = |number: u16| (0..80).map(|offset| (number + offset) % 80).find(|number| !dead.contains(number));
                match step {
                    Step::One(number) => {
                        let Some(caller) = alive(number) else { break };
                        revocations = revocations.with_session(&session(number), NOW, &session(caller), NOW);
                        dead.insert(number);
                    }
                    Step::AllBut(number) => {
                        let Some(caller) = alive(number) else { break };
                        revocations = revocations.all_but(Some(&session(caller)), NOW);
                        dead.extend((0..80).filter(|other| *other != caller));
                    }
                    Step::All => {
                        revocations = revocations.all_but(None, NOW);
                        dead.extend(0..80);
                    }
                }
                prop_assert!(dead.iter().all(|number| revocations.includes(&session(*number), NOW)));
                prop_assert!(revocations.ended.len() <= MAX_ENDED);
            }
        }
    }
}
