//! Requests through the load balancer of infra/load-balancer.yaml, as far as the emulator supports it (docs/local.md).

use serde_json::json;
use usher_end_to_end::http::Caller;
use usher_end_to_end::people::Person;
use usher_end_to_end::stack::Stack;

#[test]
fn registration_and_read_pass_load_balancer() {
    let (balanced, direct) = (Caller::of(&Stack::behind_load_balancer()), Caller::of(&Stack::under_test()));
    let person = Person::registered(&balanced);
    let bearer = format!("Bearer {}", person.sign_in(&balanced).access);

    let profile = balanced.get("/user/profile", Some(&bearer));

    assert_eq!((profile.status, &profile.body["email"]), (200, &json!(person.email)), "{profile:?}");
    assert_eq!(direct.get("/user/profile", Some(&bearer)), profile);
}

#[test]
fn refusals_pass_load_balancer_unchanged() {
    let (balanced, direct) = (Caller::of(&Stack::behind_load_balancer()), Caller::of(&Stack::under_test()));
    for path in ["/user/profile", "/no/such/path", "/user/a%2Fb@example.org"] {
        assert_eq!(balanced.get(path, None), direct.get(path, None), "{path}");
    }
}
