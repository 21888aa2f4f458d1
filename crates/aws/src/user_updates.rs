//! Updates of user records in the DynamoDB table `Users`: lease, reservation, update, acceptance of terms, hiding.

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{
    AttributeValue, Put, ReturnValue, ReturnValuesOnConditionCheckFailure, TransactWriteItem, Update,
};
use usher_domain::ports::{ChangeUser, HideUser, LeaseUser, NoteAcceptance, ReserveEmail};
use usher_domain::terms::AcceptedTerms;
use usher_domain::update::{Lease, LeasedUser, RevokedByUpdate};
use usher_domain::{DomainError, Email, FilesFolder, Revocations, User, UserId};

use crate::attribute::{seconds, text};
use crate::revocations::{Replacement, update_expression};
use crate::user_item::{self, Item, KEY};
use crate::users::Users;
use crate::{conflicts, failure};

/// The indexes of the rows in the transaction.
const RECORD: usize = 0;
const NEW_EMAIL: usize = 1;
const OLD_EMAIL: usize = 2;

impl LeaseUser for Users {
    async fn lease(&self, id: &UserId, lease: &Lease) -> Result<LeasedUser, DomainError> {
        let outcome = self
            .client
            .update_item()
            .table_name(&self.table)
            .key(KEY, AttributeValue::S(user_item::user_key(id)))
            .update_expression("SET held_by = :by, held_until = :until")
            .condition_expression(
                "attribute_exists(pk) AND attribute_not_exists(hidden_at) AND \
                 (attribute_not_exists(held_by) OR held_by = :by OR held_until < :now)",
            )
            .expression_attribute_values(":by", text(&lease.by))
            .expression_attribute_values(":until", seconds(lease.until()))
            .expression_attribute_values(":now", seconds(lease.from))
            // The old attributes tell whether there was a lease.
            .return_values(ReturnValue::AllOld)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .send()
            .await;
        match outcome {
            Ok(updated) => {
                let row = updated.attributes.unwrap_or_default();
                Ok(LeasedUser { user: user_item::to_user(&row)?, interrupted: row.contains_key("held_by") })
            }
            Err(error) => Err(match failed_condition(&error) {
                Some(failed) if failed.is_there() => DomainError::UpdateUnderWay,
                Some(_) => DomainError::UserNotFound,
                None => failure::unavailable("dynamodb:UpdateItem")(error),
            }),
        }
    }
}

impl ReserveEmail for Users {
    async fn reserve(&self, id: &UserId, email: &Email, lease: &Lease) -> Result<(), DomainError> {
        let outcome = self
            .client
            .update_item()
            .table_name(&self.table)
            .key(KEY, AttributeValue::S(user_item::email_key(email)))
            .update_expression("SET user_id = :owner, held_by = :by, expires_at = :until")
            // Only the update with the lease gets here, so another reservation of the same user is from an update that
            // has ended.
            .condition_expression(
                "attribute_not_exists(pk) OR expires_at < :now OR (user_id = :owner AND attribute_exists(expires_at))",
            )
            .expression_attribute_values(":owner", text(id.as_str()))
            .expression_attribute_values(":by", text(&lease.by))
            .expression_attribute_values(":until", seconds(lease.until()))
            .expression_attribute_values(":now", seconds(lease.from))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .send()
            .await;
        match outcome {
            Ok(_) => Ok(()),
            Err(error) => match failed_condition(&error) {
                Some(FailedCondition(row)) if row.and_then(user_item::owner).as_ref() == Some(id) => Ok(()),
                Some(_) => Err(DomainError::EmailTaken),
                None => Err(failure::unavailable("dynamodb:UpdateItem")(error)),
            },
        }
    }
}

impl ChangeUser for Users {
    async fn update(
        &self,
        from: &User,
        to: &User,
        held_by: &str,
        revoked: Option<&RevokedByUpdate>,
    ) -> Result<(), DomainError> {
        let Some(revocations) = revoked.and_then(|revoked| revoked.revocations(from, to)) else {
            return self.update_addresses(from, to, self.change(from, to, held_by, Sessions::Unchanged)?).await;
        };
        let change = self.change(from, to, held_by, Sessions::Revoked(&revocations))?;
        match self.update_addresses(from, to, change).await {
            // Another update of the same millisecond would look like this one.
            Err(DomainError::UpdateUnderWay) if from.updated_at != to.updated_at => {
                let retried = self.change(from, to, held_by, Sessions::RevokedBefore)?;
                self.update_addresses(from, to, retried).await
            }
            outcome => outcome,
        }
    }
}

impl NoteAcceptance for Users {
    async fn note(&self, id: &UserId, accepted: &AcceptedTerms) -> Result<(), DomainError> {
        let updated = self
            .client
            .update_item()
            .table_name(&self.table)
            .key(KEY, AttributeValue::S(user_item::user_key(id)))
            .update_expression("SET accepted_terms = :accepted")
            .condition_expression("attribute_exists(pk) AND attribute_not_exists(hidden_at)")
            .expression_attribute_values(":accepted", user_item::accepted_terms(accepted)?)
            .send()
            .await;
        match updated {
            Ok(_) => Ok(()),
            Err(error) if failed_condition(&error).is_some() => Err(DomainError::UserNotFound),
            Err(error) => Err(failure::unavailable("dynamodb:UpdateItem")(error)),
        }
    }
}

impl HideUser for Users {
    async fn hide(&self, id: &UserId, now: time::OffsetDateTime) -> Result<Option<FilesFolder>, DomainError> {
        let hidden = self
            .client
            .update_item()
            .table_name(&self.table)
            .key(KEY, AttributeValue::S(user_item::user_key(id)))
            // Without `type` the record is not in the index.
            .update_expression("SET hidden_at = if_not_exists(hidden_at, :now) REMOVE #type")
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_names("#type", "type")
            .expression_attribute_values(":now", text(&user_item::format_time(now)?))
            .return_values(ReturnValue::AllNew)
            .send()
            .await;
        match hidden {
            Ok(hidden) => Ok(hidden.attributes.as_ref().and_then(user_item::files_folder)),
            Err(error) if failed_condition(&error).is_some() => Ok(None),
            Err(error) => Err(failure::unavailable("dynamodb:UpdateItem")(error)),
        }
    }
}

/// A transaction that committed, or has to be retried without freeing the old address.
enum Outcome {
    Updated,
    OldAddressIsTaken,
}

/// What an update does to the sessions.
#[derive(Clone, Copy)]
enum Sessions<'a> {
    Unchanged,
    Revoked(&'a Revocations),
    /// It is a retry of an update that took effect. Sessions that were revoked since must stay revoked.
    RevokedBefore,
}

impl Users {
    async fn update_addresses(&self, from: &User, to: &User, change: TransactWriteItem) -> Result<(), DomainError> {
        match self.update_record(from, to, change.clone(), true).await? {
            Outcome::Updated => Ok(()),
            // The old address was free already, and another user has taken it.
            Outcome::OldAddressIsTaken => self.update_record(from, to, change, false).await.map(drop),
        }
    }

    async fn update_record(
        &self,
        from: &User,
        to: &User,
        change: TransactWriteItem,
        frees_old_address: bool,
    ) -> Result<Outcome, DomainError> {
        let mut writes = vec![change];
        if from.email != to.email {
            writes.push(self.take_address(&to.email, &to.id)?);
            if frees_old_address {
                let old = user_item::email_key(&from.email);
                writes.push(self.delete_own(old, &from.id)?);
            }
        }
        let Err(error) = conflicts::transact(&self.client, writes).await else { return Ok(Outcome::Updated) };
        let reasons = conflicts::cancellation(&error).unwrap_or_default();
        let failed = |index| conflicts::is_condition_failed(reasons, index);
        match () {
            () if failed(RECORD) => Err(DomainError::UpdateUnderWay),
            () if failed(NEW_EMAIL) => Err(DomainError::EmailTaken),
            () if failed(OLD_EMAIL) => Ok(Outcome::OldAddressIsTaken),
            () => Err(conflicts::unavailable(error)),
        }
    }

    fn change(
        &self,
        from: &User,
        to: &User,
        held_by: &str,
        sessions: Sessions<'_>,
    ) -> Result<TransactWriteItem, DomainError> {
        let mut set = vec!["email = :email".to_owned(), "updated_at = :updated_at".to_owned()];
        let mut remove = Vec::new();
        let mut condition = "held_by = :by AND attribute_not_exists(hidden_at)".to_owned();
        let mut update = Update::builder()
            .table_name(&self.table)
            .key(KEY, AttributeValue::S(user_item::user_key(&to.id)))
            .expression_attribute_values(":by", text(held_by))
            .expression_attribute_values(":email", text(to.email.as_str()))
            .expression_attribute_values(":updated_at", text(&user_item::format_time(to.updated_at)?));
        match sessions {
            Sessions::Unchanged => {}
            Sessions::Revoked(revocations) => {
                let replacement = Replacement::of(revocations)?;
                condition = format!("{condition} AND {}", replacement.condition);
                set.extend(replacement.set);
                remove.extend(replacement.remove);
                for (name, value) in replacement.values {
                    update = update.expression_attribute_values(name, value);
                }
            }
            Sessions::RevokedBefore => condition.push_str(" AND updated_at = :updated_at"),
        }
        if let Some(changed_at) = to.password_changed_at.filter(|_| to.password_changed_at > from.password_changed_at) {
            set.push("password_changed_at = :password_changed_at".to_owned());
            update =
                update.expression_attribute_values(":password_changed_at", text(&user_item::format_time(changed_at)?));
        }
        if to.has_verified_email() {
            set.push("verified_email = :email".to_owned());
        } else {
            remove.push("verified_email");
        }
        match to.restored_at {
            Some(restored_at) => {
                set.push("restored_at = :restored_at".to_owned());
                update =
                    update.expression_attribute_values(":restored_at", text(&user_item::format_time(restored_at)?));
            }
            None => remove.push("restored_at"),
        }
        match &to.full_name {
            Some(name) => {
                set.push("full_name = :full_name".to_owned());
                update = update.expression_attribute_values(":full_name", text(name.as_str()));
            }
            None => remove.push("full_name"),
        }
        match &to.picture {
            Some(picture) => {
                set.push("picture = :picture".to_owned());
                update = update.expression_attribute_values(":picture", text(&picture.to_string()));
            }
            None => remove.push("picture"),
        }
        let update = update
            .update_expression(update_expression(&set, &remove))
            .condition_expression(condition)
            .build()
            .map_err(DomainError::unavailable("build an update"))?;
        Ok(TransactWriteItem::builder().update(update).build())
    }

    fn take_address(&self, email: &Email, owner: &UserId) -> Result<TransactWriteItem, DomainError> {
        let put = Put::builder()
            .table_name(&self.table)
            .set_item(Some(user_item::unique_row(user_item::email_key(email), owner)))
            .condition_expression("attribute_not_exists(#key) OR user_id = :owner")
            .expression_attribute_names("#key", KEY)
            .expression_attribute_values(":owner", text(owner.as_str()))
            .build()
            .map_err(DomainError::unavailable("build a put"))?;
        Ok(TransactWriteItem::builder().put(put).build())
    }
}

/// The row whose condition failed, if it exists.
pub(crate) struct FailedCondition<'a>(Option<&'a Item>);

impl FailedCondition<'_> {
    pub(crate) fn is_there(&self) -> bool {
        self.0.is_some_and(|row| !row.is_empty() && !user_item::is_hidden(row))
    }
}

/// Whether a record was replaced on a condition that fails if it has changed, or if there is none.
pub(crate) fn is_replaced<T>(outcome: Result<T, SdkError<UpdateItemError>>) -> Result<bool, DomainError> {
    match outcome {
        Ok(_) => Ok(true),
        Err(error) => match failed_condition(&error) {
            Some(failed) if failed.is_there() => Ok(false),
            Some(_) => Err(DomainError::UserNotFound),
            None => Err(failure::unavailable("dynamodb:UpdateItem")(error)),
        },
    }
}

pub(crate) fn failed_condition<R>(error: &SdkError<UpdateItemError, R>) -> Option<FailedCondition<'_>> {
    match error.as_service_error()? {
        UpdateItemError::ConditionalCheckFailedException(failed) => Some(FailedCondition(failed.item())),
        _ => None,
    }
}
