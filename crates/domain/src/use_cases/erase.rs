//! Erasing a user, and reporting a failed erasure.

use time::OffsetDateTime;

use crate::erasure::{Erasure, FailedErasure, FailureReport};
use crate::error::DomainError;
use crate::ports::{
    FindFailedStep, HideUser, MailFailedErasure, ReportFailure, RetireAdmin, StartErasure, TrackErased, TrackRecipients,
};
use crate::service::Recipient;
use crate::user::User;
use crate::user_type::UserType;

/// Starts the erasure of a user. On return the user can neither sign in nor be found, and the workflow `erase-user`
/// erases all data, however often it is requested.
///
/// The workflow is started first: otherwise a hidden user might never be erased. Before that an admin is retired, so
/// that one admin remains if several leave at once. An endpoint that changes a user's type would have to retire an
/// admin too; there is none yet.
///
/// # Errors
/// [`DomainError::LastAdmin`], and nothing was started; [`DomainError::Unavailable`], and the erasure may have started.
/// A retry is safe.
pub async fn begin(
    workflow: &impl StartErasure,
    users: &(impl HideUser + RetireAdmin),
    user: &User,
    now: OffsetDateTime,
) -> Result<Erasure, DomainError> {
    let erasure = Erasure { id: workflow.erasure_id(&user.id).await?, user_id: user.id.clone(), requested_at: now };
    if user.user_type == UserType::Admin {
        users.retire(&user.id, now).await?;
    }
    workflow.start(&erasure).await?;
    users.hide(&user.id, now).await?;
    Ok(erasure)
}

/// Mails the admin about a failed erasure, once for each failure.
///
/// # Errors
/// [`DomainError::Unavailable`]; then the report is retried, and may be mailed twice.
pub async fn report(
    queue: &(impl ReportFailure + TrackErased + TrackRecipients),
    history: &impl FindFailedStep,
    mail: &impl MailFailedErasure,
    failed: FailedErasure,
) -> Result<(), DomainError> {
    // A mail without the details that cannot be read is better than none.
    if queue.is_reported(&failed).await.unwrap_or_default() {
        return Ok(());
    }
    let step = history.failed_step(&failed.execution).await.unwrap_or_default();
    let recipients = queue.recipients(&failed.user_id).await.unwrap_or_default();
    let pending = recipients.into_iter().filter(Recipient::is_pending).map(|recipient| recipient.name).collect();
    let kept = queue.kept_files(&failed.user_id).await.unwrap_or_default();
    let report = FailureReport { failed, step, pending, kept };
    mail.mail_failure(&report).await?;
    queue.mark_reported(&report.failed).await
}
