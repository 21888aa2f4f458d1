//! Hostile input gets a 4xx of the dialect that names the invalid fields, never a 5xx.

use serde_json::Value;
use usher_end_to_end::hostile::{hostile_bodies, long_bodies};
use usher_end_to_end::http::Caller;
use usher_end_to_end::people::Person;
use usher_end_to_end::stack::Stack;

/// The invalid fields that a 400 names.
fn named(body: &Value) -> Vec<String> {
    let fields = body.get("errors").unwrap_or(body);
    fields.as_object().map(|fields| fields.keys().cloned().collect()).unwrap_or_default()
}

#[test]
fn hostile_bodies_get_400_naming_the_fields() {
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

/// All fields of an update are optional, so that a body without known fields gets 200. None changes anything.
#[test]
fn hostile_updates_change_nothing() {
    let caller = Caller::of(&Stack::under_test());
    let person = Person::registered(&caller);
    let bearer = format!("Bearer {}", person.sign_in(&caller).access);
    let profile = || caller.get("/user/profile", Some(&bearer)).body;
    let before = profile();
    let by_email = format!("/user/{}", person.email);
    let by_number = format!("/api/users/profile/{}", before["number"]);
    let paths = [("POST", "/user/update"), ("PUT", &by_email), ("PUT", &by_number), ("PUT", "/api/user/update/")];
    for (method, path) in paths {
        for body in hostile_bodies() {
            let start = String::from_utf8_lossy(&body[..body.len().min(60)]).into_owned();
            let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
            let answer = caller.send_bytes(method, path, &headers, body).plain();
            assert!([200, 400].contains(&answer.status), "{method} {path} {start}: {answer:?}");
        }
        assert_eq!(profile(), before, "{method} {path}");
    }
}

/// The client checks the body of the response against openapi.yaml.
#[test]
fn long_bodies_get_413_in_every_dialect() {
    let caller = Caller::of(&Stack::under_test());
    let person = Person::registered(&caller);
    let bearer = format!("Bearer {}", person.sign_in(&caller).access);
    let by_email = format!("/user/{}", person.email);
    let endpoints = [
        ("POST", "/register"),
        ("POST", "/user/update"),
        ("POST", "/user/accept-terms"),
        ("PUT", by_email.as_str()),
        ("POST", "/api/users/create"),
        ("POST", "/api/user/login/"),
        ("POST", "/api/user/register/"),
        ("PUT", "/api/user/update/"),
        ("POST", "/api/user/refresh/"),
        ("POST", "/api/user/logout/"),
        ("POST", "/api/user/password/change/"),
        ("POST", "/api/user/mfa/totp/confirm/"),
        ("DELETE", "/api/user/mfa/totp/"),
        ("POST", "/api/user/password/reset/"),
        ("POST", "/api/user/password/reset/confirm/"),
        ("POST", "/api/user/email/verify/send/"),
        ("POST", "/api/user/email/verify/"),
        ("POST", "/api/user/restore/"),
        ("POST", "/user/request_removal"),
        ("POST", "/user/remove"),
    ];
    for (method, path) in endpoints {
        for body in long_bodies() {
            let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
            let answer = caller.send_bytes(method, path, &headers, body);
            assert_eq!(answer.status, 413, "{method} {path}: {answer:?}");
        }
    }
}

#[test]
fn hostile_paths_and_headers_get_4xx() {
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
