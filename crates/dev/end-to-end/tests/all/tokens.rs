//! Every token but a current access token of this pool and client is refused.

use serde_json::{Value, json};
use usher_end_to_end::clock::now;
use usher_end_to_end::forgery::{decode_part, signed_with_another_key, unsigned, with_changed_claims};
use usher_end_to_end::http::Caller;
use usher_end_to_end::people::Person;
use usher_end_to_end::pool::Pool;
use usher_end_to_end::stack::Stack;

/// The endpoints that need a token, with the scheme and the dialect's 401.
fn endpoints(person: &Person) -> Vec<(&'static str, String, &'static str, Value)> {
    let messages = json!({ "message": "Sign in and send a valid access token.", "errors": {} });
    let detail = json!({ "detail": "Given token not valid for any token type", "code": "token_not_valid" });
    let fail = json!({ "status": "fail", "data": { "authorization": ["Sign in and send a valid access token."] } });
    let of_person = format!("/user/{}", person.email);
    vec![
        ("GET", "/user/profile".to_owned(), "Bearer", messages.clone()),
        ("POST", "/user/update".to_owned(), "Bearer", messages.clone()),
        ("POST", "/user/accept-terms".to_owned(), "Bearer", messages.clone()),
        ("GET", of_person.clone(), "Bearer", messages.clone()),
        ("PUT", of_person, "Bearer", messages),
        ("GET", "/api/users?limit=1".to_owned(), "Bearer", fail.clone()),
        ("GET", "/api/users/1".to_owned(), "Bearer", fail.clone()),
        ("POST", "/api/users/create".to_owned(), "Bearer", fail.clone()),
        ("PUT", "/api/users/profile/1".to_owned(), "Bearer", fail.clone()),
        ("DELETE", "/api/users/mfa/totp/1".to_owned(), "Bearer", fail.clone()),
        ("POST", "/api/users/logout/1".to_owned(), "Bearer", fail),
        ("GET", "/api/user/me/".to_owned(), "JWT", detail.clone()),
        ("GET", "/api/user/me/".to_owned(), "Bearer", detail.clone()),
        ("PUT", "/api/user/update/".to_owned(), "JWT", detail.clone()),
        ("GET", "/api/user/sessions/".to_owned(), "JWT", detail.clone()),
        ("DELETE", "/api/user/sessions/x/".to_owned(), "JWT", detail.clone()),
        ("POST", "/api/user/password/change/".to_owned(), "JWT", detail.clone()),
        ("POST", "/api/user/mfa/totp/".to_owned(), "JWT", detail.clone()),
        ("POST", "/api/user/mfa/totp/confirm/".to_owned(), "JWT", detail.clone()),
        ("DELETE", "/api/user/mfa/totp/".to_owned(), "JWT", detail.clone()),
        // The last one, since a valid token of it ends the session.
        ("POST", "/api/user/logout/".to_owned(), "JWT", detail),
    ]
}

fn assert_401(caller: &Caller, person: &Person, what: &str, token: &str) {
    for (method, path, scheme, body) in endpoints(person) {
        let sent = (method != "GET").then(|| json!({}));
        let answer = caller.send(method, &path, Some(&format!("{scheme} {token}")), sent.as_ref());
        assert_eq!((answer.status, &answer.body), (401, &body), "{what} at {method} {path}");
    }
}

#[tokio::test]
async fn forged_and_foreign_tokens_are_refused() {
    let stack = Stack::under_test();
    let caller = Caller::of(&stack);
    let person = Person::registered(&caller);
    let valid = person.sign_in(&caller).access;
    for (method, path, scheme, _) in endpoints(&person) {
        let sent = (method != "GET").then(|| json!({}));
        let answer = caller.send(method, &path, Some(&format!("{scheme} {valid}")), sent.as_ref());
        assert_ne!(answer.status, 401, "{method} {path}");
    }

    let (own_pool, other_pool) = (Pool::ours(&stack), Pool::other(&stack).await);
    other_pool.person(&person).await;
    let of_other_pool = other_pool.sign_in(&other_pool.client(3600).await, &person).await;
    let of_other_client = own_pool.sign_in(&own_pool.client(3600).await, &person).await;
    let own_tokens = own_pool.sign_in(&stack.outputs.user_pool_client_id, &person).await;

    let refused = [
        ("a token of another pool", of_other_pool.access_token().unwrap().to_owned()),
        ("a token of another client", of_other_client.access_token().unwrap().to_owned()),
        ("an ID token", own_tokens.id_token().unwrap().to_owned()),
        ("a refresh token", own_tokens.refresh_token().unwrap().to_owned()),
        ("a token signed with another key", signed_with_another_key(&valid)),
        ("a token with other claims", with_changed_claims(&valid)),
        ("alg none", unsigned(&valid, "none")),
        ("alg HS256", unsigned(&valid, "HS256")),
        ("a token cut short", valid[..valid.len() - 7].to_owned()),
        ("half a token", valid[..valid.len() / 2].to_owned()),
    ];
    for (what, token) in refused {
        assert_401(&caller, &person, what, &token);
    }
}

#[tokio::test]
async fn expired_token_is_refused() {
    let stack = Stack::under_test();
    let caller = Caller::of(&stack);
    let person = Person::registered(&caller);
    let own_pool = Pool::ours(&stack);
    // The token is refused for its client, too. crates/aws/tests/all/access_tokens.rs tests the expiry alone, with its
    // own key.
    let token = own_pool.sign_in(&own_pool.client(1).await, &person).await.access_token().unwrap().to_owned();
    let expires = decode_part(token.split('.').nth(1).unwrap())["exp"].as_i64().unwrap();
    while now().unix_timestamp() <= expires {
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    assert_401(&caller, &person, "an expired token", &token);
}

#[tokio::test]
async fn foreign_refresh_token_gets_401() {
    let stack = Stack::under_test();
    let caller = Caller::of(&stack);
    let person = Person::registered(&caller);
    let tokens = person.sign_in(&caller);
    let own_pool = Pool::ours(&stack);
    let of_other_client = own_pool.sign_in(&own_pool.client(3600).await, &person).await;
    for token in [tokens.access.as_str(), "a.b.c", "x", of_other_client.refresh_token().unwrap()] {
        let answer = caller.post("/api/user/refresh/", &json!({ "refresh": token }));
        assert_eq!((answer.status, &answer.body["code"]), (401, &json!("token_not_valid")));
    }
}
