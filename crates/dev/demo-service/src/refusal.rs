//! Why a call queues nothing, and the status code that says so.

use hyper::StatusCode;
use standardwebhooks::WebhookError;
use thiserror::Error;

/// A call that queues nothing. The text is for the caller.
#[derive(Debug, Error)]
pub enum Refusal {
    /// The body is longer than any removal.
    #[error("the body is too large")]
    TooLarge,
    /// Whoever sent this does not have the secret, or sent it too long ago.
    #[error("the call is not authentic: {0}")]
    NotAuthentic(#[from] WebhookError),
    /// The sender is right and the body is not.
    #[error(r#"the body must be {{"user_id": string}}"#)]
    NotARemoval,
    /// Nothing is wrong with the call.
    #[error("the service fails on purpose; call again")]
    FailedOnPurpose,
}

impl Refusal {
    /// The status code of the answer.
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::NotAuthentic(_) => StatusCode::UNAUTHORIZED,
            Self::NotARemoval => StatusCode::BAD_REQUEST,
            Self::FailedOnPurpose => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}
