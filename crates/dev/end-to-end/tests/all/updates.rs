//! An update in any document changes all requested fields, in Cognito and in the record.

use serde_json::{Value, json};
use usher_domain::Email;
use usher_domain::ports::CheckTaken;
use usher_end_to_end::clock::now;
use usher_end_to_end::http::{Answer, Caller, run_concurrently};
use usher_end_to_end::people::{Person, sign_in};
use usher_end_to_end::stack::Stack;
use usher_testkit::fixtures;

const NEW_PASSWORD: &str = "an entirely new password";

/// A document: its name, and its request to update address and password.
type Document = (&'static str, fn(&Caller, &UpdateRequest<'_>) -> Answer);

struct UpdateRequest<'a> {
    person: &'a Person,
    number: u64,
    bearer: &'a str,
    email: &'a str,
    password: &'a str,
}

const DOCUMENTS: [Document; 4] = [
    ("account", |caller, request| {
        let body = json!({ "email": request.email, "password": request.password });
        caller.send("POST", "/user/update", Some(request.bearer), Some(&body))
    }),
    ("directory", |caller, request| {
        let body = json!({ "email": request.email, "password": request.password });
        caller.put(&format!("/user/{}", request.person.email), request.bearer, &body)
    }),
    ("admin", |caller, request| {
        let body = json!({ "email": request.email, "password": request.password });
        caller.put(&format!("/api/users/profile/{}", request.number), request.bearer, &body)
    }),
    ("session", |caller, request| {
        let body = json!({ "email": request.email, "password": request.password });
        caller.put("/api/user/update/", request.bearer, &body)
    }),
];

fn bearer_of(caller: &Caller, person: &Person) -> String {
    format!("Bearer {}", person.sign_in(caller).access)
}

fn profile(caller: &Caller, bearer: &str) -> Value {
    caller.get("/user/profile", Some(bearer)).body
}

fn can_sign_in(caller: &Caller, email: &str, password: &str) -> bool {
    caller.post("/api/user/login/", &json!({ "email": email, "password": password })).status == 200
}

#[tokio::test]
async fn new_address_and_password_work_everywhere() {
    let stack = Stack::under_test();
    let caller = Caller::of(&stack);
    for (document, send) in DOCUMENTS {
        let person = Person::registered(&caller);
        let bearer = bearer_of(&caller, &person);
        let number = profile(&caller, &bearer)["number"].as_u64().unwrap();
        let email = fixtures::email();
        let request =
            UpdateRequest { person: &person, number, bearer: &bearer, email: email.as_str(), password: NEW_PASSWORD };
        let answer = send(&caller, &request);
        assert!([200, 201].contains(&answer.status), "{document}: {answer:?}");

        let profile = profile(&caller, &bearer);
        assert_eq!(profile["email"], email.as_str(), "{document}: Cognito");
        assert_eq!(profile["full_name"], person.full_name, "{document}: an absent field is unchanged");
        let me = caller.get("/api/user/me/", Some(&bearer)).body;
        assert_eq!(me["email"], email.as_str(), "{document}: the record");
        assert!(can_sign_in(&caller, email.as_str(), NEW_PASSWORD), "{document}");
        assert!(!can_sign_in(&caller, email.as_str(), &person.password), "{document}");
        assert!(!can_sign_in(&caller, &person.email, NEW_PASSWORD), "{document}");

        let users = usher_aws::Users::new(&stack.connection(), stack.outputs.users_table.clone());
        assert!(users.check_taken(&email, None, now()).await.is_err(), "{document}: the new address is taken");
        let successor = json!({ "email": person.email, "password": person.password });
        assert_eq!(caller.post("/register", &successor).status, 201, "{document}: the old address is free");
    }
}

#[test]
fn refused_update_changes_nothing() {
    let stack = Stack::under_test();
    let caller = Caller::of(&stack);
    let (person, other) = (Person::registered(&caller), Person::registered(&caller));
    let bearer = bearer_of(&caller, &person);
    let before = profile(&caller, &bearer);
    let number = before["number"].as_u64().unwrap();
    for (document, send) in DOCUMENTS {
        let taken =
            UpdateRequest { person: &person, number, bearer: &bearer, email: &other.email, password: NEW_PASSWORD };
        let expected = if document == "session" { 400 } else { 409 };
        assert_eq!(send(&caller, &taken).status, expected, "{document}");
        let email = fixtures::email();
        let short = UpdateRequest { email: email.as_str(), password: "short", ..taken };
        assert_eq!(send(&caller, &short).status, 400, "{document}");
        assert_eq!(profile(&caller, &bearer), before, "{document}");
        assert!(can_sign_in(&caller, &person.email, &person.password), "{document}");
        assert!(Email::parse(&person.email).is_ok());
    }
}

#[test]
fn admin_can_update_anyone() {
    let stack = Stack::under_test();
    let caller = Caller::of(&stack);
    let admin = format!("Bearer {}", sign_in(&caller, &stack.admin.email, &stack.admin.password).access);
    let person = Person::registered(&caller);

    let answer = caller.put(&format!("/user/{}", person.email), &admin, &json!({ "full_name": "Grace Hopper" }));

    assert_eq!((answer.status, &answer.body["full_name"]), (200, &json!("Grace Hopper")));
    let bearer = bearer_of(&caller, &person);
    assert_eq!(profile(&caller, &bearer)["full_name"], "Grace Hopper");
}

/// Each of the concurrent updates sets its own address and name. In the end both stores have the pair of one update,
/// and that one was not refused.
#[test]
fn concurrent_updates_never_mix() {
    let stack = Stack::under_test();
    let caller = Caller::of(&stack);
    let person = Person::registered(&caller);
    let bearer = bearer_of(&caller, &person);
    let pairs: Vec<_> = (0..12).map(|index| (fixtures::email().as_str().to_owned(), format!("Name {index}"))).collect();
    let update = |(email, name): (String, String)| {
        let bearer = bearer.clone();
        move |caller: &Caller| {
            let body = json!({ "email": email, "full_name": name });
            caller.send("POST", "/user/update", Some(&bearer), Some(&body))
        }
    };

    let answers = run_concurrently(&stack, pairs.iter().cloned().map(update).collect());

    assert!(answers.iter().any(|answer| answer.status == 200));
    for answer in &answers {
        assert!([200, 409].contains(&answer.status), "{answer:?}");
    }
    let (cognito, record) = (profile(&caller, &bearer), caller.get("/api/user/me/", Some(&bearer)).body);
    let stored = (cognito["email"].as_str().unwrap().to_owned(), cognito["full_name"].as_str().unwrap().to_owned());
    assert!(pairs.contains(&stored), "{stored:?}");
    assert_eq!((&record["email"], &record["full_name"]), (&cognito["email"], &cognito["full_name"]));
    let index = pairs.iter().position(|pair| *pair == stored).unwrap();
    assert_eq!(answers[index].status, 200, "the update that took effect was not refused");
    for (email, _) in pairs.iter().filter(|pair| **pair != stored) {
        let successor = json!({ "email": email, "password": NEW_PASSWORD });
        assert_eq!(caller.post("/register", &successor).status, 201, "every other address is free");
    }
}
