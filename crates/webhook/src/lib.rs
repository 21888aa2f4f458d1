//! Signed webhook calls to downstream services, which may be hostile or broken.
//!
//! This crate checks the address (`endpoint`, `addresses`), signs the message as Standard Webhooks specifies
//! (`message`), connects, and makes one HTTP exchange. The caller decides about the message, the recipients and
//! retries. Of the response, only the status and `Retry-After` are used.
//!
//! Each call opens its own connection, with hyper's HTTP/1.1 and rustls, which the AWS SDKs link anyway. There is no
//! connection pool, no redirect, no proxy and no second DNS lookup.

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

/// Which addresses may be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// HTTPS to public addresses, on any port: a service must present a certificate for its name before the message is
    /// sent, whatever the port.
    PublicHttps,
    /// Also plain HTTP and private addresses; only for the local stack.
    Anywhere,
}

/// The text does not name a [`Reach`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a reach is `public` or `anywhere`")]
pub struct NotAReach;

impl Reach {
    /// Parses `public` or `anywhere`, the values in `template.yaml`.
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

/// The timeouts of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// From the DNS lookup to the status and headers of the response.
    pub whole_call: Duration,
    /// For DNS lookup, TCP and TLS; part of `whole_call`.
    pub connect: Duration,
}

/// 5 seconds, of which 3 to connect.
impl Default for Limits {
    fn default() -> Self {
        Self { whole_call: Duration::from_secs(5), connect: Duration::from_secs(3) }
    }
}

/// The service accepted the message: it answered with 2xx.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// From 200 to 299.
    pub status: u16,
}

/// Posts messages to services. The calls share only the settings.
#[derive(Clone)]
pub struct Webhooks {
    reach: Reach,
    limits: Limits,
    connector: Connector,
}

impl Webhooks {
    /// Trusts Mozilla's certificate authorities, which are compiled in.
    ///
    /// # Errors
    /// [`SetUpError`] if the TLS library supports none of the configured protocol versions.
    pub fn new(reach: Reach, limits: Limits) -> Result<Self, SetUpError> {
        Ok(Self { reach, limits, connector: Connector::trusting(connection::mozilla_roots())? })
    }

    /// Posts a message to `endpoint`, the URL of a service, signed with the secret that Usher shares with the service.
    ///
    /// It follows [Standard Webhooks](https://www.standardwebhooks.com): the service recognizes a retried message by
    /// its id. Status and headers of the response may have 16 KiB; its body is not read.
    ///
    /// # Errors
    /// The [`Refusal`] if acceptance is not confirmed. The service may have processed the message nevertheless, except
    /// for [`Refusal::AddressRefused`], [`Refusal::MessageRefused`] and [`Refusal::NotReachable`].
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
