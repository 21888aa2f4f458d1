//! `GET /api/users` with in-memory ports.

use admin_list::AdminList;
use serde_json::{Value, json};
use usher_domain::{Revocations, User, UserType};
use usher_testkit::in_memory::{Identities, Users};
use usher_testkit::world::{World, admin};
use usher_testkit::{events, fixtures};

fn endpoint(users: impl IntoIterator<Item = User>) -> AdminList<Identities, Users> {
    AdminList { tokens: World::default().identities, users: Users::of(users) }
}

async fn answer(endpoint: &AdminList<Identities, Users>, query: &[(&str, &str)]) -> (u16, Value) {
    let mut event = events::event("admin/list");
    event["queryStringParameters"] = query.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
    event["multiValueQueryStringParameters"] =
        query.iter().map(|(name, value)| ((*name).to_owned(), json!([value]))).collect();
    let (status, body) = events::answer(endpoint, &event).await;
    (status.as_u16(), body)
}

fn numbers(body: &Value) -> Vec<u64> {
    body["data"].as_array().unwrap().iter().map(|row| row["id"].as_u64().unwrap()).collect()
}

/// Ten users: four admins, and three of each other type.
fn ten() -> Vec<User> {
    let others = UserType::ALL.into_iter().flat_map(|user_type| (0..3).map(move |_| user_type));
    others.map(|user_type| User { user_type, ..fixtures::user() }).chain([admin()]).collect()
}

#[tokio::test]
async fn page_by_page_each_user_comes_exactly_once() {
    let people = ten();
    let endpoint = endpoint(people.clone());
    for (limit, pages) in [("1", 10), ("3", 4), ("5", 2), ("10", 1)] {
        let (mut found, mut cursor, mut read) = (Vec::new(), None, 0);
        loop {
            let more: Vec<_> = cursor.iter().map(|cursor: &String| ("cursor", cursor.as_str())).collect();
            let (status, body) = answer(&endpoint, &[&[("limit", limit)], more.as_slice()].concat()).await;
            assert_eq!(status, 200, "{body}");
            found.extend(numbers(&body));
            read += 1;
            match body["next"].as_str() {
                Some(next) => cursor = Some(next.to_owned()),
                None => break,
            }
        }
        let mut expected: Vec<_> = people.iter().map(|user| user.number.get()).collect();
        expected.sort_unstable();
        found.sort_unstable();
        assert_eq!((found, read), (expected, pages), "limit {limit}");
    }
}

#[tokio::test]
async fn a_type_and_an_account_id_narrow_the_list() {
    let people = ten();
    let endpoint = endpoint(people.clone());
    let (_, admins) = answer(&endpoint, &[("type", "0")]).await;
    assert_eq!(numbers(&admins).len(), 4);
    assert!(admins["data"].as_array().unwrap().iter().all(|row| row["type"] == 0));
    let upper = people[5].account_id.as_str().to_uppercase();
    let (_, one) = answer(&endpoint, &[("accountId", &upper)]).await;
    assert_eq!(numbers(&one), [people[5].number.get()]);
    let (_, none) = answer(&endpoint, &[("accountId", &upper), ("type", "0")]).await;
    assert_eq!(none, json!({ "status": "success", "data": [] }));
}

#[tokio::test]
async fn unknown_parameter_gets_400() {
    let (status, body) = answer(&endpoint(ten()), &[("accountid", "ada")]).await;
    let told = json!({ "status": "fail", "data": { "accountid": ["Unknown parameter."] } });
    assert_eq!((status, body), (400, told));
}

#[tokio::test]
async fn repeated_parameter_gets_400() {
    let mut event = events::event("admin/list");
    event["queryStringParameters"] = json!({ "type": "1" });
    event["multiValueQueryStringParameters"] = json!({ "type": ["0", "1"] });
    let (status, body) = events::answer(&endpoint(ten()), &event).await;
    let told = json!({ "status": "fail", "data": { "type": ["Specify this parameter only once."] } });
    assert_eq!((status.as_u16(), body), (400, told));
}

#[tokio::test]
async fn cursor_of_another_type_gets_400() {
    let endpoint = endpoint(ten());
    let (_, page) = answer(&endpoint, &[("type", "1"), ("limit", "1")]).await;
    let cursor = page["next"].as_str().unwrap();
    let (status, body) = answer(&endpoint, &[("type", "2"), ("cursor", cursor)]).await;
    let told = json!({ "status": "fail", "data": { "cursor": ["Pass the cursor as the previous page returned it."] } });
    assert_eq!((status, body), (400, told));
}

#[tokio::test]
async fn revoked_or_demoted_admin_gets_no_list() {
    let revoked = endpoint([User { revocations: Revocations::of_all(fixtures::NOW), ..admin() }]);
    assert_eq!(answer(&revoked, &[]).await.0, 401);
    let demoted = endpoint([User { user_type: UserType::Kaist, ..admin() }]);
    let (status, body) = answer(&demoted, &[("limit", "nonsense")]).await;
    let told = json!({ "status": "fail", "data": { "authorization": ["You may not do this."] } });
    assert_eq!((status, body), (403, told));
}
