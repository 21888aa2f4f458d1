//! `POST /user/request_removal` (removal document): mails a user the link that removes the account. Any caller who
//! knows the user id may request it; only the recipient of the mail can confirm it.

use usher_domain::DomainError;
use usher_domain::ports::{BindLink, CountAttempts, FindUser, HashEmail, KeepRemovalRequest, MailRemovalLink};
use usher_domain::removal::NewLink;
use usher_domain::use_cases::remove;
use usher_lambda_kit::{Answer, Call, Endpoint, PublicAddress, RequestedMails, random_token};
use usher_wire::removal::{self as dialect, RequestRemovalBody};

/// The endpoint and its ports.
#[derive(Debug)]
pub struct RemovalRequest<Attempts, Hashes, Users, Links, Requests, Mail> {
    /// The limits of requested mails.
    pub mails: RequestedMails<Attempts, Hashes>,
    /// The public base URL of the API, for links.
    pub address: PublicAddress,
    /// The user records.
    pub users: Users,
    /// Binds the link to the current state of the account.
    pub links: Links,
    /// Requests for removal.
    pub requests: Requests,
    /// Sends the mail.
    pub mail: Mail,
}

impl<Attempts, Hashes, Users, Links, Requests, Mail> Endpoint
    for RemovalRequest<Attempts, Hashes, Users, Links, Requests, Mail>
where
    Attempts: CountAttempts,
    Hashes: HashEmail,
    Users: FindUser,
    Links: BindLink,
    Requests: KeepRemovalRequest,
    Mail: MailRemovalLink,
{
    const ROUTE: &'static str = "POST /user/request_removal";

    fn refusal(error: &DomainError) -> Answer {
        dialect::refusal(error)
    }

    async fn answer(&self, call: &Call) -> Result<Answer, DomainError> {
        let RequestRemovalBody { user_id } = RequestRemovalBody::read(call.body())?;
        let token = random_token()?;
        let link = dialect::link(&self.address.seen_from(call), &user_id, &token);
        let link = NewLink { token: &token, url: &link };
        let mails = self.mails.guard(call);
        let Self { users, links, requests, mail, .. } = self;
        remove::request(users, links, requests, mail, &mails, &user_id, link).await?;
        Ok(dialect::requested())
    }
}
