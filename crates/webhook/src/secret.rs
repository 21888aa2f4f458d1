//! The signing key that Usher shares with one service.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use standardwebhooks::{Webhook, WebhookError};
use zeroize::Zeroizing;

/// A key of 32 bytes; Standard Webhooks recommends 24 to 64. Zeroized on drop.
#[derive(Clone)]
pub struct Secret(Zeroizing<[u8; 32]>);

impl Secret {
    /// A key of these bytes, which must be random.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The text form of Standard Webhooks for the service: `whsec_` and the key in base64.
    #[must_use]
    pub fn to_text(&self) -> Zeroizing<String> {
        let base64 = Zeroizing::new(STANDARD.encode(*self.0));
        Zeroizing::new(["whsec_", &base64].concat())
    }

    /// A signer, which holds a copy of the key that is not zeroized.
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
