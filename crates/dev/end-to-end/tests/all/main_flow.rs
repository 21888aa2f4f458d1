//! The main flow over HTTP: registering, signing in, and reading the user in every dialect.

use serde_json::{Value, json};
use usher_end_to_end::http::Caller;
use usher_end_to_end::people::{Person, sign_in};
use usher_end_to_end::stack::Stack;

#[test]
fn registration_sign_in_and_refresh_work() {
    let caller = Caller::of(&Stack::under_test());
    let person = Person::stranger();
    let body = json!({
        "email": person.email, "full_name": person.full_name, "password": person.password, "profile_pic": null,
    });

    let registered = caller.post("/api/user/register/", &body);
    assert_eq!(registered.status, 201);
    let id = registered.body["id"].as_str().unwrap();
    let expected = json!({ "id": id, "full_name": person.full_name, "email": person.email, "profile_pic": null });
    assert_eq!(registered.body, expected);

    let signed_in = caller.post("/api/user/login/", &json!({ "email": person.email, "password": person.password }));
    assert_eq!((signed_in.status, &signed_in.body["data"]), (200, &expected));

    let tokens = person.sign_in(&caller);
    for scheme in ["JWT", "Bearer"] {
        let me = caller.get("/api/user/me/", Some(&format!("{scheme} {}", tokens.access)));
        assert_eq!((me.status, me.body), (200, expected.clone()));
    }

    let refreshed = caller.post("/api/user/refresh/", &json!({ "refresh": tokens.refresh }));
    assert_eq!(refreshed.status, 200);
    let access = refreshed.body["access"].as_str().unwrap();
    assert_eq!(caller.get("/api/user/me/", Some(&format!("JWT {access}"))).status, 200);
}

#[test]
fn user_is_the_same_in_every_dialect() {
    let caller = Caller::of(&Stack::under_test());
    let person = Person::registered(&caller);
    let bearer = format!("Bearer {}", person.sign_in(&caller).access);

    let me = caller.get("/api/user/me/", Some(&bearer)).body;
    let profile = caller.get("/user/profile", Some(&bearer));
    let encoded = caller.get(&format!("/user/{}", person.email.replace('@', "%40")), Some(&bearer));
    let plain = caller.get(&format!("/user/{}", person.email.to_uppercase()), Some(&bearer));

    assert_eq!((profile.status, encoded.status), (200, 200));
    assert_eq!(plain, encoded);
    for body in [&profile.body, &encoded.body] {
        assert_eq!((&body["id"], &body["email"], &body["full_name"]), (&me["id"], &me["email"], &me["full_name"]));
        assert_eq!(body["type"], 1);
    }
    assert_eq!((&profile.body["status"], &profile.body["enabled"]), (&json!("CONFIRMED"), &json!(true)));
}

#[test]
fn record_is_visible_to_its_user_and_admins() {
    let stack = Stack::under_test();
    let caller = Caller::of(&stack);
    let (ada, eve, unknown) = (Person::registered(&caller), Person::registered(&caller), Person::stranger());
    let bearer = |token: String| format!("Bearer {token}");
    let as_eve = bearer(eve.sign_in(&caller).access);
    let as_admin = bearer(sign_in(&caller, &stack.admin.email, &stack.admin.password).access);
    let path = |person: &Person| format!("/user/{}", person.email);

    let other = caller.get(&path(&ada), Some(&as_eve));
    assert_eq!(other.status, 403);
    assert_eq!(other, caller.get(&path(&unknown), Some(&as_eve)));
    assert_eq!(caller.get(&path(&ada), Some(&as_admin)).body["email"], json!(ada.email));
    assert_eq!(caller.get(&path(&unknown), Some(&as_admin)).status, 404);
    assert_eq!(caller.get(&path(&ada), None).status, 401);
}

#[test]
fn session_paths_work_without_trailing_slash() {
    let caller = Caller::of(&Stack::under_test());
    let person = Person::registered(&caller);
    let body = json!({ "email": person.email, "password": person.password });
    assert_eq!(caller.post("/api/user/login", &body).status, 200);
    let bearer = format!("JWT {}", person.sign_in(&caller).access);
    assert_eq!(caller.get("/api/user/me", Some(&bearer)).status, 200);
}

#[test]
fn wrong_password_and_unknown_user_look_alike() {
    let caller = Caller::of(&Stack::under_test());
    let (known, unknown) = (Person::registered(&caller), Person::stranger());
    let attempt = |person: &Person| {
        caller.post("/api/user/login/", &json!({ "email": person.email, "password": "not the password" }))
    };
    assert_eq!(attempt(&known), attempt(&unknown));
    assert_eq!(attempt(&known).status, 400);
    assert_eq!(attempt(&known).body, json!({ "password": ["The email or the password is wrong."] }));
}

#[test]
fn unknown_path_gets_404_in_json() {
    let caller = Caller::of(&Stack::under_test());
    let answer = caller.get("/nothing/here", None);
    assert_eq!(answer.status, 404);
    assert_eq!(
        answer.body,
        json!({
            "message": "There is nothing here.", "errors": {}, "detail": "There is nothing here.", "status": "fail",
            "data": { "request": ["There is nothing here."] },
        })
    );
    assert_ne!(caller.get("/user/profile", None).body, Value::Null);
}
