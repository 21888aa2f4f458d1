//! A user's rows in a table with the partition key `user_id`: job requests, reviews.

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{AttributeValue, DeleteRequest, WriteRequest};
use usher_domain::erasure::Erased;
use usher_domain::ports::EraseRows;
use usher_domain::{DomainError, UserId};

use crate::budget::Budget;
use crate::host::Host;
use crate::user_item::Item;
use crate::{Connection, backoff, failure};

/// The maximum of `BatchWriteItem`.
const BATCH_SIZE: usize = 25;

/// One query reads the rows of 40 batches.
const PAGE_SIZE: i32 = 1_000;

/// How often unprocessed rows of a batch are retried.
const MAX_ATTEMPTS: u32 = 8;

/// A table of rows that belong to users.
#[derive(Clone, Debug)]
pub struct Rows {
    client: Client,
    table: String,
    sort_key: &'static str,
}

impl Rows {
    /// The table of this name, and the name of its sort key.
    #[must_use]
    pub fn new(connection: &Connection, table: String, sort_key: &'static str) -> Self {
        connection.open_during_init(&Host::DynamoDb);
        Self { client: Client::new(connection.sdk()), table, sort_key }
    }

    /// The keys of some rows; empty if none is left.
    async fn page(&self, user: &UserId) -> Result<Vec<Item>, DomainError> {
        let found = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression("user_id = :user")
            .expression_attribute_values(":user", AttributeValue::S(user.as_str().to_owned()))
            .projection_expression("user_id, #sort")
            .expression_attribute_names("#sort", self.sort_key)
            .consistent_read(true)
            .limit(PAGE_SIZE)
            .send()
            .await
            .map_err(failure::unavailable("dynamodb:Query"))?;
        Ok(found.items.unwrap_or_default())
    }

    async fn delete(&self, keys: &[Item]) -> Result<(), DomainError> {
        let mut requests = keys.iter().map(deletion).collect::<Result<Vec<_>, _>>()?;
        for attempt in 0..MAX_ATTEMPTS {
            let batch = HashMap::from([(self.table.clone(), requests)]);
            let sent = self.client.batch_write_item().set_request_items(Some(batch)).send().await;
            let left = sent.map_err(failure::unavailable("dynamodb:BatchWriteItem"))?.unprocessed_items;
            requests = left.and_then(|mut left| left.remove(&self.table)).unwrap_or_default();
            if requests.is_empty() {
                return Ok(());
            }
            backoff::wait(attempt).await;
        }
        // A batch leaves rows unprocessed when the table is throttled (DynamoDB API reference, BatchWriteItem).
        Err(DomainError::throttled())
    }
}

fn deletion(key: &Item) -> Result<WriteRequest, DomainError> {
    let deletion = DeleteRequest::builder().set_key(Some(key.clone())).build();
    let deletion = deletion.map_err(DomainError::unavailable("build a deletion"))?;
    Ok(WriteRequest::builder().delete_request(deletion).build())
}

impl EraseRows for Rows {
    /// Each page is read from the beginning, since the rows of the last one are deleted.
    async fn erase_rows(&self, user: &UserId, max: u64) -> Result<Erased, DomainError> {
        let (budget, mut count) = (Budget::of(max), 0);
        while !budget.is_spent(count) {
            let keys = self.page(user).await?;
            if keys.is_empty() {
                return Ok(Erased { count, has_more: false });
            }
            for batch in keys.chunks(BATCH_SIZE) {
                if budget.is_spent(count) {
                    break;
                }
                match self.delete(batch).await {
                    Ok(()) => count += batch.len() as u64,
                    // Progress was made; the next invocation tells whether the error was transient.
                    Err(_) if count > 0 => return Ok(Erased { count, has_more: true }),
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(Erased { count, has_more: true })
    }
}
