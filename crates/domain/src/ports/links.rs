//! Mailed links, except for those that confirm a removal, which [`crate::ports::KeepRemovalRequest`] has.

use crate::email::Email;
use crate::error::DomainError;
use crate::locale::Locale;
use crate::mailed_link::{LinkBinding, LinkPurpose, LinkState, MailedLink};
use crate::user_id::UserId;

/// Binds mailed links to the state of a user.
pub trait BindLink: Send + Sync {
    /// A keyed hash. MUST be deterministic, and reveal nothing without the key.
    fn bind(&self, state: &LinkState) -> impl Future<Output = Result<LinkBinding, DomainError>> + Send;
}

/// Stores mailed links.
pub trait KeepLink: Send + Sync {
    /// Stores the link in place of an older one of the same user and purpose.
    fn keep(
        &self,
        user: &UserId,
        purpose: LinkPurpose,
        link: &MailedLink,
    ) -> impl Future<Output = Result<(), DomainError>> + Send;
}

/// Reads mailed links.
pub trait FindLink: Send + Sync {
    /// The last link of this user and purpose; MAY be an expired one. MUST see every link whose `keep` was answered
    /// before the call.
    fn find(
        &self,
        user: &UserId,
        purpose: LinkPurpose,
    ) -> impl Future<Output = Result<Option<MailedLink>, DomainError>> + Send;
}

/// Mails links.
pub trait MailLink: Send + Sync {
    /// Mails this link, in the language of the user.
    fn mail(
        &self,
        to: &Email,
        locale: Option<&Locale>,
        purpose: LinkPurpose,
        link: &str,
    ) -> impl Future<Output = Result<(), DomainError>> + Send;
}

/// Mails notices of changes.
pub trait MailNotice: Send + Sync {
    /// Mails that the address or the password was changed, with a link that restores the account if there is one.
    fn notify(
        &self,
        to: &Email,
        locale: Option<&Locale>,
        link: Option<&str>,
    ) -> impl Future<Output = Result<(), DomainError>> + Send;
}

/// Has links mailed, so that the caller cannot tell from the time whether a user has the address.
pub trait RequestLink: Send + Sync {
    /// Has a link mailed to the user with this address, if there is one. MUST take as long if there is none.
    fn request(&self, purpose: LinkPurpose, email: &Email) -> impl Future<Output = Result<(), DomainError>> + Send;
}
