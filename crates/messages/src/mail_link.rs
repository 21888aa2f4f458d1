//! The message of `mail-link`.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use usher_domain::mailed_link::LinkPurpose;
use usher_domain::{Email, UserId};

use crate::{Message, rfc3339};

/// The input of the workflow, and of its only state.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum MailLinkInput {
    /// A link that was requested.
    Link {
        /// What it is for.
        purpose: Message<LinkPurpose>,
        /// The address that it was requested for. Maybe no user has it.
        email: Message<Email>,
    },
    /// A change of an address or a password.
    Change {
        /// The user.
        user_id: Message<UserId>,
        /// The address before the change.
        email: Message<Email>,
        /// Whether it was verified.
        was_verified: bool,
        /// When it took place.
        #[serde(with = "rfc3339")]
        changed_at: OffsetDateTime,
    },
}
