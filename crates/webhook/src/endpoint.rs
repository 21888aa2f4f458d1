//! The URL of a service: what can be told of it before its name is looked up.

use url::{Host, Position, Url};

use crate::{Reach, Refusal};

/// A URL that may be called, as far as its text tells. Its host is judged where the connection is made.
pub(crate) struct Endpoint(Url);

impl Endpoint {
    /// Reads a URL by the rules of <https://url.spec.whatwg.org>: `0x7f.1` is 127.0.0.1, and seen as that.
    ///
    /// # Errors
    /// [`Refusal::AddressRefused`] if it is none, holds a user name or a password (it would end up in logs and mails,
    /// where the endpoint is named), or has a scheme out of reach.
    pub fn parse(text: &str, reach: Reach) -> Result<Self, Refusal> {
        let url = Url::parse(text).map_err(|_| Refusal::AddressRefused)?;
        let within_reach = match url.scheme() {
            "https" => true,
            "http" => reach == Reach::Anywhere,
            _ => false,
        };
        if within_reach && url.username().is_empty() && url.password().is_none() {
            Ok(Self(url))
        } else {
            Err(Refusal::AddressRefused)
        }
    }

    pub fn is_https(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// The name or the address.
    pub fn host(&self) -> Option<Host<&str>> {
        self.0.host()
    }

    /// That of the scheme where the URL names none.
    pub fn port(&self) -> Option<u16> {
        self.0.port_or_known_default()
    }

    /// Host and port as the `Host` header has them.
    pub fn authority(&self) -> &str {
        &self.0[Position::BeforeHost..Position::AfterPort]
    }

    /// Path and query, as the request line has them.
    pub fn target(&self) -> &str {
        &self.0[Position::BeforePath..Position::AfterQuery]
    }
}
