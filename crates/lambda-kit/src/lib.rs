//! Shared by all functions: startup, configuration, the call and its caller, the request log, task errors.
//!
//! An endpoint implements [`Endpoint`] and passes itself to [`serve`]; a workflow task implements [`Task`] and passes
//! itself to [`serve_task`]. Both write the same log lines.

mod call;
mod caller;
mod challenge;
pub mod config;
mod cors;
mod deadline;
mod endpoint;
mod failed_sign_ins;
pub mod limits;
mod log;
mod panic;
mod public_address;
mod requested_mails;
mod site;
mod task;

pub use call::Answer;
pub use call::Call;
pub use caller::{authenticate_bearer, signed_in_caller};
pub use cors::AllowedOrigins;
pub use endpoint::{Endpoint, MAX_BODY, MAX_BODY_WITH_PICTURE, respond, serve};
pub use failed_sign_ins::FailedSignIns;
pub use log::warn;
pub use public_address::PublicAddress;
pub use requested_mails::RequestedMails;
pub use site::Site;
pub use task::{Invocation, Task, TaskError, perform, serve_task};

use usher_domain::Failure;
use usher_domain::removal::ConfirmationToken;

/// What `main` returns. An error fails init, and Lambda logs it.
pub type StartUp = Result<(), lambda_runtime::Error>;

/// A boxed future: the types of the AWS SDK's futures nest deeper than the compiler's recursion limit.
type BoxFuture<'a, Output> = std::pin::Pin<Box<dyn Future<Output = Output> + Send + 'a>>;

/// The current time in milliseconds, read once for each call and passed on as a parameter.
#[expect(clippy::disallowed_methods, reason = "the one place where shipped code reads the clock")]
fn now() -> time::OffsetDateTime {
    let now = time::OffsetDateTime::now_utc();
    now.replace_millisecond(now.millisecond()).unwrap_or(now)
}

/// Waits this long.
pub async fn pause(time: std::time::Duration) {
    tokio::time::sleep(time).await;
}

/// 128 random bits from the operating system's secure generator.
///
/// # Errors
/// If the generator fails.
pub fn random_bits() -> Result<u128, Failure> {
    random_bytes().map(u128::from_ne_bytes)
}

/// A new confirmation token, of 256 random bits.
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
