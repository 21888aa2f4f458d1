//! Erasing a user, and reporting an erasure that stopped.

use time::OffsetDateTime;

use crate::erasure::{Erasure, FailedErasure, FailureReport};
use crate::error::DomainError;
use crate::ports::{
    FindFailedStep, HideUser, MailFailedErasure, ReportFailure, RetireAdmin, StartErasure, TrackErased, TrackRecipients,
};
use crate::service::Recipient;
use crate::user::User;
use crate::user_type::UserType;

/// Begins to erase a person. Once this has answered, they can neither sign in nor be found, and the workflow `erase-user`
/// carries on until nothing of them is left, however often it was asked for.
///
/// The workflow is started first: a person who is hidden and whom nobody erases would be forgotten. Before that an admin
/// retires, so that of several who leave at once one stays. Whoever gives a user another type has to do the same for an
/// admin; no endpoint does so yet.
///
/// # Errors
/// [`DomainError::LastAdmin`], and nothing has begun; [`DomainError::Unavailable`], then the erasure may have begun, and
/// asking again does no harm.
pub async fn begin(
    workflow: &impl StartErasure,
    users: &(impl HideUser + RetireAdmin),
    user: &User,
    now: OffsetDateTime,
) -> Result<Erasure, DomainError> {
    if user.user_type == UserType::Admin {
        users.retire(&user.id, now).await?;
    }
    let erasure = workflow.start(&user.id, now).await?;
    users.hide(&user.id, now).await?;
    Ok(erasure)
}

/// Mails the admin about an erasure that stopped, once for each time that it stops.
///
/// # Errors
/// [`DomainError::Unavailable`]; then the report is tried again, and may be mailed twice rather than not at all.
pub async fn report(
    queue: &(impl ReportFailure + TrackErased + TrackRecipients),
    history: &impl FindFailedStep,
    mail: &impl MailFailedErasure,
    failed: FailedErasure,
) -> Result<(), DomainError> {
    // What cannot be read is left out: a mail that says less is better than none.
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
