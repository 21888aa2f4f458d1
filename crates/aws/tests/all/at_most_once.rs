//! Starting a workflow and sending a mail are retried only if they were throttled, since then they took no effect.

use usher_aws::{Mail, Workflow};
use usher_domain::ports::MailRemovalLink;
use usher_testkit::fixtures;

use crate::canned::Server;

/// Fails the first call in this way; later calls succeed.
fn after(status: u16, body: &str) -> Server {
    let success =
        r#"{"executionArn":"arn","startDate":1,"stopDate":2,"status":"SUCCEEDED","output":"{}","MessageId":"1"}"#;
    Server::answering(vec![(status, body.to_owned()), (200, success.to_owned())])
}

async fn starts(aws: &Server) -> bool {
    Workflow::new(&aws.connection(), "arn".to_owned()).run("{}").await.is_ok()
}

async fn mails(aws: &Server) -> bool {
    let mail = Mail::new(&aws.connection(), "us@example.com".to_owned(), "removal".to_owned());
    mail.mail_link(&fixtures::email(), "https://example.com").await.is_ok()
}

#[tokio::test]
async fn throttled_call_is_retried() {
    let aws = after(400, r#"{"__type":"ThrottlingException"}"#);
    assert_eq!((starts(&aws).await, aws.calls()), (true, 2));
    let aws = after(429, r#"{"__type":"TooManyRequestsException"}"#);
    assert_eq!((mails(&aws).await, aws.calls()), (true, 2));
}

#[tokio::test]
async fn call_that_may_have_taken_effect_is_not_retried() {
    for (status, body) in [(500, "{}"), (503, r#"{"__type":"ServiceUnavailable"}"#)] {
        let aws = after(status, body);
        assert_eq!((starts(&aws).await, aws.calls()), (false, 1));
        let aws = after(status, body);
        assert_eq!((mails(&aws).await, aws.calls()), (false, 1));
    }
}
