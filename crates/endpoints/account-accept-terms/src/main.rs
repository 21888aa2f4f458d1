//! `POST /user/accept-terms`: wiring only.

use std::sync::atomic::AtomicBool;
use std::time::Duration;

use account_accept_terms::AccountAcceptTerms;
use usher_aws::{Connection, Evidence, Identities, Retention, Users};
use usher_lambda_kit::{StartUp, config, limits, serve};

#[tokio::main(flavor = "current_thread")]
async fn main() -> StartUp {
    let connection = Connection::from_environment()?;
    let retention = Retention::parse(
        &config::required("EVIDENCE_MODE")?,
        config::number("EVIDENCE_RETENTION_YEARS")?,
        config::number("EVIDENCE_RETENTION_DAYS")?,
    )?;
    let endpoint = AccountAcceptTerms {
        proxies: limits::trusted_proxies()?,
        issuer: config::token_issuer()?,
        terms: usher_terms::in_force()?,
        users: Users::new(&connection, config::required("USERS_TABLE")?),
        identities: Identities::new(&connection, config::required("USER_POOL_ID")?),
        evidence: Evidence::new(&connection, config::required("EVIDENCE_BUCKET")?, retention),
        are_texts_kept: AtomicBool::new(false),
        pause: Duration::from_millis(400),
    };
    connection.open().await;
    serve(endpoint).await
}
