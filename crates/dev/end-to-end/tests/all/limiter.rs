//! The limiter. Each test uses its own source addresses.

use std::net::Ipv4Addr;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Value, json};
use time::Duration;
use usher_aws::{Attempts, StackKeys};
use usher_domain::ClientAddress;
use usher_domain::limit::{Counter, Purpose, Subject};
use usher_end_to_end::clock::now;
use usher_end_to_end::http::{Caller, WholeAnswer};
use usher_end_to_end::people::Person;
use usher_end_to_end::source::Source;
use usher_end_to_end::stack::Stack;
use usher_testkit::{behavior, fixtures};

/// The default of `SignInFailuresPerEmail`, which the local stack does not raise.
const FAILURES: usize = 20;

fn retry_after(answer: &WholeAnswer) -> u64 {
    answer.header("retry-after").expect("a 429 has Retry-After").parse().expect("in seconds")
}

async fn guess(source: &Source, email: &str) -> WholeAnswer {
    source.post("/api/user/login/", &[], &json!({ "email": email, "password": "a wrong guess" })).await
}

/// Guesses until the limit is reached. That may take up to twice as many guesses, if a new window starts meanwhile.
async fn guesses_before_refusal(source: &Source, email: &str) -> (usize, WholeAnswer) {
    for guesses in 0..=2 * FAILURES {
        let answer = guess(source, email).await;
        if answer.status == 429 {
            return (guesses, answer);
        }
        assert_eq!(answer.status, 400, "{:?}", answer.plain());
    }
    panic!("{email} is never refused");
}

#[tokio::test]
async fn guesses_are_limited_for_unknown_users_too() {
    let stack = Stack::under_test();
    let source = Source::new(&stack, Ipv4Addr::new(127, 0, 81, 1));
    let person = Person::registered(&Caller::of(&stack));
    let mut bodies = Vec::new();
    for email in [person.email.as_str(), fixtures::email().as_str()] {
        let (guesses, refused) = guesses_before_refusal(&source, email).await;
        assert!(guesses >= FAILURES, "{guesses}");
        assert!((1..=15 * 60).contains(&retry_after(&refused)));
        bodies.push(refused.plain().body);
    }

    assert_eq!(bodies[0], bodies[1], "the response does not reveal whether the user exists");
    let other = guess(&source, fixtures::email().as_str()).await;
    assert_eq!(other.status, 400, "the source may still try other addresses");
}

/// Sets the count of registrations from this address above any limit, for this hour and the next.
async fn use_up_registrations(stack: &Stack, address: Ipv4Addr) {
    let source = ClientAddress::parse(&address.to_string());
    let counter = Counter::new(Purpose::Registration, Subject::Source(source), u32::MAX);
    for moment in [now(), now() + Duration::HOUR] {
        Client::new(stack.connection().sdk())
            .put_item()
            .table_name(&stack.outputs.limits_table)
            .item("counter", AttributeValue::S(counter.key(moment)))
            .item("attempts", AttributeValue::N(u32::MAX.to_string()))
            .item("expires_at", AttributeValue::N(counter.ends_at(moment).to_string()))
            .send()
            .await
            .unwrap();
    }
}

/// The body of a new registration.
fn registration() -> Value {
    let person = Person::stranger();
    json!({ "email": person.email, "password": person.password, "full_name": person.full_name })
}

#[tokio::test]
async fn source_over_its_limit_gets_429() {
    let stack = Stack::under_test();
    let address = Ipv4Addr::new(127, 0, 81, 2);
    let source = Source::new(&stack, address);
    assert_eq!(source.post("/register", &[], &registration()).await.status, 201);

    use_up_registrations(&stack, address).await;

    for path in ["/register", "/api/user/register/"] {
        for forged in ["198.51.100.1", "198.51.100.2, 127.0.0.1"] {
            let refused = source.post(path, &[("x-forwarded-for", forged)], &registration()).await;
            assert_eq!(refused.status, 429, "{path} {forged}");
            assert!((1..=60 * 60).contains(&retry_after(&refused)));
        }
    }
    let other_source = Source::new(&stack, Ipv4Addr::new(127, 0, 81, 3));
    assert_eq!(other_source.post("/register", &[], &registration()).await.status, 201);
}

#[tokio::test]
async fn attempts_keep_their_contract() {
    let stack = Stack::under_test();
    let attempts = Attempts::new(&stack.connection(), stack.outputs.limits_table.clone());
    behavior::attempts::whole_contract(&attempts, now()).await;
}

#[tokio::test]
async fn email_hashes_keep_their_contract() {
    let stack = Stack::under_test();
    let keys = || StackKeys::of_limits(&stack.connection(), stack.outputs.stack_keys_table.clone());
    behavior::attempts::hashes(&keys(), &keys()).await;
}
