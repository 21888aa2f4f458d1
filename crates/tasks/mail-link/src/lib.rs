//! The state `mail-link`: mails the user with an address a link, if there is one. Nobody waits for it, so that the caller
//! cannot tell from the time whether a user has the address.

use time::OffsetDateTime;
use usher_domain::DomainError;
use usher_domain::mailed_link::LinkPage;
use usher_domain::ports::{BindLink, DescribeIdentity, FindUser, KeepLink, MailLink};
use usher_domain::use_cases::mailed_links::{self, NewLink};
use usher_lambda_kit::{Task, random_token};
use usher_messages::{MailLinkInput, Message};

/// The dependencies of the task.
#[derive(Debug)]
pub struct MailLinkTask<Users, Identities, Binder, Links, Mails> {
    /// The user records.
    pub users: Users,
    /// The Cognito users, for their locale.
    pub identities: Identities,
    /// Binds links to the current state of the account.
    pub binder: Binder,
    /// The mailed links.
    pub links: Links,
    /// Sends the mails.
    pub mails: Mails,
}

impl<Users, Identities, Binder, Links, Mails> Task for MailLinkTask<Users, Identities, Binder, Links, Mails>
where
    Users: FindUser,
    Identities: DescribeIdentity,
    Binder: BindLink,
    Links: KeepLink,
    Mails: MailLink,
{
    const NAME: &'static str = "mail-link";
    type Input = MailLinkInput;
    type Output = ();

    async fn perform(&self, input: Self::Input, now: OffsetDateTime) -> Result<Self::Output, DomainError> {
        let MailLinkInput { purpose: Message(purpose), email: Message(email), page } = input;
        let page = LinkPage::at(page);
        let link = NewLink { purpose, email: &email, page: &page, secret: random_token()?, now };
        let Self { users, identities, binder, links, mails } = self;
        mailed_links::mail(users, identities, binder, links, mails, link).await
    }
}
