//! Mails links to users, each in the language of the user. `infra/mail-<language>.yaml` has the templates.

use serde_json::json;
use usher_domain::mailed_link::{LINK_TTL, LinkPurpose};
use usher_domain::ports::{MailLink, MailNotice};
use usher_domain::restore::RESTORE_TTL;
use usher_domain::{DomainError, Email, Locale};

use crate::{Connection, Mail};

/// What the mails need besides the link itself.
#[derive(Clone, Debug)]
pub struct LinkSettings {
    /// The prefix of the templates' names.
    pub template_prefix: String,
    /// The languages of the templates; the first one is for users with none of them.
    pub languages: Vec<String>,
    /// The name of the product, as users know it.
    pub product: String,
}

/// Mails with links.
#[derive(Clone, Debug)]
pub struct LinkMail {
    mail: Mail,
    settings: LinkSettings,
}

impl LinkMail {
    /// Mails from this sender address.
    #[must_use]
    pub fn new(connection: &Connection, from: String, settings: LinkSettings) -> Self {
        Self { mail: Mail::new(connection, from, settings.template_prefix.clone()), settings }
    }
}

impl LinkSettings {
    /// The template of this name, in the language of the user.
    fn template(&self, name: &str, locale: Option<&Locale>) -> String {
        let default = Locale::new("");
        let language = locale.unwrap_or(&default).language(&self.languages).unwrap_or("en");
        format!("{}-{name}-{language}", self.template_prefix)
    }
}

impl MailLink for LinkMail {
    async fn mail(
        &self,
        to: &Email,
        locale: Option<&Locale>,
        purpose: LinkPurpose,
        link: &str,
    ) -> Result<(), DomainError> {
        let data = json!({
            "link": link,
            "hours": LINK_TTL.whole_hours(),
            "product": self.settings.product,
        });
        self.mail.send_template(to.as_str(), &self.settings.template(purpose.as_str(), locale), &data).await
    }
}

impl MailNotice for LinkMail {
    async fn notify(&self, to: &Email, locale: Option<&Locale>, link: Option<&str>) -> Result<(), DomainError> {
        let name = if link.is_some() { "restore-account" } else { "account-changed" };
        let data = json!({ "link": link, "days": RESTORE_TTL.whole_days(), "product": self.settings.product });
        self.mail.send_template(to.as_str(), &self.settings.template(name, locale), &data).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> LinkSettings {
        LinkSettings {
            template_prefix: "usher".to_owned(),
            languages: ["en".to_owned(), "de".to_owned()].into(),
            product: "Example".to_owned(),
        }
    }

    #[test]
    fn template_is_that_of_the_language() {
        let german = Locale::new("de-AT");
        assert_eq!(settings().template("reset-password", Some(&german)), "usher-reset-password-de");
        assert_eq!(settings().template("verify-email", None), "usher-verify-email-en");
    }
}
