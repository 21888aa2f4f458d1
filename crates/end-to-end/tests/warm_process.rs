//! The process that got bad input serves the next call. In a file of its own, so that no other call at the same time makes
//! the platform start a second process.

use serde_json::json;
use usher_end_to_end::hostile::hostile_bodies;
use usher_end_to_end::http::Caller;
use usher_end_to_end::operator::request_lines;
use usher_end_to_end::people::Person;
use usher_end_to_end::stack::Stack;

#[test]
#[ignore = "needs a stack: cargo xtask test"]
fn the_process_that_got_hostile_input_serves_the_next_call() {
    let stack = Stack::under_test();
    let caller = Caller::of(&stack);
    for path in ["/register", "/api/user/register/", "/api/user/login/", "/api/user/refresh/"] {
        assert_eq!(caller.post(path, &json!({})).status, 400);
        let route = format!("POST {path}");
        let cold_starts =
            || request_lines(&stack, &route).iter().filter(|line| line["cold_start"] == json!(true)).count();
        let before = cold_starts();
        for body in hostile_bodies() {
            assert_eq!(caller.post_bytes(path, &body).status, 400);
            assert_eq!(caller.post(path, &json!({})).status, 400);
        }
        assert_eq!(cold_starts(), before, "no process had to be started anew");
    }
    let _ = Person::registered(&caller).sign_in(&caller);
}
