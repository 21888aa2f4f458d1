//! The errors of a webhook call.

use time::Duration;

/// Why acceptance of a message is not confirmed. It holds no text from the service, so it can be stored, logged and
/// mailed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The endpoint is not a URL, not HTTPS, has a user name or password, or at least one of its addresses is not
    /// public. Nothing was sent.
    #[error("the address of the service may not be called")]
    AddressRefused,
    /// Standard Webhooks does not allow the message id: it is empty, or has a period or a character that is not visible
    /// ASCII. Nothing was sent.
    #[error("the message id cannot be signed")]
    MessageRefused,
    /// The name cannot be resolved, the connection fails, or the certificate is not valid. The message was not sent.
    #[error("the service cannot be reached")]
    NotReachable,
    /// The call timed out.
    #[error("the service did not answer in time")]
    NoAnswer,
    /// The service closed the connection, or its response is not HTTP or has too large headers.
    #[error("the service did not answer with valid HTTP")]
    BrokenAnswer,
    /// The service answered with a status other than 2xx, such as a redirect.
    #[error("the service answered {status}")]
    Answered {
        /// The status.
        status: u16,
        /// How long to wait before a retry (`Retry-After`), if the service says so.
        retry_after: Option<Duration>,
    },
}

impl Refusal {
    /// A stable name, for storage; [`Refusal::Answered`] has the same one for every status.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::AddressRefused => "AddressRefused",
            Self::MessageRefused => "MessageRefused",
            Self::NotReachable => "NotReachable",
            Self::NoAnswer => "NoAnswer",
            Self::BrokenAnswer => "BrokenAnswer",
            Self::Answered { .. } => "Answered",
        }
    }
}
