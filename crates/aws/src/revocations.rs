//! The revoked sessions in user records.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::{AttributeValue, ReturnValuesOnConditionCheckFailure};
use usher_domain::ports::RevokeSessions;
use usher_domain::{DomainError, Revocations, UserId};

use crate::user_item::{self, KEY, REVOCATIONS, REVOCATIONS_VERSION};
use crate::user_updates::is_replaced;
use crate::users::Users;

/// The expressions that replace the revocations of the version before.
pub(crate) struct Replacement {
    pub(crate) condition: String,
    pub(crate) set: Vec<String>,
    pub(crate) remove: Vec<&'static str>,
    pub(crate) values: HashMap<String, AttributeValue>,
}

impl Replacement {
    pub(crate) fn of(to: &Revocations) -> Result<Self, DomainError> {
        let mut attributes = user_item::revocations(to)?;
        let mut replacement =
            Self { condition: String::new(), set: Vec::new(), remove: Vec::new(), values: HashMap::new() };
        for name in REVOCATIONS.into_iter().chain([REVOCATIONS_VERSION]) {
            match attributes.remove(name) {
                Some(value) => {
                    replacement.set.push(format!("{name} = :{name}"));
                    replacement.values.insert(format!(":{name}"), value);
                }
                None => replacement.remove.push(name),
            }
        }
        replacement.condition = match to.version.saturating_sub(1) {
            0 => format!("attribute_not_exists({REVOCATIONS_VERSION})"),
            before => {
                replacement.values.insert(":version_before".to_owned(), AttributeValue::N(before.to_string()));
                format!("{REVOCATIONS_VERSION} = :version_before")
            }
        };
        Ok(replacement)
    }
}

/// `SET` and `REMOVE`, whichever is needed.
pub(crate) fn update_expression(set: &[String], remove: &[&str]) -> String {
    let clause = |word: &str, parts: String| if parts.is_empty() { parts } else { format!("{word} {parts}") };
    let clauses = [clause("SET", set.join(", ")), clause("REMOVE", remove.join(", "))];
    clauses.join(" ").trim().to_owned()
}

impl RevokeSessions for Users {
    async fn replace_revocations(
        &self,
        id: &UserId,
        from: &Revocations,
        to: &Revocations,
    ) -> Result<bool, DomainError> {
        let next = Revocations { version: from.version.saturating_add(1), ..to.clone() };
        let Replacement { condition, set, remove, values } = Replacement::of(&next)?;
        let outcome = self
            .client
            .update_item()
            .table_name(&self.table)
            .key(KEY, AttributeValue::S(user_item::user_key(id)))
            .update_expression(update_expression(&set, &remove))
            .condition_expression(format!("attribute_exists(pk) AND attribute_not_exists(hidden_at) AND {condition}"))
            .set_expression_attribute_values(Some(values))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .send()
            .await;
        is_replaced(outcome)
    }
}
