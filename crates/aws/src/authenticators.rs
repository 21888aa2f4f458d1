//! The authenticator apps in user records.

use aws_sdk_dynamodb::config::Builder;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValuesOnConditionCheckFailure};
use usher_domain::authenticator::Authenticator;
use usher_domain::ports::ReplaceAuthenticator;
use usher_domain::{DomainError, UserId};

use crate::at_most_once::RetryThrottledOnly;
use crate::user_item::{self, AUTHENTICATOR, KEY};
use crate::user_updates::is_replaced;
use crate::users::Users;

impl ReplaceAuthenticator for Users {
    async fn replace_authenticator(
        &self,
        id: &UserId,
        from: Option<&Authenticator>,
        to: Option<&Authenticator>,
    ) -> Result<bool, DomainError> {
        let is_unchanged = match from {
            Some(_) => format!("{AUTHENTICATOR} = :from"),
            None => format!("attribute_not_exists({AUTHENTICATOR})"),
        };
        let outcome = self
            .client
            .update_item()
            .table_name(&self.table)
            .key(KEY, AttributeValue::S(user_item::user_key(id)))
            .update_expression(match to {
                Some(_) => format!("SET {AUTHENTICATOR} = :to"),
                None => format!("REMOVE {AUTHENTICATOR}"),
            })
            .condition_expression(format!(
                "attribute_exists(pk) AND attribute_not_exists(hidden_at) AND {is_unchanged}"
            ))
            .set_expression_attribute_values(values(from, to)?)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            // If the response was lost, a retry would find a code that seems to have been used by someone else.
            .customize()
            .config_override(Builder::new().retry_classifier(RetryThrottledOnly))
            .send()
            .await;
        is_replaced(outcome)
    }
}

/// DynamoDB refuses values that no expression names, and none at all.
fn values(from: Option<&Authenticator>, to: Option<&Authenticator>) -> Result<Option<user_item::Item>, DomainError> {
    let mut values = user_item::Item::new();
    for (name, app) in [(":from", from), (":to", to)] {
        if let Some(app) = app {
            values.insert(name.to_owned(), user_item::authenticator(app)?);
        }
    }
    Ok(Some(values).filter(|values| !values.is_empty()))
}
