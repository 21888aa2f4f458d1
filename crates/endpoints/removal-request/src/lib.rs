//! `POST /user/request_removal` (seed 004): mails a person the link that removes them. Anybody who knows the user id may
//! ask; only who reads the person's mail can confirm.

use usher_domain::ports::{BindLink, CountAttempts, FindUser, HashEmail, KeepRemovalRequest, MailRemovalLink};
use usher_domain::removal::NewLink;
use usher_domain::use_cases::admit::{MailGuard, MailLimits};
use usher_domain::use_cases::remove;
use usher_domain::{DomainError, TrustedProxies};
use usher_lambda_kit::{Answer, Call, Endpoint, PublicAddress, random_token};
use usher_wire::removal::{self as dialect, RequestRemovalBody};

/// What the endpoint needs.
#[derive(Debug)]
pub struct RemovalRequest<Attempts, Hashes, Users, Links, Requests, Mail> {
    /// Who tells truly where calls come from.
    pub proxies: TrustedProxies,
    /// How many mails may be asked for.
    pub limits: MailLimits,
    /// Where mails are counted.
    pub attempts: Attempts,
    /// Hashes the addresses that are mailed.
    pub hashes: Hashes,
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
        let mails = MailGuard {
            limits: self.limits,
            attempts: &self.attempts,
            hashes: &self.hashes,
            source: call.client_address(&self.proxies),
            now: call.now,
        };
        let Self { users, links, requests, mail, .. } = self;
        remove::request(users, links, requests, mail, &mails, &user_id, link).await?;
        Ok(dialect::requested())
    }
}
