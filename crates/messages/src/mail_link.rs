//! The message of `mail-link`.

use serde::{Deserialize, Serialize};
use usher_domain::Email;
use usher_domain::mailed_link::LinkPurpose;

use crate::Message;

/// The input of the workflow, and of its only state.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MailLinkInput {
    /// What the link is for.
    pub purpose: Message<LinkPurpose>,
    /// The address that it was requested for. Maybe no user has it.
    pub email: Message<Email>,
    /// The URL of the page that the link opens.
    pub page: String,
}
