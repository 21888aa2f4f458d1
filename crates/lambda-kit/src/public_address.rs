//! Where people reach the API, for the links that Usher hands out.

use crate::Call;

/// The address that the operator names, or else the gateway's own.
#[derive(Clone, Debug)]
pub struct PublicAddress(Option<String>);

impl PublicAddress {
    /// The address that the operator names, without a closing slash, where there is one.
    #[must_use]
    pub const fn named(address: Option<String>) -> Self {
        Self(address)
    }

    /// The address as it is right for whoever made this call.
    #[must_use]
    pub fn seen_from(&self, call: &Call) -> String {
        self.0.clone().unwrap_or_else(|| call.api_address())
    }
}
