//! `POST /api/user/password/reset/confirm/`: sets a new password by a mailed link and revokes all sessions, through the workflow
//! `update-user`.

use usher_domain::DomainError;
use usher_domain::ports::{BindLink, FindLink, FindUser, UpdateUser};
use usher_domain::use_cases::mailed_links;
use usher_lambda_kit::{Answer, Call, Endpoint};
use usher_wire::session::{self, RequestBody};

/// The endpoint and its ports.
#[derive(Debug)]
pub struct SessionResetConfirm<Users, Binder, Links, Updates> {
    /// The user records.
    pub users: Users,
    /// Binds links to the current state of the account.
    pub binder: Binder,
    /// The mailed links.
    pub links: Links,
    /// The workflow `update-user`.
    pub update_user: Updates,
}

impl<Users, Binder, Links, Updates> Endpoint for SessionResetConfirm<Users, Binder, Links, Updates>
where
    Users: FindUser,
    Binder: BindLink,
    Links: FindLink,
    Updates: UpdateUser,
{
    const ROUTE: &'static str = "POST /api/user/password/reset/confirm/";

    fn refusal(error: &DomainError) -> Answer {
        session::refusal(error)
    }

    async fn answer(&self, call: &Call) -> Result<Answer, DomainError> {
        let (token, password) = RequestBody::json(call.body()).password_reset()?;
        let Self { users, binder, links, update_user } = self;
        mailed_links::reset_password(users, binder, links, update_user, &token, password, call.now).await?;
        Ok(session::password_changed())
    }
}
