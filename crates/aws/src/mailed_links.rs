//! Mailed links in the table `MailedLinks`: one row per user, with an attribute per purpose. DynamoDB's TTL deletes a row
//! after the last of its links.

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use usher_domain::mailed_link::{LinkBinding, LinkPurpose, MailedLink};
use usher_domain::ports::{FindLink, KeepLink};
use usher_domain::removal::TokenHash;
use usher_domain::{DomainError, UserId};

use crate::attribute::{seconds, text};
use crate::host::Host;
use crate::user_item::{Item, format_time, parse_time};
use crate::{Connection, failure};

/// The table of mailed links.
#[derive(Clone, Debug)]
pub struct MailedLinks {
    client: Client,
    table: String,
}

impl MailedLinks {
    /// The table of this name.
    #[must_use]
    pub fn new(connection: &Connection, table: String) -> Self {
        connection.open_during_init(&Host::DynamoDb);
        Self { client: Client::new(connection.sdk()), table }
    }
}

impl KeepLink for MailedLinks {
    async fn keep(&self, user: &UserId, purpose: LinkPurpose, link: &MailedLink) -> Result<(), DomainError> {
        self.client
            .update_item()
            .table_name(&self.table)
            .key("user_id", text(user.as_str()))
            .update_expression("SET #purpose = :link, expires_at = :expires_at")
            .expression_attribute_names("#purpose", purpose.as_str())
            .expression_attribute_values(":link", AttributeValue::M(from_link(link)?))
            // All links have the same TTL, so the newest one expires last.
            .expression_attribute_values(":expires_at", seconds(link.expires_at()))
            .send()
            .await
            .map(drop)
            .map_err(failure::unavailable("dynamodb:UpdateItem"))
    }
}

impl FindLink for MailedLinks {
    async fn find(&self, user: &UserId, purpose: LinkPurpose) -> Result<Option<MailedLink>, DomainError> {
        let found = self
            .client
            .get_item()
            .table_name(&self.table)
            .key("user_id", text(user.as_str()))
            .consistent_read(true)
            .send()
            .await
            .map_err(failure::unavailable("dynamodb:GetItem"))?;
        let row = found.item.unwrap_or_default();
        Ok(row.get(purpose.as_str()).and_then(|value| to_link(value.as_m().ok()?)))
    }
}

fn from_link(link: &MailedLink) -> Result<Item, DomainError> {
    Ok(HashMap::from([
        ("token".to_owned(), text(&link.token.to_text())),
        ("mailed_at".to_owned(), text(&format_time(link.mailed_at)?)),
        ("bound_to".to_owned(), text(&link.bound_to.to_text())),
    ]))
}

fn to_link(item: &Item) -> Option<MailedLink> {
    let field = |name: &str| item.get(name)?.as_s().ok().map(String::as_str);
    Some(MailedLink {
        token: TokenHash::from_text(field("token")?)?,
        mailed_at: parse_time(field("mailed_at")?)?,
        bound_to: LinkBinding::from_text(field("bound_to")?)?,
    })
}
