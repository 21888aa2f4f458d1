//! Unconfirmed removal requests, in the table `RemovalQueue` ([`crate::removal_queue`]).

use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValuesOnConditionCheckFailure};
use time::OffsetDateTime;
use usher_domain::mailed_link::{LinkBinding, MailedLink};
use usher_domain::ports::KeepRemovalRequest;
use usher_domain::removal::{ConfirmationAttempt, TokenHash};
use usher_domain::removal_mail::{OpenDecision, RemovalState};
use usher_domain::{DomainError, UserId};

use crate::attribute::{seconds, text};
use crate::failure;
use crate::removal_queue::{RemovalQueue, is_condition_failed};
use crate::user_item::Item;

/// How often a request is written that conflicts with other requests of the user.
const MAX_ATTEMPTS: usize = 5;

/// The attributes that tell whether the row has changed: every mail has its own token, every claim its own name.
const VERSION_ATTRIBUTES: [&str; 2] = ["confirmation_token", "claimed_by"];

/// The result of a conditional write.
enum WriteOutcome {
    Written,
    /// The row has changed; this is the current one.
    Conflict(Option<Item>),
}

impl RemovalQueue {
    /// Writes the request if the row has not changed since it was seen.
    async fn replace(
        &self,
        user: &UserId,
        request: &MailedLink,
        mail_times: &[OffsetDateTime],
        seen: Option<&Item>,
    ) -> Result<WriteOutcome, DomainError> {
        let mut condition = vec!["attribute_not_exists(erasure_id)".to_owned()];
        let mut update = self
            .update(user)
            .update_expression(
                "SET confirmation_token = :token, mailed_at = :now, expires_at = :end, bound_to = :bound, \
                 mail_times = :times, confirmed = :false REMOVE claimed_by, claimed_until",
            )
            .expression_attribute_values(":token", text(&request.token.to_text()))
            .expression_attribute_values(":now", seconds(request.mailed_at))
            .expression_attribute_values(":end", seconds(request.expires_at()))
            .expression_attribute_values(":bound", text(&request.bound_to.to_text()))
            .expression_attribute_values(":times", times(mail_times))
            .expression_attribute_values(":false", AttributeValue::Bool(false));
        if seen.is_none() {
            condition.push("attribute_not_exists(user_id)".to_owned());
        }
        for name in VERSION_ATTRIBUTES {
            match seen.and_then(|row| row.get(name)) {
                Some(value) => {
                    condition.push(format!("{name} = :seen_{name}"));
                    update = update.expression_attribute_values(format!(":seen_{name}"), value.clone());
                }
                None => condition.push(format!("attribute_not_exists({name})")),
            }
        }
        let outcome = update
            .condition_expression(condition.join(" AND "))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .send()
            .await;
        match outcome {
            Ok(_) => Ok(WriteOutcome::Written),
            Err(error) => match error.as_service_error() {
                Some(UpdateItemError::ConditionalCheckFailedException(failed)) => {
                    Ok(WriteOutcome::Conflict(failed.item().filter(|row| !row.is_empty()).cloned()))
                }
                _ => Err(failure::unavailable("dynamodb:UpdateItem")(error)),
            },
        }
    }
}

impl KeepRemovalRequest for RemovalQueue {
    /// Starts with a write for a new row, since most users have none. If there is one, the failed condition returns it.
    async fn open(&self, user: &UserId, request: &MailedLink) -> Result<bool, DomainError> {
        let mut seen = None;
        for _ in 0..MAX_ATTEMPTS {
            let state = seen.as_ref().map(state).unwrap_or_default();
            let mail_times = match state.decide(request) {
                OpenDecision::AlreadyOpen => return Ok(true),
                OpenDecision::Refused => return Ok(false),
                OpenDecision::Open(mail_times) => mail_times,
            };
            match self.replace(user, request, &mail_times, seen.as_ref()).await? {
                WriteOutcome::Written => return Ok(true),
                WriteOutcome::Conflict(row) => seen = row,
            }
        }
        Err(DomainError::unavailable("open a removal request")("it conflicted with other requests each time"))
    }

    async fn withdraw(&self, user: &UserId, request: &MailedLink) -> Result<(), DomainError> {
        let withdrawn = self
            .update(user)
            // `mail_times` stays for the daily limit, until the row expires.
            .update_expression("REMOVE confirmation_token, mailed_at, bound_to DELETE mail_times :time")
            .condition_expression("confirmation_token = :token")
            .expression_attribute_values(":token", text(&request.token.to_text()))
            .expression_attribute_values(":time", times(&[request.mailed_at]))
            .send()
            .await;
        match withdrawn {
            Ok(_) => Ok(()),
            Err(error) if is_condition_failed(&error) => Ok(()),
            Err(error) => Err(failure::unavailable("dynamodb:UpdateItem")(error)),
        }
    }

    async fn find(&self, user: &UserId) -> Result<Option<MailedLink>, DomainError> {
        Ok(self.row(user).await?.as_ref().and_then(request))
    }

    async fn claim(&self, user: &UserId, token: &TokenHash, claim: &ConfirmationAttempt) -> Result<(), DomainError> {
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
            Err(error) if is_condition_failed(&error) => Err(DomainError::TokenNotValid),
            Err(error) => Err(failure::unavailable("dynamodb:UpdateItem")(error)),
        }
    }
}

fn request(row: &Item) -> Option<MailedLink> {
    Some(MailedLink {
        token: TokenHash::from_text(row.get("confirmation_token")?.as_s().ok()?)?,
        mailed_at: parse_seconds(row.get("mailed_at")?.as_n().ok()?)?,
        // A link from before links were bound is void.
        bound_to: LinkBinding::from_text(row.get("bound_to")?.as_s().ok()?)?,
    })
}

fn state(row: &Item) -> RemovalState {
    let mail_times = row.get("mail_times").and_then(|times| times.as_ns().ok());
    RemovalState {
        request: request(row),
        mail_times: mail_times.into_iter().flatten().filter_map(|time| parse_seconds(time)).collect(),
        claimed_until: row.get("claimed_until").and_then(|until| parse_seconds(until.as_n().ok()?)),
        is_queued: row.contains_key("erasure_id"),
    }
}

fn parse_seconds(seconds: &str) -> Option<OffsetDateTime> {
    OffsetDateTime::from_unix_timestamp(seconds.parse().ok()?).ok()
}

/// A set, so that one time can be removed. Two mails in the same second are one element.
fn times(times: &[OffsetDateTime]) -> AttributeValue {
    let mut seconds: Vec<_> = times.iter().map(|time| time.unix_timestamp().to_string()).collect();
    seconds.dedup();
    AttributeValue::Ns(seconds)
}
