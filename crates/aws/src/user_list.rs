//! The list of user records: the index `by-type` of the DynamoDB table `Users`.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use usher_domain::listing::{ListedUser, Page, Position};
use usher_domain::ports::ListUsers;
use usher_domain::{DomainError, UserType};

use crate::failure;
use crate::user_item::{self, Item, KEY};
use crate::users::Users;

/// The index (`template.yaml`).
const INDEX: &str = "by-type";

impl ListUsers for Users {
    async fn of_type(&self, user_type: UserType, after: Option<&Position>, limit: usize) -> Result<Page, DomainError> {
        let found = self
            .client
            .query()
            .table_name(&self.table)
            .index_name(INDEX)
            .key_condition_expression("#type = :type")
            .expression_attribute_names("#type", "type")
            .expression_attribute_values(":type", code(user_type))
            .set_exclusive_start_key(after.map(start).transpose()?)
            .limit(i32::try_from(limit).unwrap_or(i32::MAX))
            .send()
            .await
            .map_err(failure::unavailable("dynamodb:Query"))?;
        let users = found.items().iter().map(user_item::to_listed).collect::<Result<Vec<ListedUser>, _>>()?;
        let next = users.last().filter(|_| found.last_evaluated_key().is_some()).map(Position::from);
        Ok(Page { users, next })
    }
}

/// The key right after which the index is read on.
fn start(position: &Position) -> Result<Item, DomainError> {
    Ok(HashMap::from([
        (KEY.to_owned(), AttributeValue::S(user_item::user_key(&position.id))),
        ("type".to_owned(), code(position.user_type)),
        ("created_at".to_owned(), AttributeValue::S(user_item::written(position.created_at)?)),
    ]))
}

fn code(user_type: UserType) -> AttributeValue {
    AttributeValue::N(user_type.code().to_string())
}
