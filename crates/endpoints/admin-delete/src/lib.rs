//! `DELETE /api/users/delete/{id}` (seed 002): an admin erases a user, with their reviews and everything else.

use usher_domain::DomainError;
use usher_domain::access::require_admin;
use usher_domain::erasure;
use usher_domain::ports::{FindUser, HideUser, NameErasure, StartErasure, VerifyAccessToken};
use usher_domain::{Field, FieldErrors, UserNumber};
use usher_lambda_kit::{Answer, Call, Endpoint, token_holder};
use usher_wire::admin;

/// What the endpoint needs.
#[derive(Debug)]
pub struct AdminDelete<Tokens, Users, Names, EraseUser> {
    /// Verifies access tokens.
    pub tokens: Tokens,
    /// The user records.
    pub users: Users,
    /// Names erasures.
    pub names: Names,
    /// The workflow `erase-user`.
    pub erase_user: EraseUser,
}

impl<Tokens, Users, Names, EraseUser> Endpoint for AdminDelete<Tokens, Users, Names, EraseUser>
where
    Tokens: VerifyAccessToken,
    Users: FindUser + HideUser,
    Names: NameErasure,
    EraseUser: StartErasure,
{
    const ROUTE: &'static str = "DELETE /api/users/delete/{id}";

    fn refusal(error: &DomainError) -> Answer {
        admin::refusal(error)
    }

    async fn answer(&self, call: &Call) -> Result<Answer, DomainError> {
        require_admin(&token_holder(call, &self.tokens, &self.users).await?)?;
        let number = UserNumber::parse(&call.path_parameter("id").unwrap_or_default());
        let number = number.map_err(|problem| FieldErrors::one(Field::Number, problem))?;
        let user = self.users.by_number(number).await?.ok_or(DomainError::UserNotFound)?;
        erasure::begin(&self.names, &self.erase_user, &self.users, &user.id, call.now).await?;
        Ok(admin::deleted(&user))
    }
}
