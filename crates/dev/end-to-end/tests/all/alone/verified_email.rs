//! With `RequireVerifiedEmail`, users sign in only after they verified their address.

use serde_json::json;
use usher_domain::mailed_link::LinkPurpose;
use usher_end_to_end::http::Caller;
use usher_end_to_end::mails;
use usher_end_to_end::operator::Configured;
use usher_end_to_end::people::Person;
use usher_end_to_end::stack::Stack;

#[tokio::test]
async fn sign_in_waits_for_the_verification() {
    let stack = Stack::under_test();
    let caller = Caller::of(&stack);
    let person = Person::registered(&caller);
    let before = person.sign_in(&caller);
    let _configured = Configured::new(&stack, "-session-login", &json!({ "REQUIRE_VERIFIED_EMAIL": "true" }));
    let sign_in = |password: &str| {
        let answer = caller.post("/api/user/login/", &json!({ "email": person.email, "password": password }));
        (answer.status, answer.body)
    };
    assert_eq!(sign_in(&person.password), (400, json!({ "email": ["Verify your email address first."] })));
    let wrong = json!({ "password": ["The email or the password is wrong."] });
    assert_eq!(sign_in("not the password"), (400, wrong), "only the right password tells");
    let me = caller.get("/api/user/me/", Some(&format!("Bearer {}", before.access)));
    assert_eq!(me.status, 200, "sessions from before go on");

    let requested = caller.post("/api/user/email/verify/send/", &json!({ "email": person.email }));
    assert_eq!(requested.status, 200);
    let token = mails::wait_for_token(&stack, &person.email, LinkPurpose::VerifyEmail, 1).await;
    assert_eq!(caller.post("/api/user/email/verify/", &json!({ "token": token })).status, 200);
    assert_eq!(sign_in(&person.password).0, 200);
}
