//! `POST /user/request_removal` (seed 004): mails a person the link that removes them. Anybody who knows the user id may
//! ask; only who reads the person's mail can confirm.

use usher_domain::DomainError;
use usher_domain::ports::{BindLink, FindUser, KeepRemovalRequest, MailRemovalLink};
use usher_domain::removal::{self, NewLink};
use usher_lambda_kit::{Answer, Call, Endpoint, PublicAddress, random_token};
use usher_wire::removal::{self as dialect, RequestRemovalBody};

/// What the endpoint needs.
#[derive(Debug)]
pub struct RemovalRequest<Users, Links, Requests, Mail> {
    /// Where people reach the API.
    pub address: PublicAddress,
    /// The user records.
    pub users: Users,
    /// Binds the link to the person as they are.
    pub links: Links,
    /// Requests for removal.
    pub requests: Requests,
    /// Mails people.
    pub mail: Mail,
}

impl<Users, Links, Requests, Mail> Endpoint for RemovalRequest<Users, Links, Requests, Mail>
where
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
        let Self { users, links, requests, mail, .. } = self;
        removal::request(users, links, requests, mail, &user_id, link, call.now).await?;
        Ok(dialect::requested())
    }
}
