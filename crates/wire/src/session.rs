//! The session dialect (seed 003), in the manner of Django REST framework: `/api/user/…/`.

use http::StatusCode;
use serde_json::{Value, json};
use usher_domain::session::{Session, Token};
use usher_domain::{DomainError, Field, FieldErrors, FullName, Given, Problem, User};

use crate::Answer;
use crate::json::{Body, answer, messages};

/// The body of any request of this dialect.
#[derive(Debug)]
pub struct RequestBody(Body);

impl RequestBody {
    /// Reads a body.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Self {
        Self(Body::read(bytes))
    }

    /// What was given for a field.
    #[must_use]
    pub fn given(&self, field: Field) -> Given<'_> {
        self.0.given(&[name(field)])
    }
}

/// The access token in an `Authorization` header: `JWT <token>`, or `Bearer <token>`, whatever the word's case.
#[must_use]
pub fn access_token(authorization: &str) -> Option<Token> {
    let (scheme, token) = authorization.trim().split_once(' ')?;
    let is_known = scheme.eq_ignore_ascii_case("JWT") || scheme.eq_ignore_ascii_case("Bearer");
    is_known.then(|| Token::new(token.trim()))
}

/// 200 with the tokens and the user.
#[must_use]
pub fn signed_in(session: &Session, user: &User) -> Answer {
    answer(StatusCode::OK, &json!({ "tokens": tokens(session), "data": body(user) }))
}

/// 200 with fresh tokens.
#[must_use]
pub fn refreshed(session: &Session) -> Answer {
    answer(StatusCode::OK, &tokens(session))
}

/// 201 with the user who registered.
#[must_use]
pub fn registered(user: &User) -> Answer {
    answer(StatusCode::CREATED, &body(user))
}

/// 200 with the user whose token it is.
#[must_use]
pub fn me(user: &User) -> Answer {
    answer(StatusCode::OK, &body(user))
}

fn tokens(session: &Session) -> Value {
    json!({ "refresh": session.refresh.reveal(), "access": session.access.reveal() })
}

fn body(user: &User) -> Value {
    json!({
        "id": user.id.as_str(),
        "full_name": user.full_name.as_ref().map(FullName::as_str),
        "email": user.email.as_str(),
        "profile_pic": null,
    })
}

/// Answers an error.
#[must_use]
pub fn refusal(error: &DomainError) -> Answer {
    match error {
        DomainError::InvalidInput(errors) => fields(errors),
        DomainError::EmailTaken => fields(&FieldErrors::one(Field::Email, Problem::Taken)),
        DomainError::AccountIdTaken => fields(&FieldErrors::one(Field::AccountId, Problem::Taken)),
        DomainError::WrongCredentials => {
            answer(StatusCode::BAD_REQUEST, &json!({ "password": ["The email or the password is wrong."] }))
        }
        DomainError::NotSignedIn => answer(
            StatusCode::UNAUTHORIZED,
            &json!({ "detail": "Given token not valid for any token type", "code": "token_not_valid" }),
        ),
        DomainError::Forbidden => detail(StatusCode::FORBIDDEN, "You do not have permission to perform this action."),
        DomainError::UserNotFound => detail(StatusCode::NOT_FOUND, "Not found."),
        DomainError::TooManyAttempts => detail(StatusCode::TOO_MANY_REQUESTS, "Too many attempts; try again later."),
        DomainError::Unavailable(_) => detail(StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong on our side."),
    }
}

fn detail(status: StatusCode, detail: &str) -> Answer {
    answer(status, &json!({ "detail": detail }))
}

/// 400 with the failing fields alone, each an array of strings.
fn fields(errors: &FieldErrors) -> Answer {
    answer(StatusCode::BAD_REQUEST, &messages(errors, name))
}

fn name(field: Field) -> &'static str {
    match field {
        Field::AccountId => "account_id",
        Field::Email => "email",
        Field::FullName => "full_name",
        Field::Password => "password",
        Field::Picture => "profile_pic",
        Field::RefreshToken => "refresh",
        Field::UserType => "type",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_words_before_the_token_are_taken() {
        for header in ["JWT abc", "Bearer abc", "bearer  abc ", "jwt abc"] {
            assert_eq!(access_token(header), Some(Token::new("abc")), "{header}");
        }
        for header in ["", "abc", "Basic abc", "JWTabc"] {
            assert_eq!(access_token(header), None, "{header}");
        }
    }
}
