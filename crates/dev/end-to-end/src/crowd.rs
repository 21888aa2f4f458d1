//! Many users, written past Usher in the form in which Usher writes one: rows in the table `Users`, and nobody in the
//! user pool.

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

/// When the first of them registered.
const FIRST_REGISTRATION: OffsetDateTime = datetime!(1990-01-01 00:00 UTC);

type Row = HashMap<String, AttributeValue>;

/// The users that one has made.
#[derive(Debug)]
pub struct Crowd {
    stack: Stack,
    template: User,
    rows: Vec<Row>,
    members: Vec<User>,
}

impl Crowd {
    /// One user, made by Usher's own adapter: the mould in which the others are cast. Lists begin with them.
    pub async fn of_one(stack: &Stack) -> Self {
        let users = Users::new(&stack.connection(), stack.outputs.users_table.clone());
        let user = User { created_at: FIRST_REGISTRATION, updated_at: FIRST_REGISTRATION, ..fixtures::user() };
        let template = users.create(&user).await.unwrap();
        let scan = DynamoDb::new(stack.connection().sdk()).scan().table_name(&stack.outputs.users_table);
        let scan =
            scan.filter_expression("user_id = :id").expression_attribute_values(":id", text(template.id.as_str()));
        let rows = scan.into_paginator().items().send().collect::<Result<Vec<_>, _>>().await.unwrap();
        assert_eq!(rows.len(), 4, "the record and three unique names");
        Self { stack: stack.clone(), members: vec![template.clone()], template, rows }
    }

    /// Adds users until there are so many.
    pub async fn grow_to(&mut self, size: usize) {
        let first = self.members.len();
        let new: Vec<_> = (first..size).map(|number| self.member(number)).collect();
        let rows = new.iter().flat_map(|member| self.rows.iter().map(|row| self.row_of(row, member)));
        put_rows(&self.stack, &self.stack.outputs.users_table, rows).await;
        self.members.extend(new);
    }

    /// Somebody in the middle of the crowd.
    ///
    /// # Panics
    /// Never: there is at least one.
    #[must_use]
    pub fn somebody(&self) -> &User {
        &self.members[self.members.len() / 2]
    }

    /// Takes everybody away again, so that others need not walk past them.
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

    /// Registered a second after the one before.
    fn member(&self, number: usize) -> User {
        let created_at = self.template.created_at + Duration::seconds(number.try_into().unwrap());
        User { created_at, updated_at: created_at, ..fixtures::user() }
    }

    /// The row with the member's own texts in place of the mould's, in keys and attributes alike.
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

/// What is different in each user's rows.
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

fn format_time(moment: OffsetDateTime) -> String {
    timestamp::format(moment).unwrap()
}

fn text(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}
