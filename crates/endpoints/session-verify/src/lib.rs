//! `POST /api/user/email/verify/`: marks the address as verified that a link was mailed to, through the workflow
//! `update-user`.

use usher_domain::DomainError;
use usher_domain::ports::{BindLink, FindLink, FindUser, UpdateUser};
use usher_domain::use_cases::mailed_links;
use usher_lambda_kit::{Answer, Call, Endpoint};
use usher_wire::session::{self, RequestBody};

/// The endpoint and its ports.
#[derive(Debug)]
pub struct SessionVerify<Users, Binder, Links, Updates> {
    /// The user records.
    pub users: Users,
    /// Binds links to the current state of the account.
    pub binder: Binder,
    /// The mailed links.
    pub links: Links,
    /// The workflow `update-user`.
    pub update_user: Updates,
}

impl<Users, Binder, Links, Updates> Endpoint for SessionVerify<Users, Binder, Links, Updates>
where
    Users: FindUser,
    Binder: BindLink,
    Links: FindLink,
    Updates: UpdateUser,
{
    const ROUTE: &'static str = "POST /api/user/email/verify/";

    fn refusal(error: &DomainError) -> Answer {
        session::refusal(error)
    }

    async fn answer(&self, call: &Call) -> Result<Answer, DomainError> {
        let token = RequestBody::json(call.body()).link_token()?;
        let Self { users, binder, links, update_user } = self;
        mailed_links::verify_email(users, binder, links, update_user, &token, call.now).await?;
        Ok(session::email_verified())
    }
}
