//! User records in the format of earlier versions, in the stack's table.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use usher_domain::User;
use usher_testkit::behavior::WriteOld;

use crate::stack::Stack;

/// The table of user records.
#[derive(Clone, Debug)]
pub struct OldRecords {
    client: Client,
    table: String,
}

impl OldRecords {
    /// The table of this stack.
    #[must_use]
    pub fn of(stack: &Stack) -> Self {
        Self { client: Client::new(stack.connection().sdk()), table: stack.outputs.users_table.clone() }
    }
}

impl WriteOld for OldRecords {
    async fn write_old(&self, user: &User) {
        self.client
            .update_item()
            .table_name(&self.table)
            .key("pk", AttributeValue::S(format!("user#{}", user.id.as_str())))
            .update_expression("SET created_at = :created, updated_at = :updated")
            .expression_attribute_values(":created", text(user.created_at))
            .expression_attribute_values(":updated", text(user.updated_at))
            .send()
            .await
            .unwrap();
    }
}

fn text(moment: OffsetDateTime) -> AttributeValue {
    AttributeValue::S(moment.format(&Rfc3339).unwrap())
}
