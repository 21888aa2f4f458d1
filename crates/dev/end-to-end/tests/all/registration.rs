//! Concurrent registrations: exactly one gets an address or account id.

use std::collections::BTreeMap;

use serde_json::json;
use usher_aws::Users;
use usher_domain::Email;
use usher_domain::ports::FindUser;
use usher_end_to_end::http::{Answer, Caller, post_concurrently};
use usher_end_to_end::operator::places_of;
use usher_end_to_end::people::Person;
use usher_end_to_end::pool::Pool;
use usher_end_to_end::stack::Stack;
use usher_testkit::fixtures;

/// The number of concurrent requests.
const REQUESTS: usize = 200;

/// A variant of the address in case and white space, which is the same address.
fn spelling(email: &str, index: usize) -> String {
    let cased: String = email
        .char_indices()
        .map(|(at, c)| if (at + index).is_multiple_of(3) { c.to_ascii_uppercase() } else { c })
        .collect();
    format!("{}{cased}{}", " ".repeat(index % 3), " ".repeat(index % 2))
}

fn count_by_status(answers: &[(&'static str, Answer)]) -> BTreeMap<u16, usize> {
    let mut counts = BTreeMap::new();
    for (_, answer) in answers {
        *counts.entry(answer.status).or_default() += 1;
    }
    counts
}

#[tokio::test]
async fn one_of_200_with_same_address_registers() {
    let stack = Stack::under_test();
    let (person, pool) = (Person::stranger(), Pool::ours(&stack));
    let request = |index| {
        let email = spelling(&person.email, index);
        let body = json!({ "email": email, "password": person.password, "full_name": person.full_name });
        (if index % 2 == 0 { "/register" } else { "/api/user/register/" }, body)
    };

    let answers = post_concurrently((0..REQUESTS).map(request).collect(), &stack);

    assert_eq!(answers.iter().filter(|(_, answer)| answer.status == 201).count(), 1, "{:?}", count_by_status(&answers));
    for (path, answer) in answers.iter().filter(|(_, answer)| answer.status != 201) {
        let taken = json!(["This value is already taken."]);
        match *path {
            "/register" => assert_eq!((answer.status, &answer.body["errors"]["email"]), (409, &taken), "{answer:?}"),
            _ => assert_eq!((answer.status, &answer.body), (400, &json!({ "email": taken })), "{answer:?}"),
        }
    }
    assert_eq!(pool.count(&person.email).await, 1);
    let users = Users::new(&stack.connection(), stack.outputs.users_table.clone());
    let record = users.by_email(&Email::parse(&person.email).unwrap()).await.unwrap().unwrap();
    let rows = places_of(&stack, "rows", &[&person.email]);
    assert_eq!(rows[&person.email].len(), 2, "the record and its unique row");
    let tokens = person.sign_in(&Caller::of(&stack));
    let me = Caller::of(&stack).get("/api/user/me/", Some(&format!("JWT {}", tokens.access)));
    assert_eq!(me.body["id"], record.id.as_str());
}

#[tokio::test]
async fn one_of_200_with_same_account_id_registers() {
    let stack = Stack::under_test();
    let account_id = fixtures::account_id().as_str().to_owned();
    let people: Vec<_> = (0..REQUESTS).map(|_| Person::stranger()).collect();
    let request = |(index, person): (usize, &Person)| {
        let account_id = spelling(&account_id, index);
        ("/register", json!({ "email": person.email, "password": person.password, "account_id": account_id }))
    };

    let answers = post_concurrently(people.iter().enumerate().map(request).collect(), &stack);

    assert_eq!(count_by_status(&answers), BTreeMap::from([(201, 1), (409, REQUESTS - 1)]));
    for (_, answer) in answers.iter().filter(|(_, answer)| answer.status == 409) {
        assert_eq!(answer.body["errors"], json!({ "account_id": ["This value is already taken."] }));
    }
    let (mut remaining, pool) = (0, Pool::ours(&stack));
    for person in &people {
        remaining += pool.count(&person.email).await;
    }
    assert_eq!(remaining, 1, "refused registrations leave no Cognito user");
}
