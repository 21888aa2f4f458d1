//! A user sees where they are signed in, and ends sessions: from the response on, every token of theirs is refused.

use std::time::Duration;

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Value, json};
use usher_end_to_end::erasing::Marked;
use usher_end_to_end::http::{Answer, Caller, run_concurrently};
use usher_end_to_end::people::{Person, Tokens};
use usher_end_to_end::stack::Stack;

const NEW_PASSWORD: &str = "an entirely new password";

/// Calls to make at the same time.
type Calls<Outcome> = Vec<Box<dyn FnOnce(&Caller) -> Outcome + Send>>;

fn bearer(tokens: &Tokens) -> String {
    format!("Bearer {}", tokens.access)
}

/// Signs in from a device of this name.
fn sign_in_from(caller: &Caller, person: &Person, device: &str) -> Tokens {
    let body = json!({ "email": person.email, "password": person.password }).to_string().into_bytes();
    let headers = [("content-type", "application/json"), ("user-agent", device)];
    let answer = caller.send_bytes("POST", "/api/user/login/", &headers, body).plain();
    assert_eq!(answer.status, 200, "{answer:?}");
    let token = |name: &str| answer.body["tokens"][name].as_str().unwrap().to_owned();
    Tokens { access: token("access"), refresh: token("refresh") }
}

fn refresh(caller: &Caller, tokens: &Tokens) -> Answer {
    caller.post("/api/user/refresh/", &json!({ "refresh": tokens.refresh }))
}

fn is_valid(caller: &Caller, tokens: &Tokens) -> bool {
    let me = caller.get("/api/user/me/", Some(&bearer(tokens))).status;
    let profile = caller.get("/user/profile", Some(&bearer(tokens))).status;
    let refreshed = refresh(caller, tokens).status;
    let statuses = [me, profile, refreshed];
    assert!(statuses == [200; 3] || statuses == [401; 3], "{statuses:?}");
    me == 200
}

fn log_out(caller: &Caller, tokens: &Tokens, body: &Value) -> Answer {
    caller.send("POST", "/api/user/logout/", Some(&bearer(tokens)), Some(body))
}

fn sessions(caller: &Caller, tokens: &Tokens) -> Vec<Value> {
    let answer = caller.get("/api/user/sessions/", Some(&bearer(tokens)));
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.body.as_array().unwrap().clone()
}

fn revoke(caller: &Caller, tokens: &Tokens, id: &str) -> u16 {
    caller.send("DELETE", &format!("/api/user/sessions/{id}/"), Some(&bearer(tokens)), None).status
}

#[test]
fn logout_ends_this_session_and_no_other() {
    let caller = Caller::of(&Stack::under_test());
    let person = Person::registered(&caller);
    let [here, there] = [(); 2].map(|()| person.sign_in(&caller));
    let answer = log_out(&caller, &here, &json!({}));
    assert_eq!((answer.status, &answer.body["detail"]), (200, &json!("Successfully logged out.")));
    assert!(!is_valid(&caller, &here));
    assert!(is_valid(&caller, &there));
    assert_eq!(log_out(&caller, &here, &json!({ "all": true })).status, 401, "a revoked session cannot revoke others");
    assert!(is_valid(&caller, &there));
    // The body may be missing.
    let headers = [("authorization", &*bearer(&there))];
    assert_eq!(caller.send_bytes("POST", "/api/user/logout/", &headers, Vec::new()).status, 200);
    assert!(!is_valid(&caller, &there));
}

#[test]
fn refreshed_tokens_end_with_their_session() {
    let caller = Caller::of(&Stack::under_test());
    let person = Person::registered(&caller);
    let first = person.sign_in(&caller);
    let refreshed = refresh(&caller, &first).body["access"].as_str().unwrap().to_owned();
    let second = Tokens { access: refreshed, refresh: first.refresh.clone() };
    assert_eq!(log_out(&caller, &first, &json!({})).status, 200);
    assert!(!is_valid(&caller, &second));
}

#[test]
fn logout_of_all_ends_every_session_and_the_next_sign_in_works_at_once() {
    let caller = Caller::of(&Stack::under_test());
    let person = Person::registered(&caller);
    // Tokens tell the time of the sign-in in whole seconds: most of these are in the second of a revocation.
    let mut ended = Vec::new();
    for _ in 0..4 {
        let [here, there] = [(); 2].map(|()| person.sign_in(&caller));
        assert!(is_valid(&caller, &here) && is_valid(&caller, &there));
        assert_eq!(log_out(&caller, &here, &json!({ "all": true })).status, 200);
        ended.extend([here, there]);
        assert!(ended.iter().all(|tokens| !is_valid(&caller, tokens)));
    }
}

#[test]
fn list_shows_the_devices_and_marks_this_one() {
    let caller = Caller::of(&Stack::under_test());
    let person = Person::registered(&caller);
    let phone = sign_in_from(&caller, &person, "Ada's phone");
    let laptop = sign_in_from(&caller, &person, "Ada's laptop");
    assert_eq!(refresh(&caller, &phone).status, 200);

    let listed = sessions(&caller, &laptop);
    let devices: Vec<_> = listed.iter().map(|session| session["current"] == json!(true)).collect();
    assert_eq!(devices, [false, true], "the phone was used last: {listed:?}");
    assert_eq!(listed[1]["device"], "Ada's laptop");
    assert!(listed[0]["last_used_at"].as_str() > listed[1]["last_used_at"].as_str());

    let of_phone = listed[0]["id"].as_str().unwrap().to_uppercase();
    assert_eq!(revoke(&caller, &laptop, &of_phone), 204);
    assert!(!is_valid(&caller, &phone));
    assert!(is_valid(&caller, &laptop));
    assert_eq!(sessions(&caller, &laptop).len(), 1);
    assert_eq!(revoke(&caller, &laptop, &of_phone), 404, "it is over");
}

#[test]
fn sessions_of_others_are_out_of_reach() {
    let caller = Caller::of(&Stack::under_test());
    let [ada, grace] = [(); 2].map(|()| Person::registered(&caller).sign_in(&caller));
    let of_grace = sessions(&caller, &grace)[0]["id"].as_str().unwrap().to_owned();
    for id in [of_grace.as_str(), "00000000-0000-4000-8000-000000000000", "x", "%00", &"9".repeat(900)] {
        assert_eq!(revoke(&caller, &ada, id), 404, "{id}");
    }
    assert!(is_valid(&caller, &grace) && is_valid(&caller, &ada));
}

#[test]
fn change_of_the_password_ends_the_other_sessions() {
    let caller = Caller::of(&Stack::under_test());
    let person = Person::registered(&caller);
    let [here, there] = [(); 2].map(|()| person.sign_in(&caller));
    let change = |old: &str, new: &str| {
        let body = json!({ "old_password": old, "new_password": new });
        caller.send("POST", "/api/user/password/change/", Some(&bearer(&here)), Some(&body))
    };
    let wrong = change("not the old password", NEW_PASSWORD);
    assert_eq!((wrong.status, wrong.body.get("old_password").is_some()), (400, true), "{wrong:?}");
    assert_eq!(change(&person.password, "short").status, 400);
    assert!(is_valid(&caller, &there));

    let changed = change(&person.password, NEW_PASSWORD);
    assert_eq!(changed.status, 200, "{changed:?}");
    assert!(is_valid(&caller, &here), "the session of the request stays");
    assert!(!is_valid(&caller, &there));
    let sign_in = |password: &str| {
        caller.post("/api/user/login/", &json!({ "email": person.email, "password": password })).status
    };
    assert_eq!((sign_in(&person.password), sign_in(NEW_PASSWORD)), (400, 200));
    let again = Person { password: NEW_PASSWORD.to_owned(), ..person.clone() }.sign_in(&caller);
    assert!(is_valid(&caller, &again) && is_valid(&caller, &here));
}

#[test]
fn every_document_ends_the_other_sessions_with_the_password() {
    let caller = Caller::of(&Stack::under_test());
    for (method, path) in [("POST", "/user/update"), ("PUT", "/user/{email}"), ("PUT", "/api/user/update/")] {
        let person = Person::registered(&caller);
        let [here, there] = [(); 2].map(|()| person.sign_in(&caller));
        let path = path.replace("{email}", &person.email);
        let renamed = caller.send(method, &path, Some(&bearer(&here)), Some(&json!({ "full_name": "Ada King" })));
        assert!([200, 201].contains(&renamed.status), "{renamed:?}");
        assert!(is_valid(&caller, &there), "{path}: a name ends nothing");
        let changed = caller.send(method, &path, Some(&bearer(&here)), Some(&json!({ "password": NEW_PASSWORD })));
        assert!([200, 201].contains(&changed.status), "{changed:?}");
        assert!(is_valid(&caller, &here) && !is_valid(&caller, &there), "{path}");
    }
}

#[test]
fn logout_and_refresh_at_the_same_time_leave_nothing_valid() {
    let stack = Stack::under_test();
    let caller = Caller::of(&stack);
    let person = Person::registered(&caller);
    for _ in 0..5 {
        let tokens = person.sign_in(&caller);
        let [for_logout, for_refresh] = [tokens.clone(), tokens.clone()];
        let calls: Calls<Answer> = vec![
            Box::new(move |caller| log_out(caller, &for_logout, &json!({}))),
            Box::new(move |caller| refresh(caller, &for_refresh)),
        ];
        let answers = run_concurrently(&stack, calls);
        assert_eq!(answers[0].status, 200, "{answers:?}");
        assert!([200, 401].contains(&answers[1].status), "{answers:?}");
        assert!(!is_valid(&caller, &tokens));
        if let Some(access) = answers[1].body["access"].as_str() {
            assert_eq!(caller.get("/api/user/me/", Some(&format!("Bearer {access}"))).status, 401);
        }
    }
}

#[test]
fn sign_ins_with_the_old_password_do_not_survive_its_change() {
    let stack = Stack::under_test();
    let caller = Caller::of(&stack);
    let person = Person::registered(&caller);
    let here = person.sign_in(&caller);
    let change = {
        let (here, old) = (here.clone(), person.password.clone());
        move |caller: &Caller| {
            let body = json!({ "old_password": old, "new_password": NEW_PASSWORD });
            caller.send("POST", "/api/user/password/change/", Some(&bearer(&here)), Some(&body))
        }
    };
    let sign_in = |delay: u64| {
        let body = json!({ "email": person.email, "password": person.password });
        move |caller: &Caller| {
            std::thread::sleep(Duration::from_millis(delay));
            caller.post("/api/user/login/", &body)
        }
    };
    let mut calls: Calls<Answer> = vec![Box::new(change)];
    calls.extend((0..8).map(|step| Box::new(sign_in(step * 100)) as Box<dyn FnOnce(&Caller) -> Answer + Send>));
    let answers = run_concurrently(&stack, calls);
    assert_eq!(answers[0].status, 200, "{answers:?}");
    for signed_in in &answers[1..] {
        assert!([200, 400].contains(&signed_in.status), "{signed_in:?}");
        if let Some(access) = signed_in.body["tokens"]["access"].as_str() {
            let me = caller.get("/api/user/me/", Some(&format!("Bearer {access}")));
            assert_eq!(me.status, 401, "a session of the old password");
        }
    }
    let again = Person { password: NEW_PASSWORD.to_owned(), ..person }.sign_in(&caller);
    assert!(is_valid(&caller, &again));
}

#[test]
fn two_sessions_that_end_each_other_are_not_both_refused() {
    let stack = Stack::under_test();
    let caller = Caller::of(&stack);
    let person = Person::registered(&caller);
    let [one, other] = [(); 2].map(|()| person.sign_in(&caller));
    let id = |tokens: &Tokens| {
        let listed = sessions(&caller, tokens);
        let current = listed.iter().find(|session| session["current"] == json!(true)).unwrap();
        current["id"].as_str().unwrap().to_owned()
    };
    let (of_one, of_other) = (id(&one), id(&other));
    let calls: Calls<u16> = vec![
        Box::new({
            let one = one.clone();
            move |caller| revoke(caller, &one, &of_other)
        }),
        Box::new({
            let other = other.clone();
            move |caller| revoke(caller, &other, &of_one)
        }),
    ];
    let mut statuses = run_concurrently(&stack, calls);
    statuses.sort_unstable();
    assert_eq!(statuses, [204, 401]);
    assert!(is_valid(&caller, &one) != is_valid(&caller, &other));
}

#[tokio::test]
async fn erasure_deletes_the_list() {
    let stack = Stack::under_test();
    let marked = Marked::plain(&stack);
    let client = aws_sdk_dynamodb::Client::new(stack.connection().sdk());
    let row = async || {
        let key = AttributeValue::S(marked.user_id().as_str().to_owned());
        let get = client.get_item().table_name(&stack.outputs.sessions_table).key("user_id", key);
        get.consistent_read(true).send().await.unwrap().item
    };
    assert!(row().await.is_some());
    marked.delete_account(&stack);
    marked.wait_until_erased(&stack).await;
    assert!(row().await.is_none());
}
