//! `POST /api/user/refresh/` (session document): exchanges a refresh token for a new access token.

use usher_domain::listed_session::Device;
use usher_domain::ports::{FindUser, NoteSession, RefreshSession};
use usher_domain::session::Token;
use usher_domain::text::plain;
use usher_domain::use_cases::access::signed_in_user;
use usher_domain::use_cases::sign_in::note;
use usher_domain::{DomainError, Field, FieldErrors, Problem};
use usher_lambda_kit::{Answer, Call, Endpoint};
use usher_wire::session::{self, RequestBody};

/// The endpoint and its ports.
#[derive(Debug)]
pub struct SessionRefresh<Sessions, Users, List> {
    /// Continues sessions.
    pub sessions: Sessions,
    /// The user records.
    pub users: Users,
    /// The lists of sessions.
    pub list: List,
}

impl<Sessions, Users, List> Endpoint for SessionRefresh<Sessions, Users, List>
where
    Sessions: RefreshSession,
    Users: FindUser,
    List: NoteSession,
{
    const ROUTE: &'static str = "POST /api/user/refresh/";

    fn refusal(error: &DomainError) -> Answer {
        session::refusal(error)
    }

    async fn answer(&self, call: &Call) -> Result<Answer, DomainError> {
        let session = self.sessions.refresh(&parse_body(call)?).await?;
        let caller = signed_in_user(&self.users, session.claims.clone()).await?;
        let device = call.free_text_header("user-agent").as_deref().and_then(Device::from_user_agent);
        note(&self.list, &caller.claims, device.as_ref(), call.now, &|fault| call.warn(fault)).await;
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
