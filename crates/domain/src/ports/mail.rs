//! Mail.

use crate::Email;
use crate::erasure::FailureReport;
use crate::error::DomainError;

/// Mails the admin about failed erasures.
pub trait MailFailedErasure: Send + Sync {
    /// Sends what failed, what is left, and how to continue. It is as pseudonymous as the report.
    fn mail_failure(&self, report: &FailureReport) -> impl Future<Output = Result<(), DomainError>> + Send;
}

/// Mails links to users who requested their removal.
pub trait MailRemovalLink: Send + Sync {
    /// Sends the link that confirms the removal.
    fn mail_link(&self, to: &Email, link: &str) -> impl Future<Output = Result<(), DomainError>> + Send;
}
