//! A demo of a downstream service: what a system that keeps data about Usher's people has to do when one of them leaves.
//!
//! It takes Usher's signed call, puts the person into a queue of its own and answers at once; a real service would then
//! work through that queue. This one only shows it, and forgets it when it ends. It can be told to fail now and then, as
//! services do. Only the local stack uses it.

mod delivery;
mod failures;
mod refusal;
mod removal_queue;
#[cfg(test)]
mod sender;
mod server;
mod service;
mod settings;

use std::sync::Arc;

use anyhow::{Context as _, Result};
use service::Service;
use settings::{SECRET_VARIABLE, Settings};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<()> {
    let settings = Settings::parse(std::env::args().skip(1), signing_secret())?;
    let listener =
        TcpListener::bind(settings.listen).await.with_context(|| format!("can't listen on {}", settings.listen))?;
    server::run(listener, Arc::new(Service::new(settings))).await
}

/// From the environment: every program on a machine can see the command lines of all others.
#[expect(clippy::disallowed_methods, reason = "a tool reads its configuration here, once")]
fn signing_secret() -> Option<String> {
    std::env::var(SECRET_VARIABLE).ok()
}
