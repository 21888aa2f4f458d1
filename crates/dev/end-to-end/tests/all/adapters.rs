//! The AWS adapters pass the same contract tests as the in-memory ports.

use usher_aws::{
    AccessTokens, Evidence, Files, Identities, MailedLinks, PasswordSeal, Pictures, RemovalQueue, Retention, Rows,
    SessionList, Sessions, Users,
};
use usher_domain::session::TokenIssuer;
use usher_end_to_end::belongings::{Bucket, Table};
use usher_end_to_end::clock::now;
use usher_end_to_end::old_records::OldRecords;
use usher_end_to_end::own_table::OwnUsersTable;
use usher_end_to_end::stack::Stack;
use usher_testkit::behavior::{
    authenticators, erased_identities, evidence, files, hidden_users, identities, last_admin, mailed_links, old_users,
    pictures, removal_queue, removal_requests, revocations, rows, seal, session_list, users,
};

#[tokio::test]
async fn users_keep_their_contract() {
    let stack = Stack::under_test();
    let store = Users::new(&stack.connection(), stack.outputs.users_table.clone());
    users::whole_contract(&store).await;
}

#[tokio::test]
async fn hidden_users_keep_their_contract() {
    let stack = Stack::under_test();
    hidden_users::whole_contract(&Users::new(&stack.connection(), stack.outputs.users_table.clone())).await;
}

#[tokio::test]
async fn revocations_keep_their_contract() {
    let stack = Stack::under_test();
    revocations::whole_contract(&Users::new(&stack.connection(), stack.outputs.users_table.clone())).await;
}

#[tokio::test]
async fn authenticators_keep_their_contract() {
    let stack = Stack::under_test();
    authenticators::whole_contract(&Users::new(&stack.connection(), stack.outputs.users_table.clone())).await;
}

#[tokio::test]
async fn mailed_links_keep_their_contract() {
    let stack = Stack::under_test();
    mailed_links::whole_contract(&MailedLinks::new(&stack.connection(), stack.outputs.mailed_links_table.clone()))
        .await;
}

#[tokio::test]
async fn session_lists_keep_their_contract() {
    let stack = Stack::under_test();
    session_list::whole_contract(&SessionList::new(&stack.connection(), stack.outputs.sessions_table.clone())).await;
}

#[tokio::test]
async fn the_last_admin_keeps_their_contract() {
    let stack = Stack::under_test();
    last_admin::whole_contract(&OwnUsersTable::new(&stack).await.users(&stack)).await;
}

#[tokio::test]
async fn old_users_keep_their_contract() {
    let stack = Stack::under_test();
    let users = Users::new(&stack.connection(), stack.outputs.users_table.clone());
    old_users::whole_contract(&users, &OldRecords::of(&stack)).await;
}

#[tokio::test]
async fn identities_keep_their_contract() {
    let stack = Stack::under_test();
    let (connection, outputs) = (stack.connection(), &stack.outputs);
    let pool = Identities::new(&connection, outputs.user_pool_id.clone());
    let sessions = Sessions::new(&connection, outputs.user_pool_id.clone(), outputs.user_pool_client_id.clone());
    let (region, pool_id) = (connection.region(), &outputs.user_pool_id);
    let issuer = format!("https://cognito-idp.{region}.amazonaws.com/{pool_id}");
    let tokens = AccessTokens::new(&connection, TokenIssuer::new(issuer, outputs.user_pool_client_id.clone()));
    identities::whole_contract(&pool, &sessions, &tokens, now()).await;
}

#[tokio::test]
async fn erased_identities_keep_their_contract() {
    let stack = Stack::under_test();
    let (connection, outputs) = (stack.connection(), &stack.outputs);
    let pool = Identities::new(&connection, outputs.user_pool_id.clone());
    let sessions = Sessions::new(&connection, outputs.user_pool_id.clone(), outputs.user_pool_client_id.clone());
    erased_identities::whole_contract(&pool, &sessions).await;
}

#[tokio::test]
async fn pictures_keep_their_contract() {
    let stack = Stack::under_test();
    pictures::whole_contract(&Pictures::new(&stack.connection(), stack.outputs.files_bucket.clone())).await;
}

#[tokio::test]
async fn evidence_keeps_its_contract() {
    let stack = Stack::under_test();
    let bucket = stack.outputs.evidence_bucket.clone();
    evidence::whole_contract(&Evidence::new(&stack.connection(), bucket, Retention::one_year()), now()).await;
}

#[tokio::test]
async fn the_seal_keeps_its_contract() {
    let stack = Stack::under_test();
    let seal = PasswordSeal::new(&stack.connection(), stack.outputs.one_time_keys_table.clone());
    seal::whole_contract(&seal, now()).await;
}

#[tokio::test]
async fn files_keep_their_contract() {
    let stack = Stack::under_test();
    let (connection, name) = (stack.connection(), &stack.outputs.files_bucket);
    let pictures = Pictures::new(&connection, name.clone());
    files::whole_contract(&Files::new(&connection, name.clone()), &Bucket::of_files(&stack), &pictures).await;
}

#[tokio::test]
async fn rows_keep_their_contract() {
    let stack = Stack::under_test();
    let outputs = &stack.outputs;
    for (name, sort_key) in [(&outputs.job_requests_table, "job_id"), (&outputs.reviews_table, "review_id")] {
        let rows = Rows::new(&stack.connection(), name.clone(), sort_key);
        rows::whole_contract(&rows, &Table::new(&stack, name, sort_key)).await;
    }
}

#[tokio::test]
async fn removal_requests_keep_their_contract() {
    let stack = Stack::under_test();
    let queue = RemovalQueue::new(&stack.connection(), stack.outputs.removal_queue_table.clone());
    removal_requests::whole_contract(&queue, now()).await;
}

#[tokio::test]
async fn the_removal_queue_keeps_its_contract() {
    let stack = Stack::under_test();
    let queue = RemovalQueue::new(&stack.connection(), stack.outputs.removal_queue_table.clone());
    removal_queue::whole_contract(&queue).await;
}
