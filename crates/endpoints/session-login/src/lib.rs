//! `POST /api/user/login/` (seed 003): an e-mail address and a password give tokens and the user. An unknown address
//! and a wrong password are answered alike, after the same calls.

use usher_domain::access::signed_in_user;
use usher_domain::ports::{FindUser, SignIn};
use usher_domain::session::sign_in;
use usher_domain::{DomainError, Email, Field, FieldErrors, PasswordAttempt};
use usher_lambda_kit::{Answer, Call, Endpoint, PublicAddress};
use usher_wire::session::{self, PictureLinks, RequestBody};

/// What the endpoint needs.
#[derive(Debug)]
pub struct SessionLogin<Sessions, Users> {
    /// Where people reach the API.
    pub address: PublicAddress,
    /// Opens sessions.
    pub sessions: Sessions,
    /// The user records.
    pub users: Users,
}

impl<Sessions: SignIn, Users: FindUser> Endpoint for SessionLogin<Sessions, Users> {
    const ROUTE: &'static str = "POST /api/user/login/";

    fn refusal(error: &DomainError) -> Answer {
        session::refusal(error)
    }

    async fn answer(&self, call: &Call) -> Result<Answer, DomainError> {
        let (email, password) = read(call)?;
        let session = sign_in(&self.sessions, &email, &password).await?;
        let user = signed_in_user(&self.users, &session.claims).await.map_err(|error| match error {
            // Registration has not finished, or erasure has begun: either way there is no such user.
            DomainError::NotSignedIn => DomainError::WrongCredentials,
            other => other,
        })?;
        Ok(session::signed_in(&session, &user, &PictureLinks::below(self.address.seen_from(call))))
    }
}

fn read(call: &Call) -> Result<(Email, PasswordAttempt), FieldErrors> {
    let body = RequestBody::json(call.body());
    let mut errors = FieldErrors::default();
    let email = errors.check(Field::Email, body.given(Field::Email).text().and_then(Email::parse));
    let password = errors.check(Field::Password, body.given(Field::Password).text().and_then(PasswordAttempt::parse));
    email.zip(password).ok_or(errors)
}
