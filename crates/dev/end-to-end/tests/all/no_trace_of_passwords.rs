//! Passwords are stored in Cognito only; tokens and what an authenticator app knows, nowhere; those of mailed links only in
//! the mails.

use serde_json::json;
use usher_domain::mailed_link::LinkPurpose;
use usher_end_to_end::authenticator::Authenticator;
use usher_end_to_end::http::Caller;
use usher_end_to_end::mails;
use usher_end_to_end::operator::places_of;
use usher_end_to_end::people::Person;
use usher_end_to_end::stack::Stack;
use usher_testkit::fixtures;

/// Sets a new password by a mailed link. Returns the secret of its token and the password.
async fn reset_password(stack: &Stack, person: &Person) -> [String; 2] {
    let caller = Caller::of(stack);
    let requested = caller.post("/api/user/password/reset/", &json!({ "email": person.email }));
    assert_eq!(requested.status, 200, "{requested:?}");
    let token = mails::wait_for_token(stack, &person.email, LinkPurpose::ResetPassword, 1).await;
    let password = format!("Marked-{}", fixtures::uuid().simple());
    let body = json!({ "token": token, "new_password": password });
    assert_eq!(caller.post("/api/user/password/reset/confirm/", &body).status, 200);
    let (_, secret) = token.split_once('.').unwrap();
    [secret.to_owned(), password]
}

#[tokio::test]
async fn passwords_and_tokens_are_stored_nowhere() {
    let stack = Stack::under_test();
    let caller = Caller::of(&stack);
    let marked = format!("Marked-{}", fixtures::uuid().simple());
    let mut known = Vec::new();
    let mut secrets = vec![marked.clone()];
    let mut mailed = Vec::new();
    for path in ["/register", "/api/user/register/"] {
        let person = Person { password: marked.clone(), ..Person::stranger() };
        let body = json!({ "email": person.email, "password": person.password, "full_name": person.full_name });
        assert_eq!(caller.post(path, &body).status, 201);
        // Refused requests leave no trace either: a taken address, an invalid address, an unknown address.
        assert_ne!(caller.post(path, &body).status, 201);
        assert_eq!(caller.post(path, &json!({ "email": "x", "password": marked })).status, 400);
        let unknown = json!({ "email": "nobody@example.com", "password": marked });
        assert_eq!(caller.post("/api/user/login/", &unknown).status, 400);
        let tokens = person.sign_in(&caller);
        assert_eq!(caller.get("/user/profile", Some(&format!("Bearer {}", tokens.access))).status, 200);
        // So do updates of the password, both a successful and a refused one.
        let new_password = format!("Marked-{}", fixtures::uuid().simple());
        let bearer = format!("Bearer {}", tokens.access);
        let update = |email: &str| {
            let body = json!({ "email": email, "password": new_password });
            caller.send("POST", "/user/update", Some(&bearer), Some(&body)).status
        };
        assert_eq!((update(&person.email), update(&stack.admin.email)), (200, 409));
        let (app, codes) = Authenticator::turn_on(&caller, &bearer);
        let [mailed_token, password] = reset_password(&stack, &person).await;
        mailed.push(mailed_token);
        secrets.push(password);
        secrets.extend([new_password, tokens.access, tokens.refresh, app.secret()]);
        secrets.extend(codes);
        known.push(person.email);
    }
    let texts: Vec<_> = known.iter().chain(&secrets).chain(&mailed).map(String::as_str).collect();
    let places = places_of(&stack, "all", &texts);
    for email in known {
        let places = &places[&email];
        for kind in ["table", "execution", "history", "user"] {
            assert!(places.iter().any(|place| place.starts_with(kind)), "the search covers every {kind}");
        }
    }
    for token in mailed {
        assert_eq!(places[&token], ["mails"], "a mailed token is in the mail only");
    }
    for secret in secrets {
        assert_eq!(places.get(&secret), None, "no password or token is stored anywhere");
    }
}
