//! Mailed links in memory, and the requests for them.

use std::sync::{Arc, Mutex};

use usher_domain::mailed_link::{LinkPurpose, MailedLink};
use usher_domain::ports::{FindLink, KeepLink, RequestLink};
use usher_domain::{DomainError, Email, UserId};

/// A table of links. Clones share everything.
#[derive(Clone, Debug, Default)]
pub struct MailedLinks(Arc<Mutex<Vec<(UserId, LinkPurpose, MailedLink)>>>);

impl MailedLinks {
    /// A table with these links.
    #[must_use]
    pub fn of(links: impl IntoIterator<Item = (UserId, LinkPurpose, MailedLink)>) -> Self {
        Self(Arc::new(Mutex::new(links.into_iter().collect())))
    }
}

impl KeepLink for MailedLinks {
    async fn keep(&self, user: &UserId, purpose: LinkPurpose, link: &MailedLink) -> Result<(), DomainError> {
        let mut links = self.0.lock().unwrap();
        links.retain(|(owner, other, _)| (owner, *other) != (user, purpose));
        links.push((user.clone(), purpose, link.clone()));
        Ok(())
    }
}

impl FindLink for MailedLinks {
    async fn find(&self, user: &UserId, purpose: LinkPurpose) -> Result<Option<MailedLink>, DomainError> {
        let links = self.0.lock().unwrap();
        let is_asked = |(owner, other, _): &&(UserId, LinkPurpose, MailedLink)| (owner, *other) == (user, purpose);
        Ok(links.iter().find(is_asked).map(|(_, _, link)| link.clone()))
    }
}

/// The requests for links. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct LinkRequests(Arc<Mutex<Vec<(LinkPurpose, Email)>>>);

impl LinkRequests {
    /// All requests, oldest first.
    #[must_use]
    pub fn all(&self) -> Vec<(LinkPurpose, Email)> {
        self.0.lock().unwrap().clone()
    }
}

impl RequestLink for LinkRequests {
    async fn request(&self, purpose: LinkPurpose, email: &Email) -> Result<(), DomainError> {
        self.0.lock().unwrap().push((purpose, email.clone()));
        Ok(())
    }
}
