//! The in-memory ports pass the behaviour suite.

use usher_testkit::behaviour::{evidence, identities, pictures, seal, users};
use usher_testkit::fixtures::NOW;
use usher_testkit::in_memory::{Evidence, Identities, Pictures, Seal, Users};

#[tokio::test]
async fn users_keep_their_contract() {
    users::whole_contract(&Users::default()).await;
}

#[tokio::test]
async fn identities_keep_their_contract() {
    let pool = Identities::default();
    identities::whole_contract(&pool, &pool, &pool, NOW).await;
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
