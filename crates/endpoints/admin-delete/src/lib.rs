//! `DELETE /api/users/delete/{id}` (admin document): erases a user, including their reviews. Only the user
//! and admins may; others get 403 whether or not the user exists.

use usher_domain::DomainError;
use usher_domain::ports::{FindUser, HideUser, RetireAdmin, StartErasure, VerifyAccessToken};
use usher_domain::use_cases::access::{Caller, ErasingSignIn, user_by_number_str};
use usher_domain::use_cases::erase;
use usher_lambda_kit::{Answer, Call, Endpoint, authenticate_bearer};
use usher_wire::admin;

/// The endpoint and its ports.
#[derive(Debug)]
pub struct AdminDelete<Tokens, Users, EraseUser> {
    /// Verifies access tokens.
    pub tokens: Tokens,
    /// The sign-ins that allow an erasure.
    pub sign_in: ErasingSignIn,
    /// The user records.
    pub users: Users,
    /// The workflow `erase-user`.
    pub erase_user: EraseUser,
}

impl<Tokens, Users, EraseUser> Endpoint for AdminDelete<Tokens, Users, EraseUser>
where
    Tokens: VerifyAccessToken,
    Users: FindUser + HideUser + RetireAdmin,
    EraseUser: StartErasure,
{
    const ROUTE: &'static str = "DELETE /api/users/delete/{id}";

    fn refusal(error: &DomainError) -> Answer {
        admin::refusal(error)
    }

    async fn answer(&self, call: &Call) -> Result<Answer, DomainError> {
        let Caller { user: caller, claims } = authenticate_bearer(call, &self.tokens, &self.users).await?;
        let number = call.path_parameter("id").unwrap_or_default();
        let user = user_by_number_str(&self.users, caller, &number).await?;
        self.sign_in.require(&claims, call.now)?;
        erase::begin(&self.erase_user, &self.users, &user, call.now).await?;
        Ok(admin::deleted(&user))
    }
}
