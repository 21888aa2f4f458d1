//! Which execution of an erasure is started, depending on the existing ones.

use usher_aws::Erasures;
use usher_domain::DomainError;
use usher_domain::erasure::{ErasureState, LatestExecution};
use usher_domain::ports::FindErasure;
use usher_testkit::fixtures;

use crate::canned::{Answer, Server};

fn started() -> Answer {
    (200, r#"{"executionArn":"arn:of:it","startDate":1795348800}"#.to_owned())
}

fn exists() -> Answer {
    (400, r#"{"__type":"ExecutionAlreadyExists"}"#.to_owned())
}

fn described(status: &str) -> Answer {
    let text =
        r#"{"executionArn":"arn:of:it","stateMachineArn":"arn:of:all","startDate":1795348800,"status":"STATUS"}"#;
    (200, text.replace("STATUS", status))
}

/// Starts an erasure, and counts the calls.
async fn start(answers: Vec<Answer>) -> (Result<(), DomainError>, usize) {
    let aws = Server::answering(answers);
    let erasures = Erasures::new(&aws.connection(), "arn:aws:states:eu-west-1:1:stateMachine:erase-user".to_owned());
    let result = erasures.start(&fixtures::erasure(&fixtures::ada().id)).await;
    (result, aws.calls())
}

#[tokio::test]
async fn first_request_starts_the_first_execution() {
    let (result, calls) = start(vec![started()]).await;
    assert!(result.is_ok() && calls == 1);
}

#[tokio::test]
async fn no_execution_is_started_while_one_runs() {
    for status in ["RUNNING", "PENDING_REDRIVE"] {
        let (result, calls) = start(vec![exists(), described(status)]).await;
        assert!(result.is_ok() && calls == 2, "{status}: {result:?} after {calls} calls");
    }
}

#[tokio::test]
async fn ended_execution_is_followed_by_the_next() {
    for status in ["SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"] {
        let (result, calls) = start(vec![exists(), described(status), exists(), described(status), started()]).await;
        assert!(result.is_ok() && calls == 5, "{status}: {result:?} after {calls} calls");
    }
}

#[tokio::test]
async fn refused_start_is_unavailable() {
    let (result, _) = start(vec![(400, r#"{"__type":"AccessDeniedException"}"#.to_owned())]).await;
    assert!(matches!(result, Err(DomainError::Unavailable(_))), "{result:?}");
}

/// The state of Ada's erasure, and the number of calls.
async fn latest(answers: Vec<Answer>) -> (Result<Option<LatestExecution>, DomainError>, usize) {
    let aws = Server::answering(answers);
    let erasures = Erasures::new(&aws.connection(), "arn:aws:states:eu-west-1:1:stateMachine:erase-user".to_owned());
    let result = erasures.latest_execution(&fixtures::erasure_id(&fixtures::ada().id)).await;
    (result, aws.calls())
}

fn missing() -> Answer {
    (400, r#"{"__type":"ExecutionDoesNotExist"}"#.to_owned())
}

fn described_with_input(status: &str) -> Answer {
    let (id, user) = (fixtures::erasure_id(&fixtures::ada().id), fixtures::ada().id);
    let input = serde_json::json!({ "erasure_id": id.as_str(), "user_id": user.as_str() }).to_string();
    let text = serde_json::json!({
        "executionArn": "arn:of:it", "stateMachineArn": "arn:of:all", "startDate": 1_795_348_800, "status": status,
        "input": input,
    });
    (200, text.to_string())
}

#[tokio::test]
async fn state_is_that_of_the_latest_execution() {
    for (status, state) in [
        ("RUNNING", ErasureState::Running),
        ("PENDING_REDRIVE", ErasureState::Running),
        ("SUCCEEDED", ErasureState::Succeeded),
        ("FAILED", ErasureState::Failed),
        ("TIMED_OUT", ErasureState::Failed),
        ("ABORTED", ErasureState::Failed),
    ] {
        let expected = LatestExecution { state, user_id: fixtures::ada().id };
        let (first, calls) = latest(vec![described_with_input(status), missing()]).await;
        assert_eq!((first.unwrap(), calls), (Some(expected.clone()), 2), "{status}");
        let (second, _) = latest(vec![described_with_input("FAILED"), described_with_input(status), missing()]).await;
        assert_eq!(second.unwrap(), Some(expected), "{status}");
    }
}

#[tokio::test]
async fn unknown_erasure_takes_one_call() {
    let (result, calls) = latest(vec![missing()]).await;
    assert_eq!((result.unwrap(), calls), (None, 1));
}
