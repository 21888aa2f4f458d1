//! Authorization: one row for each endpoint, one column for each kind of caller. An endpoint without a row fails the
//! test.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use usher_end_to_end::callers::{CallerKind, Callers};
use usher_end_to_end::http::Answer;
use usher_end_to_end::operator;
use usher_end_to_end::stack::Stack;

/// The expected result for a caller.
#[derive(Clone, Copy, Debug)]
enum Expected {
    /// The caller is authorized; the request may fail for other reasons.
    Allowed,
    /// The response has this status and body.
    Refused(u16, fn() -> Value),
}

use Expected::{Allowed, Refused};

fn account_401() -> Value {
    json!({ "message": "Sign in and send a valid access token.", "errors": {} })
}

fn account_403() -> Value {
    json!({ "message": "You may not do this.", "errors": {} })
}

fn admin_401() -> Value {
    json!({ "status": "fail", "data": { "authorization": ["Sign in and send a valid access token."] } })
}

fn admin_403() -> Value {
    json!({ "status": "fail", "data": { "authorization": ["You may not do this."] } })
}

fn session_401() -> Value {
    json!({ "detail": "Given token not valid for any token type", "code": "token_not_valid" })
}

/// One endpoint. `{email}` and `{id}` in `path` are replaced with those of the user whom the request is about.
struct Row {
    route: &'static str,
    path: &'static str,
    /// For each kind of caller, in the order of [`CallerKind::ALL`].
    expected: [Expected; 6],
}

const fn row(route: &'static str, path: &'static str, expected: [Expected; 6]) -> Row {
    Row { route, path, expected }
}

impl Row {
    fn method(&self) -> &str {
        self.route.split_once(' ').unwrap().0
    }
}

const EVERYONE: [Expected; 6] = [Allowed; 6];

const fn any_signed_in(refusal: fn() -> Value) -> [Expected; 6] {
    let unauthorized = Refused(401, refusal);
    [unauthorized, Allowed, Allowed, Allowed, unauthorized, unauthorized]
}

const fn self_or_admin(signed_out: fn() -> Value, forbidden: fn() -> Value) -> [Expected; 6] {
    let unauthorized = Refused(401, signed_out);
    [unauthorized, Allowed, Refused(403, forbidden), Allowed, unauthorized, unauthorized]
}

const fn admin_only(signed_out: fn() -> Value, forbidden: fn() -> Value) -> [Expected; 6] {
    let (unauthorized, refused) = (Refused(401, signed_out), Refused(403, forbidden));
    [unauthorized, refused, refused, Allowed, unauthorized, unauthorized]
}

const TABLE: [Row; 38] = [
    row("GET /user/profile", "/user/profile", any_signed_in(account_401)),
    row("POST /user/update", "/user/update", any_signed_in(account_401)),
    row("POST /user/accept-terms", "/user/accept-terms", any_signed_in(account_401)),
    row("GET /user/terms", "/user/terms", EVERYONE),
    row("DELETE /user/delete", "/user/delete", any_signed_in(account_401)),
    row("GET /user/erasure/{erasure_id}", "/user/erasure/00000000000000000000000000000000", EVERYONE),
    row("POST /register", "/register", EVERYONE),
    row("GET /user/{email}", "/user/{email}", self_or_admin(account_401, account_403)),
    row("PUT /user/{email}", "/user/{email}", self_or_admin(account_401, account_403)),
    row("DELETE /user/{email}", "/user/{email}", self_or_admin(account_401, account_403)),
    row("GET /api/users", "/api/users?limit=1", admin_only(admin_401, admin_403)),
    row("GET /api/users/{id}", "/api/users/{id}", self_or_admin(admin_401, admin_403)),
    row("POST /api/users/create", "/api/users/create", admin_only(admin_401, admin_403)),
    row("PUT /api/users/profile/{id}", "/api/users/profile/{id}", self_or_admin(admin_401, admin_403)),
    row("DELETE /api/users/delete/{id}", "/api/users/delete/{id}", self_or_admin(admin_401, admin_403)),
    row("DELETE /api/users/mfa/totp/{id}", "/api/users/mfa/totp/{id}", admin_only(admin_401, admin_403)),
    row("POST /api/users/logout/{id}", "/api/users/logout/{id}", admin_only(admin_401, admin_403)),
    row("POST /api/user/login", "/api/user/login/", EVERYONE),
    row("POST /api/user/register", "/api/user/register/", EVERYONE),
    row("GET /api/user/me", "/api/user/me/", any_signed_in(session_401)),
    row("PUT /api/user/update", "/api/user/update/", any_signed_in(session_401)),
    row("POST /api/user/refresh", "/api/user/refresh/", EVERYONE),
    row("POST /api/user/logout", "/api/user/logout/", any_signed_in(session_401)),
    row("GET /api/user/sessions", "/api/user/sessions/", any_signed_in(session_401)),
    row("DELETE /api/user/sessions/{id}", "/api/user/sessions/x/", any_signed_in(session_401)),
    row("POST /api/user/password/change", "/api/user/password/change/", any_signed_in(session_401)),
    row("POST /api/user/password/reset", "/api/user/password/reset/", EVERYONE),
    row("POST /api/user/password/reset/confirm", "/api/user/password/reset/confirm/", EVERYONE),
    row("POST /api/user/email/verify/send", "/api/user/email/verify/send/", EVERYONE),
    row("POST /api/user/email/verify", "/api/user/email/verify/", EVERYONE),
    row("POST /api/user/restore", "/api/user/restore/", EVERYONE),
    row("POST /api/user/mfa/totp", "/api/user/mfa/totp/", any_signed_in(session_401)),
    row("POST /api/user/mfa/totp/confirm", "/api/user/mfa/totp/confirm/", any_signed_in(session_401)),
    row("DELETE /api/user/mfa/totp", "/api/user/mfa/totp/", any_signed_in(session_401)),
    row("GET /api/user/media/{image_name}", "/api/user/media/x.png", EVERYONE),
    row("POST /user/request_removal", "/user/request_removal", EVERYONE),
    row("GET /user/remove", "/user/remove", EVERYONE),
    row("POST /user/remove", "/user/remove", EVERYONE),
];

#[tokio::test]
async fn callers_get_what_the_table_says() {
    let stack = Stack::under_test();
    let callers = Callers::new(&stack).await;
    for row in &TABLE {
        if row.method() == "DELETE" || row.route.contains("/logout") {
            // It erases users whom the next rows need, or signs them out.
            check_row(row, &Callers::new(&stack).await);
        } else {
            check_row(row, &callers);
        }
    }
}

fn check_row(row: &Row, callers: &Callers) {
    let path = row.path.replace("{email}", &callers.person.email).replace("{id}", &callers.number.to_string());
    let body = ["POST", "PUT"].contains(&row.method()).then(|| json!({}));
    for (caller_kind, expected) in CallerKind::ALL.into_iter().zip(row.expected) {
        let answer = callers.caller.send(row.method(), &path, callers.bearer(caller_kind), body.as_ref());
        check(row.route, caller_kind, expected, &answer);
    }
}

fn check(route: &str, caller_kind: CallerKind, expected: Expected, answer: &Answer) {
    match expected {
        Allowed => assert!(
            ![401, 403].contains(&answer.status) || is_about_the_body(route),
            "{route}, {caller_kind:?}: {answer:?}"
        ),
        Refused(status, body) => {
            assert_eq!((answer.status, &answer.body), (status, &body()), "{route}, {caller_kind:?}");
        }
    }
}

/// The endpoint responds to an invalid refresh token with 401, whoever sends it.
fn is_about_the_body(route: &str) -> bool {
    route == "POST /api/user/refresh"
}

#[test]
fn every_endpoint_has_a_row() {
    // Preflight requests need no authorization.
    let is_endpoint = |route: &String| !route.starts_with("OPTIONS ");
    let deployed: BTreeSet<String> = operator::routes(&Stack::under_test()).into_iter().filter(is_endpoint).collect();
    let head = |row: &Row| row.route.strip_prefix("GET ").map(|path| format!("HEAD {path}"));
    let rows = TABLE.iter().flat_map(|row| [Some(row.route.to_owned()), head(row)]);
    let rows: BTreeSet<String> = rows.flatten().collect();
    assert_eq!(deployed, rows);
}
