//! What Cognito answers to a sign-in, and what the log is told of it.

#![cfg(feature = "cognito")]

use usher_aws::Sessions;
use usher_domain::ports::SignIn;
use usher_domain::{DomainError, SignInRefusal};
use usher_testkit::fixtures;

use crate::canned::Server;

async fn refused(status: u16, body: &str) -> DomainError {
    let aws = Server::answering(vec![(status, body.to_owned())]);
    let sessions = Sessions::new(&aws.connection(), "eu-west-1_Example".to_owned(), "client".to_owned());
    let error = sessions.sign_in(&fixtures::email(), &fixtures::password()).await.unwrap_err();
    assert_eq!(aws.calls(), 1, "a refusal is not sent again");
    error
}

#[tokio::test]
async fn each_refusal_of_cognito_has_a_reason_of_its_own() {
    for (code, message, reason) in [
        ("NotAuthorizedException", "Incorrect username or password.", SignInRefusal::Mismatch),
        ("NotAuthorizedException", "Password attempts exceeded", SignInRefusal::LockedOut),
        ("NotAuthorizedException", "User is disabled.", SignInRefusal::Disabled),
        ("NotAuthorizedException", "A sentence that nobody knows yet", SignInRefusal::Mismatch),
        ("UserNotFoundException", "User does not exist.", SignInRefusal::Mismatch),
        ("UserNotConfirmedException", "User is not confirmed.", SignInRefusal::NotConfirmed),
        ("PasswordResetRequiredException", "Password reset required for the user", SignInRefusal::ResetRequired),
    ] {
        let body = format!(r#"{{"__type":"{code}","message":"{message}"}}"#);
        let error = refused(400, &body).await;
        let DomainError::WrongCredentials(told) = error else { panic!("{code}: {error:?}") };
        assert_eq!(told, reason, "{code}: {message}");
    }
}

#[tokio::test]
async fn a_challenge_in_place_of_tokens_is_a_refusal() {
    let error = refused(200, r#"{"ChallengeName":"NEW_PASSWORD_REQUIRED","ChallengeParameters":{}}"#).await;
    assert!(matches!(error, DomainError::WrongCredentials(SignInRefusal::ChallengeRequired)), "{error:?}");
}

#[tokio::test]
async fn what_is_no_fault_of_the_callers_is_none() {
    let error = refused(400, r#"{"__type":"AccessDeniedException","message":"User is disabled."}"#).await;
    assert!(matches!(error, DomainError::Unavailable(_)), "{error:?}");
}
