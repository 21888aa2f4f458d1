//! `POST /api/user/refresh/` (session document): exchanges a refresh token for a new access token.

use usher_domain::ports::{FindUser, RefreshSession};
use usher_domain::session::Token;
use usher_domain::text::plain;
use usher_domain::use_cases::access::signed_in_user;
use usher_domain::{DomainError, Field, FieldErrors, Problem};
use usher_lambda_kit::{Answer, Call, Endpoint};
use usher_wire::session::{self, RequestBody};

/// The endpoint and its ports.
#[derive(Debug)]
pub struct SessionRefresh<Sessions, Users> {
    /// Continues sessions.
    pub sessions: Sessions,
    /// The user records.
    pub users: Users,
}

impl<Sessions: RefreshSession, Users: FindUser> Endpoint for SessionRefresh<Sessions, Users> {
    const ROUTE: &'static str = "POST /api/user/refresh/";

    fn refusal(error: &DomainError) -> Answer {
        session::refusal(error)
    }

    async fn answer(&self, call: &Call) -> Result<Answer, DomainError> {
        let session = self.sessions.refresh(&parse_body(call)?).await?;
        signed_in_user(&self.users, &session.claims).await?;
        Ok(session::refreshed(&session))
    }
}

/// Cognito's refresh tokens have up to about 2,000 characters; far longer input is not sent to Cognito.
const MAX_TOKEN_BYTES: usize = 8 * 1024;

fn parse_body(call: &Call) -> Result<Token, FieldErrors> {
    let body = RequestBody::json(call.body());
    let mut errors = FieldErrors::default();
    errors.check(Field::RefreshToken, body.given(Field::RefreshToken).text().and_then(parse_token)).ok_or(errors)
}

fn parse_token(given: &str) -> Result<Token, Problem> {
    match given.len() {
        0 => Err(Problem::Blank),
        1..=MAX_TOKEN_BYTES => plain(given).map(Token::new),
        _ => Err(Problem::TooLong { limit: MAX_TOKEN_BYTES }),
    }
}
