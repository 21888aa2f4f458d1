//! `report-failed-erasure` on in-memory ports.

use report_failed_erasure::ReportFailedErasure;
use serde_json::Value;
use usher_domain::ports::{TrackErased, TrackRecipients};
use usher_domain::service::{Recipient, ServiceAnswer};
use usher_domain::{KeptFile, KeptFiles};
use usher_testkit::in_memory::{Erasures, Mail, RemovalQueue};
use usher_testkit::world::World;
use usher_testkit::{events, fixtures};

const EVENT: &str = "tasks/report-failed-erasure";

fn task(world: &World) -> ReportFailedErasure<RemovalQueue, Erasures, Mail> {
    ReportFailedErasure {
        queue: world.removal_queue.clone(),
        history: Erasures::stopping_at("call-services"),
        mail: world.mail.clone(),
    }
}

async fn is_reported(world: &World, event: Value) -> bool {
    events::outcome(&task(world), event).await.is_ok()
}

#[tokio::test]
async fn report_has_failed_state_and_pending_services() {
    let world = World::erasing_ada().await;
    let confirmed = ServiceAnswer { is_confirmed: true, answer: "202".to_owned(), retry_after: None };
    let newsletter =
        Recipient::new(fixtures::service("newsletter").name).record_call(confirmed, fixtures::NOW, fixtures::NOW);
    let recipients = [Recipient::new(fixtures::service("billing").name), newsletter];
    world.removal_queue.note(&fixtures::ada().id, &recipients).await.unwrap();
    assert!(is_reported(&world, events::event(EVENT)).await);
    let [report] = world.mail.reports().try_into().unwrap();
    assert_eq!(report.failed.id, fixtures::erasure_id(&fixtures::ada().id));
    assert_eq!((report.failed.status.as_str(), report.failed.error.as_deref()), ("FAILED", Some("ServicesPending")));
    assert!(report.failed.execution.ends_with(report.failed.id.as_str()));
    assert_eq!(report.step.as_deref(), Some("call-services"));
    assert_eq!(report.pending, [fixtures::service("billing").name]);
}

#[tokio::test]
async fn each_failure_is_mailed_once() {
    let world = World::erasing_ada().await;
    let first = events::event(EVENT);
    let mut second = first.clone();
    second["detail"]["stopDate"] = 1_795_435_200_000_i64.into();
    for (event, mails) in [(&first, 1), (&first, 1), (&second, 2), (&second, 2)] {
        assert!(is_reported(&world, event.clone()).await);
        assert_eq!(world.mail.reports().len(), mails);
    }
}

#[tokio::test]
async fn failed_mail_is_retried() {
    let mut world = World::erasing_ada().await;
    let whole = world.mail.clone();
    world.mail = whole.clone().breaking();
    assert!(!is_reported(&world, events::event(EVENT)).await);
    world.mail = whole;
    assert!(is_reported(&world, events::event(EVENT)).await);
    assert_eq!(world.mail.reports().len(), 1);
}

#[tokio::test]
async fn erasure_that_was_never_queued_is_reported() {
    let world = World::default();
    assert!(is_reported(&world, events::event(EVENT)).await);
    assert_eq!(world.mail.reports()[0].pending, []);
}

#[tokio::test]
async fn report_has_files_that_cannot_be_deleted() {
    let world = World::erasing_ada().await;
    let mut kept = KeptFiles::default();
    let (version, reason) = ("a version".to_owned(), "AccessDenied".to_owned());
    kept.add(KeptFile { key: "users/1/a%01".to_owned(), version, reason });
    world.removal_queue.note_kept(&fixtures::ada().id, &kept).await.unwrap();
    assert!(is_reported(&world, events::event(EVENT)).await);
    assert_eq!(world.mail.reports()[0].kept, kept);
}
