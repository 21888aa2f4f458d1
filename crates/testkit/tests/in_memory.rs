//! The in-memory ports pass the behaviour suite.

use usher_testkit::behaviour::{identities, seal, users};
use usher_testkit::fixtures::NOW;
use usher_testkit::in_memory::{Identities, Seal, Users};

#[tokio::test]
async fn users_keep_their_contract() {
    let store = Users::default();
    users::a_created_user_is_found(&store).await;
    users::optional_fields_survive(&store).await;
    users::nobody_is_found_where_nobody_is(&store).await;
    users::creating_twice_gives_the_stored_user(&store).await;
    users::each_unique_key_is_refused_by_its_name(&store).await;
    users::what_is_taken_is_told(&store).await;
    users::of_many_with_one_address_exactly_one_is_created(&store).await;
}

#[tokio::test]
async fn identities_keep_their_contract() {
    let pool = Identities::default();
    identities::who_was_made_signs_in(&pool, &pool).await;
    identities::a_taken_address_is_refused(&pool, &pool).await;
    identities::making_twice_gives_the_same_identity(&pool).await;
    identities::a_registration_removes_only_what_it_made(&pool).await;
    identities::wrong_credentials_are_refused_alike(&pool, &pool).await;
    identities::a_refresh_token_continues_the_session(&pool, &pool).await;
    identities::only_an_access_token_is_believed(&pool, &pool, &pool, NOW).await;
}

#[tokio::test]
async fn the_seal_keeps_its_contract() {
    let vault = Seal::default();
    seal::what_was_sealed_opens(&vault, NOW).await;
    seal::each_seal_has_a_key_of_its_own(&vault, NOW).await;
}
