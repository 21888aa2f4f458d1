//! `POST /user/update` (seed 000): the signed-in person changes their address, name or password, all that they send or
//! nothing, through the workflow `update-user`.

use usher_domain::DomainError;
use usher_domain::ports::{FindUser, RunWorkflow, SealPassword};
use usher_domain::session::TokenIssuer;
use usher_domain::update::Update;
use usher_lambda_kit::{Answer, Call, Endpoint, signed_in_caller};
use usher_wire::account::{self, UserBody};
use usher_wire::workflow;

/// What the endpoint needs.
#[derive(Debug)]
pub struct AccountUpdate<Users, Seal, UpdateUser> {
    /// Whose tokens count.
    pub issuer: TokenIssuer,
    /// The user records.
    pub users: Users,
    /// Seals the password before it enters the workflow.
    pub seal: Seal,
    /// The workflow `update-user`.
    pub update_user: UpdateUser,
}

impl<Users: FindUser, Seal: SealPassword, UpdateUser: RunWorkflow> Endpoint for AccountUpdate<Users, Seal, UpdateUser> {
    const ROUTE: &'static str = "POST /user/update";

    fn refusal(error: &DomainError) -> Answer {
        account::refusal(error)
    }

    async fn answer(&self, call: &Call) -> Result<Answer, DomainError> {
        let caller = signed_in_caller(call, &self.issuer, &self.users).await?;
        let body = UserBody::read(call.body());
        let update = Update::read(&caller, |field| body.given(field))?;
        let user = workflow::update_user(&self.update_user, &self.seal, &caller, &update, call.now).await?;
        Ok(account::updated(&user))
    }
}
