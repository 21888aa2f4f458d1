//! A failed registration is rolled back. No other test can register while the permission is missing.

use std::collections::BTreeMap;

use serde_json::json;
use usher_end_to_end::clock::now;
use usher_end_to_end::http::Caller;
use usher_end_to_end::operator::{Denied, places_of, request_lines_begun_since};
use usher_end_to_end::people::Person;
use usher_end_to_end::stack::Stack;

#[test]
fn failed_registration_leaves_nothing() {
    registration_leaves_nothing_without("create-user-record", "dynamodb:PutItem");
    registration_leaves_nothing_without("create-identity", "cognito-idp:AdminSetUserPassword");
}

/// Registers without the permission, checks that nothing is left, and retries with the permission.
fn registration_leaves_nothing_without(function: &'static str, action: &str) {
    let stack = Stack::under_test();
    let caller = Caller::of(&stack);
    let person = Person::stranger();
    let body = json!({ "email": person.email, "password": person.password, "full_name": person.full_name });

    let since = now();
    let denied = Denied::new(&stack, function, action);
    let failed = caller.post("/register", &body);
    drop(denied);

    assert_eq!(failed.status, 500, "{failed:?}");
    assert_eq!(failed.body, json!({ "message": "Something went wrong on our side.", "errors": {} }));
    assert_eq!(places_of(&stack, "rows,objects,logs,mails,people", &[&person.email]), BTreeMap::new());
    let lines = request_lines_begun_since(&stack, function, since);
    let error = lines.iter().rev().find(|line| line["level"] == json!("ERROR"));
    assert!(
        error.is_some_and(|line| line["causes"].to_string().contains(action)),
        "the task logs the missing permission"
    );

    assert_eq!(caller.post("/register", &body).status, 201);
    let _ = person.sign_in(&caller);
}
