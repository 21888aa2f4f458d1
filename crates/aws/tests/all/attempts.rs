//! The counters of the rate limits, with canned responses of DynamoDB.

use usher_aws::Attempts;
use usher_domain::DomainError;
use usher_domain::limit::{Counter, Limit, Purpose, Subject, Window};
use usher_domain::ports::CountAttempts;
use usher_testkit::fixtures::NOW;

use crate::canned::Server;

const COUNTER: Counter = Counter {
    purpose: Purpose::Registration,
    subject: Subject::Stack,
    limit: Limit { count: 3, window: Window::Hour },
};

fn attempts(aws: &Server) -> Attempts {
    Attempts::new(&aws.connection(), "Limits".to_owned())
}

#[tokio::test]
async fn failed_condition_is_too_many_attempts() {
    let aws = Server::answering(vec![(400, r#"{"__type":"ConditionalCheckFailedException"}"#.to_owned())]);
    let refused = attempts(&aws).count(&COUNTER, NOW).await;
    assert!(matches!(refused, Err(DomainError::TooManyAttempts { .. })), "{refused:?}");
    assert_eq!(aws.calls(), 1);
}

#[tokio::test]
async fn limit_of_zero_makes_no_call() {
    let aws = Server::answering(vec![(200, "{}".to_owned())]);
    let none = Counter { limit: Limit { count: 0, ..COUNTER.limit }, ..COUNTER };
    assert!(matches!(attempts(&aws).count(&none, NOW).await, Err(DomainError::TooManyAttempts { .. })));
    assert_eq!(aws.calls(), 0);
}

#[tokio::test]
async fn unprocessed_keys_are_unavailable() {
    let left = r#"{"Responses":{},"UnprocessedKeys":{"Limits":{"Keys":[{"counter":{"S":"x"}}]}}}"#;
    let aws = Server::answering(vec![(200, left.to_owned())]);
    let unread = attempts(&aws).check(&[COUNTER], NOW).await;
    assert!(matches!(unread, Err(DomainError::Unavailable(_))), "{unread:?}");
}

#[tokio::test]
async fn check_finds_the_counter_by_its_key() {
    for (count, is_refused) in [(2, false), (3, true), (4, true)] {
        let row = format!(r#"{{"counter":{{"S":"{}"}},"attempts":{{"N":"{count}"}}}}"#, COUNTER.key(NOW));
        let aws =
            Server::answering(vec![(200, format!(r#"{{"Responses":{{"Limits":[{row}]}},"UnprocessedKeys":{{}}}}"#))]);
        assert_eq!(attempts(&aws).check(&[COUNTER], NOW).await.is_err(), is_refused, "{count}");
    }
}
