//! A password that a person typed is nowhere but in Cognito.

use serde_json::json;
use usher_end_to_end::http::Caller;
use usher_end_to_end::operator::places_of;
use usher_end_to_end::people::Person;
use usher_end_to_end::stack::Stack;
use usher_testkit::fixtures;

#[test]
#[ignore = "needs a stack: cargo xtask test"]
fn a_marked_password_is_found_nowhere() {
    let stack = Stack::under_test();
    let caller = Caller::of(&stack);
    let marked = format!("Marked-{}", fixtures::uuid().simple());
    for path in ["/register", "/api/user/register/"] {
        let person = Person { password: marked.clone(), ..Person::stranger() };
        let body = json!({ "email": person.email, "password": person.password, "full_name": person.full_name });
        assert_eq!(caller.post(path, &body).status, 201);
        // Again, so that the refusal is searched too; and with a field that breaks a rule.
        assert_ne!(caller.post(path, &body).status, 201);
        assert_eq!(caller.post(path, &json!({ "email": "x", "password": person.password })).status, 400);
        let tokens = person.sign_in(&caller);
        assert_eq!(caller.get("/user/profile", Some(&format!("Bearer {}", tokens.access))).status, 200);
        assert_eq!(
            caller.post("/api/user/login/", &json!({ "email": "nobody@example.com", "password": marked })).status,
            400
        );
        assert!(!places_of(&stack, &person.email).is_empty(), "the sweep finds what is there");
        for token in [tokens.access, tokens.refresh] {
            assert_eq!(places_of(&stack, &token), Vec::<String>::new(), "tokens are nowhere either");
        }
    }
    assert_eq!(places_of(&stack, &marked), Vec::<String>::new());
}
