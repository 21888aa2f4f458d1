//! Users to erase, with data in every store, and the progress of their erasures.

use std::collections::HashMap;
use std::time::Duration;

use aws_sdk_dynamodb::Client as DynamoDb;
use aws_sdk_dynamodb::types::AttributeValue;
use aws_sdk_sfn::Client as Sfn;
use image::ImageFormat;
use serde_json::{Value, json};
use usher_aws::{Erasures, Evidence, Execution, RemovalQueue, StackKeys};
use usher_domain::erasure::{ErasureId, ErasureRun};
use usher_domain::ports::{FindEvidence, TrackErased, TrackRecipients};
use usher_domain::service::Recipient;
use usher_domain::{KeptFiles, UserId};
use usher_messages::evidence::certificate_key;
use usher_testkit::behavior::Belongings;
use usher_testkit::fixtures;

use crate::belongings::{Bucket, Table};
use crate::http::Caller;
use crate::people::{Person, Tokens};
use crate::pictures;
use crate::stack::Stack;
use crate::wait::wait_for;

/// The timeout of an erasure.
const TIMEOUT: Duration = Duration::from_secs(90);

/// A user whose data is unique, so that a search of all stores finds whatever an erasure has left.
#[derive(Clone, Debug)]
pub struct Marked {
    /// The person.
    pub person: Person,
    /// The user id.
    pub id: String,
    /// The integer id.
    pub number: u64,
    /// The account id.
    pub account_id: String,
    /// The name of the picture without its extension; the first half is the folder. Empty without a picture.
    pub picture: String,
    /// The tokens of a session.
    pub tokens: Tokens,
}

impl Marked {
    /// Registers a user and adds data to every store.
    pub async fn new(stack: &Stack) -> Self {
        let marked = Self::plain(stack);
        let caller = Caller::of(stack);
        let bearer = marked.bearer();
        let picture = pictures::base64(&pictures::made(20, 20, ImageFormat::Png));
        let updated = caller.put("/api/user/update/", &bearer, &json!({ "profile_pic": picture }));
        assert_eq!(updated.status, 200, "{updated:?}");
        let link = updated.body["profile_pic"].as_str().unwrap();
        let accepted = caller.send("POST", "/user/accept-terms", Some(&bearer), Some(&json!({})));
        assert_eq!(accepted.status, 200, "{accepted:?}");
        let (id, outputs) = (marked.user_id(), &stack.outputs);
        let job_requests = Table::new(stack, &outputs.job_requests_table, "job_id");
        for number in 0..30 {
            job_requests.put(&id, &number.to_string()).await;
        }
        Table::new(stack, &outputs.reviews_table, "review_id").put(&id, "1").await;
        for _version in 0..2 {
            Bucket::of_files(stack).put(&id, "notes.txt").await;
        }
        let name = link.rsplit('/').next().unwrap().split('.').next().unwrap();
        Self { picture: name.to_owned(), ..marked }
    }

    /// Registers a user and signs them in, without further data.
    #[must_use]
    pub fn plain(stack: &Stack) -> Self {
        let caller = Caller::of(stack);
        let mark = fixtures::uuid().simple().to_string();
        let person = Person { full_name: format!("Marked {mark}"), ..Person::stranger() };
        let account_id = format!("m{}", &mark[..20]);
        let body = json!({
            "email": person.email, "password": person.password, "full_name": person.full_name,
            "account_id": account_id,
        });
        let registered = caller.post("/register", &body);
        assert_eq!(registered.status, 201, "{registered:?}");
        let tokens = person.sign_in(&caller);
        Self {
            id: registered.body["id"].as_str().unwrap().to_owned(),
            number: registered.body["number"].as_u64().unwrap(),
            account_id,
            picture: String::new(),
            person,
            tokens,
        }
    }

    /// The `Authorization` header.
    #[must_use]
    pub fn bearer(&self) -> String {
        format!("Bearer {}", self.tokens.access)
    }

    /// The user id.
    #[must_use]
    pub fn user_id(&self) -> UserId {
        UserId::parse(&self.id).unwrap()
    }

    /// The texts that must be nowhere after the erasure.
    #[must_use]
    pub fn texts(&self) -> Vec<String> {
        let Self { person, id, number, account_id, picture, .. } = self;
        let texts = [&person.email, &person.full_name, id, &number.to_string(), account_id].map(String::clone);
        // A slash divides the name in the object's key.
        let (folder, own) = picture.split_at(picture.len() / 2);
        texts.into_iter().chain([folder, own].map(str::to_owned)).filter(|text| !text.is_empty()).collect()
    }

    /// A backup of the rows of the user's record.
    pub async fn backup(&self, stack: &Stack) -> Backup {
        let client = DynamoDb::new(stack.connection().sdk());
        let table = stack.outputs.users_table.clone();
        let scan = client.scan().table_name(&table).consistent_read(true);
        let scan = scan
            .filter_expression("user_id = :id")
            .expression_attribute_values(":id", AttributeValue::S(self.id.clone()));
        let rows = scan.into_paginator().items().send().collect::<Result<Vec<_>, _>>().await.unwrap();
        assert!(rows.len() > 1, "the record and its unique keys");
        Backup { client, table, rows }
    }

    /// The id of the erasure.
    pub async fn erasure_id(&self, stack: &Stack) -> ErasureId {
        let keys = StackKeys::of_erasures(&stack.connection(), stack.outputs.stack_keys_table.clone());
        keys.erasure_id(&self.user_id()).await.unwrap()
    }

    /// Requests the erasure, as the user.
    pub fn delete_account(&self, stack: &Stack) {
        let answer = Caller::of(stack).send("DELETE", "/user/delete", Some(&self.bearer()), None);
        assert_eq!(answer.status, 200, "{answer:?}");
    }

    /// Whether the password and all tokens of the user are refused.
    #[must_use]
    pub fn is_shut_out(&self, caller: &Caller) -> bool {
        let sign_in = json!({ "email": self.person.email, "password": self.person.password });
        let refused = [
            caller.get("/user/profile", Some(&self.bearer())).status == 401,
            caller.get("/api/user/me/", Some(&self.bearer())).status == 401,
            caller.post("/api/user/refresh/", &json!({ "refresh": self.tokens.refresh })).status == 401,
            caller.post("/api/user/login/", &sign_in).status == 400,
        ];
        refused == [true; 4]
    }

    /// The progress of each service.
    pub async fn recipients(&self, stack: &Stack) -> Vec<Recipient> {
        let queue = RemovalQueue::new(&stack.connection(), stack.outputs.removal_queue_table.clone());
        queue.recipients(&self.user_id()).await.unwrap()
    }

    /// The files that cannot be deleted.
    pub async fn kept_files(&self, stack: &Stack) -> KeptFiles {
        let queue = RemovalQueue::new(&stack.connection(), stack.outputs.removal_queue_table.clone());
        queue.kept_files(&self.user_id()).await.unwrap()
    }

    /// Waits until the services meet the condition.
    pub async fn wait_for_recipients(&self, stack: &Stack, condition: impl Fn(&[Recipient]) -> bool) -> Vec<Recipient> {
        wait_for(TIMEOUT, async || Some(self.recipients(stack).await).filter(|recipients| condition(recipients))).await
    }

    /// Waits until the workflow has succeeded or failed.
    pub async fn wait_until_stopped(&self, stack: &Stack) -> Execution {
        self.wait_until_stopped_within(stack, TIMEOUT).await
    }

    async fn wait_until_stopped_within(&self, stack: &Stack, timeout: Duration) -> Execution {
        let (erasures, id) = (erasures(stack), self.erasure_id(stack).await);
        // During a large erasure the emulator may be too busy to respond; the next poll retries.
        let latest = async || erasures.latest(&id).await.ok().flatten();
        let stopped = async || latest().await.filter(|execution| !execution.is_running());
        wait_for(timeout, stopped).await
    }

    /// Waits until the workflow has succeeded.
    pub async fn wait_until_erased(&self, stack: &Stack) -> Execution {
        self.wait_until_erased_within(stack, TIMEOUT).await
    }

    /// Like [`wait_until_erased`](Self::wait_until_erased), with a timeout for large erasures.
    pub async fn wait_until_erased_within(&self, stack: &Stack, timeout: Duration) -> Execution {
        let execution = self.wait_until_stopped_within(stack, timeout).await;
        assert!(execution.has_succeeded(), "{execution:?}");
        execution
    }

    /// The certificate of the first run.
    pub async fn certificate(&self, stack: &Stack) -> Option<Value> {
        self.certificate_of(stack, 1).await
    }

    /// The certificate of the run with this number, from 1.
    pub async fn certificate_of(&self, stack: &Stack, run: usize) -> Option<Value> {
        let evidence = Evidence::read_only(&stack.connection(), stack.outputs.evidence_bucket.clone());
        let run = ErasureRun::numbered(&self.erasure_id(stack).await, run);
        let text = evidence.find(&certificate_key(&run)).await.unwrap();
        text.map(|text| serde_json::from_str(&text).unwrap())
    }
}

/// A backup of a user's rows.
#[derive(Debug)]
pub struct Backup {
    client: DynamoDb,
    table: String,
    rows: Vec<HashMap<String, AttributeValue>>,
}

impl Backup {
    /// Writes the rows to the table again.
    pub async fn restore(self) {
        for row in self.rows {
            self.client.put_item().table_name(&self.table).set_item(Some(row)).send().await.unwrap();
        }
    }
}

/// The number of events in the execution history of the user's erasure.
pub async fn history(stack: &Stack, marked: &Marked) -> usize {
    let execution = marked.wait_until_stopped(stack).await;
    let client = Sfn::new(stack.connection().sdk());
    let pages = client.get_execution_history().execution_arn(execution.arn).max_results(1000);
    let mut events = pages.into_paginator().items().send();
    let mut count = 0;
    while events.next().await.is_some_and(|event| event.is_ok()) {
        count += 1;
    }
    count
}

/// The workflow `erase-user`.
#[must_use]
pub fn erasures(stack: &Stack) -> Erasures {
    Erasures::new(&stack.connection(), stack.outputs.erase_user_state_machine.clone())
}
