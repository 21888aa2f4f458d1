//! An interrupted acceptance never opens access without evidence. No other test can accept while a permission is
//! missing.

use serde_json::json;
use usher_end_to_end::http::Caller;
use usher_end_to_end::operator::{Denied, places_of};
use usher_end_to_end::people::Person;
use usher_end_to_end::stack::Stack;

#[test]
fn interrupted_acceptance_is_completed_by_retry() {
    let stack = Stack::under_test();
    let caller = Caller::of(&stack);
    for (action, leaves_evidence, opens_record) in [
        ("s3:PutObject", false, false),
        ("dynamodb:UpdateItem", true, false),
        ("cognito-idp:AdminUpdateUserAttributes", true, true),
    ] {
        let person = Person::registered(&caller);
        let bearer = format!("Bearer {}", person.sign_in(&caller).access);
        let accept = || caller.send("POST", "/user/accept-terms", Some(&bearer), Some(&json!({})));
        let profile = || caller.get("/user/profile", Some(&bearer)).body;

        let denied = Denied::new(&stack, "account-accept-terms", action);
        assert_eq!(accept().status, 500, "{action}");
        drop(denied);
        let evidence = places_of(&stack, "objects", &[&person.email]);
        assert_eq!(!evidence.is_empty(), leaves_evidence, "{action}");
        assert_eq!(profile()["terms_accepted"], opens_record, "{action}");

        let accepted = accept();
        assert_eq!((accepted.status, &profile()["terms_accepted"]), (200, &json!(true)), "{action}");
        assert_eq!(places_of(&stack, "objects", &[&person.email])[&person.email].len(), 1, "{action}");
    }
}
