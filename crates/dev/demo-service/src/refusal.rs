//! Why a call is rejected, and its status code.

use hyper::StatusCode;
use standardwebhooks::WebhookError;
use thiserror::Error;

/// Why a call is rejected. The display text is for the caller.
#[derive(Debug, Error)]
pub enum Refusal {
    /// The body exceeds the limit.
    #[error("the body is too large")]
    TooLarge,
    /// The signature is missing or wrong, or the timestamp is too old or too far ahead.
    #[error("the call is not authentic: {0}")]
    NotAuthentic(#[from] WebhookError),
    /// The call is authentic, but the body is malformed.
    #[error(r#"the body must be {{"user_id": string}}"#)]
    NotARemoval,
    /// The call is valid; the failure is simulated.
    #[error("the service fails on purpose; call again")]
    FailedOnPurpose,
}

impl Refusal {
    /// The status code of the response.
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::NotAuthentic(_) => StatusCode::UNAUTHORIZED,
            Self::NotARemoval => StatusCode::BAD_REQUEST,
            Self::FailedOnPurpose => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}
