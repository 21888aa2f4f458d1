//! The lists of sessions in the table `Sessions`: one row per user, with an attribute per session, named by its id.
//! DynamoDB's TTL deletes a row after the last of its sessions.

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue};
use usher_domain::listed_session::{Device, ListedSession, MAX_LISTED};
use usher_domain::ports::{ListSessions, NoteSession};
use usher_domain::revocations::SESSION_TTL;
use usher_domain::{DomainError, SessionId, UserId};

use crate::attribute::{seconds, text};
use crate::host::Host;
use crate::user_item::{Item, format_time, parse_time};
use crate::{Connection, failure};

/// The table of sessions.
#[derive(Clone, Debug)]
pub struct SessionList {
    client: Client,
    table: String,
}

impl SessionList {
    /// The table of this name.
    #[must_use]
    pub fn new(connection: &Connection, table: String) -> Self {
        connection.open_during_init(&Host::DynamoDb);
        Self { client: Client::new(connection.sdk()), table }
    }

    fn update(&self, user: &UserId) -> UpdateItemFluentBuilder {
        self.client.update_item().table_name(&self.table).key("user_id", text(user.as_str()))
    }

    /// Removes the sessions that were used least recently, beyond the limit.
    async fn prune(&self, user: &UserId, row: &Item) -> Result<(), DomainError> {
        let mut sessions: Vec<_> = row.iter().filter_map(to_session).collect();
        sessions.sort_by_key(|session| std::cmp::Reverse(session.last_used_at));
        let names: HashMap<_, _> = (0_u32..)
            .zip(sessions.into_iter().skip(MAX_LISTED))
            .map(|(index, session)| (format!("#s{index}"), session.id.as_str().to_owned()))
            .collect();
        if names.is_empty() {
            return Ok(());
        }
        let removed: Vec<_> = names.keys().map(String::as_str).collect();
        let update = self.update(user).update_expression(format!("REMOVE {}", removed.join(", ")));
        let update = update.set_expression_attribute_names(Some(names));
        update.send().await.map_err(failure::unavailable("dynamodb:UpdateItem"))?;
        Ok(())
    }
}

impl NoteSession for SessionList {
    async fn note(&self, user: &UserId, session: &ListedSession) -> Result<(), DomainError> {
        let noted = self
            .update(user)
            .update_expression("SET #session = :session, expires_at = :expires_at")
            .expression_attribute_names("#session", session.id.as_str())
            .expression_attribute_values(":session", AttributeValue::M(from_session(session)?))
            .expression_attribute_values(":expires_at", seconds(session.last_used_at + SESSION_TTL))
            .return_values(ReturnValue::AllNew)
            .send()
            .await
            .map_err(failure::unavailable("dynamodb:UpdateItem"))?;
        self.prune(user, &noted.attributes.unwrap_or_default()).await
    }
}

impl ListSessions for SessionList {
    async fn list(&self, user: &UserId) -> Result<Vec<ListedSession>, DomainError> {
        let found = self
            .client
            .get_item()
            .table_name(&self.table)
            .key("user_id", text(user.as_str()))
            .consistent_read(true)
            .send()
            .await
            .map_err(failure::unavailable("dynamodb:GetItem"))?;
        Ok(found.item.unwrap_or_default().iter().filter_map(to_session).collect())
    }
}

fn from_session(session: &ListedSession) -> Result<Item, DomainError> {
    let mut item = HashMap::from([
        ("began_at".to_owned(), text(&format_time(session.began_at)?)),
        ("last_used_at".to_owned(), text(&format_time(session.last_used_at)?)),
    ]);
    if let Some(device) = &session.device {
        item.insert("device".to_owned(), text(device.as_str()));
    }
    Ok(item)
}

/// The session of an attribute; `None` for the other attributes.
fn to_session((name, value): (&String, &AttributeValue)) -> Option<ListedSession> {
    let session = value.as_m().ok()?;
    let field = |name: &str| session.get(name)?.as_s().ok().map(String::as_str);
    Some(ListedSession {
        id: SessionId::parse(name).ok()?,
        began_at: parse_time(field("began_at")?)?,
        last_used_at: parse_time(field("last_used_at")?)?,
        device: field("device").and_then(Device::from_user_agent),
    })
}
