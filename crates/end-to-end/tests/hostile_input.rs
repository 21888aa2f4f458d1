//! Bad input gets the dialect's 400 naming the fields, and the process that got it serves the next call.

use serde_json::{Value, json};
use usher_end_to_end::http::Caller;
use usher_end_to_end::operator::request_lines;
use usher_end_to_end::people::Person;
use usher_end_to_end::stack::Stack;

/// Bodies that no endpoint can take, each with what a person would have to change in it.
fn hostile_bodies() -> Vec<Vec<u8>> {
    let text = |body: Value| body.to_string().into_bytes();
    let long = "x".repeat(1024 * 1024);
    let nested = format!(r#"{{"email":{}1{}}}"#, "[".repeat(10_000), "]".repeat(10_000));
    let email_of_255 = format!("{}@{}.{}.{}.example", "a".repeat(64), "d".repeat(63), "d".repeat(63), "d".repeat(54));
    assert_eq!(email_of_255.len(), 255);
    let mut bodies: Vec<Vec<u8>> =
        ["", "{", "null", "[]", "\"text\"", "{\"email\":}", &nested].map(|body| body.as_bytes().to_vec()).into();
    bodies.push(b"{\"email\":\"\xff\xfe\",\"password\":\"\xff\"}".to_vec());
    let emails = [
        json!(1),
        json!(["a"]),
        json!({ "a": 1 }),
        json!(true),
        json!(long),
        json!("a\u{0}b@example.com"),
        json!("\u{202e}ada@example.com"),
        json!(email_of_255),
    ];
    bodies.extend(emails.map(|email| text(json!({ "email": email, "password": 1, "refresh": [long] }))));
    bodies.push(text(json!({})));
    bodies
}

/// The fields that a 400 names.
fn named(body: &Value) -> Vec<String> {
    let fields = body.get("errors").unwrap_or(body);
    fields.as_object().map(|fields| fields.keys().cloned().collect()).unwrap_or_default()
}

#[test]
#[ignore = "needs a stack: cargo xtask test"]
fn every_hostile_body_is_answered_with_400_naming_its_fields() {
    let caller = Caller::of(&Stack::under_test());
    let endpoints = [
        ("/register", "email"),
        ("/api/user/register/", "email"),
        ("/api/user/login/", "email"),
        ("/api/user/refresh/", "refresh"),
    ];
    for (path, field) in endpoints {
        for body in hostile_bodies() {
            let answer = caller.post_bytes(path, &body);
            let start = String::from_utf8_lossy(&body[..body.len().min(60)]).into_owned();
            assert_eq!(answer.status, 400, "{path} {start}: {answer:?}");
            assert!(named(&answer.body).iter().any(|name| name == field), "{path} {start}: {answer:?}");
        }
    }
}

#[test]
#[ignore = "needs a stack: cargo xtask test"]
fn the_process_that_got_hostile_input_serves_the_next_call() {
    let stack = Stack::under_test();
    let caller = Caller::of(&stack);
    let person = Person::registered(&caller);
    let _ = person.sign_in(&caller);
    let cold_starts = || {
        request_lines(&stack, "POST /api/user/login/").iter().filter(|line| line["cold_start"] == json!(true)).count()
    };
    let before = cold_starts();
    for body in hostile_bodies() {
        assert_eq!(caller.post_bytes("/api/user/login/", &body).status, 400);
        let _ = person.sign_in(&caller);
    }
    assert_eq!(cold_starts(), before, "no process had to be started anew");
}

#[test]
#[ignore = "needs a stack: cargo xtask test"]
fn hostile_paths_and_headers_are_never_a_fault_of_ours() {
    let caller = Caller::of(&Stack::under_test());
    let bearer = format!("Bearer {}", Person::registered(&caller).sign_in(&caller).access);
    for email in ["%00", "%ff%fe", "..%2f..", "a%2540b", "%F0%9F%92%A9@example.com", "x%20y", &"a".repeat(2000), "*"] {
        let answer = caller.get(&format!("/user/{email}"), Some(&bearer));
        assert_eq!(answer.status, 403, "{email}: {answer:?}");
    }
    for header in
        ["JWT", "JWT ", "Bearer a b c", "Basic YTpi", &format!("JWT {}", "x".repeat(6000)), "JWT a.b.c", "..."]
    {
        let answer = caller.get("/api/user/me/", Some(header));
        assert_eq!(answer.status, 401, "{header}: {answer:?}");
        assert_eq!(answer.body["code"], "token_not_valid");
    }
}
