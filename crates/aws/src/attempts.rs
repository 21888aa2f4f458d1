//! Counters of attempts in the table `Limits`: one row per counter and window. DynamoDB's TTL deletes it after the
//! window.

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes};
use time::OffsetDateTime;
use usher_domain::DomainError;
use usher_domain::limit::Counter;
use usher_domain::ports::CountAttempts;

use crate::attribute::text;
use crate::host::Host;
use crate::user_item::Item;
use crate::{Connection, failure};

/// The table of counters.
#[derive(Clone, Debug)]
pub struct Attempts {
    client: Client,
    table: String,
}

impl Attempts {
    /// The table of this name.
    #[must_use]
    pub fn new(connection: &Connection, table: String) -> Self {
        connection.open_during_init(&Host::DynamoDb);
        Self { client: Client::new(connection.sdk()), table }
    }
}

impl CountAttempts for Attempts {
    /// One conditional write. If its response is lost, the SDK retries it, and the attempt counts twice.
    async fn count(&self, counter: &Counter, now: OffsetDateTime) -> Result<(), DomainError> {
        if counter.limit.count == 0 {
            return Err(counter.refusal(now));
        }
        let outcome = self
            .client
            .update_item()
            .table_name(&self.table)
            .key("counter", text(&counter.key(now)))
            .update_expression("SET expires_at = :end ADD attempts :one")
            .condition_expression("attribute_not_exists(attempts) OR attempts < :limit")
            .expression_attribute_values(":end", number(counter.ends_at(now)))
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":limit", number(counter.limit.count.into()))
            .send()
            .await;
        match outcome {
            Ok(_) => Ok(()),
            Err(error)
                if error.as_service_error().is_some_and(UpdateItemError::is_conditional_check_failed_exception) =>
            {
                Err(counter.refusal(now))
            }
            Err(error) => Err(failure::unavailable("dynamodb:UpdateItem")(error)),
        }
    }

    /// One call for all counters.
    async fn check(&self, counters: &[Counter], now: OffsetDateTime) -> Result<(), DomainError> {
        let keys = counters.iter().map(|counter| HashMap::from([("counter".to_owned(), text(&counter.key(now)))]));
        let request = KeysAndAttributes::builder().set_keys(Some(keys.collect())).consistent_read(true).build();
        let request = request.map_err(DomainError::unavailable("build a read of counters"))?;
        let read = self.client.batch_get_item().request_items(&self.table, request).send().await;
        let read = read.map_err(|error| unread(failure::unavailable("dynamodb:BatchGetItem")(error)))?;
        if read.unprocessed_keys.is_some_and(|left| !left.is_empty()) {
            return Err(DomainError::unavailable("dynamodb:BatchGetItem")("it left keys unprocessed"));
        }
        let rows = read.responses.and_then(|mut tables| tables.remove(&self.table)).unwrap_or_default();
        match counters.iter().find(|counter| attempts(&rows, &counter.key(now)) >= u64::from(counter.limit.count)) {
            Some(counter) => Err(counter.refusal(now)),
            None => Ok(()),
        }
    }
}

/// A throttled read says nothing about the counters, so it is not `TooManyAttempts`.
fn unread(error: DomainError) -> DomainError {
    match error {
        DomainError::TooManyAttempts { .. } => DomainError::unavailable("dynamodb:BatchGetItem")("throttled"),
        other => other,
    }
}

/// The count under this key. A missing or malformed row counts as zero.
fn attempts(rows: &[Item], key: &str) -> u64 {
    let is_it = |row: &&Item| row.get("counter").and_then(|counter| counter.as_s().ok()).is_some_and(|it| it == key);
    let count = |row: &Item| row.get("attempts")?.as_n().ok()?.parse().ok();
    rows.iter().find(is_it).and_then(count).unwrap_or_default()
}

fn number(number: i64) -> AttributeValue {
    AttributeValue::N(number.to_string())
}
