//! The error shape `{"message": string, "errors": {field: [string]}}`, which the account and the directory document
//! share.

use http::StatusCode;
use serde_json::{Map, json};
use usher_domain::{DomainError, Field, FieldErrors, Problem};

use crate::Answer;
use crate::json::{answer, messages, with_retry_after};

/// The response to an error.
#[must_use]
pub fn refusal(error: &DomainError) -> Answer {
    let (status, message) = match error {
        DomainError::InvalidInput(_) => (StatusCode::BAD_REQUEST, "Some fields are not valid."),
        DomainError::EmailTaken => (StatusCode::CONFLICT, "A user with this email already exists."),
        DomainError::AccountIdTaken => (StatusCode::CONFLICT, "A user with this account id already exists."),
        DomainError::WrongCredentials(_) => (StatusCode::UNAUTHORIZED, "The email or the password is wrong."),
        DomainError::NotSignedIn => (StatusCode::UNAUTHORIZED, "Sign in and send a valid access token."),
        DomainError::Forbidden => (StatusCode::FORBIDDEN, "You may not do this."),
        DomainError::SignInTooOld => (StatusCode::FORBIDDEN, "Sign in again with your password to do this."),
        DomainError::UserNotFound => (StatusCode::NOT_FOUND, "There is no such user."),
        DomainError::PictureNotFound => (StatusCode::NOT_FOUND, "There is no such picture."),
        DomainError::SessionNotFound => (StatusCode::NOT_FOUND, "There is no such session."),
        DomainError::ErasureNotFound => (StatusCode::NOT_FOUND, "There is no such erasure."),
        DomainError::UpdateUnderWay => {
            (StatusCode::CONFLICT, "Another update of this user is under way; nothing was changed, try again.")
        }
        DomainError::IdentityDiffers => (
            StatusCode::CONFLICT,
            "Your address or name is being changed, or was changed elsewhere; nothing was done. Try again in a moment.",
        ),
        DomainError::TermsNotCurrent => {
            (StatusCode::CONFLICT, "This is not the current version; nothing was accepted.")
        }
        DomainError::TooManyAttempts { .. } => (StatusCode::TOO_MANY_REQUESTS, "Too many attempts; try again later."),
        DomainError::BodyTooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "The request body is too large."),
        DomainError::LastAdmin => {
            (StatusCode::CONFLICT, "The last admin cannot be erased or demoted; make another admin first.")
        }
        DomainError::EmailNotVerified => (StatusCode::FORBIDDEN, "Verify your email address first."),
        DomainError::AuthenticatorOn => (StatusCode::CONFLICT, "An authenticator app is on already."),
        DomainError::TokenNotValid => (StatusCode::BAD_REQUEST, "The confirmation token is not valid."),
        DomainError::ServicesPending
        | DomainError::FilesKept
        | DomainError::MalformedMessage
        | DomainError::Unavailable(_) => (StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong on our side."),
    };
    let errors = match error {
        DomainError::InvalidInput(errors) => messages(errors, name),
        DomainError::EmailTaken => messages(&FieldErrors::one(Field::Email, Problem::Taken), name),
        DomainError::AccountIdTaken => messages(&FieldErrors::one(Field::AccountId, Problem::Taken), name),
        DomainError::WrongCredentials(_)
        | DomainError::NotSignedIn
        | DomainError::Forbidden
        | DomainError::SignInTooOld
        | DomainError::UserNotFound
        | DomainError::PictureNotFound
        | DomainError::SessionNotFound
        | DomainError::ErasureNotFound
        | DomainError::UpdateUnderWay
        | DomainError::IdentityDiffers
        | DomainError::TermsNotCurrent
        | DomainError::TooManyAttempts { .. }
        | DomainError::BodyTooLarge
        | DomainError::LastAdmin
        | DomainError::EmailNotVerified
        | DomainError::AuthenticatorOn
        | DomainError::TokenNotValid
        | DomainError::ServicesPending
        | DomainError::FilesKept
        | DomainError::MalformedMessage
        | DomainError::Unavailable(_) => Map::new(),
    };
    let refusal = answer(status, &json!({ "message": message, "errors": errors }));
    match error {
        DomainError::TooManyAttempts { retry_after } => with_retry_after(refusal, *retry_after),
        _ => refusal,
    }
}

/// The name of a field in both documents.
#[must_use]
pub fn name(field: Field) -> &'static str {
    match field {
        Field::AccountId => "account_id",
        Field::All => "all",
        Field::Cursor => "cursor",
        Field::Email => "email",
        Field::FullName => "full_name",
        Field::Limit => "limit",
        Field::NewPassword => "new_password",
        Field::Number => "number",
        Field::OldPassword => "old_password",
        Field::Otp => "otp",
        Field::Password => "password",
        Field::Picture => "picture",
        Field::PrivacyVersion => "privacy_version",
        Field::RefreshToken => "refresh_token",
        Field::TermsVersion => "terms_version",
        Field::Token => "token",
        Field::UserType => "type",
    }
}
