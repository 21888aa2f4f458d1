//! A demo downstream service: what a system with data about Usher's users must do when one of them is erased.
//!
//! It verifies Usher's signed call, queues the removal and responds at once. A real service would then process the
//! queue; this one only returns it for inspection, and keeps it in memory. It can fail every nth call. Only the local
//! stack uses it.

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

/// From the environment, since other users can read a command line.
#[expect(clippy::disallowed_methods, reason = "a tool reads its configuration here, once")]
fn signing_secret() -> Option<String> {
    std::env::var(SECRET_VARIABLE).ok()
}
