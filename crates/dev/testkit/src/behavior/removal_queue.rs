//! The contracts of `QueueRemoval`, `TrackErased`, `TrackRecipients`, `AwaitFirstAnswers` and `ReportFailure`.

use std::time::{Duration, Instant};

use usher_domain::erasure::{CountedStore, Erasure, ErasureRun, FailedErasure};
use usher_domain::ports::{AwaitFirstAnswers, QueueRemoval, ReportFailure, TrackErased, TrackRecipients};
use usher_domain::service::{Recipient, RecipientStatus, ServiceAnswer};
use usher_domain::{DomainError, KeptFile, KeptFiles, UserId};

use crate::fixtures::{self, NOW};

/// Longer than any wait should take.
const TOO_LONG: Duration = Duration::from_mins(1);

/// Checks the whole contract.
pub async fn whole_contract(
    queue: &(impl QueueRemoval + TrackErased + TrackRecipients + AwaitFirstAnswers + ReportFailure),
) {
    queued_removal_has_every_service_pending(queue).await;
    queueing_again_keeps_what_was_noted(queue).await;
    unqueued_removal_takes_no_notes(queue).await;
    wait_ends_once_services_have_answered(queue).await;
    wait_ends_after_its_timeout(queue).await;
    each_stop_is_reported_separately(queue).await;
    erased_counts_add_up_over_executions(queue).await;
    kept_files_are_noted(queue).await;
    folder_outlives_the_record(queue).await;
    another_run_starts_from_zero(queue).await;
}

async fn queued(queue: &impl QueueRemoval, services: &[&str]) -> UserId {
    let (user, services) = (fixtures::user_id(), services.iter().copied().map(fixtures::service));
    let erasure = fixtures::erasure(&user);
    queue.queue(&erasure, &fixtures::run(&erasure), None, &services.collect::<Vec<_>>()).await.unwrap();
    user
}

fn recipient(name: &str) -> Recipient {
    Recipient::new(fixtures::service(name).name)
}

fn answered(name: &str, is_confirmed: bool) -> Recipient {
    let retry_after = Some(time::Duration::HOUR);
    let answer = ServiceAnswer { is_confirmed, answer: "an answer".to_owned(), retry_after };
    recipient(name).record_call(answer, NOW, NOW + time::Duration::DAY)
}

/// In a queued removal every service is pending; an unqueued removal has no services.
async fn queued_removal_has_every_service_pending(queue: &(impl QueueRemoval + TrackRecipients)) {
    let user = queued(queue, &["billing", "Mail, EU"]).await;
    assert_eq!(queue.recipients(&user).await.unwrap(), [recipient("billing"), recipient("Mail, EU")]);
    assert_eq!(queue.recipients(&queued(queue, &[]).await).await.unwrap(), []);
    assert_eq!(queue.recipients(&fixtures::user_id()).await.unwrap(), []);
}

/// Notes are read as written, and queueing the same erasure again does not change them.
async fn queueing_again_keeps_what_was_noted(queue: &(impl QueueRemoval + TrackRecipients)) {
    let user = queued(queue, &["confirmed", "failed", "gone", "new"]).await;
    let gone = Recipient { status: RecipientStatus::Withdrawn, ..recipient("gone") };
    let noted = [answered("confirmed", true), answered("failed", false), gone, recipient("new")];
    for _ in 0..2 {
        queue.note(&user, &noted).await.unwrap();
        assert_eq!(queue.recipients(&user).await.unwrap(), noted);
    }
    let later = Erasure { requested_at: NOW + time::Duration::DAY, ..fixtures::erasure(&user) };
    let queued = queue.queue(&later, &fixtures::run(&later), None, &[fixtures::service("another")]).await.unwrap();
    assert_eq!(queued.requested_at, fixtures::erasure(&user).requested_at, "the time of the first request is kept");
    assert_eq!(queue.recipients(&user).await.unwrap(), noted);
}

/// Notes on a removal that is not queued are refused.
async fn unqueued_removal_takes_no_notes(queue: &impl TrackRecipients) {
    let user = fixtures::user_id();
    let noted = queue.note(&user, &[recipient("billing")]).await;
    assert!(matches!(noted, Err(DomainError::Unavailable(_))));
    assert_eq!(queue.recipients(&user).await.unwrap(), []);
}

/// The wait returns at once if every service has responded, even with an error, if there are no services, or if the
/// removal has ended.
async fn wait_ends_once_services_have_answered(queue: &(impl QueueRemoval + TrackRecipients + AwaitFirstAnswers)) {
    let user = queued(queue, &["confirmed", "failed"]).await;
    queue.note(&user, &[answered("confirmed", true), answered("failed", false)]).await.unwrap();
    let begun = Instant::now();
    for user in [user, queued(queue, &[]).await, fixtures::user_id()] {
        queue.wait_for_first_answers(&user, TOO_LONG).await.unwrap();
    }
    assert!(begun.elapsed() < TOO_LONG);
}

/// The wait for a silent service ends after the timeout.
async fn wait_ends_after_its_timeout(queue: &(impl QueueRemoval + AwaitFirstAnswers)) {
    let user = queued(queue, &["silent"]).await;
    let begun = Instant::now();
    queue.wait_for_first_answers(&user, Duration::from_millis(300)).await.unwrap();
    assert!(begun.elapsed() < TOO_LONG);
}

/// A reported stop is known; another stop of the same erasure is not, nor a stop of another erasure.
async fn each_stop_is_reported_separately(queue: &(impl QueueRemoval + ReportFailure + TrackRecipients)) {
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
    assert!(!queue.is_reported(&ended).await.unwrap(), "a report does not put an ended removal back into the queue");
    assert_eq!(queue.recipients(&user).await.unwrap(), [recipient("billing")], "a report changes nothing else");
}

/// Erased items are added up for each store, also when the removal is queued again. Counts for a removal that is not
/// queued are refused.
async fn erased_counts_add_up_over_executions(queue: &(impl QueueRemoval + TrackErased)) {
    let user = queued(queue, &[]).await;
    for (count, sum) in [(0, 0), (3, 3), (4, 7), (0, 7)] {
        assert_eq!(queue.add(&user, CountedStore::Files, count).await.unwrap(), sum);
        let erasure = fixtures::erasure(&user);
        queue.queue(&erasure, &fixtures::run(&erasure), None, &[]).await.unwrap();
    }
    for store in [CountedStore::JobRequests, CountedStore::Reviews] {
        assert_eq!(queue.add(&user, store, 1).await.unwrap(), 1);
    }
    let refused = queue.add(&fixtures::user_id(), CountedStore::Files, 1).await;
    assert!(matches!(refused, Err(DomainError::Unavailable(_))));
}

fn kept(count: u64) -> KeptFiles {
    let (key, version, reason) = ("users/1/a%01".to_owned(), "a version".to_owned(), "AccessDenied".to_owned());
    KeptFiles { count, named: vec![KeptFile { key, version, reason }] }
}

/// Kept files are read as last noted; a removal that is not queued has none.
async fn kept_files_are_noted(queue: &(impl QueueRemoval + TrackErased)) {
    let user = queued(queue, &[]).await;
    for noted in [kept(1), kept(30), KeptFiles::default()] {
        queue.note_kept(&user, &noted).await.unwrap();
        assert_eq!(queue.kept_files(&user).await.unwrap(), noted);
    }
    let unqueued_user = fixtures::user_id();
    assert!(matches!(queue.note_kept(&unqueued_user, &kept(1)).await, Err(DomainError::Unavailable(_))));
    assert_eq!(queue.kept_files(&unqueued_user).await.unwrap(), KeptFiles::default());
}

/// The pictures' folder is known to an execution that no longer finds the record.
async fn folder_outlives_the_record(queue: &impl QueueRemoval) {
    let user = fixtures::user();
    let (erasure, folder) = (fixtures::erasure(&user.id), Some(user.files_folder));
    for given in [folder.as_ref(), None] {
        let queued = queue.queue(&erasure, &fixtures::run(&erasure), given, &[]).await.unwrap();
        assert_eq!(queued.files_folder, folder);
    }
}

/// A row of an earlier run, restored from a backup, does not affect a later run.
async fn another_run_starts_from_zero(queue: &(impl QueueRemoval + TrackErased + TrackRecipients + ReportFailure)) {
    let user = fixtures::user();
    let erasure = fixtures::erasure(&user.id);
    let services = [fixtures::service("billing")];
    queue.queue(&erasure, &fixtures::run(&erasure), Some(&user.files_folder), &services).await.unwrap();
    queue.note(&user.id, &[answered("billing", true)]).await.unwrap();
    queue.add(&user.id, CountedStore::Reviews, 5).await.unwrap();
    queue.note_kept(&user.id, &kept(1)).await.unwrap();
    queue.mark_reported(&fixtures::failed_erasure(&user.id)).await.unwrap();

    let later = Erasure { requested_at: NOW + time::Duration::DAY, ..erasure };
    let second = ErasureRun::numbered(&later.id, 2);
    let queued = queue.queue(&later, &second, None, &services).await.unwrap();

    assert_eq!((queued.requested_at, queued.files_folder), (later.requested_at, None));
    assert_eq!(queue.recipients(&user.id).await.unwrap(), [recipient("billing")]);
    assert_eq!(queue.add(&user.id, CountedStore::Reviews, 1).await.unwrap(), 1);
    assert_eq!(queue.kept_files(&user.id).await.unwrap(), KeptFiles::default());
    assert!(!queue.is_reported(&fixtures::failed_erasure(&user.id)).await.unwrap());
}
