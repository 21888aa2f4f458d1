//! Who may do what: one row for each endpoint, one column for each kind of caller. An endpoint without its row fails.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use usher_end_to_end::callers::{Callers, Who};
use usher_end_to_end::http::Answer;
use usher_end_to_end::operator;
use usher_end_to_end::stack::Stack;

/// What a caller gets: let in, or refused with this status and body.
#[derive(Clone, Copy, Debug)]
enum Gets {
    /// Whatever the answer is, it is not about who calls.
    In,
    Refused(u16, fn() -> Value),
}

use Gets::{In, Refused};

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

/// One endpoint. `path` may hold `{email}` and `{id}`, which stand for the person.
struct Row {
    route: &'static str,
    path: &'static str,
    /// Nobody, the person, another person, an admin, a person whose sessions were revoked, an erased person.
    gets: [Gets; 6],
}

const fn row(route: &'static str, path: &'static str, gets: [Gets; 6]) -> Row {
    Row { route, path, gets }
}

impl Row {
    fn method(&self) -> &str {
        self.route.split_once(' ').unwrap().0
    }
}

const EVERYBODY: [Gets; 6] = [In; 6];

const fn signed_in(refusal: fn() -> Value) -> [Gets; 6] {
    let out = Refused(401, refusal);
    [out, In, In, In, out, out]
}

const fn self_or_admin(signed_out: fn() -> Value, forbidden: fn() -> Value) -> [Gets; 6] {
    let out = Refused(401, signed_out);
    [out, In, Refused(403, forbidden), In, out, out]
}

const fn admin_alone(signed_out: fn() -> Value, forbidden: fn() -> Value) -> [Gets; 6] {
    let (out, no) = (Refused(401, signed_out), Refused(403, forbidden));
    [out, no, no, In, out, out]
}

const TABLE: [Row; 22] = [
    row("GET /user/profile", "/user/profile", signed_in(account_401)),
    row("POST /user/update", "/user/update", signed_in(account_401)),
    row("POST /user/accept-terms", "/user/accept-terms", signed_in(account_401)),
    row("DELETE /user/delete", "/user/delete", signed_in(account_401)),
    row("POST /register", "/register", EVERYBODY),
    row("GET /user/{email}", "/user/{email}", self_or_admin(account_401, account_403)),
    row("PUT /user/{email}", "/user/{email}", self_or_admin(account_401, account_403)),
    row("DELETE /user/{email}", "/user/{email}", self_or_admin(account_401, account_403)),
    row("GET /api/users", "/api/users?limit=1", admin_alone(admin_401, admin_403)),
    row("GET /api/users/{id}", "/api/users/{id}", self_or_admin(admin_401, admin_403)),
    row("POST /api/users/create", "/api/users/create", admin_alone(admin_401, admin_403)),
    row("PUT /api/users/profile/{id}", "/api/users/profile/{id}", self_or_admin(admin_401, admin_403)),
    row("DELETE /api/users/delete/{id}", "/api/users/delete/{id}", self_or_admin(admin_401, admin_403)),
    row("POST /api/user/login", "/api/user/login/", EVERYBODY),
    row("POST /api/user/register", "/api/user/register/", EVERYBODY),
    row("GET /api/user/me", "/api/user/me/", signed_in(session_401)),
    row("PUT /api/user/update", "/api/user/update/", signed_in(session_401)),
    row("POST /api/user/refresh", "/api/user/refresh/", EVERYBODY),
    row("GET /api/user/media/{image_name}", "/api/user/media/x.png", EVERYBODY),
    row("POST /user/request_removal", "/user/request_removal", EVERYBODY),
    row("GET /user/remove", "/user/remove", EVERYBODY),
    row("POST /user/remove", "/user/remove", EVERYBODY),
];

#[tokio::test]
async fn everybody_gets_what_the_table_says() {
    let stack = Stack::under_test();
    let callers = Callers::new(&stack).await;
    for row in &TABLE {
        if row.method() == "DELETE" {
            // Whoever it erases would be missing in the rows that follow.
            check_row(row, &Callers::new(&stack).await);
        } else {
            check_row(row, &callers);
        }
    }
}

fn check_row(row: &Row, callers: &Callers) {
    let path = row.path.replace("{email}", &callers.person.email).replace("{id}", &callers.number.to_string());
    let body = ["POST", "PUT"].contains(&row.method()).then(|| json!({}));
    for (who, gets) in Who::ALL.into_iter().zip(row.gets) {
        let answer = callers.caller.send(row.method(), &path, callers.bearer(who), body.as_ref());
        check(row.route, who, gets, &answer);
    }
}

fn check(route: &str, who: Who, gets: Gets, answer: &Answer) {
    match gets {
        In => assert!(![401, 403].contains(&answer.status) || is_about_the_body(route), "{route}, {who:?}: {answer:?}"),
        Refused(status, body) => assert_eq!((answer.status, &answer.body), (status, &body()), "{route}, {who:?}"),
    }
}

/// A refresh token that is none is answered with 401, whoever sends it.
fn is_about_the_body(route: &str) -> bool {
    route == "POST /api/user/refresh"
}

#[test]
fn every_endpoint_has_its_row() {
    // A preflight is for everybody, and has no effect.
    let is_endpoint = |route: &String| !route.starts_with("OPTIONS ");
    let deployed: BTreeSet<String> = operator::routes(&Stack::under_test()).into_iter().filter(is_endpoint).collect();
    let head = |row: &Row| row.route.strip_prefix("GET ").map(|path| format!("HEAD {path}"));
    let rows = TABLE.iter().flat_map(|row| [Some(row.route.to_owned()), head(row)]);
    let rows: BTreeSet<String> = rows.flatten().collect();
    assert_eq!(deployed, rows);
}
