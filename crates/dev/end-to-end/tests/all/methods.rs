//! Methods that the documents do not have: `HEAD`, `OPTIONS`, and those that the session document refuses with 405.

use image::ImageFormat;
use serde_json::json;
use usher_end_to_end::description;
use usher_end_to_end::http::{Caller, WholeAnswer};
use usher_end_to_end::people::{Person, sign_in};
use usher_end_to_end::pictures::{base64, made};
use usher_end_to_end::stack::Stack;

/// The allowed origins in infra/local/parameters.json. The gateway's own responses name the first one.
const ALLOWED: [&str; 2] = ["http://app.localhost", "http://localhost:5173"];

fn send_from(caller: &Caller, method: &str, path: &str, origin: &str) -> WholeAnswer {
    let headers = [("origin", origin), ("access-control-request-method", "PUT")];
    caller.send_bytes(method, path, &headers, Vec::new())
}

#[test]
fn wrong_method_gets_405_with_allow() {
    let caller = Caller::of(&Stack::under_test());
    for (path, taken, allowed) in [
        ("/api/user/login/", "POST", "POST, OPTIONS"),
        ("/api/user/register/", "POST", "POST, OPTIONS"),
        ("/api/user/me/", "GET", "GET, HEAD, OPTIONS"),
        ("/api/user/update/", "PUT", "PUT, OPTIONS"),
        ("/api/user/refresh/", "POST", "POST, OPTIONS"),
        ("/api/user/media/x.png", "GET", "GET, HEAD, OPTIONS"),
        ("/api/user/logout/", "POST", "POST, OPTIONS"),
        ("/api/user/sessions/", "GET", "GET, HEAD, OPTIONS"),
        ("/api/user/sessions/x/", "DELETE", "DELETE, OPTIONS"),
        ("/api/user/password/change/", "POST", "POST, OPTIONS"),
        ("/api/user/password/reset/", "POST", "POST, OPTIONS"),
        ("/api/user/password/reset/confirm/", "POST", "POST, OPTIONS"),
        ("/api/user/email/verify/send/", "POST", "POST, OPTIONS"),
        ("/api/user/email/verify/", "POST", "POST, OPTIONS"),
        ("/api/user/restore/", "POST", "POST, OPTIONS"),
        ("/api/user/mfa/totp/", "POST, DELETE", "POST, DELETE, OPTIONS"),
        ("/api/user/mfa/totp/confirm/", "POST", "POST, OPTIONS"),
    ] {
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE"].into_iter().filter(|method| !taken.contains(method)) {
            for path in [path, path.trim_end_matches('/')] {
                let answer = caller.send_bytes(method, path, &[], Vec::new());
                assert_eq!((answer.status, answer.header("allow")), (405, Some(allowed)), "{method} {path}");
                let detail = format!("Method \"{method}\" not allowed.");
                assert_eq!(answer.plain().body, json!({ "detail": detail }));
            }
        }
    }
}

#[test]
fn every_path_takes_options() {
    let caller = Caller::of(&Stack::under_test());
    let described = description::operations();
    let paths = described.iter().filter_map(|operation| operation.split_once(' ')).map(|(_, path)| path);
    for path in paths.chain(["/", "/nothing/here", "/api/user/me/", "/user/a/b/c"]) {
        let path = path.replace(['{', '}'], "x");
        for origin in ALLOWED {
            let answer = send_from(&caller, "OPTIONS", &path, origin);
            assert_eq!((answer.status, answer.bytes.len()), (204, 0), "{path}");
            assert_eq!(answer.header("access-control-allow-origin"), Some(origin), "{path}");
            assert!(answer.header("access-control-allow-methods").is_some_and(|methods| methods.contains("PUT")));
            assert_eq!(answer.header("vary"), Some("Origin"), "{path}");
        }
        let answer = send_from(&caller, "OPTIONS", &path, "https://evil.example");
        assert_eq!((answer.status, answer.header("access-control-allow-origin")), (204, None), "{path}");
    }
}

#[test]
fn functions_allow_the_callers_origin() {
    let caller = Caller::of(&Stack::under_test());
    for (method, path, status) in
        [("GET", "/api/user/me/", 401), ("PATCH", "/api/user/me/", 405), ("POST", "/register", 400)]
    {
        for origin in ALLOWED {
            let answer = send_from(&caller, method, path, origin);
            assert_eq!((answer.status, answer.header("access-control-allow-origin")), (status, Some(origin)), "{path}");
        }
        let answer = send_from(&caller, method, path, "https://evil.example");
        assert_eq!((answer.header("access-control-allow-origin"), answer.header("vary")), (None, Some("Origin")));
        assert_eq!((answer.header("x-content-type-options"), answer.bytes.last()), (Some("nosniff"), Some(&b'\n')));
    }
}

#[test]
fn gateway_responses_allow_the_first_origin() {
    let caller = Caller::of(&Stack::under_test());
    for (path, status, challenge) in
        [("/user/profile", 401, Some("Bearer realm=\"usher\"")), ("/nothing/here", 404, None), ("/", 404, None)]
    {
        for origin in [ALLOWED[0], ALLOWED[1], "https://evil.example"] {
            let answer = send_from(&caller, "GET", path, origin);
            assert_eq!((answer.status, answer.header("www-authenticate")), (status, challenge), "{path}");
            assert_eq!(answer.header("access-control-allow-origin"), Some(ALLOWED[0]), "{path}");
            assert_eq!(answer.header("vary"), Some("Origin"), "{path}");
            assert_eq!((answer.header("x-content-type-options"), answer.bytes.last()), (Some("nosniff"), Some(&b'\n')));
            assert_eq!(answer.header("strict-transport-security"), None, "the local stack has no TLS");
        }
    }
}

#[test]
fn head_works_wherever_get_does() {
    let stack = Stack::under_test();
    let caller = Caller::of(&stack);
    let person = Person::registered(&caller);
    let own = format!("Bearer {}", person.sign_in(&caller).access);
    let admin = format!("Bearer {}", sign_in(&caller, &stack.admin.email, &stack.admin.password).access);
    let picture = json!({ "profile_pic": base64(&made(9, 9, ImageFormat::Png)) });
    let updated = caller.put("/api/user/update/", &own, &picture).body;
    let picture = updated["profile_pic"].as_str().unwrap().strip_prefix(&stack.api).unwrap();
    let (record, own, admin) = (format!("/user/{}", person.email), own.as_str(), admin.as_str());
    for (path, authorization) in [
        ("/user/profile", own),
        (record.as_str(), own),
        ("/api/user/me/", own),
        ("/api/users?limit=1", admin),
        ("/api/users/1", admin),
        (picture, own),
        ("/user/remove", own),
        ("/api/user/me/", "JWT none"),
        ("/user/profile", "Bearer none"),
    ] {
        let headers = [("authorization", authorization)];
        let got = caller.send_bytes("GET", path, &headers, Vec::new());
        let head = caller.send_bytes("HEAD", path, &headers, Vec::new());
        assert_eq!((head.status, head.header("content-type")), (got.status, got.header("content-type")), "{path}");
        assert!(head.bytes.is_empty(), "{path}");
    }
}
