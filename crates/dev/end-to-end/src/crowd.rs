//! Many users, written to the table `Users` directly, in the same format as by Usher, and without Cognito users.

use std::collections::HashMap;

use aws_sdk_dynamodb::Client as DynamoDb;
use aws_sdk_dynamodb::types::{AttributeValue, DeleteRequest, WriteRequest};
use time::macros::datetime;
use time::{Duration, OffsetDateTime};
use usher_aws::Users;
use usher_domain::ports::CreateUser;
use usher_domain::{User, timestamp};
use usher_testkit::fixtures;

use crate::belongings::{BATCH, put_rows};
use crate::stack::Stack;

/// When the first user of a crowd registered: before all other users.
const FIRST_REGISTRATION: OffsetDateTime = datetime!(1990-01-01 00:00 UTC);

type Row = HashMap<String, AttributeValue>;

/// Many users, of whom each differs from the first in the unique values only.
#[derive(Debug)]
pub struct Crowd {
    stack: Stack,
    template: User,
    rows: Vec<Row>,
    members: Vec<User>,
}

impl Crowd {
    /// A crowd of one user, written by Usher's own adapter; its rows are the template of the others. Lists begin with
    /// it.
    pub async fn of_one(stack: &Stack) -> Self {
        let users = Users::new(&stack.connection(), stack.outputs.users_table.clone());
        let user = User { created_at: FIRST_REGISTRATION, updated_at: FIRST_REGISTRATION, ..fixtures::user() };
        let template = users.create(&user).await.unwrap();
        let scan = DynamoDb::new(stack.connection().sdk()).scan().table_name(&stack.outputs.users_table);
        let scan =
            scan.filter_expression("user_id = :id").expression_attribute_values(":id", text(template.id.as_str()));
        let rows = scan.into_paginator().items().send().collect::<Result<Vec<_>, _>>().await.unwrap();
        assert_eq!(rows.len(), 4, "the record and its three unique keys");
        Self { stack: stack.clone(), members: vec![template.clone()], template, rows }
    }

    /// Adds users until there are `size`.
    pub async fn grow_to(&mut self, size: usize) {
        let first = self.members.len();
        let new: Vec<_> = (first..size).map(|number| self.member(number)).collect();
        let rows = new.iter().flat_map(|member| self.rows.iter().map(|row| self.row_of(row, member)));
        put_rows(&self.stack, &self.stack.outputs.users_table, rows).await;
        self.members.extend(new);
    }

    /// A user in the middle of the list.
    ///
    /// # Panics
    /// Never, since there is at least one user.
    #[must_use]
    pub fn middle_user(&self) -> &User {
        &self.members[self.members.len() / 2]
    }

    /// Deletes all users, so that other tests do not have to page past them.
    pub async fn disperse(self) {
        let client = DynamoDb::new(self.stack.connection().sdk());
        let table = &self.stack.outputs.users_table;
        let rows = self.members.iter().flat_map(|member| self.rows.iter().map(|row| self.row_of(row, member)));
        let key = |mut row: Row| HashMap::from([("pk".to_owned(), row.remove("pk").unwrap())]);
        let delete = |row| DeleteRequest::builder().set_key(Some(key(row))).build().unwrap();
        let requests: Vec<_> = rows.map(|row| WriteRequest::builder().delete_request(delete(row)).build()).collect();
        for batch in requests.chunks(BATCH) {
            client.batch_write_item().request_items(table, batch.to_vec()).send().await.unwrap();
        }
    }

    /// A user who registered one second after the previous one.
    fn member(&self, number: usize) -> User {
        let created_at = self.template.created_at + Duration::seconds(number.try_into().unwrap());
        User { created_at, updated_at: created_at, ..fixtures::user() }
    }

    /// The template's row with the member's unique values, in keys and attributes.
    fn row_of(&self, row: &Row, member: &User) -> Row {
        let texts: Vec<_> = unique_texts(&self.template).into_iter().zip(unique_texts(member)).collect();
        let own = |text: &String| texts.iter().fold(text.clone(), |text, (template, own)| text.replace(template, own));
        let value = |value: &AttributeValue| match value {
            AttributeValue::S(text) => AttributeValue::S(own(text)),
            AttributeValue::N(number) => AttributeValue::N(own(number)),
            other => other.clone(),
        };
        row.iter().map(|(name, attribute)| (name.clone(), value(attribute))).collect()
    }
}

/// The values that differ between users' rows.
fn unique_texts(user: &User) -> [String; 6] {
    [
        user.id.as_str().to_owned(),
        user.email.as_str().to_owned(),
        user.account_id.as_str().to_owned(),
        user.number.to_string(),
        user.files_folder.as_str().to_owned(),
        format_time(user.created_at),
    ]
}

fn format_time(time: OffsetDateTime) -> String {
    timestamp::format(time).unwrap()
}

fn text(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}
