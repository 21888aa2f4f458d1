//! A person with more files and job requests than one run of a function erases. `USHER_MUCH` says how many of each; with
//! 100000 it takes some twenty minutes, most of them to make what is erased (docs/ERASURE.md has the figures).

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a panic is how a test fails")]

use std::collections::HashMap;
use std::time::{Duration, Instant};

use aws_sdk_dynamodb::Client as DynamoDb;
use aws_sdk_dynamodb::types::{AttributeValue, PutRequest, WriteRequest};
use serde_json::json;
use usher_domain::UserId;
use usher_end_to_end::belongings::Bucket;
use usher_end_to_end::erasing::{Marked, history};
use usher_end_to_end::operator::places_of;
use usher_end_to_end::stack::Stack;
use usher_testkit::behaviour::Belongings;

/// More than one run of erase-job-requests.
const MUCH: usize = 6_000;

/// How many writers make it.
const WRITERS: usize = 8;

#[expect(clippy::disallowed_methods, reason = "whoever measures says how much by the environment")]
fn much() -> usize {
    std::env::var("USHER_MUCH").map_or(MUCH, |given| given.parse().expect("USHER_MUCH is a number"))
}

async fn put_job_requests(stack: &Stack, user: &str, numbers: impl Iterator<Item = usize>) {
    let client = DynamoDb::new(stack.connection().sdk());
    let numbers: Vec<_> = numbers.collect();
    for batch in numbers.chunks(25) {
        let request = |number: &usize| {
            let put = PutRequest::builder().item("user_id", AttributeValue::S(user.to_owned()));
            let put = put.item("job_id", AttributeValue::S(number.to_string()));
            WriteRequest::builder().put_request(put.build().unwrap()).build()
        };
        let batch = HashMap::from([(stack.outputs.job_requests_table.clone(), batch.iter().map(request).collect())]);
        client.batch_write_item().set_request_items(Some(batch)).send().await.unwrap();
    }
}

async fn put_files(stack: &Stack, user: &str, numbers: impl Iterator<Item = usize>) {
    let (files, user) = (Bucket::of_files(stack), UserId::parse(user).unwrap());
    for number in numbers {
        files.put(&user, &number.to_string()).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a stack: cargo xtask test"]
async fn more_than_one_run_can_erase_is_erased_in_several() {
    let stack = Stack::under_test();
    let marked = Marked::plain(&stack);
    let writers = (0..WRITERS).map(|writer| {
        let (stack, id) = (stack.clone(), marked.id.clone());
        tokio::spawn(async move {
            put_job_requests(&stack, &id, (writer..much()).step_by(WRITERS)).await;
            put_files(&stack, &id, (writer..much()).step_by(WRITERS)).await;
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap();
    }

    let began = Instant::now();
    marked.delete_account(&stack);
    marked.wait_until_erased_within(&stack, Duration::from_mins(30)).await;

    println!("{} files and {0} job requests were erased in {:?}", much(), began.elapsed());
    let certificate = marked.certificate(&stack).await.unwrap();
    let counts = [2, 3].map(|store: usize| certificate["erased"][store]["count"].clone());
    assert_eq!(counts, [json!(much()), json!(much())], "{certificate}");
    let history = history(&stack, &marked).await;
    println!("in {history} events of history");
    // 5,000 job requests or 10,000 files a run.
    let runs = much() / 5_000 + much() / 10_000;
    assert!((runs..=100 + 12 * (runs + 2)).contains(&history), "{history} events for {runs} runs");
    assert_eq!(places_of(&stack, "rows", &[&marked.id]).len(), 0);
}
