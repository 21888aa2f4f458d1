//! Admitting calls of anonymous callers, up to a limit.

use time::OffsetDateTime;

use crate::Email;
use crate::client_address::ClientAddress;
use crate::error::DomainError;
use crate::limit::{Counter, Purpose, Subject};
use crate::ports::{CountAttempts, HashEmail};

/// The limits on registrations by people who are not signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RegistrationLimits {
    /// From one source in an hour.
    pub per_source: u32,
    /// In all in an hour.
    pub total: u32,
}

impl RegistrationLimits {
    /// Counts a registration. The source is counted first, so that one that is over its limit uses up nothing of the
    /// others'.
    ///
    /// # Errors
    /// [`DomainError::TooManyAttempts`]; [`DomainError::Unavailable`] if it could not be counted, since each one costs
    /// money and nothing else bounds how many there are.
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

/// The limits on mails that people who are not signed in can have sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MailLimits {
    /// To one address in a day.
    pub per_recipient: u32,
    /// Asked for from one source in a day.
    pub per_source: u32,
    /// In all in a day.
    pub total: u32,
}

/// Lets mails through that a call asks for, as far as the limits go.
#[derive(Clone, Copy, Debug)]
pub struct MailGuard<'a, Attempts, Hashes> {
    /// How many.
    pub limits: MailLimits,
    /// Where they are counted.
    pub attempts: &'a Attempts,
    /// Hashes the recipients' addresses.
    pub hashes: &'a Hashes,
    /// Who asks for them.
    pub source: Option<ClientAddress>,
    /// When.
    pub now: OffsetDateTime,
}

impl<Attempts: CountAttempts, Hashes: HashEmail> MailGuard<'_, Attempts, Hashes> {
    /// Counts a mail to this address. The source is counted first, so that one that is over its limit uses up nothing of
    /// the recipient's.
    ///
    /// # Errors
    /// As [`RegistrationLimits::admit`].
    pub async fn admit(&self, recipient: &Email) -> Result<(), DomainError> {
        let counter = |subject, count| Counter::new(Purpose::Mail, subject, count);
        let MailLimits { per_recipient, per_source, total } = self.limits;
        let recipient = Subject::Email(self.hashes.hash(recipient).await?);
        self.attempts.count(&counter(Subject::Source(self.source), per_source), self.now).await?;
        self.attempts.count(&counter(recipient, per_recipient), self.now).await?;
        self.attempts.count(&counter(Subject::Stack, total), self.now).await
    }
}
