//! Requests for removal that wait to be confirmed, in the table `RemovalQueue` ([`crate::removal_queue`]).

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::delete_item::DeleteItemError;
use aws_sdk_dynamodb::types::AttributeValue;
use time::OffsetDateTime;
use usher_domain::ports::KeepRemovalRequest;
use usher_domain::removal::{Claim, MAIL_PAUSE, RemovalRequest, TokenHash};
use usher_domain::{DomainError, UserId};

use crate::attribute::{seconds, text};
use crate::failure;
use crate::removal_queue::{RemovalQueue, is_condition};
use crate::user_item::Item;

impl KeepRemovalRequest for RemovalQueue {
    async fn open(&self, user: &UserId, request: &RemovalRequest) -> Result<bool, DomainError> {
        let opened = self
            .update(user)
            .update_expression(
                "SET confirmation_token = :token, mailed_at = :now, expires_at = :end, confirmed = :false \
                 REMOVE claimed_by, claimed_until",
            )
            // Its own token stands there when the answer to this very call was lost and the SDK sends it again.
            .condition_expression(
                "attribute_not_exists(erasure_id) AND (confirmation_token = :token OR \
                 ((attribute_not_exists(mailed_at) OR mailed_at <= :earlier) AND \
                 (attribute_not_exists(claimed_until) OR claimed_until < :now)))",
            )
            .expression_attribute_values(":token", text(&request.token.to_text()))
            .expression_attribute_values(":now", seconds(request.mailed_at))
            .expression_attribute_values(":end", seconds(request.expires_at()))
            .expression_attribute_values(":earlier", seconds(request.mailed_at - MAIL_PAUSE))
            .expression_attribute_values(":false", AttributeValue::Bool(false))
            .send()
            .await;
        match opened {
            Ok(_) => Ok(true),
            Err(error) if is_condition(&error) => Ok(false),
            Err(error) => Err(failure::unavailable("dynamodb:UpdateItem")(error)),
        }
    }

    async fn withdraw(&self, user: &UserId, token: &TokenHash) -> Result<(), DomainError> {
        let withdrawn = self
            .client
            .delete_item()
            .table_name(&self.table)
            .key("user_id", text(user.as_str()))
            .condition_expression("confirmation_token = :token")
            .expression_attribute_values(":token", text(&token.to_text()))
            .send()
            .await;
        let is_another = |error: &SdkError<DeleteItemError, _>| {
            error.as_service_error().is_some_and(DeleteItemError::is_conditional_check_failed_exception)
        };
        match withdrawn {
            Ok(_) => Ok(()),
            Err(error) if is_another(&error) => Ok(()),
            Err(error) => Err(failure::unavailable("dynamodb:DeleteItem")(error)),
        }
    }

    async fn find(&self, user: &UserId) -> Result<Option<RemovalRequest>, DomainError> {
        Ok(self.row(user).await?.as_ref().and_then(request))
    }

    async fn claim(&self, user: &UserId, token: &TokenHash, claim: &Claim) -> Result<(), DomainError> {
        let claimed = self
            .update(user)
            .update_expression("SET confirmed = :true, claimed_by = :by, claimed_until = :end")
            .condition_expression(
                "confirmation_token = :token AND (confirmed = :false OR claimed_by = :by OR claimed_until < :now)",
            )
            .expression_attribute_values(":token", text(&token.to_text()))
            .expression_attribute_values(":true", AttributeValue::Bool(true))
            .expression_attribute_values(":false", AttributeValue::Bool(false))
            .expression_attribute_values(":by", text(&claim.by))
            .expression_attribute_values(":now", seconds(claim.at))
            .expression_attribute_values(":end", seconds(claim.until()))
            .send()
            .await;
        match claimed {
            Ok(_) => Ok(()),
            Err(error) if is_condition(&error) => Err(DomainError::TokenNotValid),
            Err(error) => Err(failure::unavailable("dynamodb:UpdateItem")(error)),
        }
    }
}

fn request(row: &Item) -> Option<RemovalRequest> {
    let token = TokenHash::from_text(row.get("confirmation_token")?.as_s().ok()?)?;
    let mailed_at = row.get("mailed_at")?.as_n().ok()?.parse().ok()?;
    Some(RemovalRequest { token, mailed_at: OffsetDateTime::from_unix_timestamp(mailed_at).ok()? })
}
