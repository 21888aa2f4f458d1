//! The public base URL of the API, for links in responses and mails.

use usher_domain::mailed_link::LinkPage;

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

/// The address of the page that mailed links open.
#[derive(Clone, Debug)]
pub struct LinkPageAddress {
    /// The operator's page, if there is one.
    pub configured: Option<String>,
    /// The API, which has a page of its own.
    pub api: PublicAddress,
}

impl LinkPageAddress {
    /// The page for links that this call requests.
    #[must_use]
    pub fn seen_from(&self, call: &Call) -> LinkPage {
        let own = || format!("{}/dashboard/", self.api.seen_from(call));
        LinkPage::at(self.configured.clone().unwrap_or_else(own))
    }
}
