//! A change of address or password is told to the address before, with a link that undoes it.

use serde_json::{Value, json};
use usher_domain::mailed_link::LinkPurpose;
use usher_end_to_end::authenticator::Authenticator;
use usher_end_to_end::erasing::Marked;
use usher_end_to_end::http::{Answer, Caller, run_concurrently};
use usher_end_to_end::mails;
use usher_end_to_end::people::Person;
use usher_end_to_end::stack::Stack;
use usher_end_to_end::wait::wait_for;
use usher_testkit::fixtures;

const MINE_AGAIN: &str = "this is mine again";
const ATTACKERS: &str = "chosen by an attacker";

/// How long a notice may take.
const NOTICE_TIMEOUT: std::time::Duration = std::time::Duration::from_mins(1);

/// Calls to make at the same time.
type Calls = Vec<Box<dyn FnOnce(&Caller) -> Answer + Send>>;

/// A person with a verified address.
async fn verified(stack: &Stack) -> Person {
    let person = Person::registered(&Caller::of(stack));
    verify(stack, &person.email).await;
    person
}

async fn verify(stack: &Stack, email: &str) {
    let caller = Caller::of(stack);
    assert_eq!(caller.post("/api/user/email/verify/send/", &json!({ "email": email })).status, 200);
    let token = mails::wait_for_token(stack, email, LinkPurpose::VerifyEmail, 1).await;
    assert_eq!(caller.post("/api/user/email/verify/", &json!({ "token": token })).status, 200);
}

fn bearer(caller: &Caller, person: &Person) -> String {
    format!("Bearer {}", person.sign_in(caller).access)
}

fn update(caller: &Caller, bearer: &str, change: &Value) {
    let answer = caller.send("POST", "/user/update", Some(bearer), Some(change));
    assert_eq!(answer.status, 200, "{answer:?}");
}

fn restore(caller: &Caller, token: &str, password: &str) -> Answer {
    caller.post("/api/user/restore/", &json!({ "token": token, "new_password": password }))
}

fn is_void(answer: &Answer) -> bool {
    answer.status == 400 && answer.body["token"].is_array()
}

fn sign_in(caller: &Caller, email: &str, password: &str) -> u16 {
    caller.post("/api/user/login/", &json!({ "email": email, "password": password })).status
}

#[tokio::test]
async fn owner_gets_the_account_back_after_a_hijack() {
    let stack = Stack::under_test();
    let caller = Caller::of(&stack);
    let owner = verified(&stack).await;
    // An attacker with a stolen token changes address and password, verifies the new address, turns on an app, and changes the
    // address again.
    let stolen = bearer(&caller, &owner);
    let [second, third] = [(); 2].map(|()| fixtures::email().as_str().to_owned());
    update(&caller, &stolen, &json!({ "email": second, "password": ATTACKERS }));
    let token = mails::wait_for_restore_token(&stack, &owner.email, 1).await;
    verify(&stack, &second).await;
    let _app = Authenticator::turn_on(&caller, &stolen);
    update(&caller, &stolen, &json!({ "email": third }));
    let theirs = mails::wait_for_restore_token(&stack, &second, 1).await;

    assert_eq!(restore(&caller, &token, "short").status, 400);
    let restored = restore(&caller, &token, MINE_AGAIN);
    assert_eq!(restored.status, 200, "{restored:?}");
    assert_eq!(sign_in(&caller, &owner.email, MINE_AGAIN), 200, "without a code of their app");
    assert_eq!(caller.get("/api/user/me/", Some(&stolen)).status, 401);
    for link in [&theirs, &token] {
        assert!(is_void(&restore(&caller, link, ATTACKERS)));
    }
    for email in [&second, &third] {
        assert_eq!(sign_in(&caller, email, ATTACKERS), 400);
    }
    assert_eq!(mails::restore_tokens(&stack, &third), Vec::<String>::new(), "a restoration mails them no link");
    let again = Person { password: MINE_AGAIN.to_owned(), ..owner };
    let profile = caller.get("/user/profile", Some(&bearer(&caller, &again)));
    assert_eq!(profile.body["email_verified"], true);
}

#[tokio::test]
async fn notice_to_an_unverified_address_has_no_link() {
    let stack = Stack::under_test();
    let caller = Caller::of(&stack);
    let person = Person::registered(&caller);
    update(&caller, &bearer(&caller, &person), &json!({ "password": ATTACKERS }));
    let notice = wait_for(NOTICE_TIMEOUT, async || mails::to(&stack, &person.email).pop()).await;
    assert!(notice.subject.starts_with("Your account at ") && notice.subject.ends_with(" was changed"), "{notice:?}");
    assert!(!notice.text.contains("token=") && !notice.html.contains("token="), "{notice:?}");
}

#[tokio::test]
async fn change_of_the_name_is_not_told() {
    let stack = Stack::under_test();
    let caller = Caller::of(&stack);
    let person = verified(&stack).await;
    let bearer = bearer(&caller, &person);
    update(&caller, &bearer, &json!({ "full_name": "Ada King" }));
    update(&caller, &bearer, &json!({ "password": ATTACKERS }));
    mails::wait_for_restore_token(&stack, &person.email, 1).await;
    assert_eq!(mails::to(&stack, &person.email).len(), 2, "the verification and one notice");
}

#[tokio::test]
async fn link_does_not_take_an_address_from_its_new_owner() {
    let stack = Stack::under_test();
    let caller = Caller::of(&stack);
    let person = verified(&stack).await;
    update(&caller, &bearer(&caller, &person), &json!({ "email": fixtures::email().as_str() }));
    let token = mails::wait_for_restore_token(&stack, &person.email, 1).await;
    let body = json!({ "email": person.email, "password": "of the new owner", "full_name": "Grace" });
    assert_eq!(caller.post("/register", &body).status, 201);
    let refused = restore(&caller, &token, MINE_AGAIN);
    assert_eq!((refused.status, refused.body["email"].is_array()), (400, true), "{refused:?}");
    assert_eq!(sign_in(&caller, &person.email, "of the new owner"), 200);
}

#[tokio::test]
async fn of_two_restorations_one_is_whole() {
    let stack = Stack::under_test();
    let caller = Caller::of(&stack);
    let person = verified(&stack).await;
    update(&caller, &bearer(&caller, &person), &json!({ "email": fixtures::email().as_str(), "password": ATTACKERS }));
    let token = mails::wait_for_restore_token(&stack, &person.email, 1).await;
    let passwords = ["the first of two passwords", "the second of two passwords"];
    let calls: Calls = passwords
        .into_iter()
        .map(|password| {
            let token = token.clone();
            Box::new(move |caller: &Caller| restore(caller, &token, password))
                as Box<dyn FnOnce(&Caller) -> Answer + Send>
        })
        .collect();
    let statuses: Vec<_> = run_concurrently(&stack, calls).iter().map(|answer| answer.status).collect();
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
    assert!(statuses.iter().all(|status| [200, 400, 409].contains(status)), "{statuses:?}");
    for (password, status) in passwords.into_iter().zip(&statuses) {
        assert_eq!(sign_in(&caller, &person.email, password) == 200, *status == 200, "{statuses:?}");
    }
}

#[tokio::test]
async fn invented_tokens_are_void() {
    let stack = Stack::under_test();
    let caller = Caller::of(&stack);
    let person = verified(&stack).await;
    update(&caller, &bearer(&caller, &person), &json!({ "password": ATTACKERS }));
    let token = mails::wait_for_restore_token(&stack, &person.email, 1).await;
    let (start, signature) = token.rsplit_once('.').unwrap();
    let other = Marked::plain(&stack);
    let parts: Vec<_> = start.split('.').collect();
    let later = parts[1].parse::<u64>().unwrap() + 1_000_000;
    for invented in [
        format!("{start}.{}", "A".repeat(43)),
        format!("{}.{}.{}.{signature}", other.user_id().as_str(), parts[1], parts[2]),
        format!("{}.{later}.{}.{signature}", parts[0], parts[2]),
        format!("{}.{}.YQ.{signature}", parts[0], parts[1]),
        format!("{token}."),
        "\u{0}".to_owned(),
    ] {
        assert!(is_void(&restore(&caller, &invented, MINE_AGAIN)), "{invented}");
    }
    assert_eq!(restore(&caller, &token, MINE_AGAIN).status, 200);
}
