//! `POST /api/user/password/reset/`: wiring only.

use session_reset::SessionReset;
use usher_aws::{Attempts, Connection, MailLinkWorkflow, StackKeys};
use usher_lambda_kit::{RequestedMails, StartUp, config, limits, serve};

#[tokio::main(flavor = "current_thread")]
async fn main() -> StartUp {
    let connection = Connection::from_environment()?;
    let endpoint = SessionReset {
        mails: RequestedMails {
            proxies: limits::trusted_proxies()?,
            limits: limits::mails()?,
            attempts: Attempts::new(&connection, config::required("LIMITS_TABLE")?),
            hashes: StackKeys::of_limits(&connection, config::required("STACK_KEYS_TABLE")?),
        },
        mailer: MailLinkWorkflow::new(&connection, config::required("MAIL_LINK_STATE_MACHINE")?),
    };
    connection.open().await;
    serve(endpoint).await
}
