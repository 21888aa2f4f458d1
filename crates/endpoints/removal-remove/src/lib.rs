//! `POST /user/remove` (removal document): erases the user whose mailed token the caller has. The response waits a few
//! seconds for the first answers of the downstream services; the workflow continues in any case.

use std::time::Duration;

use usher_domain::DomainError;
use usher_domain::ports::{
    AwaitFirstAnswers, BindLink, FindUser, HideUser, KeepRemovalRequest, RetireAdmin, StartErasure,
};
use usher_domain::removal::{Confirmation, ConfirmationAttempt};
use usher_domain::use_cases::remove;
use usher_lambda_kit::{Answer, Call, Endpoint};
use usher_wire::removal::{self as dialect, RemoveBody, is_form, page};

/// A service has 5 seconds to answer, and the workflow takes one or two to call it.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(8);

/// The endpoint and its ports.
#[derive(Debug)]
pub struct RemovalRemove<Requests, Links, EraseUser, Users> {
    /// Requests for removal, and the removal queue.
    pub requests: Requests,
    /// Checks that the account has not changed since the link was mailed.
    pub links: Links,
    /// The workflow `erase-user`.
    pub erase_user: EraseUser,
    /// The user records.
    pub users: Users,
}

impl<Requests, Links, EraseUser, Users> Endpoint for RemovalRemove<Requests, Links, EraseUser, Users>
where
    Requests: KeepRemovalRequest + AwaitFirstAnswers,
    Links: BindLink,
    EraseUser: StartErasure,
    Users: FindUser + HideUser + RetireAdmin,
{
    const ROUTE: &'static str = "POST /user/remove";

    fn refusal(error: &DomainError) -> Answer {
        dialect::refusal(error)
    }

    fn refusal_to(call: &Call, error: &DomainError) -> Answer {
        if is_from_form(call) { page::refusal(error) } else { dialect::refusal(error) }
    }

    async fn answer(&self, call: &Call) -> Result<Answer, DomainError> {
        let RemoveBody { user_id, token } = RemoveBody::read(call.header("content-type"), call.body())?;
        let Self { requests, links, erase_user, users } = self;
        let claim = ConfirmationAttempt { by: call.request_id.clone(), at: call.now };
        let confirmation = Confirmation { user: &user_id, token: &token, claim: &claim };
        remove::confirm(requests, links, erase_user, users, confirmation).await?;
        // The removal has begun, so a failure to wait must not fail the call.
        let _ = requests.wait_for_first_answers(&user_id, ANSWER_TIMEOUT).await;
        Ok(if is_from_form(call) { page::triggered() } else { dialect::triggered() })
    }
}

/// Whether the call comes from the form of the page, in a browser without JavaScript.
fn is_from_form(call: &Call) -> bool {
    is_form(call.header("content-type"))
}
