//! The URL of a service, and the checks that need no DNS lookup.

use url::{Host, Position, Url};

use crate::{Reach, Refusal};

/// A URL that passed these checks. The addresses of its host are checked when the connection is made.
pub(crate) struct Endpoint(Url);

impl Endpoint {
    /// Parses a URL as specified in <https://url.spec.whatwg.org>, so that `0x7f.1` is recognized as 127.0.0.1.
    ///
    /// # Errors
    /// [`Refusal::AddressRefused`] if it is not a URL, has a user name or password (which would appear in logs and
    /// mails that name the endpoint), or has a scheme that `reach` excludes.
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

    /// The domain name or the IP address.
    pub fn host(&self) -> Option<Host<&str>> {
        self.0.host()
    }

    /// The port, by default that of the scheme.
    pub fn port(&self) -> Option<u16> {
        self.0.port_or_known_default()
    }

    /// Host and port, for the `Host` header.
    pub fn authority(&self) -> &str {
        &self.0[Position::BeforeHost..Position::AfterPort]
    }

    /// Path and query, for the request line.
    pub fn target(&self) -> &str {
        &self.0[Position::BeforePath..Position::AfterQuery]
    }
}
