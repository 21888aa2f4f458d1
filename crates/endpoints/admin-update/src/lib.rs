//! `PUT /api/users/profile/{id}` (admin document): changes a user's address and password, through the workflow
//! `update-user`. Only the user and admins may; others get 403 whether or not the user exists.

use usher_domain::ports::{FindUser, UpdateUser, VerifyAccessToken};
use usher_domain::use_cases::access::{Caller, user_by_number};
use usher_domain::{DomainError, UserNumber};
use usher_lambda_kit::{Answer, Call, Endpoint, authenticate_bearer};
use usher_wire::admin;

/// The endpoint and its ports.
#[derive(Debug)]
pub struct AdminUpdate<Tokens, Users, Updates> {
    /// Verifies access tokens.
    pub tokens: Tokens,
    /// The user records.
    pub users: Users,
    /// The workflow `update-user`.
    pub update_user: Updates,
}

impl<Tokens: VerifyAccessToken, Users: FindUser, Updates: UpdateUser> Endpoint for AdminUpdate<Tokens, Users, Updates> {
    const ROUTE: &'static str = "PUT /api/users/profile/{id}";

    fn refusal(error: &DomainError) -> Answer {
        admin::refusal(error)
    }

    async fn answer(&self, call: &Call) -> Result<Answer, DomainError> {
        let Caller { user: caller, claims } = authenticate_bearer(call, &self.tokens, &self.users).await?;
        let number = call.path_parameter("id").and_then(|given| UserNumber::parse(&given).ok());
        let user = user_by_number(&self.users, caller, number).await?;
        let update = admin::new_profile(&user, call.body())?.keeping(&claims, &user);
        let user = self.update_user.update(&user, &update, call.now).await?;
        Ok(admin::updated(&user))
    }
}
