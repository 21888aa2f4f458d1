//! `PUT /user/{email}` (seed 001): changes a user's address, name or password, for that person or an admin, through the
//! workflow `update-user`. Everybody else is refused whether or not there is such a user.

use usher_domain::access::user_by_email;
use usher_domain::ports::{FindUser, RunWorkflow, SealPassword};
use usher_domain::session::TokenIssuer;
use usher_domain::update::Update;
use usher_domain::{DomainError, Email};
use usher_lambda_kit::{Answer, Call, Endpoint, signed_in_caller};
use usher_wire::directory::{self, UserBody};
use usher_wire::workflow;

/// What the endpoint needs.
#[derive(Debug)]
pub struct DirectoryUpdate<Users, Seal, UpdateUser> {
    /// Whose tokens count.
    pub issuer: TokenIssuer,
    /// The user records.
    pub users: Users,
    /// Seals the password before it enters the workflow.
    pub seal: Seal,
    /// The workflow `update-user`.
    pub update_user: UpdateUser,
}

impl<Users: FindUser, Seal: SealPassword, UpdateUser: RunWorkflow> Endpoint
    for DirectoryUpdate<Users, Seal, UpdateUser>
{
    const ROUTE: &'static str = "PUT /user/{email}";

    fn refusal(error: &DomainError) -> Answer {
        directory::refusal(error)
    }

    async fn answer(&self, call: &Call) -> Result<Answer, DomainError> {
        let caller = signed_in_caller(call, &self.issuer, &self.users).await?;
        let email = call.path_parameter("email").and_then(|given| Email::parse(&given).ok());
        let user = user_by_email(&self.users, caller, email).await?;
        let body = UserBody::read(call.body());
        let update = Update::read(&user, |field| body.given(field))?;
        let user = workflow::update_user(&self.update_user, &self.seal, &user, &update, call.now).await?;
        Ok(directory::updated(&user))
    }
}
