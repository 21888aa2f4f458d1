//! `POST /user/update` (account document): changes the address, name or password of the signed-in user, all or
//! nothing, through the workflow `update-user`.

use usher_domain::DomainError;
use usher_domain::ports::{FindUser, UpdateUser};
use usher_domain::session::TokenIssuer;
use usher_domain::use_cases::access::Caller;
use usher_lambda_kit::{Answer, Call, Endpoint, signed_in_caller};
use usher_wire::account::{self, UserBody};

/// The endpoint and its ports.
#[derive(Debug)]
pub struct AccountUpdate<Users, Updates> {
    /// The issuer of accepted access tokens.
    pub issuer: TokenIssuer,
    /// The user records.
    pub users: Users,
    /// The workflow `update-user`.
    pub update_user: Updates,
}

impl<Users: FindUser, Updates: UpdateUser> Endpoint for AccountUpdate<Users, Updates> {
    const ROUTE: &'static str = "POST /user/update";

    fn refusal(error: &DomainError) -> Answer {
        account::refusal(error)
    }

    async fn answer(&self, call: &Call) -> Result<Answer, DomainError> {
        let Caller { user: caller, claims } = signed_in_caller(call, &self.issuer, &self.users).await?;
        let body = UserBody::read(call.body());
        let update = body.update(&caller)?.keeping(&claims, &caller);
        let user = self.update_user.update(&caller, &update, call.now).await?;
        Ok(account::updated(&user))
    }
}
