//! Erasure: access ends at once, and in the end only the evidence of accepted terms is left.

use std::time::Duration;

use serde_json::{Value, json};
use usher_domain::erasure::ErasureId;
use usher_end_to_end::belongings::Bucket;
use usher_end_to_end::callers::new_admin;
use usher_end_to_end::erasing::{Marked, erasures};
use usher_end_to_end::http::{Answer, Caller, run_concurrently};
use usher_end_to_end::mails;
use usher_end_to_end::operator::places_of;
use usher_end_to_end::people::sign_in;
use usher_end_to_end::services::{Behavior, Running};
use usher_end_to_end::stack::Stack;
use usher_end_to_end::wait::wait_for;
use usher_testkit::behavior::{Belongings, Lockable};

/// Everywhere except execution histories, which Step Functions deletes later (docs/erasure.md), and mails, which are in
/// the user's own mailbox.
const EVERYWHERE: &str = "rows,objects,logs,people";

fn admin(stack: &Stack) -> String {
    let caller = Caller::of(stack);
    format!("Bearer {}", sign_in(&caller, &stack.admin.email, &stack.admin.password).access)
}

/// The places with data of a user, except the evidence of accepted terms.
fn found(stack: &Stack, marked: &Marked) -> Vec<String> {
    let texts = marked.texts();
    let texts: Vec<_> = texts.iter().map(String::as_str).collect();
    let places = places_of(stack, EVERYWHERE, &texts);
    let evidence = format!("object {}/acceptances/{}/", stack.outputs.evidence_bucket, marked.id);
    places.into_values().flatten().filter(|place| !place.starts_with(&evidence)).collect()
}

#[tokio::test]
async fn erasure_leaves_only_the_evidence() {
    let stack = Stack::under_test();
    let caller = Caller::of(&stack);
    let marked = Marked::new(&stack).await;
    let before = found(&stack, &marked).join("\n");
    for store in ["-UsersTable-", "-JobRequestsTable-", "-ReviewsTable-", "/users/", "/pictures/", "user of"] {
        assert!(before.contains(store), "the search covers {store}: {before}");
    }

    marked.delete_account(&stack);

    assert!(marked.is_shut_out(&caller));
    marked.wait_until_erased(&stack).await;
    assert_eq!(found(&stack, &marked), Vec::<String>::new());
    let certificate = marked.certificate(&stack).await.expect("there is a certificate");
    let count = |store: &str| {
        let erased = certificate["erased"].as_array().unwrap();
        erased.iter().find(|one| one["store"] == store).unwrap()["count"].clone()
    };
    assert_eq!((count("files bucket"), count("JobRequests"), count("Reviews")), (json!(3), json!(30), json!(1)));
    let recipients = certificate["recipients"].as_array().unwrap();
    assert!(!recipients.is_empty() && recipients.iter().all(|one| one["status"] == "confirmed"), "{recipients:?}");
    let text = certificate.to_string();
    for mark in marked.texts() {
        assert!(!text.contains(&mark), "the certificate is pseudonymous");
    }
    let proof = format!("{}/acceptances/{}/", stack.outputs.evidence_bucket, marked.id);
    let kept = places_of(&stack, "objects", &[&marked.person.email]);
    assert!(kept[&marked.person.email].iter().all(|place| place.contains(&proof)), "{kept:?}");
}

/// The response of the erasure's endpoint, which needs nothing but the id.
fn state_of(stack: &Stack, id: &str) -> Answer {
    Caller::of(stack).get(&format!("/user/erasure/{id}"), None)
}

#[tokio::test]
async fn holder_of_the_id_follows_the_erasure() {
    let stack = Stack::under_test();
    let caller = Caller::of(&stack);
    let marked = Marked::new(&stack).await;
    let begun = caller.send("DELETE", "/user/delete", Some(&marked.bearer()), None);
    let id = begun.body["erasure_id"].as_str().unwrap();

    let running = state_of(&stack, id);
    marked.wait_until_erased(&stack).await;
    let ended = state_of(&stack, id);

    assert_eq!((running.status, &running.body["state"]), (200, &json!("running")), "{running:?}");
    assert_eq!((&running.body["erasure_id"], &running.body["certificate"]), (&json!(id), &Value::Null));
    assert_eq!((ended.status, &ended.body["state"]), (200, &json!("succeeded")), "{ended:?}");
    let certificate = marked.certificate(&stack).await.unwrap();
    assert_eq!(ended.body["certificate"], certificate);
    let statuses = |body: &Value| {
        let names = |one: &Value| (one["service_name"].clone(), one["status"].clone());
        body["recipients"].as_array().unwrap().iter().map(names).collect::<Vec<_>>()
    };
    assert_eq!(statuses(&ended.body), statuses(&certificate));
    let text = format!("{}{}", running.body, ended.body);
    for mark in marked.texts() {
        assert!(!text.contains(&mark), "no personal data: {text}");
    }
}

#[tokio::test]
async fn erasure_that_does_not_exist_gets_404() {
    let stack = Stack::under_test();
    let marked = Marked::plain(&stack);
    let unknown = marked.erasure_id(&stack).await;
    let capitals = "A".repeat(32);
    let expected = json!({ "message": "There is no such erasure.", "errors": {} });
    for id in [unknown.as_str(), &marked.id, "x", &capitals] {
        let answer = state_of(&stack, id);
        assert_eq!((answer.status, &answer.body), (404, &expected), "{id}");
    }
}

#[tokio::test]
async fn every_delete_endpoint_erases_the_user() {
    let stack = Stack::under_test();
    let caller = Caller::of(&stack);
    let admin = admin(&stack);
    let delete = |path: String, bearer: &str| caller.send("DELETE", &path, Some(bearer), None);
    let by_directory = |marked: &Marked| delete(format!("/user/{}", marked.person.email), &marked.bearer());
    let by_admin = |marked: &Marked| delete(format!("/api/users/delete/{}", marked.number), &admin);
    let by_account = |marked: &Marked| delete("/user/delete".to_owned(), &marked.bearer());
    let endpoints: [&dyn Fn(&Marked) -> Answer; 3] = [&by_account, &by_directory, &by_admin];
    for delete_user in endpoints {
        let marked = Marked::plain(&stack);
        let answer = delete_user(&marked);
        assert_eq!(answer.status, 200, "{answer:?}");
        assert!(marked.is_shut_out(&caller), "{answer:?}");
        for (path, body) in [
            (format!("/user/{}", marked.person.email), json!({ "message": "There is no such user.", "errors": {} })),
            (format!("/api/users/{}", marked.number), Value::Null),
        ] {
            let gone = caller.get(&path, Some(&admin));
            assert_eq!(gone.status, 404, "{gone:?}");
            assert!(body.is_null() || gone.body == body, "{gone:?}");
        }
        let named = answer.body["erasure_id"].as_str().map(|id| ErasureId::parse(id).unwrap());
        assert!(named.is_none_or(|_| answer.body["message"].is_string()));
        marked.wait_until_erased(&stack).await;
        assert!(marked.certificate(&stack).await.is_some());
        let again = delete(format!("/api/users/delete/{}", marked.number), &admin);
        assert_eq!(again.status, 404, "{again:?}");
    }
}

#[tokio::test]
async fn concurrent_removals_start_one_erasure() {
    let stack = Stack::under_test();
    let marked = Marked::new(&stack).await;
    assert_eq!(Caller::of(&stack).post("/user/request_removal", &json!({ "user_id": marked.id })).status, 200);
    let (_, token) = mails::removal_link(&stack, &marked.person.email);
    let admin = admin(&stack);
    let calls: Vec<_> = (0..100)
        .map(|turn| {
            let (marked, token, admin) = (marked.clone(), token.clone(), admin.clone());
            move |caller: &Caller| match turn % 3 {
                0 => {
                    let body = json!({ "user_id": marked.id, "confirmation_token": token });
                    ("remove", caller.post("/user/remove", &body).status)
                }
                1 => {
                    let path = format!("/api/users/delete/{}", marked.number);
                    ("admin", caller.send("DELETE", &path, Some(&admin), None).status)
                }
                _ => ("account", caller.send("DELETE", "/user/delete", Some(&marked.bearer()), None).status),
            }
        })
        .collect();

    let answers = run_concurrently(&stack, calls);

    assert!(answers.iter().all(|(_, status)| [200, 400, 401, 404].contains(status)), "{answers:?}");
    let removed = answers.iter().filter(|answer| **answer == ("remove", 200)).count();
    assert!(removed <= 1, "a token works once: {answers:?}");
    assert!(answers.iter().any(|(_, status)| *status == 200), "{answers:?}");
    let execution = marked.wait_until_erased(&stack).await;
    assert!(execution.arn.ends_with(marked.erasure_id(&stack).await.as_str()), "there is one execution: {execution:?}");
    assert_eq!(found(&stack, &marked), Vec::<String>::new());
}

#[tokio::test]
async fn redriven_erasure_spares_the_new_user() {
    let stack = Stack::under_test();
    let caller = Caller::of(&stack);
    let old = Marked::new(&stack).await;
    let register = || {
        let person = &old.person;
        let body = json!({ "email": person.email, "password": person.password, "account_id": old.account_id });
        caller.post("/register", &body)
    };
    assert_eq!(register().status, 409);
    old.delete_account(&stack);
    let stopped = old.wait_until_erased(&stack).await;

    let registered = register();

    assert_eq!(registered.status, 201, "{registered:?}");
    assert_ne!(registered.body["id"], json!(old.id), "the new user has another id");
    let bearer = format!("Bearer {}", old.person.sign_in(&caller).access);
    let profile = || caller.get("/user/profile", Some(&bearer));
    let before = profile();
    // The erasure runs again on the same input. Every step finds nothing, or data of the new user.
    erasures(&stack).resume(&old.erasure_id(&stack).await, &stopped).await.unwrap();
    old.wait_until_erased(&stack).await;
    assert_eq!((before.status, profile()), (200, before));
    assert_eq!(caller.get("/api/user/me/", Some(&bearer)).status, 200);
    assert!(old.recipients(&stack).await.is_empty(), "the queue is empty");
}

#[tokio::test]
async fn restored_user_is_erased_again() {
    let stack = Stack::under_test();
    let recipient = Running::new(&stack, Behavior::Queues).await;
    let (caller, admin) = (Caller::of(&stack), admin(&stack));
    let marked = Marked::plain(&stack);
    let backup = marked.backup(&stack).await;
    marked.delete_account(&stack);
    marked.wait_until_erased(&stack).await;
    backup.restore().await;
    let delete = || caller.send("DELETE", &format!("/api/users/delete/{}", marked.number), Some(&admin), None);

    let answer = delete();

    assert_eq!(answer.status, 200, "{answer:?}");
    let execution = marked.wait_until_erased(&stack).await;
    let id = marked.erasure_id(&stack).await;
    let second = format!("{}-2", id.as_str());
    assert!(execution.arn.ends_with(&second), "{execution:?}");
    assert_eq!(found(&stack, &marked), Vec::<String>::new());
    assert!(recipient.message_ids().contains(&id.as_str().to_owned()));
    assert!(recipient.message_ids().contains(&second), "the second run has its own message id");
    for (run, key) in [(1, id.as_str()), (2, &second)] {
        let certificate = marked.certificate_of(&stack, run).await.expect("each run has a certificate");
        assert_eq!(certificate["certificate_id"], json!(format!("certificates/{key}.json")));
    }
    let latest = state_of(&stack, id.as_str()).body;
    assert_eq!(latest["certificate"]["certificate_id"], json!(format!("certificates/{second}.json")));
}

#[tokio::test]
async fn concurrent_removals_of_restored_user_start_one() {
    let stack = Stack::under_test();
    let admin = admin(&stack);
    let marked = Marked::plain(&stack);
    let backup = marked.backup(&stack).await;
    marked.delete_account(&stack);
    marked.wait_until_erased(&stack).await;
    backup.restore().await;
    let calls: Vec<_> = (0..20)
        .map(|_| {
            let (number, admin) = (marked.number, admin.clone());
            move |caller: &Caller| {
                caller.send("DELETE", &format!("/api/users/delete/{number}"), Some(&admin), None).status
            }
        })
        .collect();

    let answers = run_concurrently(&stack, calls);

    assert!(answers.contains(&200) && answers.iter().all(|status| [200, 404].contains(status)), "{answers:?}");
    let execution = marked.wait_until_erased(&stack).await;
    assert!(execution.arn.ends_with("-2"), "{execution:?}");
}

#[tokio::test]
async fn keys_invalid_in_xml_are_erased() {
    let stack = Stack::under_test();
    let (marked, files) = (Marked::plain(&stack), Bucket::of_files(&stack));
    let names = ["a\u{1}", "a\u{fffe}", "a +%20&<>", "notes.txt"];
    for name in names {
        files.put(&marked.user_id(), name).await;
    }

    marked.delete_account(&stack);
    marked.wait_until_erased(&stack).await;

    assert_eq!(files.count(&marked.user_id()).await, 0);
    let certificate = marked.certificate(&stack).await.unwrap();
    assert_eq!(certificate["erased"][2]["count"], json!(names.len()));
}

#[tokio::test]
async fn locked_file_blocks_nothing_else() {
    let stack = Stack::under_test();
    let (marked, files) = (Marked::new(&stack).await, Bucket::of_files(&stack));
    files.put(&marked.user_id(), "contract.pdf").await;
    files.lock(&marked.user_id(), "contract.pdf").await;
    let mails_before = mails::to(&stack, ADMIN).len();

    marked.delete_account(&stack);
    let stopped = marked.wait_until_stopped(&stack).await;

    assert_eq!((stopped.status.as_str(), stopped.error.as_deref()), ("FAILED", Some("FilesKept")));
    let key = format!("users/{}/contract.pdf", marked.id);
    let left = found(&stack, &marked);
    let is_expected = |place: &String| place.contains(&key) || place.contains("-RemovalQueueTable-");
    assert!(left.iter().all(is_expected), "everything else is erased: {left:?}");
    let kept = marked.kept_files(&stack).await;
    assert_eq!((kept.count, kept.named[0].key.as_str()), (1, key.as_str()));
    let reported =
        async || mails::to(&stack, ADMIN).into_iter().skip(mails_before).find(|mail| mail.text.contains(&key));
    let mail = wait_for(Duration::from_secs(30), reported).await;
    assert!(mail.text.contains("FilesKept") && mail.text.contains("AccessDenied"), "{}", mail.text);
    assert!(marked.certificate(&stack).await.is_none(), "there is no certificate before the end");
    let answer = state_of(&stack, marked.erasure_id(&stack).await.as_str());
    assert_eq!((&answer.body["state"], &answer.body["certificate"]), (&json!("failed"), &Value::Null), "{answer:?}");
    assert!(!answer.body.to_string().contains("contract.pdf"), "keys of files may hold personal data");

    files.unlock(&marked.user_id(), "contract.pdf").await;
    erasures(&stack).resume(&marked.erasure_id(&stack).await, &stopped).await.unwrap();

    marked.wait_until_erased(&stack).await;
    assert_eq!(found(&stack, &marked), Vec::<String>::new());
    let certificate = marked.certificate(&stack).await.expect("there is a certificate at the end");
    let counts: Vec<_> = certificate["erased"].as_array().unwrap().iter().map(|one| one["count"].as_u64()).collect();
    assert_eq!(counts, [None, None, Some(4), Some(30), Some(1)], "the counts are of all executions");
}

/// The admin's address in infra/local/parameters.json.
const ADMIN: &str = "admin@usher.example";

#[test]
fn admin_can_leave_if_another_remains() {
    let stack = Stack::under_test();
    let caller = Caller::of(&stack);
    for way in ["account", "directory", "admin", "removal"] {
        let leaving_admin = new_admin(&caller, &stack);
        let bearer = format!("Bearer {}", leaving_admin.sign_in(&caller).access);
        let profile = caller.get("/user/profile", Some(&bearer)).body;
        let left = match way {
            "account" => caller.send("DELETE", "/user/delete", Some(&bearer), None),
            "directory" => caller.send("DELETE", &format!("/user/{}", leaving_admin.email), Some(&bearer), None),
            "admin" => caller.send("DELETE", &format!("/api/users/delete/{}", profile["number"]), Some(&bearer), None),
            _ => {
                assert_eq!(caller.post("/user/request_removal", &json!({ "user_id": profile["id"] })).status, 200);
                let (_, token) = mails::removal_link(&stack, &leaving_admin.email);
                caller.post("/user/remove", &json!({ "user_id": profile["id"], "confirmation_token": token }))
            }
        };
        assert_eq!(left.status, 200, "{way}: {left:?}");
        assert_eq!(caller.get("/user/profile", Some(&bearer)).status, 401, "{way}");
    }
}
