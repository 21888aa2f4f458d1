//! Mail in memory.

use std::sync::{Arc, Mutex};

use usher_domain::erasure::FailureReport;
use usher_domain::mailed_link::LinkPurpose;
use usher_domain::ports::{MailFailedErasure, MailLink, MailNotice, MailRemovalLink};
use usher_domain::{DomainError, Email, Locale};

/// A mail with a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkMail {
    /// The recipient.
    pub to: Email,
    /// The recipient's locale.
    pub locale: Option<Locale>,
    /// What the link is for.
    pub purpose: LinkPurpose,
    /// The link.
    pub link: String,
}

/// A notice of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The recipient.
    pub to: Email,
    /// The recipient's locale.
    pub locale: Option<Locale>,
    /// The link that restores the account.
    pub link: Option<String>,
}

/// An outbox. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Mail {
    links: Arc<Mutex<Vec<(Email, String)>>>,
    link_mails: Arc<Mutex<Vec<LinkMail>>>,
    notices: Arc<Mutex<Vec<Notice>>>,
    reports: Arc<Mutex<Vec<FailureReport>>>,
    is_broken: bool,
}

impl Mail {
    /// This outbox, failing every mail from now on.
    #[must_use]
    pub fn breaking(self) -> Self {
        Self { is_broken: true, ..self }
    }

    /// The mailed links with their recipients, oldest first.
    #[must_use]
    pub fn links(&self) -> Vec<(Email, String)> {
        self.links.lock().unwrap().clone()
    }

    /// The mails with links, oldest first.
    #[must_use]
    pub fn link_mails(&self) -> Vec<LinkMail> {
        self.link_mails.lock().unwrap().clone()
    }

    /// The notices, oldest first.
    #[must_use]
    pub fn notices(&self) -> Vec<Notice> {
        self.notices.lock().unwrap().clone()
    }

    /// The reports to the admin, oldest first.
    #[must_use]
    pub fn reports(&self) -> Vec<FailureReport> {
        self.reports.lock().unwrap().clone()
    }

    fn require_working(&self) -> Result<(), DomainError> {
        if self.is_broken { Err(DomainError::unavailable("send a mail")("the outbox is broken")) } else { Ok(()) }
    }
}

impl MailRemovalLink for Mail {
    async fn mail_link(&self, to: &Email, link: &str) -> Result<(), DomainError> {
        self.require_working()?;
        self.links.lock().unwrap().push((to.clone(), link.to_owned()));
        Ok(())
    }
}

impl MailLink for Mail {
    async fn mail(
        &self,
        to: &Email,
        locale: Option<&Locale>,
        purpose: LinkPurpose,
        link: &str,
    ) -> Result<(), DomainError> {
        self.require_working()?;
        let mailed = LinkMail { to: to.clone(), locale: locale.cloned(), purpose, link: link.to_owned() };
        self.link_mails.lock().unwrap().push(mailed);
        Ok(())
    }
}

impl MailNotice for Mail {
    async fn notify(&self, to: &Email, locale: Option<&Locale>, link: Option<&str>) -> Result<(), DomainError> {
        self.require_working()?;
        let notice = Notice { to: to.clone(), locale: locale.cloned(), link: link.map(str::to_owned) };
        self.notices.lock().unwrap().push(notice);
        Ok(())
    }
}

impl MailFailedErasure for Mail {
    async fn mail_failure(&self, report: &FailureReport) -> Result<(), DomainError> {
        self.require_working()?;
        self.reports.lock().unwrap().push(report.clone());
        Ok(())
    }
}
