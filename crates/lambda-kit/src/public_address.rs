//! The public base URL of the API, for links in responses and mails.

use crate::Call;

/// The base URL that the operator has configured, or else the gateway's own.
#[derive(Clone, Debug)]
pub struct PublicAddress(Option<String>);

impl PublicAddress {
    /// The configured base URL, without a trailing slash, if there is one.
    #[must_use]
    pub const fn named(address: Option<String>) -> Self {
        Self(address)
    }

    /// The base URL for links in the response to this call.
    #[must_use]
    pub fn seen_from(&self, call: &Call) -> String {
        self.0.clone().unwrap_or_else(|| call.api_address())
    }
}
