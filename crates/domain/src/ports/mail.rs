//! Mail.

use crate::Email;
use crate::erasure::FailureReport;
use crate::error::DomainError;

/// Mails the admin.
pub trait MailFailedErasure: Send + Sync {
    /// Sends what stopped, what is left, and how to go on. Nothing in it names the person.
    fn mail_failure(&self, report: &FailureReport) -> impl Future<Output = Result<(), DomainError>> + Send;
}

/// Mails people who asked to be removed.
pub trait MailRemovalLink: Send + Sync {
    /// Sends the link that confirms the removal.
    fn mail_link(&self, to: &Email, link: &str) -> impl Future<Output = Result<(), DomainError>> + Send;
}
