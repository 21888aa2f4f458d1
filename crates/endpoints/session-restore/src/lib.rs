//! `POST /api/user/restore/`: gives an account back to the owner of an address that it had, by the link in the notice of a
//! change, through the workflow `update-user`.

use usher_domain::DomainError;
use usher_domain::ports::{BindLink, FindUser, ReplaceAuthenticator, UpdateUser};
use usher_domain::use_cases::restore::restore;
use usher_lambda_kit::{Answer, Call, Endpoint};
use usher_wire::session::{self, RequestBody};

/// The endpoint and its ports.
#[derive(Debug)]
pub struct SessionRestore<Users, Binder, Updates> {
    /// The user records.
    pub users: Users,
    /// Proves that Usher has mailed a link.
    pub binder: Binder,
    /// The workflow `update-user`.
    pub update_user: Updates,
}

impl<Users, Binder, Updates> Endpoint for SessionRestore<Users, Binder, Updates>
where
    Users: FindUser + ReplaceAuthenticator,
    Binder: BindLink,
    Updates: UpdateUser,
{
    const ROUTE: &'static str = "POST /api/user/restore/";

    fn refusal(error: &DomainError) -> Answer {
        session::refusal(error)
    }

    async fn answer(&self, call: &Call) -> Result<Answer, DomainError> {
        let (token, password) = RequestBody::json(call.body()).restoration()?;
        restore(&self.users, &self.binder, &self.update_user, &token, password, call.now).await?;
        Ok(session::account_restored())
    }
}
