//! The contracts of `QueueRemoval`, `TrackRecipients`, `AwaitFirstAnswers` and `ReportFailure`.

use std::time::{Duration, Instant};

use usher_domain::erasure::{Erasure, FailedErasure};
use usher_domain::ports::{AwaitFirstAnswers, QueueRemoval, ReportFailure, TrackRecipients};
use usher_domain::service::{Recipient, RecipientStatus, ServiceAnswer};
use usher_domain::{DomainError, UserId};

use crate::fixtures::{self, NOW};

/// How long no test should have to wait.
const LONG: Duration = Duration::from_mins(1);

/// All of it.
pub async fn whole_contract(queue: &(impl QueueRemoval + TrackRecipients + AwaitFirstAnswers + ReportFailure)) {
    a_queued_removal_has_every_service_pending(queue).await;
    what_was_noted_outlives_a_second_queueing(queue).await;
    nothing_is_noted_of_a_removal_that_is_not_queued(queue).await;
    nobody_waits_for_those_who_have_answered(queue).await;
    nobody_waits_for_ever(queue).await;
    each_stop_is_reported_by_itself(queue).await;
}

async fn queued(queue: &impl QueueRemoval, services: &[&str]) -> UserId {
    let (user, services) = (fixtures::user_id(), services.iter().copied().map(fixtures::service));
    queue.queue(&fixtures::erasure(&user), &services.collect::<Vec<_>>()).await.unwrap();
    user
}

fn recipient(name: &str) -> Recipient {
    Recipient::new(fixtures::service(name).name)
}

fn answered(name: &str, is_confirmed: bool) -> Recipient {
    recipient(name).called(ServiceAnswer { is_confirmed, answer: "an answer".to_owned() }, NOW)
}

/// A queued removal has every service pending; one that is not queued has none.
async fn a_queued_removal_has_every_service_pending(queue: &(impl QueueRemoval + TrackRecipients)) {
    let user = queued(queue, &["billing", "Mail, EU"]).await;
    assert_eq!(queue.recipients(&user).await.unwrap(), [recipient("billing"), recipient("Mail, EU")]);
    assert_eq!(queue.recipients(&queued(queue, &[]).await).await.unwrap(), []);
    assert_eq!(queue.recipients(&fixtures::user_id()).await.unwrap(), []);
}

/// What was noted is read as it was noted, and queueing the same erasure again leaves it alone.
async fn what_was_noted_outlives_a_second_queueing(queue: &(impl QueueRemoval + TrackRecipients)) {
    let user = queued(queue, &["confirmed", "failed", "gone", "new"]).await;
    let gone = Recipient { status: RecipientStatus::Withdrawn, ..recipient("gone") };
    let noted = [answered("confirmed", true), answered("failed", false), gone, recipient("new")];
    for _ in 0..2 {
        queue.note(&user, &noted).await.unwrap();
        assert_eq!(queue.recipients(&user).await.unwrap(), noted);
    }
    let later = Erasure { requested_at: NOW + time::Duration::DAY, ..fixtures::erasure(&user) };
    let since = queue.queue(&later, &[fixtures::service("another")]).await.unwrap();
    assert_eq!(since, fixtures::erasure(&user).requested_at, "it was asked for when it was asked for first");
    assert_eq!(queue.recipients(&user).await.unwrap(), noted);
}

/// Nothing is noted of a removal that is not queued.
async fn nothing_is_noted_of_a_removal_that_is_not_queued(queue: &impl TrackRecipients) {
    let user = fixtures::user_id();
    let noted = queue.note(&user, &[recipient("billing")]).await;
    assert!(matches!(noted, Err(DomainError::Unavailable(_))));
    assert_eq!(queue.recipients(&user).await.unwrap(), []);
}

/// Nobody waits for services that have answered, be it with a refusal, nor for a removal without services or one that
/// has ended.
async fn nobody_waits_for_those_who_have_answered(queue: &(impl QueueRemoval + TrackRecipients + AwaitFirstAnswers)) {
    let user = queued(queue, &["confirmed", "failed"]).await;
    queue.note(&user, &[answered("confirmed", true), answered("failed", false)]).await.unwrap();
    let begun = Instant::now();
    for user in [user, queued(queue, &[]).await, fixtures::user_id()] {
        queue.first_answers(&user, LONG).await.unwrap();
    }
    assert!(begun.elapsed() < LONG);
}

/// A service that does not answer is not waited for any longer than was asked.
async fn nobody_waits_for_ever(queue: &(impl QueueRemoval + AwaitFirstAnswers)) {
    let user = queued(queue, &["silent"]).await;
    let begun = Instant::now();
    queue.first_answers(&user, Duration::from_millis(300)).await.unwrap();
    assert!(begun.elapsed() < LONG);
}

/// A stop that was reported is known; another stop of the same erasure is not, nor that of another one.
async fn each_stop_is_reported_by_itself(queue: &(impl QueueRemoval + ReportFailure + TrackRecipients)) {
    let user = queued(queue, &["billing"]).await;
    let first = fixtures::failed_erasure(&user);
    let second = FailedErasure { stopped_at: NOW + time::Duration::DAY, ..first.clone() };
    for (reported, other) in [(&first, &second), (&second, &first)] {
        assert!(!queue.is_reported(reported).await.unwrap());
        for _ in 0..2 {
            queue.mark_reported(reported).await.unwrap();
            assert!(queue.is_reported(reported).await.unwrap());
        }
        assert!(!queue.is_reported(other).await.unwrap());
    }
    let ended = fixtures::failed_erasure(&fixtures::user_id());
    queue.mark_reported(&ended).await.unwrap();
    assert!(!queue.is_reported(&ended).await.unwrap(), "who has left the queue stays out of it");
    assert_eq!(queue.recipients(&user).await.unwrap(), [recipient("billing")], "a report changes nothing else");
}
