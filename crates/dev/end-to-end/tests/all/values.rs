//! The formats of names, passwords, ids, parameters and times.

use serde_json::{Value, json};
use usher_end_to_end::erasing::Marked;
use usher_end_to_end::http::Caller;
use usher_end_to_end::people::{Person, sign_in};
use usher_end_to_end::stack::Stack;
use usher_testkit::fixtures;

/// The same password in two Unicode forms.
const DECOMPOSED: &str = "Gru\u{308}\u{df}e aus Ko\u{308}ln";
const COMPOSED: &str = "Gr\u{fc}\u{df}e\u{a0}aus K\u{f6}ln";

#[test]
fn password_works_in_every_unicode_form() {
    let caller = Caller::of(&Stack::under_test());
    let person = Person { password: DECOMPOSED.to_owned(), ..Person::stranger() };
    let body = json!({ "email": person.email, "password": person.password });
    assert_eq!(caller.post("/register", &body).status, 201);
    for typed in [DECOMPOSED, COMPOSED] {
        let _ = sign_in(&caller, &person.email, typed);
    }
    let wrong = caller.post("/api/user/login/", &json!({ "email": person.email, "password": "Gru\u{308}\u{df}e" }));
    assert_eq!(wrong.status, 400);
}

#[test]
fn weak_password_and_blank_name_get_400() {
    let caller = Caller::of(&Stack::under_test());
    let person = Person::registered(&caller);
    let bearer = format!("Bearer {}", person.sign_in(&caller).access);
    for (field, value) in [
        ("password", "Password1"),
        ("password", "ada lovelace"),
        ("password", person.email.as_str()),
        ("full_name", "\u{3164}"),
        ("full_name", "\u{200b}\u{2800}\u{e0041}"),
    ] {
        let mut body =
            json!({ "email": fixtures::email().as_str(), "password": person.password, "full_name": "Ada Lovelace" });
        body[field] = value.into();
        if value != person.email {
            for path in ["/register", "/api/user/register/"] {
                assert_eq!(caller.post(path, &body).status, 400, "{path} {value:?}");
            }
        }
        let update = json!({ field: value });
        assert_eq!(caller.send("POST", "/user/update", Some(&bearer), Some(&update)).status, 400, "{value:?}");
    }
    let _ = person.sign_in(&caller);
}

#[tokio::test]
async fn removal_accepts_uppercase_id() {
    let stack = Stack::under_test();
    let (caller, marked) = (Caller::of(&stack), Marked::plain(&stack));
    let id = marked.id.to_uppercase();

    assert_eq!(caller.post("/user/request_removal", &json!({ "user_id": id })).status, 200);
    let (_, token) = usher_end_to_end::mails::removal_link(&stack, &marked.person.email);
    let body = json!({ "user_id": id, "confirmation_token": token });
    assert_eq!(caller.post("/user/remove", &body).status, 200);
    marked.wait_until_erased(&stack).await;
}

#[test]
fn unknown_or_repeated_parameter_gets_400() {
    let stack = Stack::under_test();
    let caller = Caller::of(&stack);
    let bearer = format!("Bearer {}", sign_in(&caller, &stack.admin.email, &stack.admin.password).access);
    for (query, name) in [("accountid=ada", "accountid"), ("type=0&type=1", "type"), ("limit=1&page=2", "page")] {
        let answer = caller.get(&format!("/api/users?{query}"), Some(&bearer));
        let named: Vec<_> = answer.body["data"].as_object().unwrap().keys().collect();
        assert_eq!((answer.status, named), (400, vec![&name.to_owned()]), "{answer:?}");
    }
}

#[test]
fn times_have_milliseconds() {
    let caller = Caller::of(&Stack::under_test());
    for _ in 0..12 {
        let person = Person::stranger();
        let answer = caller.post("/register", &json!({ "email": person.email, "password": person.password }));
        for field in ["created_at", "updated_at"] {
            assert!(has_milliseconds(&answer.body[field]), "{answer:?}");
        }
    }
}

fn has_milliseconds(time: &Value) -> bool {
    time.as_str().is_some_and(|text| text.len() == "2026-11-22T12:00:00.000Z".len() && text.ends_with('Z'))
}
