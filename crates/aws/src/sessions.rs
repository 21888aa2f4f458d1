//! Sessions in the Cognito user pool. The sign-in call needs IAM, so that it cannot bypass the API and its limits.

use std::collections::HashMap;

use aws_sdk_cognitoidentityprovider::Client;
use aws_sdk_cognitoidentityprovider::operation::admin_initiate_auth::{
    AdminInitiateAuthError, AdminInitiateAuthOutput,
};
use aws_sdk_cognitoidentityprovider::types::AuthFlowType;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use time::OffsetDateTime;
use usher_domain::ports::{RefreshSession, SignIn};
use usher_domain::session::{AccessClaims, Session, Token};
use usher_domain::{DomainError, Email, Password, SessionId, SignInRefusal, UserId};

use crate::host::Host;
use crate::{Connection, failure};

/// The app client of the pool.
#[derive(Clone, Debug)]
pub struct Sessions {
    client: Client,
    user_pool_id: String,
    client_id: String,
}

impl Sessions {
    /// The app client of this id in the pool of that id.
    #[must_use]
    pub fn new(connection: &Connection, user_pool_id: String, client_id: String) -> Self {
        connection.open_during_init(&Host::Cognito);
        Self { client: Client::new(connection.sdk()), user_pool_id, client_id }
    }

    /// Maps refusals that the caller's input can cause with `refused`.
    async fn authenticate(
        &self,
        flow: AuthFlowType,
        parameters: HashMap<String, String>,
        refused: fn(SignInRefusal) -> DomainError,
    ) -> Result<AdminInitiateAuthOutput, DomainError> {
        let outcome = self
            .client
            .admin_initiate_auth()
            .user_pool_id(&self.user_pool_id)
            .client_id(&self.client_id)
            .auth_flow(flow)
            .set_auth_parameters(Some(parameters))
            .send()
            .await;
        outcome.map_err(|error| match error.as_service_error().and_then(reason) {
            Some(reason) => refused(reason),
            None => failure::unavailable("cognito-idp:AdminInitiateAuth")(error),
        })
    }
}

impl SignIn for Sessions {
    async fn sign_in(&self, email: &Email, password: &Password) -> Result<Session, DomainError> {
        let parameters = HashMap::from([
            ("USERNAME".to_owned(), email.as_str().to_owned()),
            ("PASSWORD".to_owned(), password.reveal().to_owned()),
        ]);
        let output =
            self.authenticate(AuthFlowType::AdminUserPasswordAuth, parameters, DomainError::WrongCredentials).await?;
        // A challenge instead of tokens: the user cannot sign in with the password alone.
        let challenged = DomainError::WrongCredentials(SignInRefusal::ChallengeRequired);
        let tokens = output.authentication_result().ok_or(challenged)?;
        session(tokens.access_token(), tokens.refresh_token())
    }
}

impl RefreshSession for Sessions {
    async fn refresh(&self, refresh: &Token) -> Result<Session, DomainError> {
        let parameters = HashMap::from([("REFRESH_TOKEN".to_owned(), refresh.reveal().to_owned())]);
        let output =
            self.authenticate(AuthFlowType::RefreshTokenAuth, parameters, |_| DomainError::NotSignedIn).await?;
        let tokens = output.authentication_result().ok_or(DomainError::NotSignedIn)?;
        session(tokens.access_token(), tokens.refresh_token().or(Some(refresh.reveal())))
    }
}

/// Why Cognito refused the caller's input; `None` for any other error.
///
/// `NotAuthorizedException` has no code for the reason, only these messages, unchanged for years
/// (`amazon-archives/amazon-cognito-identity-js` issue 479). If one changes, the log says `mismatch`.
fn reason(error: &AdminInitiateAuthError) -> Option<SignInRefusal> {
    match error {
        AdminInitiateAuthError::NotAuthorizedException(refused) => {
            let says = |sentence: &str| refused.message().is_some_and(|message| message.starts_with(sentence));
            Some(if says("Password attempts exceeded") {
                SignInRefusal::LockedOut
            } else if says("User is disabled") {
                SignInRefusal::Disabled
            } else {
                SignInRefusal::Mismatch
            })
        }
        AdminInitiateAuthError::UserNotFoundException(_) | AdminInitiateAuthError::InvalidParameterException(_) => {
            Some(SignInRefusal::Mismatch)
        }
        AdminInitiateAuthError::UserNotConfirmedException(_) => Some(SignInRefusal::NotConfirmed),
        AdminInitiateAuthError::PasswordResetRequiredException(_) => Some(SignInRefusal::ResetRequired),
        _ => None,
    }
}

fn session(access: Option<&str>, refresh: Option<&str>) -> Result<Session, DomainError> {
    let read = || {
        let (access, refresh) = (access?, refresh?);
        Some(Session { access: Token::new(access), refresh: Token::new(refresh), claims: claims(access)? })
    };
    read().ok_or_else(|| DomainError::unavailable("parse Cognito's tokens")("one is missing or malformed"))
}

/// Parses a token from Cognito's own response, whose signature need not be verified.
fn claims(access: &str) -> Option<AccessClaims> {
    #[derive(Deserialize)]
    struct Claims {
        sub: String,
        origin_jti: String,
        auth_time: i64,
    }
    let payload = URL_SAFE_NO_PAD.decode(access.split('.').nth(1)?).ok()?;
    let claims: Claims = serde_json::from_slice(&payload).ok()?;
    Some(AccessClaims {
        user_id: UserId::parse(&claims.sub).ok()?,
        session: SessionId::parse(&claims.origin_jti).ok()?,
        signed_in_at: OffsetDateTime::from_unix_timestamp(claims.auth_time).ok()?,
    })
}
