//! Mailed links: they prove an address, and set a new password.

use aws_sdk_cognitoidentityprovider::types::AttributeType;
use serde_json::{Value, json};
use usher_domain::mailed_link::LinkPurpose;
use usher_end_to_end::erasing::Marked;
use usher_end_to_end::http::{Answer, Caller, run_concurrently};
use usher_end_to_end::mails;
use usher_end_to_end::people::Person;
use usher_end_to_end::stack::Stack;
use usher_testkit::fixtures;

const NEW_PASSWORD: &str = "an entirely new password";
const VERIFY: LinkPurpose = LinkPurpose::VerifyEmail;
const RESET: LinkPurpose = LinkPurpose::ResetPassword;

/// Calls to make at the same time.
type Calls = Vec<Box<dyn FnOnce(&Caller) -> Answer + Send>>;

fn request(caller: &Caller, purpose: LinkPurpose, email: &str) -> Answer {
    let path = if purpose == VERIFY { "/api/user/email/verify/send/" } else { "/api/user/password/reset/" };
    caller.post(path, &json!({ "email": email }))
}

fn verify(caller: &Caller, token: &str) -> Answer {
    caller.post("/api/user/email/verify/", &json!({ "token": token }))
}

fn reset(caller: &Caller, token: &str, password: &str) -> Answer {
    caller.post("/api/user/password/reset/confirm/", &json!({ "token": token, "new_password": password }))
}

/// Requests a link, and waits for the mail. Returns its token.
async fn mailed_token(stack: &Stack, purpose: LinkPurpose, email: &str) -> String {
    let known = mails::tokens(stack, email, purpose).len();
    let answer = request(&Caller::of(stack), purpose, email);
    assert_eq!(answer.status, 200, "{answer:?}");
    mails::wait_for_token(stack, email, purpose, known + 1).await
}

fn sign_in(caller: &Caller, email: &str, password: &str) -> u16 {
    caller.post("/api/user/login/", &json!({ "email": email, "password": password })).status
}

fn is_void(answer: &Answer) -> bool {
    answer.status == 400 && answer.body["token"].is_array()
}

fn profile(caller: &Caller, person: &Person) -> Value {
    caller.get("/user/profile", Some(&format!("Bearer {}", person.sign_in(caller).access))).body
}

#[tokio::test]
async fn address_is_verified_until_it_changes() {
    let stack = Stack::under_test();
    let caller = Caller::of(&stack);
    let person = Person::registered(&caller);
    assert_eq!(profile(&caller, &person)["email_verified"], false);
    let token = mailed_token(&stack, VERIFY, &person.email).await;
    assert_eq!(profile(&caller, &person)["email_verified"], false, "a mail changes nothing");

    let bearer = format!("Bearer {}", person.sign_in(&caller).access);
    let upper_case = token.split_once('.').map(|(user, secret)| format!("{}.{secret}", user.to_uppercase())).unwrap();
    assert_eq!(verify(&caller, &upper_case).status, 200);
    assert_eq!(profile(&caller, &person)["email_verified"], true);
    assert_eq!(caller.get("/api/user/me/", Some(&bearer)).status, 200, "no session ends");
    assert!(is_void(&verify(&caller, &token)), "it works once");

    let new = Person::stranger().email;
    let changed = caller.send("POST", "/user/update", Some(&bearer), Some(&json!({ "email": new })));
    assert_eq!(changed.status, 200, "{changed:?}");
    assert_eq!(profile(&caller, &Person { email: new, ..person })["email_verified"], false);
}

#[tokio::test]
async fn link_to_a_former_address_is_void() {
    let stack = Stack::under_test();
    let caller = Caller::of(&stack);
    let person = Person::registered(&caller);
    let tokens = [mailed_token(&stack, VERIFY, &person.email).await, mailed_token(&stack, RESET, &person.email).await];
    let bearer = format!("Bearer {}", person.sign_in(&caller).access);
    let body = json!({ "email": Person::stranger().email });
    assert_eq!(caller.send("POST", "/user/update", Some(&bearer), Some(&body)).status, 200);
    assert!(is_void(&verify(&caller, &tokens[0])));
    assert!(is_void(&reset(&caller, &tokens[1], NEW_PASSWORD)));
}

#[tokio::test]
async fn reset_sets_the_password_ends_all_sessions_and_verifies_the_address() {
    let stack = Stack::under_test();
    let caller = Caller::of(&stack);
    let person = Person::registered(&caller);
    let session = person.sign_in(&caller);
    let token = mailed_token(&stack, RESET, &person.email).await;
    assert_eq!(sign_in(&caller, &person.email, &person.password), 200, "a request changes nothing");

    let weak = reset(&caller, &token, "short");
    assert_eq!((weak.status, weak.body["new_password"].is_array()), (400, true), "{weak:?}");
    let answer = reset(&caller, &token, NEW_PASSWORD);
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(sign_in(&caller, &person.email, &person.password), 400);
    assert_eq!(caller.get("/api/user/me/", Some(&format!("Bearer {}", session.access))).status, 401);
    assert_eq!(caller.post("/api/user/refresh/", &json!({ "refresh": session.refresh })).status, 401);
    let person = Person { password: NEW_PASSWORD.to_owned(), ..person };
    assert_eq!(profile(&caller, &person)["email_verified"], true);
    assert!(is_void(&reset(&caller, &token, "another new password")), "it works once");
}

#[tokio::test]
async fn unknown_address_gets_the_same_answer_and_no_mail() {
    let stack = Stack::under_test();
    let caller = Caller::of(&stack);
    for purpose in [VERIFY, RESET] {
        let (known, unknown) = (Person::registered(&caller).email, Person::stranger().email);
        let answers = [&unknown, &known].map(|email| request(&caller, purpose, email));
        assert_eq!((answers[0].status, &answers[0].body), (answers[1].status, &answers[1].body));
        // The mail to the known address was requested later.
        mails::wait_for_token(&stack, &known, purpose, 1).await;
        assert!(mails::to(&stack, &unknown).is_empty());
    }
}

#[tokio::test]
async fn newer_link_replaces_the_older() {
    let stack = Stack::under_test();
    let caller = Caller::of(&stack);
    let person = Person::registered(&caller);
    let older = mailed_token(&stack, RESET, &person.email).await;
    let newer = mailed_token(&stack, RESET, &person.email).await;
    assert!(is_void(&reset(&caller, &older, NEW_PASSWORD)));
    assert_eq!(reset(&caller, &newer, NEW_PASSWORD).status, 200);
}

#[tokio::test]
async fn mail_is_in_the_language_of_the_user() {
    let stack = Stack::under_test();
    let marked = Marked::plain(&stack);
    let client = aws_sdk_cognitoidentityprovider::Client::new(stack.connection().sdk());
    for (locale, subject) in [("de-AT", "Wählen Sie ein neues Passwort"), ("fr", "Choose a new password")] {
        let attribute = AttributeType::builder().name("locale").value(locale).build().unwrap();
        let update = client.admin_update_user_attributes().user_pool_id(&stack.outputs.user_pool_id);
        update.username(marked.user_id().as_str()).user_attributes(attribute).send().await.unwrap();
        mailed_token(&stack, RESET, &marked.person.email).await;
        let mail = mails::to(&stack, &marked.person.email).pop().unwrap();
        assert!(mail.subject.starts_with(subject), "{mail:?}");
        assert!(mail.html.contains("#purpose=reset-password&") && !mail.text.contains("{{"), "{mail:?}");
    }
}

#[tokio::test]
async fn two_confirmations_of_one_token_are_one_reset() {
    let stack = Stack::under_test();
    let caller = Caller::of(&stack);
    let person = Person::registered(&caller);
    let token = mailed_token(&stack, RESET, &person.email).await;
    let passwords = ["one entirely new password", "two entirely new passwords"];
    let calls: Calls = passwords
        .into_iter()
        .map(|password| {
            let token = token.clone();
            Box::new(move |caller: &Caller| reset(caller, &token, password))
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
async fn reset_and_change_at_the_same_time_leave_one_password() {
    let stack = Stack::under_test();
    let caller = Caller::of(&stack);
    let person = Person::registered(&caller);
    let bearer = format!("Bearer {}", person.sign_in(&caller).access);
    let token = mailed_token(&stack, RESET, &person.email).await;
    let body = json!({ "old_password": person.password, "new_password": "changed to a new password" });
    let calls: Calls = vec![
        Box::new(move |caller| reset(caller, &token, NEW_PASSWORD)),
        Box::new(move |caller| caller.send("POST", "/api/user/password/change/", Some(&bearer), Some(&body))),
    ];
    let statuses: Vec<_> = run_concurrently(&stack, calls).iter().map(|answer| answer.status).collect();
    assert!(statuses.contains(&200), "{statuses:?}");
    let passwords = [NEW_PASSWORD, "changed to a new password", &person.password];
    let valid: Vec<_> = passwords.map(|password| sign_in(&caller, &person.email, password) == 200).to_vec();
    assert_eq!(valid.iter().filter(|valid| **valid).count(), 1, "{statuses:?}: {valid:?}");
    assert!(!valid[2], "{statuses:?}");
}

#[tokio::test]
async fn erasure_deletes_the_links() {
    let stack = Stack::under_test();
    let caller = Caller::of(&stack);
    let marked = Marked::plain(&stack);
    let token = mailed_token(&stack, RESET, &marked.person.email).await;
    let client = aws_sdk_dynamodb::Client::new(stack.connection().sdk());
    let row = async || {
        let key = aws_sdk_dynamodb::types::AttributeValue::S(marked.user_id().as_str().to_owned());
        let get = client.get_item().table_name(&stack.outputs.mailed_links_table).key("user_id", key);
        get.consistent_read(true).send().await.unwrap().item
    };
    assert!(row().await.is_some());
    marked.delete_account(&stack);
    marked.wait_until_erased(&stack).await;
    assert!(row().await.is_none());
    assert!(is_void(&reset(&caller, &token, NEW_PASSWORD)));
}

#[tokio::test]
async fn invented_tokens_are_void() {
    let stack = Stack::under_test();
    let caller = Caller::of(&stack);
    let marked = Marked::plain(&stack);
    let real = mailed_token(&stack, RESET, &marked.person.email).await;
    let (user, secret) = real.split_once('.').unwrap();
    let other_user = fixtures::user_id();
    let invented = [
        format!("{user}.{}", "A".repeat(43)),
        format!("{}.{secret}", other_user.as_str()),
        format!("{real}A"),
        format!("{user}.{secret}.{secret}"),
        secret.to_owned(),
        "\u{0}".to_owned(),
        "9".repeat(5000),
    ];
    for token in invented {
        assert!(is_void(&reset(&caller, &token, NEW_PASSWORD)), "{token}");
        assert!(is_void(&verify(&caller, &token)), "{token}");
    }
    assert!(is_void(&verify(&caller, &real)), "it is for another purpose");
    assert_eq!(reset(&caller, &real, NEW_PASSWORD).status, 200);
}
