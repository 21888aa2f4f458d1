//! The AWS adapters pass the same behaviour suite as the in-memory ports.

use time::OffsetDateTime;
use usher_aws::{AccessTokens, Evidence, Identities, PasswordSeal, Pictures, Sessions, Users};
use usher_end_to_end::stack::Stack;
use usher_testkit::behaviour::{evidence, identities, pictures, seal, users};

#[tokio::test]
#[ignore = "needs a stack: cargo xtask test"]
async fn users_keep_their_contract() {
    let stack = Stack::under_test();
    let store = Users::new(&stack.connection(), stack.outputs.users_table.clone());
    users::whole_contract(&store).await;
}

#[tokio::test]
#[ignore = "needs a stack: cargo xtask test"]
async fn identities_keep_their_contract() {
    let stack = Stack::under_test();
    let (connection, outputs) = (stack.connection(), &stack.outputs);
    let pool = Identities::new(&connection, outputs.user_pool_id.clone());
    let sessions = Sessions::new(&connection, outputs.user_pool_id.clone(), outputs.user_pool_client_id.clone());
    let tokens = AccessTokens::new(&connection, &outputs.user_pool_id, &outputs.user_pool_client_id).unwrap();
    identities::whole_contract(&pool, &sessions, &tokens, now()).await;
}

#[tokio::test]
#[ignore = "needs a stack: cargo xtask test"]
async fn pictures_keep_their_contract() {
    let stack = Stack::under_test();
    pictures::whole_contract(&Pictures::new(&stack.connection(), stack.outputs.files_bucket.clone())).await;
}

#[tokio::test]
#[ignore = "needs a stack: cargo xtask test"]
async fn evidence_keeps_its_contract() {
    let stack = Stack::under_test();
    let bucket = stack.outputs.evidence_bucket.clone();
    evidence::whole_contract(&Evidence::new(&stack.connection(), bucket, 1), now()).await;
}

#[tokio::test]
#[ignore = "needs a stack: cargo xtask test"]
async fn the_seal_keeps_its_contract() {
    let stack = Stack::under_test();
    let vault = PasswordSeal::new(&stack.connection(), stack.outputs.one_time_keys_table.clone());
    seal::whole_contract(&vault, now()).await;
}

#[expect(clippy::disallowed_methods, reason = "AWS goes by the real time")]
fn now() -> OffsetDateTime {
    OffsetDateTime::now_utc()
}
