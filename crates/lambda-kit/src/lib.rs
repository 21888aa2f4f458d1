//! What every function shares: start-up, configuration, the call and its caller, the request log, task errors.
//!
//! An endpoint implements [`Endpoint`] and hands itself to [`serve`]; a workflow task implements [`Task`] and hands
//! itself to [`serve_task`]. Both then look the same in the log, whatever they do.

mod call;
mod caller;
mod challenge;
pub mod config;
mod cors;
mod deadline;
mod endpoint;
pub mod limits;
mod log;
mod panic;
mod public_address;
mod site;
mod task;

pub use call::Call;
pub use caller::{authenticate_bearer, signed_in_caller};
pub use cors::AllowedOrigins;
pub use endpoint::{Answer, Endpoint, MAX_BODY, MAX_BODY_WITH_PICTURE, respond, serve};
pub use log::warn;
pub use public_address::PublicAddress;
pub use site::Site;
pub use task::{Invocation, Task, TaskError, perform, serve_task};

use usher_domain::Failure;
use usher_domain::removal::ConfirmationToken;

/// What `main` returns: an error ends the start-up, and the Lambda service logs it.
pub type StartUp = Result<(), lambda_runtime::Error>;

/// A call under way, with its type erased: the futures of the AWS SDK nest deeper than the compiler follows.
type Running<'a, Output> = std::pin::Pin<Box<dyn Future<Output = Output> + Send + 'a>>;

/// The clock, to the millisecond, read once for each call and handed on as a parameter.
#[expect(clippy::disallowed_methods, reason = "the one place where shipped code reads the clock")]
fn now() -> time::OffsetDateTime {
    let now = time::OffsetDateTime::now_utc();
    now.replace_millisecond(now.millisecond()).unwrap_or(now)
}

/// Lets this much time pass, before something is read again.
pub async fn pause(time: std::time::Duration) {
    tokio::time::sleep(time).await;
}

/// 128 random bits, from the operating system's source.
///
/// # Errors
/// If the operating system has none.
pub fn random_bits() -> Result<u128, Failure> {
    random_bytes().map(u128::from_ne_bytes)
}

/// A confirmation token that nobody can guess.
///
/// # Errors
/// As [`random_bits`].
pub fn random_token() -> Result<ConfirmationToken, Failure> {
    random_bytes().map(ConfirmationToken::from_bits)
}

fn random_bytes<const N: usize>() -> Result<[u8; N], Failure> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|cause| Failure::new("draw random bits", cause))?;
    Ok(bytes)
}
