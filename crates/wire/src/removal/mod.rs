//! The removal dialect: `/user/request_removal` and `/user/remove`. [`page`] has the page that the mailed link opens.

mod body;
pub mod page;

use http::StatusCode;
use serde_json::json;
use time::Duration;
use usher_domain::{ConfirmationToken, DomainError, UserId};

use crate::Answer;
use crate::json::{answer, with_retry_after};

pub use body::{RemoveBody, RequestRemovalBody, is_form};

/// 200: the link was mailed, if the user may get another mail.
#[must_use]
pub fn requested() -> Answer {
    message(StatusCode::OK, "User removal requested successfully")
}

/// 200: the user is signed out, and the erasure is under way.
#[must_use]
pub fn triggered() -> Answer {
    message(StatusCode::OK, "User removal triggered successfully")
}

/// The link to mail, below the public address of the API.
#[must_use]
pub fn link(address: &str, user: &UserId, token: &ConfirmationToken) -> String {
    format!("{address}/user/remove?user_id={}&confirmation_token={}", user.as_str(), token.as_str())
}

/// The JSON response to an error.
#[must_use]
pub fn refusal(error: &DomainError) -> Answer {
    let refusal = Refusal::of(error);
    let text = match refusal {
        Refusal::Invalid => "Invalid request",
        Refusal::TooLarge => "The request body is too large.",
        Refusal::LastAdmin => "The last admin cannot be erased or demoted; make another admin first.",
        Refusal::TooMany { .. } => "Too many requests; try again later.",
        Refusal::Internal => "Internal server error",
    };
    refusal.add_retry_after(message(refusal.status(), text))
}

fn message(status: StatusCode, message: &str) -> Answer {
    answer(status, &json!({ "message": message }))
}

/// The refusals that a caller can tell apart. The cause stays hidden, so that a response does not reveal who is
/// registered.
#[derive(Clone, Copy)]
enum Refusal {
    Invalid,
    TooLarge,
    LastAdmin,
    TooMany { retry_after: Duration },
    Internal,
}

impl Refusal {
    const fn of(error: &DomainError) -> Self {
        match error {
            DomainError::InvalidInput(_)
            | DomainError::EmailTaken
            | DomainError::AccountIdTaken
            | DomainError::WrongCredentials(_)
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
            | DomainError::EmailNotVerified
            | DomainError::AuthenticatorOn
            | DomainError::TokenNotValid => Self::Invalid,
            DomainError::BodyTooLarge => Self::TooLarge,
            DomainError::LastAdmin => Self::LastAdmin,
            DomainError::TooManyAttempts { retry_after } => Self::TooMany { retry_after: *retry_after },
            DomainError::ServicesPending
            | DomainError::FilesKept
            | DomainError::MalformedMessage
            | DomainError::Unavailable(_) => Self::Internal,
        }
    }

    const fn status(self) -> StatusCode {
        match self {
            Self::Invalid => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::LastAdmin => StatusCode::CONFLICT,
            Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn add_retry_after(self, answer: Answer) -> Answer {
        match self {
            Self::TooMany { retry_after } => with_retry_after(answer, retry_after),
            Self::Invalid | Self::TooLarge | Self::LastAdmin | Self::Internal => answer,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use usher_domain::{Failure, FieldErrors, SignInRefusal};

    fn told(answer: &Answer) -> (u16, &str) {
        (answer.status().as_u16(), std::str::from_utf8(answer.body()).unwrap())
    }

    #[test]
    fn success_messages_match_the_document() {
        assert_eq!(told(&requested()), (200, r#"{"message":"User removal requested successfully"}"#));
        assert_eq!(told(&triggered()), (200, r#"{"message":"User removal triggered successfully"}"#));
    }

    #[test]
    fn refusals_hide_the_cause() {
        for error in [
            DomainError::InvalidInput(FieldErrors::default()),
            DomainError::EmailTaken,
            DomainError::AccountIdTaken,
            DomainError::WrongCredentials(SignInRefusal::Mismatch),
            DomainError::NotSignedIn,
            DomainError::Forbidden,
            DomainError::SignInTooOld,
            DomainError::UserNotFound,
            DomainError::PictureNotFound,
            DomainError::SessionNotFound,
            DomainError::ErasureNotFound,
            DomainError::UpdateUnderWay,
            DomainError::IdentityDiffers,
            DomainError::TermsNotCurrent,
            DomainError::TokenNotValid,
        ] {
            assert_eq!(told(&refusal(&error)), (400, r#"{"message":"Invalid request"}"#), "{error:?}");
            assert_eq!(page::refusal(&error).status(), 400, "{error:?}");
        }
    }

    #[test]
    fn throttling_gets_429_and_internal_errors_get_500() {
        let often = DomainError::throttled();
        assert_eq!(told(&refusal(&often)), (429, r#"{"message":"Too many requests; try again later."}"#));
        assert_eq!(page::refusal(&often).status(), 429);
        for answer in [refusal(&often), page::refusal(&often)] {
            assert_eq!(answer.headers()["retry-after"], "5");
        }
        let failure = DomainError::Unavailable(Failure::new("test", "a cause"));
        assert_eq!(told(&refusal(&failure)), (500, r#"{"message":"Internal server error"}"#));
        assert_eq!(page::refusal(&failure).status(), 500);
    }
}
