//! The key that Usher shares with one service.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use standardwebhooks::{Webhook, WebhookError};
use zeroize::Zeroizing;

/// 32 bytes of key, a length that Standard Webhooks recommends (24 to 64). Wiped when it is dropped.
#[derive(Clone)]
pub struct Secret(Zeroizing<[u8; 32]>);

impl Secret {
    /// Takes random bytes for a key.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The form in which the service is given it: `whsec_` and the key in base64.
    #[must_use]
    pub fn to_text(&self) -> Zeroizing<String> {
        let base64 = Zeroizing::new(STANDARD.encode(*self.0));
        Zeroizing::new(["whsec_", &base64].concat())
    }

    /// What signs with it, and holds a copy of it meanwhile.
    pub(crate) fn signer(&self) -> Result<Webhook, WebhookError> {
        Webhook::from_bytes(self.0.to_vec())
    }
}

/// Keeps the key out of logs.
impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(..)")
    }
}
