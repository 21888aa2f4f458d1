//! Why a message is not known to have been accepted.

use time::Duration;

/// Holds nothing that the service wrote but its status and a length of time: safe to store, to log and to mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The endpoint is no URL, not HTTPS, holds a user name or a password, or stands for an address that is not public,
    /// be it only one of several. Nothing was sent.
    #[error("the address of the service is not one that may be called")]
    AddressRefused,
    /// The message cannot be sent by the rules of Standard Webhooks: its id is empty or has a character other than
    /// visible ASCII without the full stop. Nothing was sent.
    #[error("the message has an id that cannot be signed")]
    MessageRefused,
    /// The name is unknown, nobody takes the connection, or the certificate does not hold. The message was not sent.
    #[error("the service cannot be reached")]
    NotReachable,
    /// The call took longer than it may.
    #[error("the service did not answer in time")]
    NoAnswer,
    /// The service hung up, or what it sent is not HTTP or has too large headers.
    #[error("the service answered with something that is not HTTP")]
    BrokenAnswer,
    /// The service answered with this status, which is not 2xx. A redirect is one of these.
    #[error("the service answered {status}")]
    Answered {
        /// The status.
        status: u16,
        /// How long the service asked to be left alone (`Retry-After`), if it did.
        retry_after: Option<Duration>,
    },
}

impl Refusal {
    /// A short name that never changes, the same for every status that a service answers with.
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
