//! One signed message to an address that somebody else runs, and that may be hostile or broken.
//!
//! Here stand the address's limits (`endpoint`, `addresses`), the signature after Standard Webhooks (`message`), the
//! connection and the one exchange over it. What the message says, to whom it goes and what becomes of a refusal is the
//! caller's; nothing is repeated here, and nothing kept of what the service answers but its status and `Retry-After`.
//!
//! A call opens a connection of its own, with hyper's HTTP/1.1 and rustls, which the AWS SDKs link already; there is no
//! pool, no redirect, no proxy and no second look-up of a name behind which an address could change.

mod addresses;
mod connection;
mod endpoint;
mod exchange;
mod message;
mod refusal;
mod retry_after;
mod secret;
mod service_calls;
#[cfg(test)]
mod tls_tests;

use std::time::Duration;

use http::header::RETRY_AFTER;
use tokio::time::timeout;

pub use connection::SetUpError;
pub use message::Message;
pub use refusal::Refusal;
pub use secret::Secret;
pub use service_calls::ServiceCalls;

use connection::Connector;
use endpoint::Endpoint;

/// How far a call may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// HTTPS to public addresses, on any port: a service proves itself by a certificate for its name, whatever the
    /// port, before it is sent a byte of the message.
    PublicHttps,
    /// Plain HTTP and private addresses too: for the local stack alone.
    Anywhere,
}

/// The word is none for a [`Reach`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a reach is `public` or `anywhere`")]
pub struct NotAReach;

impl Reach {
    /// The reach of this name: `public` or `anywhere`, as `template.yaml` has them.
    ///
    /// # Errors
    /// [`NotAReach`].
    pub fn named(word: &str) -> Result<Self, NotAReach> {
        match word {
            "public" => Ok(Self::PublicHttps),
            "anywhere" => Ok(Self::Anywhere),
            _ => Err(NotAReach),
        }
    }
}

/// How long a call may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// From the look-up of the name to the status of the answer.
    pub whole_call: Duration,
    /// The part of it until the service can be sent the message: name, TCP and TLS.
    pub connect: Duration,
}

/// 5 seconds, of which 3 to connect.
impl Default for Limits {
    fn default() -> Self {
        Self { whole_call: Duration::from_secs(5), connect: Duration::from_secs(3) }
    }
}

/// The service has taken the message: it answered with a status of 2xx.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// From 200 to 299.
    pub status: u16,
}

/// Posts messages to services. Made once; the calls share nothing but settings.
#[derive(Clone)]
pub struct Webhooks {
    reach: Reach,
    limits: Limits,
    connector: Connector,
}

impl Webhooks {
    /// Trusts the certificate authorities that Mozilla does, as they stood when Usher was built; reads no file.
    ///
    /// # Errors
    /// [`SetUpError`] if the TLS library has none of the protocol versions that it is to speak.
    pub fn new(reach: Reach, limits: Limits) -> Result<Self, SetUpError> {
        Ok(Self { reach, limits, connector: Connector::trusting(connection::mozilla_roots())? })
    }

    /// Posts a message to `endpoint`, the URL of a service, signed with the secret that the service was given.
    ///
    /// It follows [Standard Webhooks](https://www.standardwebhooks.com): a service tells a repeated message by its id.
    /// Of the answer the status and `Retry-After` are read, within the size that the headers may have (16 KiB), and nothing
    /// of the body.
    ///
    /// # Errors
    /// The [`Refusal`] that tells why the message is not known to have been accepted. The service may have taken it
    /// none the less, unless it is [`Refusal::AddressRefused`], [`Refusal::MessageRefused`] or
    /// [`Refusal::NotReachable`].
    pub async fn post(&self, endpoint: &str, secret: &Secret, message: &Message<'_>) -> Result<Accepted, Refusal> {
        let endpoint = Endpoint::parse(endpoint, self.reach)?;
        let request = message.signed_request(&endpoint, secret)?;
        let call = async {
            let stream = timeout(self.limits.connect, self.connector.connect(&endpoint, self.reach));
            let stream = stream.await.unwrap_or(Err(Refusal::NotReachable))?;
            exchange::head(stream, request).await
        };
        let (status, headers) = timeout(self.limits.whole_call, call).await.unwrap_or(Err(Refusal::NoAnswer))?;
        if status.is_success() {
            return Ok(Accepted { status: status.as_u16() });
        }
        let retry_after = headers.get(RETRY_AFTER).and_then(|value| retry_after::parse(value, message.sent_at));
        Err(Refusal::Answered { status: status.as_u16(), retry_after })
    }
}
