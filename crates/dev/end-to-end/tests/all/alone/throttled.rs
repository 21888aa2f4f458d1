//! A throttled request changes nothing and gets 429; a throttled rollback is retried. Meanwhile all functions call AWS
//! through a proxy.

use image::ImageFormat;
use serde_json::{Value, json};
use usher_end_to_end::http::{Caller, WholeAnswer};
use usher_end_to_end::operator::{Configured, Denied, places_of, through};
use usher_end_to_end::people::Person;
use usher_end_to_end::pictures;
use usher_end_to_end::stack::Stack;
use usher_testkit::aws_proxy::{AwsProxy, Throttling};
use usher_testkit::fixtures;

const SET_ATTRIBUTES: &str = "cognito-idp:AdminUpdateUserAttributes";

/// Throttles every call of the operation.
fn always(operation: &str) -> Throttling {
    Throttling { operation: operation.to_owned(), let_through: 0, times: usize::MAX }
}

fn ask(caller: &Caller, method: &str, path: &str, bearer: &str, body: &Value) -> WholeAnswer {
    let headers = [("authorization", bearer), ("content-type", "application/json")];
    caller.send_bytes(method, path, &headers, body.to_string().into_bytes())
}

fn picture() -> String {
    pictures::base64(&pictures::made(20, 20, ImageFormat::Png))
}

/// The user in both stores, and the number of pictures.
async fn state_of(stack: &Stack, caller: &Caller, bearer: &str) -> (Value, Value, usize) {
    let profile = caller.get("/user/profile", Some(bearer)).body;
    let me = caller.get("/api/user/me/", Some(bearer)).body;
    (profile, me, pictures::version_count(stack, "pictures/").await)
}

/// Every kind of update, in each document, is refused as a whole.
async fn throttled_updates_get_429(stack: &Stack, proxy: &AwsProxy) {
    let caller = Caller::of(stack);
    let person = Person::registered(&caller);
    let bearer = format!("Bearer {}", person.sign_in(&caller).access);
    let before = state_of(stack, &caller, &bearer).await;
    let number = before.0["number"].as_u64().unwrap();
    let (directory, admin) = (format!("/user/{}", person.email), format!("/api/users/profile/{number}"));
    let (name, email) = (json!({ "full_name": "Ada King" }), fixtures::email());
    let password = json!({ "email": person.email, "password": "staple a new battery" });
    let address_and_password = json!({ "email": email.as_str(), "password": "staple a new battery" });
    let name_and_password = json!({ "full_name": "Ada King", "password": "staple a new battery" });
    let address = json!({ "email": email.as_str() });
    let all = json!({ "email": email.as_str(), "full_name": "Ada King", "profile_pic": picture() });
    let new_picture = json!({ "profile_pic": picture() });
    for (operation, method, path, body) in [
        (SET_ATTRIBUTES, "POST", "/user/update", &name),
        (SET_ATTRIBUTES, "PUT", directory.as_str(), &address),
        (SET_ATTRIBUTES, "PUT", admin.as_str(), &address_and_password),
        (SET_ATTRIBUTES, "PUT", "/api/user/update/", &all),
        ("cognito-idp:AdminSetUserPassword", "POST", "/user/update", &name_and_password),
        ("cognito-idp:AdminSetUserPassword", "PUT", admin.as_str(), &password),
        ("dynamodb:TransactWriteItems", "PUT", "/api/user/update/", &all),
        ("dynamodb:TransactWriteItems", "PUT", "/api/user/update/", &new_picture),
        ("dynamodb:UpdateItem", "PUT", directory.as_str(), &name),
    ] {
        proxy.throttle(always(operation));
        let answer = ask(&caller, method, path, &bearer, body);
        proxy.record(None);

        assert_eq!((answer.status, answer.header("retry-after")), (429, Some("5")), "{operation}, {path}: {answer:?}");
        assert_eq!(state_of(stack, &caller, &bearer).await, before, "{operation}, {path}");
    }
    let _ = person.sign_in(&caller);
    assert!(places_of(stack, "rows,people", &[email.as_str()]).is_empty(), "the address is free");
    let again = ask(&caller, "PUT", "/api/user/update/", &bearer, &all);
    assert_eq!(again.status, 200, "the record is free for the next update: {again:?}");
}

/// A registration is refused as a whole, even after its Cognito user was created.
fn throttled_registrations_get_429(stack: &Stack, proxy: &AwsProxy) {
    let caller = Caller::of(stack);
    for path in ["/register", "/api/user/register/"] {
        for operation in
            ["cognito-idp:AdminCreateUser", "cognito-idp:AdminSetUserPassword", "dynamodb:TransactWriteItems"]
        {
            let person = Person::stranger();
            let body = json!({ "email": person.email, "password": person.password, "full_name": person.full_name });

            proxy.throttle(always(operation));
            let answer = caller.post(path, &body);
            proxy.record(None);

            assert_eq!(answer.status, 429, "{operation}, {path}: {answer:?}");
            let places = places_of(stack, "rows,people", &[&person.email]);
            assert!(places.is_empty(), "{operation}, {path}: {places:?}");
            assert_eq!(caller.post(path, &body).status, 201, "{operation}, {path}: the address is free");
        }
    }
}

/// The record cannot be updated, and the rollback of Cognito is throttled for longer than the SDK retries.
async fn throttled_rollback_is_retried(stack: &Stack, proxy: &AwsProxy) {
    let caller = Caller::of(stack);
    let person = Person::registered(&caller);
    let bearer = format!("Bearer {}", person.sign_in(&caller).access);
    let before = state_of(stack, &caller, &bearer).await;
    let email = fixtures::email();
    let body = json!({ "email": email.as_str(), "full_name": "Ada King" });

    let denied = Denied::new(stack, "update-user-record", "dynamodb:UpdateItem");
    proxy.throttle(Throttling { operation: SET_ATTRIBUTES.to_owned(), let_through: 1, times: 4 });
    let answer = ask(&caller, "PUT", "/api/user/update/", &bearer, &body);
    let calls = proxy.calls();
    proxy.record(None);
    drop(denied);

    assert_eq!(answer.status, 500, "{answer:?}");
    let writes: Vec<_> =
        calls.iter().filter(|call| call.to_string() == SET_ATTRIBUTES).map(|call| call.status).collect();
    assert_eq!(writes, [200, 400, 400, 400, 400, 200].map(Some), "updated, throttled, and finally rolled back");
    assert_eq!(state_of(stack, &caller, &bearer).await, before);
    assert!(places_of(stack, "rows,people", &[email.as_str()]).is_empty(), "the address is free");
    let again = ask(&caller, "PUT", "/api/user/update/", &bearer, &body);
    assert_eq!(again.status, 200, "the record is free for the next update: {again:?}");
}

/// Cognito allows 25 updates a second and does not store pictures.
fn picture_alone_never_reaches_cognito(stack: &Stack, proxy: &AwsProxy) {
    let caller = Caller::of(stack);
    let person = Person::registered(&caller);
    let bearer = format!("Bearer {}", person.sign_in(&caller).access);
    proxy.record(None);
    for body in [json!({ "profile_pic": picture() }), json!({ "profile_pic": null })] {
        assert_eq!(ask(&caller, "PUT", "/api/user/update/", &bearer, &body).status, 200);
    }
    let calls: Vec<_> = proxy.calls().iter().map(ToString::to_string).collect();
    assert!(calls.iter().any(|call| call == "dynamodb:TransactWriteItems"), "{calls:?}");
    assert!(!calls.iter().any(|call| call.starts_with("cognito-idp:Admin")), "{calls:?}");
}

#[tokio::test]
async fn throttled_requests_change_nothing() {
    let stack = Stack::under_test();
    let proxy = AwsProxy::start(stack.emulator()).unwrap();
    let _configured = Configured::new(&stack, "", &through(&proxy.url()));
    picture_alone_never_reaches_cognito(&stack, &proxy);
    throttled_updates_get_429(&stack, &proxy).await;
    throttled_registrations_get_429(&stack, &proxy);
    throttled_rollback_is_retried(&stack, &proxy).await;
}
