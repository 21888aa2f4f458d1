//! A process that got bad input serves the next call. A concurrent call would make the platform start a second process.

use serde_json::json;
use usher_end_to_end::clock::now;
use usher_end_to_end::hostile::hostile_bodies;
use usher_end_to_end::http::Caller;
use usher_end_to_end::operator::request_lines_begun_since;
use usher_end_to_end::people::Person;
use usher_end_to_end::stack::Stack;

#[test]
fn process_survives_hostile_input() {
    let stack = Stack::under_test();
    let caller = Caller::of(&stack);
    for path in ["/register", "/api/user/register/", "/api/user/login/", "/api/user/refresh/"] {
        assert_eq!(caller.post(path, &json!({})).status, 400);
        let route = format!("POST {path}");
        let warm_since = now();
        for body in hostile_bodies() {
            assert_eq!(caller.post_bytes(path, &body).status, 400);
            assert_eq!(caller.post(path, &json!({})).status, 400);
        }

        let lines = request_lines_begun_since(&stack, &route, warm_since);
        assert!(!lines.is_empty());
        assert!(lines.iter().all(|line| line["cold_start"] == json!(false)), "there was no cold start");
    }
    let _ = Person::registered(&caller).sign_in(&caller);
}
