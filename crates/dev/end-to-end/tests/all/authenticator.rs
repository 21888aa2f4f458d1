//! With an authenticator app, signing in takes a code of the app or a recovery code, each once.

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Value, json};
use usher_end_to_end::authenticator::Authenticator;
use usher_end_to_end::callers::new_admin;
use usher_end_to_end::erasing::Marked;
use usher_end_to_end::http::{Answer, Caller, run_concurrently};
use usher_end_to_end::people::Person;
use usher_end_to_end::stack::Stack;

/// Calls to make at the same time.
type Calls = Vec<Box<dyn FnOnce(&Caller) -> Answer + Send>>;

fn bearer(caller: &Caller, person: &Person) -> String {
    format!("Bearer {}", person.sign_in(caller).access)
}

fn sign_in(caller: &Caller, person: &Person, otp: &Value) -> Answer {
    caller.post("/api/user/login/", &json!({ "email": person.email, "password": person.password, "otp": otp }))
}

fn turn_off(caller: &Caller, bearer: &str, proof: &Value) -> Answer {
    caller.send("DELETE", "/api/user/mfa/totp/", Some(bearer), Some(proof))
}

fn is_refused(answer: &Answer, field: &str) -> bool {
    answer.status == 400 && answer.body[field].is_array()
}

#[tokio::test]
async fn app_is_set_up_confirmed_used_and_turned_off() {
    let caller = Caller::of(&Stack::under_test());
    let person = Person::registered(&caller);
    let bearer = bearer(&caller, &person);
    let abandoned = Authenticator::set_up(&caller, &bearer);
    let app = Authenticator::set_up(&caller, &bearer);
    assert_eq!(sign_in(&caller, &person, &Value::Null).status, 200, "it is not confirmed yet");

    let confirm =
        |code: &str| caller.send("POST", "/api/user/mfa/totp/confirm/", Some(&bearer), Some(&json!({ "otp": code })));
    assert!(is_refused(&confirm(&abandoned.code()), "otp"));
    let first = app.code();
    assert_eq!(confirm(&first).body["recovery_codes"].as_array().map(Vec::len), Some(8));
    assert_eq!(confirm(&first).status, 409);
    assert_eq!(caller.send("POST", "/api/user/mfa/totp/", Some(&bearer), None).status, 409);

    assert!(is_refused(&sign_in(&caller, &person, &Value::Null), "otp"));
    assert!(is_refused(&sign_in(&caller, &person, &json!(first)), "otp"), "it was used");
    let code = app.code();
    assert_eq!(sign_in(&caller, &person, &json!(code)).status, 200);
    assert!(is_refused(&sign_in(&caller, &person, &json!(code)), "otp"), "it was used");
    assert_eq!(caller.get("/api/user/me/", Some(&bearer)).status, 200, "older sessions go on");

    assert!(is_refused(&turn_off(&caller, &bearer, &json!({ "otp": code })), "otp"));
    assert!(is_refused(&turn_off(&caller, &bearer, &json!({ "password": "not the password" })), "password"));
    assert_eq!(turn_off(&caller, &bearer, &json!({ "password": person.password })).status, 200);
    assert_eq!(sign_in(&caller, &person, &Value::Null).status, 200);
}

#[tokio::test]
async fn recovery_code_signs_in_once() {
    let stack = Stack::under_test();
    let caller = Caller::of(&stack);
    let person = Person::registered(&caller);
    let bearer = bearer(&caller, &person);
    let (_, codes) = Authenticator::turn_on(&caller, &bearer);
    let typed = json!(codes[0].to_uppercase().replace('-', " "));
    assert_eq!(sign_in(&caller, &person, &typed).status, 200);
    assert!(is_refused(&sign_in(&caller, &person, &json!(codes[0])), "otp"), "it was used");
    assert_eq!(turn_off(&caller, &bearer, &json!({ "otp": codes[1] })).status, 200);
}

#[tokio::test]
async fn of_concurrent_sign_ins_with_one_code_one_succeeds() {
    let stack = Stack::under_test();
    let caller = Caller::of(&stack);
    let person = Person::registered(&caller);
    let (app, codes) = Authenticator::turn_on(&caller, &bearer(&caller, &person));
    for code in [app.code(), codes[0].clone()] {
        let calls: Calls = (0..4)
            .map(|_| {
                let (person, code) = (person.clone(), json!(code));
                Box::new(move |caller: &Caller| sign_in(caller, &person, &code))
                    as Box<dyn FnOnce(&Caller) -> Answer + Send>
            })
            .collect();
        let statuses: Vec<_> = run_concurrently(&stack, calls).iter().map(|answer| answer.status).collect();
        assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
        assert!(statuses.iter().all(|status| [200, 400].contains(status)), "{statuses:?}");
    }
}

#[tokio::test]
async fn different_codes_at_the_same_time_all_sign_in() {
    let stack = Stack::under_test();
    let caller = Caller::of(&stack);
    let person = Person::registered(&caller);
    let (_, codes) = Authenticator::turn_on(&caller, &bearer(&caller, &person));
    let calls: Calls = codes
        .into_iter()
        .take(3)
        .map(|code| {
            let person = person.clone();
            Box::new(move |caller: &Caller| sign_in(caller, &person, &json!(code)))
                as Box<dyn FnOnce(&Caller) -> Answer + Send>
        })
        .collect();
    let statuses: Vec<_> = run_concurrently(&stack, calls).iter().map(|answer| answer.status).collect();
    assert_eq!(statuses, [200; 3]);
}

#[tokio::test]
async fn of_two_confirmations_one_turns_the_app_on() {
    let stack = Stack::under_test();
    let caller = Caller::of(&stack);
    let person = Person::registered(&caller);
    let bearer = bearer(&caller, &person);
    let code = Authenticator::set_up(&caller, &bearer).code();
    let calls: Calls = (0..2)
        .map(|_| {
            let (bearer, body) = (bearer.clone(), json!({ "otp": code }));
            Box::new(move |caller: &Caller| {
                caller.send("POST", "/api/user/mfa/totp/confirm/", Some(&bearer), Some(&body))
            }) as Box<dyn FnOnce(&Caller) -> Answer + Send>
        })
        .collect();
    let answers = run_concurrently(&stack, calls);
    let mut statuses: Vec<_> = answers.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    let on = answers.iter().find(|answer| answer.status == 200).unwrap();
    assert_eq!(sign_in(&caller, &person, &on.body["recovery_codes"][0]).status, 200, "its recovery codes count");
}

#[tokio::test]
async fn admin_resets_the_app_and_ends_the_sessions() {
    let stack = Stack::under_test();
    let caller = Caller::of(&stack);
    let marked = Marked::plain(&stack);
    let admin = bearer(&caller, &new_admin(&caller, &stack));
    let _app = Authenticator::turn_on(&caller, &marked.bearer());
    assert!(is_refused(&sign_in(&caller, &marked.person, &Value::Null), "otp"));
    let call = |method: &str, path: &str| caller.send(method, &format!("{path}/{}", marked.number), Some(&admin), None);
    assert_eq!(call("DELETE", "/api/users/mfa/totp").body["data"]["id"], marked.number);
    assert_eq!(sign_in(&caller, &marked.person, &Value::Null).status, 200);
    assert_eq!(call("POST", "/api/users/logout").status, 200);
    assert_eq!(caller.get("/api/user/me/", Some(&marked.bearer())).status, 401);
}

#[tokio::test]
async fn record_has_neither_the_secret_nor_the_recovery_codes() {
    let stack = Stack::under_test();
    let caller = Caller::of(&stack);
    let marked = Marked::plain(&stack);
    let answer = caller.send("POST", "/api/user/mfa/totp/", Some(&marked.bearer()), None);
    let secret = answer.body["secret"].as_str().unwrap().to_owned();
    let (_, codes) = Authenticator::turn_on(&caller, &marked.bearer());
    let client = aws_sdk_dynamodb::Client::new(stack.connection().sdk());
    let key = AttributeValue::S(format!("user#{}", marked.user_id().as_str()));
    let get = client.get_item().table_name(&stack.outputs.users_table).key("pk", key).consistent_read(true);
    let row = format!("{:?}", get.send().await.unwrap().item.unwrap());
    assert!(row.contains("recovery_codes"), "{row}");
    for text in codes.iter().chain([&secret]) {
        let compact = text.replace('-', "");
        assert!(!row.to_lowercase().contains(&compact.to_lowercase()), "{text}");
    }
}
