//! A table of user records for one test: a test that counts all admins cannot share a table.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection, ProjectionType,
    ScalarAttributeType,
};
use usher_aws::Users;
use usher_testkit::fixtures;

use crate::stack::Stack;

/// The table; it stays until the stack is wiped.
#[derive(Clone, Debug)]
pub struct OwnUsersTable {
    name: String,
}

impl OwnUsersTable {
    /// Creates the table, with the keys and the index of `UsersTable` in `template.yaml`.
    pub async fn new(stack: &Stack) -> Self {
        let name = format!("users-of-a-test-{}", fixtures::uuid().simple());
        let index = GlobalSecondaryIndex::builder()
            .index_name("by-type")
            .key_schema(key("type", KeyType::Hash))
            .key_schema(key("created_at", KeyType::Range))
            .projection(Projection::builder().projection_type(ProjectionType::All).build());
        Client::new(stack.connection().sdk())
            .create_table()
            .table_name(&name)
            .billing_mode(BillingMode::PayPerRequest)
            .attribute_definitions(attribute("pk", ScalarAttributeType::S))
            .attribute_definitions(attribute("type", ScalarAttributeType::N))
            .attribute_definitions(attribute("created_at", ScalarAttributeType::S))
            .key_schema(key("pk", KeyType::Hash))
            .global_secondary_indexes(index.build().unwrap())
            .send()
            .await
            .unwrap();
        Self { name }
    }

    /// The records in it.
    #[must_use]
    pub fn users(&self, stack: &Stack) -> Users {
        Users::new(&stack.connection(), self.name.clone())
    }
}

fn key(name: &str, kind: KeyType) -> KeySchemaElement {
    KeySchemaElement::builder().attribute_name(name).key_type(kind).build().unwrap()
}

fn attribute(name: &str, kind: ScalarAttributeType) -> AttributeDefinition {
    AttributeDefinition::builder().attribute_name(name).attribute_type(kind).build().unwrap()
}
