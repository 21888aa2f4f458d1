//! How much an erasure has removed, and the files that it cannot delete, in the user's row of the table `RemovalQueue`
//! ([`crate::removal_queue`]).

use aws_sdk_dynamodb::config::Builder;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue};
use usher_domain::erasure::CountedStore;
use usher_domain::ports::TrackErased;
use usher_domain::{DomainError, KeptFile, KeptFiles, UserId};

use crate::at_most_once::RetryThrottledOnly;
use crate::attribute::text;
use crate::failure;
use crate::removal_queue::RemovalQueue;
use crate::user_item::Item;

impl TrackErased for RemovalQueue {
    /// An increment is not retried if its response was lost, since it may have been written. The next invocation of the
    /// state, which finds nothing left to erase, reads the sum.
    async fn add(&self, user: &UserId, store: CountedStore, count: u64) -> Result<u64, DomainError> {
        let added = self
            .update(user)
            .update_expression("ADD #store :count")
            .condition_expression("attribute_exists(erasure_id)")
            .expression_attribute_names("#store", attribute(store))
            .expression_attribute_values(":count", AttributeValue::N(count.to_string()))
            .return_values(ReturnValue::UpdatedNew)
            .customize()
            .config_override(Builder::new().retry_classifier(RetryThrottledOnly))
            .send()
            .await
            .map_err(failure::unavailable("dynamodb:UpdateItem"))?;
        let row = added.attributes.unwrap_or_default();
        number(&row, attribute(store))
            .ok_or_else(|| DomainError::unavailable("parse a row of the removal queue")("a count is malformed"))
    }

    async fn note_kept(&self, user: &UserId, kept: &KeptFiles) -> Result<(), DomainError> {
        self.update(user)
            .update_expression("SET kept_files = :files, kept_count = :count")
            .condition_expression("attribute_exists(erasure_id)")
            .expression_attribute_values(":files", AttributeValue::L(kept.named.iter().map(to_item).collect()))
            .expression_attribute_values(":count", AttributeValue::N(kept.count.to_string()))
            .send()
            .await
            .map(drop)
            .map_err(failure::unavailable("dynamodb:UpdateItem"))
    }

    async fn kept_files(&self, user: &UserId) -> Result<KeptFiles, DomainError> {
        let row = self.row(user).await?.unwrap_or_default();
        let files = row.get("kept_files").and_then(|value| value.as_l().ok());
        let named = files.into_iter().flatten().filter_map(|file| kept_file(file.as_m().ok()?)).collect();
        Ok(KeptFiles { count: number(&row, "kept_count").unwrap_or_default(), named })
    }
}

const fn attribute(store: CountedStore) -> &'static str {
    match store {
        CountedStore::Files => "erased_files",
        CountedStore::JobRequests => "erased_job_requests",
        CountedStore::Reviews => "erased_reviews",
    }
}

fn number(row: &Item, name: &str) -> Option<u64> {
    row.get(name)?.as_n().ok()?.parse().ok()
}

fn to_item(file: &KeptFile) -> AttributeValue {
    let KeptFile { key, version, reason } = file;
    let texts = [("key", key), ("version", version), ("reason", reason)];
    AttributeValue::M(texts.into_iter().map(|(name, value)| (name.to_owned(), text(value))).collect())
}

fn kept_file(item: &Item) -> Option<KeptFile> {
    let text = |name: &str| item.get(name)?.as_s().ok().cloned();
    Some(KeptFile { key: text("key")?, version: text("version")?, reason: text("reason")? })
}
