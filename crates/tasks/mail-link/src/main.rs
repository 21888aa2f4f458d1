//! `mail-link`: wiring only.

use mail_link::MailLinkTask;
use usher_aws::{Attempts, Connection, Identities, LinkMail, LinkSettings, MailedLinks, StackKeys, Users};
use usher_domain::mailed_link::LinkPage;
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
        page: LinkPage::at(config::required("LINK_PAGE")?),
        notices_per_day: config::number("MAILS_PER_RECIPIENT_PER_DAY")?,
        users: Users::new(&connection, config::required("USERS_TABLE")?),
        identities: Identities::new(&connection, config::required("USER_POOL_ID")?),
        binder: StackKeys::of_links(&connection, config::required("STACK_KEYS_TABLE")?),
        links: MailedLinks::new(&connection, config::required("MAILED_LINKS_TABLE")?),
        attempts: Attempts::new(&connection, config::required("LIMITS_TABLE")?),
        mails: LinkMail::new(&connection, config::required("MAIL_FROM")?, settings),
    };
    connection.open().await;
    serve_task(task).await
}
