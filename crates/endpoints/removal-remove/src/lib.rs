//! `POST /user/remove` (seed 004): whoever holds the mailed token removes the person. The answer waits until each service
//! has answered the first call, for a short time; the workflow carries on in any case.

use std::time::Duration;

use usher_domain::DomainError;
use usher_domain::ports::{
    AwaitFirstAnswers, BindLink, FindUser, HideUser, KeepRemovalRequest, RetireAdmin, StartErasure,
};
use usher_domain::removal::{Confirmation, ConfirmationAttempt};
use usher_domain::use_cases::remove;
use usher_lambda_kit::{Answer, Call, Endpoint};
use usher_wire::removal::{self as dialect, RemoveBody, is_form, page};

/// A service may take 5 seconds to answer; the workflow needs one or two until it is called.
const MAX_WAIT: Duration = Duration::from_secs(8);

/// What the endpoint needs.
#[derive(Debug)]
pub struct RemovalRemove<Requests, Links, EraseUser, Users> {
    /// Requests for removal, and the queue that they become.
    pub requests: Requests,
    /// Tells whether the person is still as they were when the link was mailed.
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
        if is_person(call) { page::refusal(error) } else { dialect::refusal(error) }
    }

    async fn answer(&self, call: &Call) -> Result<Answer, DomainError> {
        let RemoveBody { user_id, token } = RemoveBody::read(call.header("content-type"), call.body())?;
        let Self { requests, links, erase_user, users } = self;
        let claim = ConfirmationAttempt { by: call.request_id.clone(), at: call.now };
        let confirmation = Confirmation { user: &user_id, token: &token, claim: &claim };
        remove::confirm(requests, links, erase_user, users, confirmation).await?;
        // The removal is under way: that somebody cannot be waited for does not undo it.
        let _ = requests.first_answers(&user_id, MAX_WAIT).await;
        Ok(if is_person(call) { page::triggered() } else { dialect::triggered() })
    }
}

/// Whether somebody pressed the button of the page, in a browser without JavaScript.
fn is_person(call: &Call) -> bool {
    is_form(call.header("content-type"))
}
