//! Sign-ins, with canned responses of Cognito.

use usher_aws::Sessions;
use usher_domain::ports::SignIn;
use usher_domain::{DomainError, SignInRefusal};
use usher_testkit::fixtures;

use crate::canned::Server;

async fn refused(status: u16, body: &str) -> DomainError {
    let aws = Server::answering(vec![(status, body.to_owned())]);
    let sessions = Sessions::new(&aws.connection(), "eu-west-1_Example".to_owned(), "client".to_owned());
    let error = sessions.sign_in(&fixtures::email(), &fixtures::password()).await.unwrap_err();
    assert_eq!(aws.calls(), 1, "a refusal is not retried");
    error
}

#[tokio::test]
async fn each_refusal_of_cognito_has_its_reason() {
    for (code, message, reason) in [
        ("NotAuthorizedException", "Incorrect username or password.", SignInRefusal::Mismatch),
        ("NotAuthorizedException", "Password attempts exceeded", SignInRefusal::LockedOut),
        ("NotAuthorizedException", "User is disabled.", SignInRefusal::Disabled),
        ("NotAuthorizedException", "An unknown message", SignInRefusal::Mismatch),
        ("UserNotFoundException", "User does not exist.", SignInRefusal::Mismatch),
        ("UserNotConfirmedException", "User is not confirmed.", SignInRefusal::NotConfirmed),
        ("PasswordResetRequiredException", "Password reset required for the user", SignInRefusal::ResetRequired),
    ] {
        let body = format!(r#"{{"__type":"{code}","message":"{message}"}}"#);
        let error = refused(400, &body).await;
        let DomainError::WrongCredentials(refusal) = error else { panic!("{code}: {error:?}") };
        assert_eq!(refusal, reason, "{code}: {message}");
    }
}

#[tokio::test]
async fn challenge_is_wrong_credentials() {
    let error = refused(200, r#"{"ChallengeName":"NEW_PASSWORD_REQUIRED","ChallengeParameters":{}}"#).await;
    assert!(matches!(error, DomainError::WrongCredentials(SignInRefusal::ChallengeRequired)), "{error:?}");
}

#[tokio::test]
async fn error_on_our_side_is_unavailable() {
    let error = refused(400, r#"{"__type":"AccessDeniedException","message":"User is disabled."}"#).await;
    assert!(matches!(error, DomainError::Unavailable(_)), "{error:?}");
}
