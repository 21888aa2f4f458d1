//! The AWS adapters pass the same behaviour suite as the in-memory ports.

use time::OffsetDateTime;
use usher_aws::{AccessTokens, Identities, PasswordSeal, Sessions, Users};
use usher_end_to_end::stack::Stack;
use usher_testkit::behaviour::{identities, seal, users};

#[tokio::test]
#[ignore = "needs a stack: cargo xtask test"]
async fn users_keep_their_contract() {
    let stack = Stack::under_test();
    let store = Users::new(&stack.connection(), stack.outputs.users_table.clone());
    users::a_created_user_is_found(&store).await;
    users::optional_fields_survive(&store).await;
    users::nobody_is_found_where_nobody_is(&store).await;
    users::creating_twice_gives_the_stored_user(&store).await;
    users::each_unique_key_is_refused_by_its_name(&store).await;
    users::what_is_taken_is_told(&store).await;
    users::of_many_with_one_address_exactly_one_is_created(&store).await;
}

#[tokio::test]
#[ignore = "needs a stack: cargo xtask test"]
async fn identities_keep_their_contract() {
    let stack = Stack::under_test();
    let (connection, outputs) = (stack.connection(), &stack.outputs);
    let pool = Identities::new(&connection, outputs.user_pool_id.clone());
    let sessions = Sessions::new(&connection, outputs.user_pool_id.clone(), outputs.user_pool_client_id.clone());
    let tokens = AccessTokens::new(&connection, &outputs.user_pool_id, &outputs.user_pool_client_id).unwrap();
    identities::who_was_made_signs_in(&pool, &sessions).await;
    identities::a_taken_address_is_refused(&pool, &sessions).await;
    identities::making_twice_gives_the_same_identity(&pool).await;
    identities::a_registration_removes_only_what_it_made(&pool).await;
    identities::wrong_credentials_are_refused_alike(&pool, &sessions).await;
    identities::a_refresh_token_continues_the_session(&pool, &sessions).await;
    identities::only_an_access_token_is_believed(&pool, &sessions, &tokens, now()).await;
}

#[tokio::test]
#[ignore = "needs a stack: cargo xtask test"]
async fn the_seal_keeps_its_contract() {
    let stack = Stack::under_test();
    let vault = PasswordSeal::new(&stack.connection(), stack.outputs.one_time_keys_table.clone());
    seal::what_was_sealed_opens(&vault, now()).await;
    seal::each_seal_has_a_key_of_its_own(&vault, now()).await;
}

#[expect(clippy::disallowed_methods, reason = "AWS goes by the real time")]
fn now() -> OffsetDateTime {
    OffsetDateTime::now_utc()
}
