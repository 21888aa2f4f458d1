//! The list of users: filters, and paging while users are added.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::Client;
use serde_json::{Value, json};
use usher_aws::Users;
use usher_domain::ports::CreateUser;
use usher_domain::{User, UserType};
use usher_end_to_end::http::{Answer, Caller};
use usher_end_to_end::people::{Person, sign_in};
use usher_end_to_end::stack::Stack;
use usher_testkit::fixtures;

struct Admin {
    caller: Caller,
    bearer: String,
}

impl Admin {
    fn of(stack: &Stack) -> Self {
        let caller = Caller::of(stack);
        let bearer = format!("Bearer {}", sign_in(&caller, &stack.admin.email, &stack.admin.password).access);
        Self { caller, bearer }
    }

    fn list(&self, query: &str) -> Answer {
        self.caller.get(&format!("/api/users{query}"), Some(&self.bearer))
    }

    fn rows(&self, query: &str) -> Vec<Value> {
        let answer = self.list(query);
        assert_eq!((answer.status, &answer.body["status"]), (200, &json!("success")), "{answer:?}");
        answer.body["data"].as_array().unwrap().clone()
    }

    /// Pages through the list; `between_pages` runs after each page but the last.
    async fn walk(&self, query: &str, mut between_pages: impl AsyncFnMut()) -> BTreeMap<u64, usize> {
        let (mut seen, mut cursor) = (BTreeMap::new(), String::new());
        loop {
            let answer = self.list(&format!("?{query}{cursor}"));
            assert_eq!(answer.status, 200, "{answer:?}");
            for row in answer.body["data"].as_array().unwrap() {
                *seen.entry(row["id"].as_u64().unwrap()).or_default() += 1;
            }
            match answer.body["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return seen,
            }
            between_pages().await;
        }
    }
}

async fn create_users(users: &Users, count: usize, user_type: UserType) -> Vec<User> {
    let mut created = Vec::new();
    for _ in 0..count {
        created.push(users.create(&User { user_type, ..fixtures::user() }).await.unwrap());
    }
    created
}

fn table(stack: &Stack) -> Users {
    Users::new(&stack.connection(), stack.outputs.users_table.clone())
}

#[tokio::test]
async fn each_user_is_listed_once_during_inserts() {
    let stack = Stack::under_test();
    let (admin, users) = (Admin::of(&stack), table(&stack));
    let mut expected = create_users(&users, 40, UserType::Facility).await;
    expected.extend(create_users(&users, 10, UserType::Admin).await);
    expected.extend(create_users(&users, 30, UserType::Kaist).await);
    let add = async || drop(create_users(&users, 2, UserType::Kaist).await);

    let seen = admin.walk("limit=7", add).await;

    for user in expected {
        assert_eq!(seen.get(&user.number.get()), Some(&1));
    }
    assert!(seen.values().all(|times| *times == 1));
}

#[tokio::test]
async fn filter_returns_only_matching_users() {
    let stack = Stack::under_test();
    let (admin, users) = (Admin::of(&stack), table(&stack));
    let facility = create_users(&users, 3, UserType::Facility).await;
    let kaist = create_users(&users, 1, UserType::Kaist).await;

    let of_type = admin.walk("type=2&limit=2", async || ()).await;
    assert!(facility.iter().all(|user| of_type.contains_key(&user.number.get())));
    assert!(!of_type.contains_key(&kaist[0].number.get()));

    let one = &facility[0];
    let by_account = format!("?accountId={}", one.account_id.as_str().to_uppercase());
    let rows = admin.rows(&by_account);
    assert_eq!(rows.len(), 1);
    assert_eq!(
        rows[0],
        json!({
            "id": one.number.get(), "accountId": one.account_id.as_str(), "type": 2, "email": one.email.as_str(),
            "createdAt": "2026-11-22T12:00:00.000Z", "updatedAt": "2026-11-22T12:00:00.000Z",
        })
    );
    assert_eq!(admin.rows(&format!("{by_account}&type=2")), rows);
    for no_match in [format!("{by_account}&type=1"), "?accountId=nobody-has-this".into(), "?accountId=%00".into()] {
        assert_eq!(admin.rows(&no_match), Vec::<Value>::new(), "{no_match}");
    }
}

#[test]
fn invalid_parameters_are_named() {
    let admin = Admin::of(&Stack::under_test());

    let answer = admin.list("?type=9&limit=0&cursor=x");

    assert_eq!((answer.status, &answer.body["status"]), (400, &json!("fail")));
    let named: Vec<_> = answer.body["data"].as_object().unwrap().keys().collect();
    assert_eq!(named, ["cursor", "limit", "type"]);
    for path in ["/api/users/x", "/api/users/0", "/api/users/9007199254740992", "/api/users/1.5"] {
        let answer = admin.caller.get(path, Some(&admin.bearer));
        assert_eq!((answer.status, answer.body["data"]["id"].is_array()), (400, true), "{path}: {answer:?}");
    }
}

#[test]
fn admin_creates_users_of_every_type() {
    let admin = Admin::of(&Stack::under_test());
    for (given, user_type) in [(json!("0"), 0), (json!(1), 1), (json!("2"), 2)] {
        let person = Person::stranger();
        let account_id = fixtures::account_id();
        let body = json!({
            "userId": account_id.as_str(), "password": person.password, "userType": given, "email": person.email,
        });
        let created = admin.caller.send("POST", "/api/users/create", Some(&admin.bearer), Some(&body));
        assert_eq!(created.status, 201, "{created:?}");
        let row = &created.body["data"];
        assert_eq!((&row["type"], &row["accountId"]), (&json!(user_type), &json!(account_id.as_str())));
        let found = admin.caller.get(&format!("/api/users/{}", row["id"]), Some(&admin.bearer));
        assert_eq!((found.status, &found.body["data"]), (200, row));
        let _ = person.sign_in(&admin.caller);
        let again = admin.caller.send("POST", "/api/users/create", Some(&admin.bearer), Some(&body));
        assert_eq!((again.status, &again.body["status"]), (409, &json!("fail")));
    }
}

/// The index must not grow with other rows: the cost of a filtered list depends on its result only.
#[tokio::test]
async fn index_holds_only_records() {
    let stack = Stack::under_test();
    create_users(&table(&stack), 1, UserType::Facility).await;
    let client = Client::new(stack.connection().sdk());
    let page = client.scan().table_name(&stack.outputs.users_table).index_name("by-type").send().await.unwrap();
    assert!(page.items().iter().all(|item| item["pk"].as_s().unwrap().starts_with("user#")));
}
