//! The in-memory ports pass the contract tests.

use usher_domain::User;
use usher_testkit::behavior::{
    WriteOld, attempts, authenticators, erased_identities, evidence, files, hidden_users, identities, last_admin,
    mailed_links, old_users, pictures, removal_queue, removal_requests, revocations, rows, seal, session_list, users,
};
use usher_testkit::fixtures::NOW;
use usher_testkit::in_memory::{
    Attempts, EmailHashes, Evidence, Files, Identities, MailedLinks, Pictures, RemovalQueue, Rows, Seal, SessionList,
    Users,
};

#[tokio::test]
async fn users_keep_their_contract() {
    users::whole_contract(&Users::default()).await;
}

/// In memory, times have no stored format.
struct NoStoredFormat;

impl WriteOld for NoStoredFormat {
    async fn write_old(&self, _: &User) {}
}

#[tokio::test]
async fn old_users_keep_their_contract() {
    old_users::whole_contract(&Users::default(), &NoStoredFormat).await;
}

#[tokio::test]
async fn hidden_users_keep_their_contract() {
    hidden_users::whole_contract(&Users::default()).await;
}

#[tokio::test]
async fn revocations_keep_their_contract() {
    revocations::whole_contract(&Users::default()).await;
}

#[tokio::test]
async fn authenticators_keep_their_contract() {
    authenticators::whole_contract(&Users::default()).await;
}

#[tokio::test]
async fn mailed_links_keep_their_contract() {
    mailed_links::whole_contract(&MailedLinks::default()).await;
}

#[tokio::test]
async fn session_lists_keep_their_contract() {
    session_list::whole_contract(&SessionList::default()).await;
}

#[tokio::test]
async fn the_last_admin_keeps_their_contract() {
    last_admin::whole_contract(&Users::default()).await;
}

#[tokio::test]
async fn identities_keep_their_contract() {
    let pool = Identities::default();
    identities::whole_contract(&pool, &pool, &pool, NOW).await;
}

#[tokio::test]
async fn erased_identities_keep_their_contract() {
    let pool = Identities::default();
    erased_identities::whole_contract(&pool, &pool).await;
}

#[tokio::test]
async fn pictures_keep_their_contract() {
    pictures::whole_contract(&Pictures::default()).await;
}

#[tokio::test]
async fn evidence_keeps_its_contract() {
    evidence::whole_contract(&Evidence::default(), NOW).await;
}

#[tokio::test]
async fn the_seal_keeps_its_contract() {
    seal::whole_contract(&Seal::default(), NOW).await;
}

#[tokio::test]
async fn files_keep_their_contract() {
    let pictures = Pictures::default();
    let files = Files::beside(&pictures);
    files::whole_contract(&files, &files, &pictures).await;
}

#[tokio::test]
async fn rows_keep_their_contract() {
    let rows = Rows::default();
    rows::whole_contract(&rows, &rows).await;
}

#[tokio::test]
async fn removal_requests_keep_their_contract() {
    removal_requests::whole_contract(&RemovalQueue::default(), NOW).await;
}

#[tokio::test]
async fn the_removal_queue_keeps_its_contract() {
    removal_queue::whole_contract(&RemovalQueue::default()).await;
}

#[tokio::test]
async fn attempts_keep_their_contract() {
    attempts::whole_contract(&Attempts::default(), NOW).await;
}

#[tokio::test]
async fn email_hashes_keep_their_contract() {
    attempts::hashes(&EmailHashes, &EmailHashes).await;
}
