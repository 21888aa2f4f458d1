//! The state `mail-link`: mails the user with an address a link, if there is one, or tells a user of a change. Nobody waits
//! for it, so that the caller cannot tell from the time whether a user has the address.

use time::OffsetDateTime;
use usher_domain::DomainError;
use usher_domain::mailed_link::LinkPage;
use usher_domain::ports::{BindLink, CountAttempts, DescribeIdentity, FindUser, KeepLink, MailLink, MailNotice};
use usher_domain::use_cases::mailed_links::{self, NewLink};
use usher_domain::use_cases::restore::{Change, NoticeGuard, notify};
use usher_lambda_kit::{Task, random_token};
use usher_messages::{MailLinkInput, Message};

/// The dependencies of the task.
#[derive(Debug)]
pub struct MailLinkTask<Users, Identities, Binder, Links, Attempts, Mails> {
    /// The page that links open.
    pub page: LinkPage,
    /// How many notices a user gets in a day.
    pub notices_per_day: u32,
    /// The user records.
    pub users: Users,
    /// The Cognito users, for their locale.
    pub identities: Identities,
    /// Binds links to the current state of the account.
    pub binder: Binder,
    /// The mailed links.
    pub links: Links,
    /// The counters of notices.
    pub attempts: Attempts,
    /// Sends the mails.
    pub mails: Mails,
}

impl<Users, Identities, Binder, Links, Attempts, Mails> Task
    for MailLinkTask<Users, Identities, Binder, Links, Attempts, Mails>
where
    Users: FindUser,
    Identities: DescribeIdentity,
    Binder: BindLink,
    Links: KeepLink,
    Attempts: CountAttempts,
    Mails: MailLink + MailNotice,
{
    const NAME: &'static str = "mail-link";
    type Input = MailLinkInput;
    type Output = ();

    async fn perform(&self, input: Self::Input, now: OffsetDateTime) -> Result<Self::Output, DomainError> {
        let Self { page, notices_per_day, users, identities, binder, links, attempts, mails } = self;
        match input {
            MailLinkInput::Link { purpose: Message(purpose), email: Message(email) } => {
                let link = NewLink { purpose, email: &email, page, secret: random_token()?, now };
                mailed_links::mail(users, identities, binder, links, mails, link).await
            }
            MailLinkInput::Change { user_id: Message(user), email: Message(email), was_verified, changed_at } => {
                let change = Change { user, email, was_verified, changed_at };
                let guard = NoticeGuard { attempts, per_day: *notices_per_day, now };
                notify(&guard, identities, binder, mails, page, &change).await
            }
        }
    }
}
