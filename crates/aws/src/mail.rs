//! Sends mails through SES, from the templates in `infra/mail.yaml`.

use std::time::Duration;

use aws_sdk_sesv2::Client;
use aws_sdk_sesv2::config::timeout::TimeoutConfig;
use aws_sdk_sesv2::types::{Destination, EmailContent, Template};
use serde_json::json;
use usher_domain::erasure::FailureReport;
use usher_domain::ports::{MailFailedErasure, MailRemovalLink};
use usher_domain::removal::LINK_TTL;
use usher_domain::service::ServiceName;
use usher_domain::{DomainError, Email, KeptFiles};

use crate::at_most_once::RetryThrottledOnly;
use crate::host::Host;
use crate::{Connection, failure};

/// The timeout of one attempt.
const CALL_TIMEOUT: Duration = Duration::from_secs(8);

/// Mails of one template, from one address.
#[derive(Clone, Debug)]
pub struct Mail {
    client: Client,
    from: String,
    template: String,
}

/// Mails to the admin.
#[derive(Clone, Debug)]
pub struct AdminMail {
    mail: Mail,
    admin: String,
}

impl Mail {
    /// Mails with this sender address and template.
    #[must_use]
    pub fn new(connection: &Connection, from: String, template: String) -> Self {
        connection.open_during_init(&Host::Mail);
        let config = aws_sdk_sesv2::config::Builder::from(connection.sdk())
            // If the response was lost, the mail may have been sent; a retry would send it twice.
            .retry_classifier(RetryThrottledOnly)
            .timeout_config(TimeoutConfig::builder().operation_attempt_timeout(CALL_TIMEOUT).build());
        Self { client: Client::from_conf(config.build()), from, template }
    }

    /// The same mails, to the admin at this address.
    #[must_use]
    pub fn to_admin(self, admin: String) -> AdminMail {
        AdminMail { mail: self, admin }
    }

    async fn send(&self, to: &str, data: &serde_json::Value) -> Result<(), DomainError> {
        self.send_template(to, &self.template, data).await
    }

    pub(crate) async fn send_template(
        &self,
        to: &str,
        template: &str,
        data: &serde_json::Value,
    ) -> Result<(), DomainError> {
        let template = Template::builder().template_name(template).template_data(data.to_string()).build();
        self.client
            .send_email()
            .from_email_address(&self.from)
            .destination(Destination::builder().to_addresses(to).build())
            .content(EmailContent::builder().template(template).build())
            .send()
            .await
            .map(drop)
            .map_err(failure::unavailable("ses:SendEmail"))
    }
}

impl MailRemovalLink for Mail {
    async fn mail_link(&self, to: &Email, link: &str) -> Result<(), DomainError> {
        self.send(to.as_str(), &json!({ "link": link, "hours": LINK_TTL.whole_hours() })).await
    }
}

impl MailFailedErasure for AdminMail {
    async fn mail_failure(&self, report: &FailureReport) -> Result<(), DomainError> {
        let failed = &report.failed;
        let pending: Vec<_> = report.pending.iter().map(ServiceName::as_str).collect();
        let data = json!({
            "erasure_id": failed.id.as_str(),
            "execution": failed.execution,
            "status": failed.status,
            "error": failed.error.as_deref().unwrap_or("unknown"),
            "step": report.step.as_deref().unwrap_or("unknown"),
            "kept": kept(&report.kept),
            "pending": if pending.is_empty() { "none".to_owned() } else { pending.join(", ") },
        });
        self.mail.send(&self.admin, &data).await
    }
}

/// The keys are percent-encoded, so that they are safe in HTML.
fn kept(kept: &KeptFiles) -> String {
    if kept.is_empty() {
        return "none".to_owned();
    }
    let named = kept.named.iter().map(|file| format!("{} ({})", file.key, file.reason));
    let more = (kept.unnamed() > 0).then(|| format!("and {} more", kept.unnamed()));
    named.chain(more).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use usher_domain::KeptFile;

    #[test]
    fn mail_lists_files_that_cannot_be_deleted() {
        assert_eq!(kept(&KeptFiles::default()), "none");
        let file = |number: usize| KeptFile {
            key: format!("users/1/a%01{number}"),
            version: "v".to_owned(),
            reason: "AccessDenied".to_owned(),
        };
        let mut files = KeptFiles::default();
        files.add(file(0));
        assert_eq!(kept(&files), "users/1/a%010 (AccessDenied)");
        (1..25).for_each(|number| files.add(file(number)));
        assert!(kept(&files).ends_with("users/1/a%0119 (AccessDenied), and 5 more"), "{}", kept(&files));
    }
}
