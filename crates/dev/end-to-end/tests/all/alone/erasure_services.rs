//! Slow, failing and hostile downstream services: they delay nothing else, and each is retried until it confirms.

use std::time::{Duration, Instant};

use serde_json::json;
use usher_domain::service::{Recipient, RecipientStatus};
use usher_end_to_end::erasing::{Marked, erasures};
use usher_end_to_end::http::Caller;
use usher_end_to_end::mails;
use usher_end_to_end::operator::Configured;
use usher_end_to_end::services::{Behavior, Running, Unreadable};
use usher_end_to_end::stack::Stack;
use usher_end_to_end::wait::wait_for;

fn recipient_of<'a>(recipients: &'a [Recipient], service: &Running) -> &'a Recipient {
    recipients.iter().find(|one| one.name == service.name).expect("the service is a recipient")
}

/// In sequence, since every erasure calls every registered service.
#[tokio::test]
async fn bad_services_are_contained_and_retried() {
    let stack = Stack::under_test();
    hostile_services_are_contained(&stack).await;
    failing_service_is_retried_until_it_confirms(&stack).await;
    retry_after_is_honored(&stack).await;
    unreadable_row_is_skipped(&stack).await;
    unconfirmed_erasure_is_reported_and_redriven(&stack).await;
}

async fn hostile_services_are_contained(stack: &Stack) {
    let silent = Running::new(stack, Behavior::IsSilent).await;
    let redirects = Running::new(stack, Behavior::Redirects).await;
    let endless = Running::new(stack, Behavior::NeverEnds).await;
    let bare = Running::new(stack, Behavior::HasNoCertificate).await;
    let marked = Marked::new(stack).await;
    let caller = Caller::of(stack);
    assert_eq!(caller.post("/user/request_removal", &json!({ "user_id": marked.id })).status, 200);
    let (_, token) = mails::removal_link(stack, &marked.person.email);

    let requested_at = Instant::now();
    let removed = caller.post("/user/remove", &json!({ "user_id": marked.id, "confirmation_token": token }));

    assert_eq!(removed.status, 200, "{removed:?}");
    assert!(
        requested_at.elapsed() < Duration::from_secs(20),
        "the request does not wait for a silent service: {:?}",
        requested_at.elapsed()
    );
    let recipients =
        marked.wait_for_recipients(stack, |all| !all.is_empty() && all.iter().all(|one| one.attempts > 0)).await;
    let answers =
        [&silent, &redirects, &endless, &bare].map(|service| recipient_of(&recipients, service).last_answer.clone());
    assert_eq!(
        answers.each_ref().map(Option::as_deref),
        [Some("NoAnswer"), Some("302"), Some("200"), Some("NotReachable")]
    );
    assert_eq!(
        recipient_of(&recipients, &endless).status,
        RecipientStatus::Confirmed,
        "a 2xx confirms, whatever the body"
    );
    let demo =
        recipients.iter().find(|one| one.name.as_str() == "newsletter").expect("the demo service is a recipient, too");
    assert_eq!(demo.status, RecipientStatus::Confirmed, "other services are not delayed");
    endless.repair();
    drop([silent, redirects, bare, endless]);
    marked.wait_until_erased(stack).await;
    let certificate = marked.certificate(stack).await.unwrap();
    let withdrawn = certificate["recipients"].as_array().unwrap().iter().filter(|one| one["status"] == "withdrawn");
    assert_eq!(withdrawn.count(), 3, "{certificate}");
}

async fn failing_service_is_retried_until_it_confirms(stack: &Stack) {
    let failing = Running::new(stack, Behavior::Fails).await;
    let marked = Marked::new(stack).await;
    marked.delete_account(stack);
    marked.wait_for_recipients(stack, |all| all.iter().any(|one| one.attempts > 1)).await;
    assert!(marked.certificate(stack).await.is_none(), "there is no certificate before the end");
    let late = Running::new(stack, Behavior::Queues).await;
    marked.wait_for_recipients(stack, |all| all.iter().any(|one| one.name == late.name && !one.is_pending())).await;

    failing.repair();

    marked.wait_until_erased(stack).await;
    assert_eq!(late.calls(), 1, "a service that is registered meanwhile is called, too");
    assert!(failing.calls() > 2);
    let id = marked.erasure_id(stack).await;
    assert!(failing.message_ids().iter().all(|known| known == id.as_str()), "every call has the same id");
}

async fn retry_after_is_honored(stack: &Stack) {
    let busy = Running::new(stack, Behavior::AsksToWait).await;
    let marked = Marked::plain(stack);
    marked.delete_account(stack);
    let is_called = |all: &[Recipient]| all.iter().any(|one| one.name == busy.name && one.attempts > 0);
    let recipients = marked.wait_for_recipients(stack, is_called).await;
    let (retry_at, called_at) =
        (recipient_of(&recipients, &busy).not_before.unwrap(), recipient_of(&recipients, &busy).called_at.unwrap());
    assert!(
        (retry_at - called_at - Duration::from_secs(20)).abs() < Duration::from_secs(2),
        "{retry_at} after {called_at}"
    );
    busy.repair();
    let is_called_again = |all: &[Recipient]| all.is_empty() || recipient_of(all, &busy).attempts > 1;
    let recipients = marked.wait_for_recipients(stack, is_called_again).await;
    let second = recipients.iter().find(|one| one.name == busy.name).and_then(|one| one.called_at);
    assert!(
        second.is_none_or(|second| second >= retry_at),
        "the service is not called before the time that it asked for"
    );
    marked.wait_until_erased(stack).await;
    assert_eq!(busy.calls(), 2);
}

async fn unreadable_row_is_skipped(stack: &Stack) {
    let unreadable = Unreadable::new(stack).await;
    let marked = Marked::plain(stack);
    marked.delete_account(stack);
    marked.wait_until_erased(stack).await;
    let certificate = marked.certificate(stack).await.unwrap();
    assert!(!certificate["recipients"].as_array().unwrap().is_empty(), "the other services are recipients");
    assert!(!certificate.to_string().contains(&unreadable.name));
}

async fn unconfirmed_erasure_is_reported_and_redriven(stack: &Stack) {
    let failing = Running::new(stack, Behavior::Fails).await;
    let marked = Marked::new(stack).await;
    let mails_before = mails::to(stack, ADMIN).len();
    let impatient = Configured::new(stack, "-call-services", &json!({ "SERVICES_PATIENCE_HOURS": "0" }));

    marked.delete_account(stack);
    let stopped = marked.wait_until_stopped(stack).await;

    assert_eq!((stopped.status.as_str(), stopped.error.as_deref()), ("FAILED", Some("ServicesPending")));
    let reported = async || mails::to(stack, ADMIN).into_iter().nth(mails_before);
    let mail = wait_for(Duration::from_secs(30), reported).await;
    let id = marked.erasure_id(stack).await;
    for fact in [id.as_str(), "call-services", failing.name.as_str(), stopped.arn.as_str(), "redrive-execution"] {
        assert!(mail.text.contains(fact), "{fact} in {}", mail.text);
    }
    for mark in marked.texts() {
        assert!(!mail.text.contains(&mark) && !mail.html.contains(&mark), "the mail is pseudonymous");
    }
    let recipients = marked.recipients(stack).await;
    assert!(recipient_of(&recipients, &failing).is_pending(), "the queue keeps the pending service");
    assert!(marked.is_shut_out(&Caller::of(stack)));

    drop(impatient);
    failing.repair();
    erasures(stack).resume(&id, &stopped).await.unwrap();

    marked.wait_until_erased(stack).await;
    assert!(marked.certificate(stack).await.is_some());
    assert!(marked.recipients(stack).await.is_empty());
    assert_eq!(mails::to(stack, ADMIN).len(), mails_before + 1, "one failure is reported once");
}

/// The admin's address in infra/local/parameters.json.
const ADMIN: &str = "admin@usher.example";
