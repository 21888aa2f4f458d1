//! Keeps at least one admin. A leaving admin is marked (`retired_at`) in one transaction with the check that another
//! one, from the index `by-type`, is neither hidden nor marked. If two leave concurrently, DynamoDB serializes the
//! transactions, and the check of the second fails.

use aws_sdk_dynamodb::types::{AttributeValue, ConditionCheck, TransactWriteItem, Update};
use time::OffsetDateTime;
use usher_domain::ports::{ListUsers, RetireAdmin};
use usher_domain::{DomainError, UserId, UserType};

use crate::attribute::text;
use crate::user_item::{self, KEY};
use crate::users::Users;
use crate::{backoff, conflicts};

/// How many admins one query reads.
const PAGE: usize = 25;

/// The index is eventually consistent, so that it is read again before an admin counts as the last.
const READS: u32 = 2;

/// The indexes of the rows in the transaction.
const LEAVING: usize = 0;
const STAYING: usize = 1;

impl RetireAdmin for Users {
    async fn retire(&self, id: &UserId, now: OffsetDateTime) -> Result<(), DomainError> {
        for read in 0..READS {
            if read > 0 {
                backoff::wait(read).await;
            }
            if self.retire_beside_another(id, now).await? {
                return Ok(());
            }
        }
        Err(DomainError::LastAdmin)
    }
}

impl Users {
    /// Returns whether another admin remains.
    async fn retire_beside_another(&self, id: &UserId, now: OffsetDateTime) -> Result<bool, DomainError> {
        let mut after = None;
        loop {
            let page = self.of_type(UserType::Admin, after.as_ref(), PAGE).await?;
            for other in page.users.iter().filter(|other| other.id != *id) {
                if self.retire_beside(id, &other.id, now).await? {
                    return Ok(true);
                }
            }
            match page.next {
                Some(next) => after = Some(next),
                None => return Ok(false),
            }
        }
    }

    /// Returns whether this other admin remains.
    async fn retire_beside(&self, id: &UserId, other: &UserId, now: OffsetDateTime) -> Result<bool, DomainError> {
        let writes = vec![self.mark_retired(id, now)?, self.check_staying(other)?];
        let Err(error) = conflicts::transact(&self.client, writes).await else { return Ok(true) };
        let reasons = conflicts::cancellation(&error).unwrap_or_default();
        match () {
            // A hidden or erased user no longer counts.
            () if conflicts::is_condition_failed(reasons, LEAVING) => Ok(true),
            () if conflicts::is_condition_failed(reasons, STAYING) => Ok(false),
            () => Err(conflicts::unavailable(error)),
        }
    }

    fn mark_retired(&self, id: &UserId, now: OffsetDateTime) -> Result<TransactWriteItem, DomainError> {
        let update = Update::builder()
            .table_name(&self.table)
            .key(KEY, text(&user_item::user_key(id)))
            .update_expression("SET retired_at = if_not_exists(retired_at, :now)")
            .condition_expression("attribute_exists(pk) AND attribute_not_exists(hidden_at)")
            .expression_attribute_values(":now", text(&user_item::format_time(now)?))
            .build()
            .map_err(DomainError::unavailable("build an update"))?;
        Ok(TransactWriteItem::builder().update(update).build())
    }

    fn check_staying(&self, id: &UserId) -> Result<TransactWriteItem, DomainError> {
        let check = ConditionCheck::builder()
            .table_name(&self.table)
            .key(KEY, text(&user_item::user_key(id)))
            .condition_expression(
                "#type = :admin AND attribute_not_exists(hidden_at) AND attribute_not_exists(retired_at)",
            )
            .expression_attribute_names("#type", "type")
            .expression_attribute_values(":admin", AttributeValue::N(UserType::Admin.code().to_string()))
            .build()
            .map_err(DomainError::unavailable("build a condition check"))?;
        Ok(TransactWriteItem::builder().condition_check(check).build())
    }
}
