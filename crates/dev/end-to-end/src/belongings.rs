//! Data that other systems store for users: rows and files, written without Usher.

use std::collections::HashMap;

use aws_sdk_dynamodb::Client as DynamoDb;
use aws_sdk_dynamodb::types::{AttributeValue, PutRequest, WriteRequest};
use aws_sdk_s3::Client as S3;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{ObjectLockConfiguration, ObjectLockEnabled, ObjectLockLegalHold, ObjectLockLegalHoldStatus};
use usher_domain::UserId;
use usher_testkit::behavior::{Belongings, Lockable};

use crate::pictures::version_count;
use crate::stack::Stack;

/// A table of rows that belong to users.
#[derive(Clone, Debug)]
pub struct Table {
    client: DynamoDb,
    name: String,
    sort_key: String,
}

impl Table {
    /// The table of this name, with the name of its sort key.
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
        assert!(found.last_evaluated_key().is_none(), "all rows fit on one page");
        found.items().len()
    }
}

/// The bucket of users' files: `users/<user id>/…`.
#[derive(Clone, Debug)]
pub struct Bucket {
    client: S3,
    stack: Stack,
}

impl Bucket {
    /// The files bucket of the stack.
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
        version_count(&self.stack, &format!("users/{}/", user.as_str())).await
    }
}

/// Locks are legal holds. They need Object Lock on the bucket, which is enabled without a default retention.
impl Lockable for Bucket {
    async fn lock(&self, user: &UserId, name: &str) {
        let bucket = &self.stack.outputs.files_bucket;
        let configuration = ObjectLockConfiguration::builder().object_lock_enabled(ObjectLockEnabled::Enabled).build();
        let put = self.client.put_object_lock_configuration().bucket(bucket);
        put.object_lock_configuration(configuration).send().await.unwrap();
        self.hold(user, name, ObjectLockLegalHoldStatus::On).await;
    }

    async fn unlock(&self, user: &UserId, name: &str) {
        self.hold(user, name, ObjectLockLegalHoldStatus::Off).await;
    }
}

impl Bucket {
    async fn hold(&self, user: &UserId, name: &str, status: ObjectLockLegalHoldStatus) {
        let (bucket, key) = (&self.stack.outputs.files_bucket, format!("users/{}/{name}", user.as_str()));
        let listed = self.client.list_object_versions().bucket(bucket).prefix(&key).send().await.unwrap();
        for version in listed.versions() {
            let hold = ObjectLockLegalHold::builder().status(status.clone()).build();
            let put = self.client.put_object_legal_hold().bucket(bucket).key(&key).legal_hold(hold);
            put.set_version_id(version.version_id().map(str::to_owned)).send().await.unwrap();
        }
    }
}

/// The number of concurrent writers.
const WRITERS: usize = 8;

/// The maximum number of rows in a `BatchWriteItem`.
pub(crate) const BATCH: usize = 25;

/// Adds `count` files and `count` job requests to a user.
pub async fn add_belongings(stack: &Stack, user: &UserId, count: usize) {
    let writers = (0..WRITERS).map(|writer| {
        let (stack, user) = (stack.clone(), user.clone());
        tokio::spawn(async move {
            let numbers: Vec<_> = (writer..count).step_by(WRITERS).map(|number| number.to_string()).collect();
            put_job_requests(&stack, &user, &numbers).await;
            let files = Bucket::of_files(&stack);
            for number in &numbers {
                files.put(&user, number).await;
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap();
    }
}

async fn put_job_requests(stack: &Stack, user: &UserId, numbers: &[String]) {
    let row = |number: &String| {
        HashMap::from([("user_id".to_owned(), text(user.as_str())), ("job_id".to_owned(), text(number))])
    };
    put_rows(stack, &stack.outputs.job_requests_table, numbers.iter().map(row)).await;
}

/// Writes rows to a table in batches.
pub(crate) async fn put_rows(stack: &Stack, table: &str, rows: impl Iterator<Item = HashMap<String, AttributeValue>>) {
    let client = DynamoDb::new(stack.connection().sdk());
    let put = |row| PutRequest::builder().set_item(Some(row)).build().unwrap();
    let requests: Vec<_> = rows.map(|row| WriteRequest::builder().put_request(put(row)).build()).collect();
    for batch in requests.chunks(BATCH) {
        let written = client.batch_write_item().request_items(table, batch.to_vec()).send().await.unwrap();
        assert!(written.unprocessed_items().is_none_or(HashMap::is_empty), "the emulator writes all rows");
    }
}

fn text(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}
