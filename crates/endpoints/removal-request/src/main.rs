//! `POST /user/request_removal`: wiring only.

use removal_request::RemovalRequest;
use usher_aws::{Attempts, Connection, Mail, RemovalQueue, StackKeys, Users};
use usher_lambda_kit::{RequestedMails, StartUp, config, limits, serve};

#[tokio::main(flavor = "current_thread")]
async fn main() -> StartUp {
    let connection = Connection::from_environment()?;
    let endpoint = RemovalRequest {
        mails: RequestedMails {
            proxies: limits::trusted_proxies()?,
            limits: limits::mails()?,
            attempts: Attempts::new(&connection, config::required("LIMITS_TABLE")?),
            hashes: StackKeys::of_limits(&connection, config::required("STACK_KEYS_TABLE")?),
        },
        address: config::public_address(),
        users: Users::new(&connection, config::required("USERS_TABLE")?),
        links: StackKeys::of_links(&connection, config::required("STACK_KEYS_TABLE")?),
        requests: RemovalQueue::new(&connection, config::required("REMOVAL_QUEUE_TABLE")?),
        mail: Mail::new(&connection, config::required("MAIL_FROM")?, config::required("MAIL_TEMPLATE")?),
    };
    connection.open().await;
    serve(endpoint).await
}
