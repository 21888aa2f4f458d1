//! Read-only use of the stack's keys.

use usher_aws::StackKeys;
use usher_testkit::fixtures;

use crate::canned::Server;

/// A response of `GetItem`; `UpdateItem`, which creates a key, responds with `Attributes`.
const FOUND: &str = r#"{"Item":{"key_id":{"S":"erasures"},"key":{"B":"AAAA"}}}"#;

#[tokio::test]
async fn reading_does_not_create_a_key() {
    for (answer, is_there) in [(FOUND, true), ("{}", false)] {
        let table = Server::answering(vec![(200, answer.to_owned())]);
        let keys = StackKeys::of_erasures(&table.connection(), "StackKeys".to_owned()).read_only();
        assert_eq!(keys.erasure_id(&fixtures::ada().id).await.is_ok(), is_there, "{answer}");
        assert_eq!(table.calls(), 1);
    }
}
