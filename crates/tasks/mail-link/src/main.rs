//! `mail-link`: wiring only.

use mail_link::MailLinkTask;
use usher_aws::{Connection, Identities, LinkMail, LinkSettings, MailedLinks, StackKeys, Users};
use usher_lambda_kit::{StartUp, config, serve_task};

#[tokio::main(flavor = "current_thread")]
async fn main() -> StartUp {
    let connection = Connection::from_environment()?;
    let settings = LinkSettings {
        template_prefix: config::required("MAIL_TEMPLATE_PREFIX")?,
        languages: config::list("MAIL_LANGUAGES"),
        product: config::required("PRODUCT_NAME")?,
    };
    let task = MailLinkTask {
        users: Users::new(&connection, config::required("USERS_TABLE")?),
        identities: Identities::new(&connection, config::required("USER_POOL_ID")?),
        binder: StackKeys::of_links(&connection, config::required("STACK_KEYS_TABLE")?),
        links: MailedLinks::new(&connection, config::required("MAILED_LINKS_TABLE")?),
        mails: LinkMail::new(&connection, config::required("MAIL_FROM")?, settings),
    };
    connection.open().await;
    serve_task(task).await
}
