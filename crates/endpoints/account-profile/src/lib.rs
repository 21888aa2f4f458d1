//! `GET /user/profile` (account document): the record and the Cognito user of the signed-in user, and
//! whether they have accepted the current terms.

use usher_domain::DomainError;
use usher_domain::ports::{DescribeIdentity, FindUser};
use usher_domain::session::TokenIssuer;
use usher_domain::terms::TermsVersions;
use usher_lambda_kit::{Answer, Call, Endpoint, signed_in_caller};
use usher_wire::account;

/// The endpoint and its ports.
#[derive(Debug)]
pub struct AccountProfile<Users, Identities> {
    /// The issuer of accepted access tokens.
    pub issuer: TokenIssuer,
    /// The versions of the texts in force.
    pub terms: TermsVersions,
    /// The user records.
    pub users: Users,
    /// The Cognito users.
    pub identities: Identities,
}

impl<Users: FindUser, Identities: DescribeIdentity> Endpoint for AccountProfile<Users, Identities> {
    const ROUTE: &'static str = "GET /user/profile";

    fn refusal(error: &DomainError) -> Answer {
        account::refusal(error)
    }

    async fn answer(&self, call: &Call) -> Result<Answer, DomainError> {
        let user = signed_in_caller(call, &self.issuer, &self.users).await?.user;
        // A record without an identity belongs to a user who is being erased.
        let identity = self.identities.describe(&user.id).await?.ok_or(DomainError::NotSignedIn)?;
        Ok(account::profile(&user, &identity, &self.terms))
    }
}
