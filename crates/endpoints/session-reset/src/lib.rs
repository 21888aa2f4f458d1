//! `POST /api/user/password/reset/`: has a link mailed that sets a new password. The answer, and the time it takes, are the same
//! whether or not a user has the address: the workflow `mail-link` looks for the user.

use usher_domain::DomainError;
use usher_domain::mailed_link::LinkPurpose;
use usher_domain::ports::{CountAttempts, HashEmail, RequestLink};
use usher_domain::use_cases::mailed_links;
use usher_lambda_kit::{Answer, Call, Endpoint, RequestedMails};
use usher_wire::session::{self, RequestBody};

/// The endpoint and its ports.
#[derive(Debug)]
pub struct SessionReset<Attempts, Hashes, Mailer> {
    /// The limits of requested mails.
    pub mails: RequestedMails<Attempts, Hashes>,
    /// The workflow `mail-link`.
    pub mailer: Mailer,
}

impl<Attempts, Hashes, Mailer> Endpoint for SessionReset<Attempts, Hashes, Mailer>
where
    Attempts: CountAttempts,
    Hashes: HashEmail,
    Mailer: RequestLink,
{
    const ROUTE: &'static str = "POST /api/user/password/reset/";

    fn refusal(error: &DomainError) -> Answer {
        session::refusal(error)
    }

    async fn answer(&self, call: &Call) -> Result<Answer, DomainError> {
        let email = RequestBody::json(call.body()).link_request()?;
        let mails = self.mails.guard(call);
        mailed_links::request(&self.mailer, &mails, LinkPurpose::ResetPassword, &email).await?;
        Ok(session::link_requested())
    }
}
