//! An encrypted password as a message.

use serde::{Deserialize, Serialize};
use usher_domain::SealedPassword;

use crate::InMessages;

/// The serialized form of a [`SealedPassword`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SealedPasswordForm {
    key_id: String,
    ciphertext: String,
}

impl InMessages for SealedPassword {
    type Form = SealedPasswordForm;

    fn form(&self) -> SealedPasswordForm {
        SealedPasswordForm { key_id: self.key_id.clone(), ciphertext: self.ciphertext.clone() }
    }

    fn parse(form: SealedPasswordForm) -> Option<Self> {
        Some(Self { key_id: form.key_id, ciphertext: form.ciphertext })
    }
}
