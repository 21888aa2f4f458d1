//! Erasing a person: from every store that knows them, with a proof that it happened.

use time::OffsetDateTime;

use crate::error::DomainError;
use crate::ports::{
    FindFailedStep, HideUser, MailFailedErasure, NameErasure, ReportFailure, RetireAdmin, StartErasure, TrackRecipients,
};
use crate::service::{Recipient, ServiceName};
use crate::user::{NotAnId, User, UserId, UserType};

/// Names the erasure of one person: a keyed hash of their user id, in 32 hexadecimal digits. The same person has the same
/// one, and without the key nobody learns from it whose it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ErasureId(String);

impl ErasureId {
    /// The id of these 128 bits of a keyed hash.
    #[must_use]
    pub fn from_bits(bits: u128) -> Self {
        Self(format!("{bits:032x}"))
    }

    /// Reads an erasure id.
    ///
    /// # Errors
    /// [`NotAnId`].
    pub fn parse(given: &str) -> Result<Self, NotAnId> {
        let is_valid =
            given.len() == 32 && given.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
        if is_valid { Ok(Self(given.to_owned())) } else { Err(NotAnId) }
    }

    /// The id itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An erasure that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erasure {
    /// Names it.
    pub id: ErasureId,
    /// Who is erased.
    pub user_id: UserId,
    /// When it was first asked for.
    pub requested_at: OffsetDateTime,
}

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
    names: &impl NameErasure,
    workflow: &impl StartErasure,
    users: &(impl HideUser + RetireAdmin),
    user: &User,
    now: OffsetDateTime,
) -> Result<Erasure, DomainError> {
    let id = names.name(&user.id).await?;
    if user.user_type == UserType::Admin {
        users.retire(&user.id, now).await?;
    }
    let erasure = Erasure { id, user_id: user.id.clone(), requested_at: now };
    workflow.start(&erasure).await?;
    users.hide(&user.id, now).await?;
    Ok(erasure)
}

/// How much of something was erased in one run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Erased {
    /// How many of them.
    pub count: u64,
    /// Whether there may be more.
    pub has_more: bool,
}

/// An execution of the workflow `erase-user` that stopped before its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailedErasure {
    /// Which erasure.
    pub id: ErasureId,
    /// Whose.
    pub user_id: UserId,
    /// The execution, as Step Functions names it (an ARN).
    pub execution: String,
    /// How it ended: `FAILED`, `TIMED_OUT`, `ABORTED`.
    pub status: String,
    /// The stable name of the error, where there is one.
    pub error: Option<String>,
    /// When it stopped. An execution that is redriven may stop again, at another time.
    pub stopped_at: OffsetDateTime,
}

/// What the admin is told of it. It names nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailureReport {
    /// What stopped.
    pub failed: FailedErasure,
    /// The state at which it stopped, where that is known.
    pub step: Option<String>,
    /// The services that have not confirmed.
    pub pending: Vec<ServiceName>,
}

/// Mails the admin about an erasure that stopped, once for each time that it stops.
///
/// # Errors
/// [`DomainError::Unavailable`]; then the report is tried again, and may be mailed twice rather than not at all.
pub async fn report(
    queue: &(impl ReportFailure + TrackRecipients),
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
    let report = FailureReport { failed, step, pending };
    mail.mail_failure(&report).await?;
    queue.mark_reported(&report.failed).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_erasure_id_is_32_hexadecimal_digits() {
        for bits in [0, 0x0a, u128::MAX] {
            let id = ErasureId::from_bits(bits);
            assert_eq!(ErasureId::parse(id.as_str()), Ok(id));
        }
        for given in ["", "0A", &"0A".repeat(16), &"é".repeat(16), &"0a".repeat(17)] {
            assert_eq!(ErasureId::parse(given), Err(NotAnId), "{given}");
        }
    }
}
