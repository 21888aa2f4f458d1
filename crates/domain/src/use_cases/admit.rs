//! Rate limits for unauthenticated callers.

use time::OffsetDateTime;

use crate::Email;
use crate::client_address::ClientAddress;
use crate::error::DomainError;
use crate::limit::{Counter, Purpose, Subject};
use crate::mailed_link::LinkPurpose;
use crate::ports::{CountAttempts, HashEmail};

/// The limits on unauthenticated registrations, per hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RegistrationLimits {
    /// Per client network.
    pub per_source: u32,
    /// For the whole stack.
    pub total: u32,
}

impl RegistrationLimits {
    /// Counts a registration. The client is counted first, so that one over its limit does not use up the stack's.
    ///
    /// # Errors
    /// [`DomainError::TooManyAttempts`]; [`DomainError::Unavailable`] if it could not be counted, since each
    /// registration costs money and nothing else limits them.
    pub async fn admit(
        &self,
        attempts: &impl CountAttempts,
        source: Option<ClientAddress>,
        now: OffsetDateTime,
    ) -> Result<(), DomainError> {
        let counter = |subject, count| Counter::new(Purpose::Registration, subject, count);
        attempts.count(&counter(Subject::Source(source), self.per_source), now).await?;
        attempts.count(&counter(Subject::Stack, self.total), now).await
    }
}

/// The limits on mails to unauthenticated callers, per day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MailLimits {
    /// Per email address and purpose.
    pub per_recipient: u32,
    /// Per client network.
    pub per_source: u32,
    /// For the whole stack.
    pub total: u32,
}

/// Enforces the limits on mails.
#[derive(Clone, Copy, Debug)]
pub struct MailGuard<'a, Attempts, Hashes> {
    /// The limits.
    pub limits: MailLimits,
    /// The counters.
    pub attempts: &'a Attempts,
    /// Hashes the recipients' addresses.
    pub hashes: &'a Hashes,
    /// The address of the caller.
    pub source: Option<ClientAddress>,
    /// The current time.
    pub now: OffsetDateTime,
}

impl<Attempts: CountAttempts, Hashes: HashEmail> MailGuard<'_, Attempts, Hashes> {
    /// Counts a mail to this address. The client is counted first, so that one over its limit does not use up the
    /// recipient's. Each purpose has its own limit per recipient, so that one cannot keep a user from another.
    ///
    /// # Errors
    /// As [`RegistrationLimits::admit`].
    pub async fn admit(&self, purpose: LinkPurpose, recipient: &Email) -> Result<(), DomainError> {
        let counter = |subject, count| Counter::new(Purpose::Mail, subject, count);
        let MailLimits { per_recipient, per_source, total } = self.limits;
        let recipient = Subject::Email(self.hashes.hash(recipient).await?);
        self.attempts.count(&counter(Subject::Source(self.source), per_source), self.now).await?;
        self.attempts.count(&Counter::new(Purpose::MailTo(purpose), recipient, per_recipient), self.now).await?;
        self.attempts.count(&counter(Subject::Stack, total), self.now).await
    }
}
