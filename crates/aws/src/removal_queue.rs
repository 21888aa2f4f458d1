//! The table `RemovalQueue` (`user_removal_queue` of the removal document): one row per user whose removal was
//! requested or is under way. The row is deleted when the erasure ends; an unconfirmed one when its link expires.
//!
//! | attribute | holds |
//! |---|---|
//! | `user_id` | the key |
//! | `confirmation_token` | the hash of the mailed token, until the removal is queued |
//! | `mailed_at`, `expires_at`, `claimed_until` | seconds since 1970; `expires_at` is the table's TTL |
//! | `bound_to` | a keyed hash of address, password and sessions, to which the link is bound |
//! | `mail_times` | when links were mailed in the last day, in seconds since 1970 |
//! | `claimed_by` | the API request that confirmed it |
//! | `confirmed` | whether the user, or an endpoint that erases, has confirmed it |
//! | `deletion_triggered_at`, `erasure_id`, `erasure_run` | start and ids of the erasure |
//! | `files_folder` | the folder of the user's pictures, even after the record is deleted |
//! | `erased_files`, `erased_job_requests`, `erased_reviews` | how many were erased so far |
//! | `kept_files`, `kept_count` | files that cannot be deleted: the first ones, and the count |
//! | `pending_services_to_be_removed` | the names of the services that have not confirmed |
//! | `recipients` | the state of each service |
//! | `reported` | the failure of the workflow that was mailed to the admin |
//!
//! This module has the removal under way; [`crate::removal_requests`] has the request before it,
//! [`crate::removal_progress`] the progress.

use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue};
use tokio::time::{Instant, sleep};
use usher_domain::erasure::{Erasure, ErasureId, ErasureRun, FailedErasure, Queued};
use usher_domain::ports::{AwaitFirstAnswers, QueueRemoval, ReportFailure, TrackRecipients};
use usher_domain::service::{Recipient, RecipientStatus, Service, ServiceName};
use usher_domain::{DomainError, FilesFolder, UserId};

use crate::attribute::text;
use crate::host::Host;
use crate::user_item::{self, Item};
use crate::{Connection, failure};

/// The poll interval while waiting for services.
const POLL_INTERVAL: Duration = Duration::from_millis(150);

/// The removal queue.
#[derive(Clone, Debug)]
pub struct RemovalQueue {
    pub(crate) client: Client,
    pub(crate) table: String,
}

impl RemovalQueue {
    /// The table of this name.
    #[must_use]
    pub fn new(connection: &Connection, table: String) -> Self {
        connection.open_during_init(&Host::DynamoDb);
        Self { client: Client::new(connection.sdk()), table }
    }

    pub(crate) async fn row(&self, user: &UserId) -> Result<Option<Item>, DomainError> {
        let found = self
            .client
            .get_item()
            .table_name(&self.table)
            .key("user_id", text(user.as_str()))
            .consistent_read(true)
            .send()
            .await
            .map_err(failure::unavailable("dynamodb:GetItem"))?;
        Ok(found.item)
    }

    /// The erasures in the queue: running or failed.
    ///
    /// # Errors
    /// [`DomainError::Unavailable`].
    pub async fn queued(&self) -> Result<Vec<ErasureId>, DomainError> {
        let scan = self.client.scan().table_name(&self.table).filter_expression("attribute_exists(erasure_id)");
        let mut rows = scan.projection_expression("erasure_id").into_paginator().items().send();
        let mut ids = Vec::new();
        while let Some(row) = rows.next().await {
            let row = row.map_err(failure::unavailable("dynamodb:Scan"))?;
            ids.extend(row.get("erasure_id").and_then(|value| ErasureId::parse(value.as_s().ok()?).ok()));
        }
        Ok(ids)
    }

    pub(crate) fn update(&self, user: &UserId) -> UpdateItemFluentBuilder {
        self.client.update_item().table_name(&self.table).key("user_id", text(user.as_str()))
    }
}

/// The same run keeps its state.
const SAME_RUN: &str = "SET confirmed = :true, erasure_id = :erasure, erasure_run = :run, \
    deletion_triggered_at = if_not_exists(deletion_triggered_at, :now), \
    recipients = if_not_exists(recipients, :recipients), \
    pending_services_to_be_removed = if_not_exists(pending_services_to_be_removed, :pending)";

/// Another run's state is replaced.
const NEW_RUN: &str = "SET confirmed = :true, erasure_id = :erasure, erasure_run = :run, \
    deletion_triggered_at = :now, recipients = :recipients, pending_services_to_be_removed = :pending";

const REQUEST_ATTRIBUTES: &str =
    "confirmation_token, mailed_at, expires_at, bound_to, mail_times, claimed_by, claimed_until";

impl RemovalQueue {
    fn queue_update(
        &self,
        expression: String,
        removal: &RemovalToQueue<'_>,
    ) -> Result<UpdateItemFluentBuilder, DomainError> {
        let recipients: Vec<_> = removal.services.iter().map(|service| Recipient::new(service.name.clone())).collect();
        let update = self
            .update(&removal.erasure.user_id)
            .update_expression(expression)
            .expression_attribute_values(":true", AttributeValue::Bool(true))
            .expression_attribute_values(":erasure", text(removal.erasure.id.as_str()))
            .expression_attribute_values(":run", text(removal.run.as_str()))
            .expression_attribute_values(":now", text(&user_item::format_time(removal.erasure.requested_at)?))
            .expression_attribute_values(":recipients", to_list(&recipients)?)
            .expression_attribute_values(":pending", pending(&recipients))
            .return_values(ReturnValue::AllNew);
        Ok(match removal.folder {
            Some(folder) => update.expression_attribute_values(":folder", text(folder.as_str())),
            None => update,
        })
    }
}

/// The removal to write to the queue.
struct RemovalToQueue<'a> {
    erasure: &'a Erasure,
    run: &'a ErasureRun,
    folder: Option<&'a FilesFolder>,
    services: &'a [Service],
}

impl QueueRemoval for RemovalQueue {
    async fn queue(
        &self,
        erasure: &Erasure,
        run: &ErasureRun,
        folder: Option<&FilesFolder>,
        services: &[Service],
    ) -> Result<Queued, DomainError> {
        let removal = RemovalToQueue { erasure, run, folder, services };
        let with_folder = if folder.is_some() { ", files_folder = :folder" } else { "" };
        let queued = self
            .queue_update(format!("{SAME_RUN}{with_folder} REMOVE {REQUEST_ATTRIBUTES}"), &removal)?
            .condition_expression("attribute_not_exists(erasure_run) OR erasure_run = :run")
            .send()
            .await;
        let queued = match queued {
            Err(error) if is_condition_failed(&error) => {
                let old_folder = if folder.is_some() { "" } else { ", files_folder" };
                let progress = "erased_files, erased_job_requests, erased_reviews, kept_files, kept_count, reported";
                let expression = format!("{NEW_RUN}{with_folder} REMOVE {REQUEST_ATTRIBUTES}, {progress}{old_folder}");
                self.queue_update(expression, &removal)?.send().await
            }
            queued => queued,
        };
        let row = queued.map_err(failure::unavailable("dynamodb:UpdateItem"))?.attributes.unwrap_or_default();
        let since = row.get("deletion_triggered_at").and_then(|value| value.as_s().ok());
        let requested_at = since.and_then(|text| user_item::parse_time(text));
        let folder = row.get("files_folder").and_then(|value| value.as_s().ok());
        Ok(Queued {
            requested_at: requested_at.ok_or_else(|| {
                DomainError::unavailable("parse a row of the removal queue")(
                    "deletion_triggered_at is missing or malformed",
                )
            })?,
            files_folder: folder.and_then(|folder| FilesFolder::parse(folder).ok()),
        })
    }
}

impl TrackRecipients for RemovalQueue {
    async fn recipients(&self, user: &UserId) -> Result<Vec<Recipient>, DomainError> {
        let row = self.row(user).await?.unwrap_or_default();
        Ok(parse_recipients(&row)?.unwrap_or_default())
    }

    async fn note(&self, user: &UserId, recipients: &[Recipient]) -> Result<(), DomainError> {
        self.update(user)
            .update_expression("SET recipients = :recipients, pending_services_to_be_removed = :pending")
            .condition_expression("attribute_exists(erasure_id)")
            .expression_attribute_values(":recipients", to_list(recipients)?)
            .expression_attribute_values(":pending", pending(recipients))
            .send()
            .await
            .map(drop)
            .map_err(failure::unavailable("dynamodb:UpdateItem"))
    }
}

impl AwaitFirstAnswers for RemovalQueue {
    async fn wait_for_first_answers(&self, user: &UserId, timeout: Duration) -> Result<(), DomainError> {
        let end = Instant::now() + timeout;
        while Instant::now() < end {
            let Some(row) = self.row(user).await? else { return Ok(()) };
            let has_answered = |one: &Recipient| one.attempts > 0 || !one.is_pending();
            if parse_recipients(&row)?.is_some_and(|recipients| recipients.iter().all(has_answered)) {
                return Ok(());
            }
            sleep(POLL_INTERVAL).await;
        }
        Ok(())
    }
}

impl ReportFailure for RemovalQueue {
    async fn is_reported(&self, failed: &FailedErasure) -> Result<bool, DomainError> {
        let (stop, row) = (stop_time(failed)?, self.row(&failed.user_id).await?.unwrap_or_default());
        let reported = row.get("reported").and_then(|value| value.as_s().ok());
        Ok(reported.is_some_and(|text| user_item::parse_time(text) == user_item::parse_time(&stop)))
    }

    async fn mark_reported(&self, failed: &FailedErasure) -> Result<(), DomainError> {
        let marked = self
            .update(&failed.user_id)
            .update_expression("SET reported = :stop")
            // A redriven erasure may have ended meanwhile; its row must not come back.
            .condition_expression("attribute_exists(erasure_id)")
            .expression_attribute_values(":stop", text(&stop_time(failed)?))
            .send()
            .await;
        match marked {
            Ok(_) => Ok(()),
            Err(error) if is_condition_failed(&error) => Ok(()),
            Err(error) => Err(failure::unavailable("dynamodb:UpdateItem")(error)),
        }
    }
}

/// Identifies one failure of an erasure.
fn stop_time(failed: &FailedErasure) -> Result<String, DomainError> {
    user_item::format_time(failed.stopped_at)
}

/// The state of each service; `None` if the removal is not in the queue.
fn parse_recipients(row: &Item) -> Result<Option<Vec<Recipient>>, DomainError> {
    let Some(list) = row.get("recipients").and_then(|value| value.as_l().ok()) else { return Ok(None) };
    let read = |value: &AttributeValue| recipient(value.as_m().ok()?);
    let recipients: Option<Vec<_>> = list.iter().map(read).collect();
    recipients
        .map(Some)
        .ok_or_else(|| DomainError::unavailable("parse a row of the removal queue")("a recipient is malformed"))
}

fn to_list(recipients: &[Recipient]) -> Result<AttributeValue, DomainError> {
    let items =
        recipients.iter().map(|one| Ok(AttributeValue::M(to_item(one)?))).collect::<Result<_, DomainError>>()?;
    Ok(AttributeValue::L(items))
}

fn pending(recipients: &[Recipient]) -> AttributeValue {
    let pending = recipients.iter().filter(|recipient| recipient.is_pending());
    AttributeValue::L(pending.map(|recipient| text(recipient.name.as_str())).collect())
}

fn to_item(recipient: &Recipient) -> Result<Item, DomainError> {
    let mut item = Item::from([
        ("service_name".to_owned(), text(recipient.name.as_str())),
        ("status".to_owned(), text(recipient.status.as_str())),
        ("attempts".to_owned(), AttributeValue::N(recipient.attempts.to_string())),
    ]);
    if let Some(answer) = &recipient.last_answer {
        item.insert("last_answer".to_owned(), text(answer));
    }
    if let Some(called_at) = recipient.called_at {
        item.insert("called_at".to_owned(), text(&user_item::format_time(called_at)?));
    }
    if let Some(not_before) = recipient.not_before {
        item.insert("not_before".to_owned(), text(&user_item::format_time(not_before)?));
    }
    Ok(item)
}

fn recipient(item: &Item) -> Option<Recipient> {
    let text = |name: &str| item.get(name)?.as_s().ok();
    let parse = |name: &str| match text(name) {
        None => Ok(None),
        Some(value) => user_item::parse_time(value).map(Some).ok_or(()),
    };
    Some(Recipient {
        name: ServiceName::parse(text("service_name")?).ok()?,
        status: RecipientStatus::parse(text("status")?)?,
        attempts: item.get("attempts")?.as_n().ok()?.parse().ok()?,
        last_answer: text("last_answer").cloned(),
        called_at: parse("called_at").ok()?,
        not_before: parse("not_before").ok()?,
    })
}

/// Whether the condition of the update failed.
pub(crate) fn is_condition_failed<R>(error: &SdkError<UpdateItemError, R>) -> bool {
    error.as_service_error().is_some_and(UpdateItemError::is_conditional_check_failed_exception)
}
