//! What a team's own systems keep of people in the stack's stores: rows and files, past Usher.

use std::collections::HashMap;

use aws_sdk_dynamodb::Client as DynamoDb;
use aws_sdk_dynamodb::types::AttributeValue;
use aws_sdk_s3::Client as S3;
use aws_sdk_s3::primitives::ByteStream;
use usher_domain::UserId;
use usher_testkit::behaviour::Belongings;

use crate::pictures::kept;
use crate::stack::Stack;

/// A table of rows that belong to people.
#[derive(Clone, Debug)]
pub struct Table {
    client: DynamoDb,
    name: String,
    sort_key: String,
}

impl Table {
    /// The table of this name, and what its sort key is called.
    #[must_use]
    pub fn new(stack: &Stack, name: &str, sort_key: &str) -> Self {
        Self { client: DynamoDb::new(stack.connection().sdk()), name: name.to_owned(), sort_key: sort_key.to_owned() }
    }
}

impl Belongings for Table {
    async fn put(&self, user: &UserId, name: &str) {
        let row = HashMap::from([("user_id".to_owned(), text(user.as_str())), (self.sort_key.clone(), text(name))]);
        self.client.put_item().table_name(&self.name).set_item(Some(row)).send().await.unwrap();
    }

    async fn count(&self, user: &UserId) -> usize {
        let query = self.client.query().table_name(&self.name).consistent_read(true);
        let query = query.key_condition_expression("user_id = :user");
        let found = query.expression_attribute_values(":user", text(user.as_str())).send().await.unwrap();
        assert!(found.last_evaluated_key().is_none(), "one page holds them all");
        found.items().len()
    }
}

/// The bucket of people's files: `users/<user id>/…`.
#[derive(Clone, Debug)]
pub struct Bucket {
    client: S3,
    stack: Stack,
}

impl Bucket {
    /// The stack's own.
    #[must_use]
    pub fn of_files(stack: &Stack) -> Self {
        Self { client: stack.s3(), stack: stack.clone() }
    }
}

impl Belongings for Bucket {
    async fn put(&self, user: &UserId, name: &str) {
        let put = self.client.put_object().bucket(&self.stack.outputs.files_bucket);
        let put = put.key(format!("users/{}/{name}", user.as_str())).body(ByteStream::from_static(b"a file"));
        put.send().await.unwrap();
    }

    async fn count(&self, user: &UserId) -> usize {
        kept(&self.stack, &format!("users/{}/", user.as_str())).await
    }
}

fn text(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}
