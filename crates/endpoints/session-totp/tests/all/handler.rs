//! `POST /api/user/mfa/totp/` with in-memory ports.

use session_totp::SessionTotp;
use usher_domain::authenticator::{Authenticator, AuthenticatorSeed};
use usher_domain::{Failure, User};
use usher_testkit::in_memory::{AuthenticatorSecrets, Identities, Users};
use usher_testkit::world::World;
use usher_testkit::{events, fixtures};

type Endpoint = SessionTotp<Identities, Users, AuthenticatorSecrets>;

fn endpoint(world: &World, draw: fn() -> Result<u128, Failure>) -> Endpoint {
    let (tokens, users) = (world.identities.clone(), world.users.clone());
    SessionTotp { product: "Usher".to_owned(), tokens, users, secrets: AuthenticatorSecrets, draw }
}

#[tokio::test]
async fn new_app_is_off_and_replaces_one_that_was_not_confirmed() {
    let world = World::default();
    let draws: [fn() -> Result<u128, Failure>; 2] = [|| Ok(7), || Ok(8)];
    let mut secrets = Vec::new();
    for (draw, seed) in draws.into_iter().zip([7, 8]) {
        let (status, body) = events::answer(&endpoint(&world, draw), &events::event("session/totp")).await;
        assert_eq!(status.as_u16(), 200);
        secrets.push(body["secret"].clone());
        let pending = Authenticator::Pending(AuthenticatorSeed::from_random(seed));
        assert_eq!(world.ada().await.record.authenticator, Some(pending));
    }
    assert_eq!(secrets.len(), 2);
}

#[tokio::test]
async fn app_that_is_on_is_not_replaced() {
    let world = World::with_authenticator(Authenticator::On(fixtures::authenticator(&fixtures::ada().id)));
    let before = world.ada().await;
    let (status, _) = events::answer(&endpoint(&world, || Ok(8)), &events::event("session/totp")).await;
    assert_eq!(status.as_u16(), 409);
    assert_eq!(world.ada().await, before);
}

#[tokio::test]
async fn only_the_callers_record_changes() {
    let world = World::default();
    events::answer(&endpoint(&world, || Ok(7)), &events::event("session/totp")).await;
    let ada = world.ada().await.record;
    assert_eq!(User { authenticator: None, ..ada }, fixtures::ada());
}

#[tokio::test]
async fn failed_write_shows_no_secret() {
    let world = World::default().breaking();
    let (status, body) = events::answer(&endpoint(&world, || Ok(7)), &events::event("session/totp")).await;
    assert_eq!((status.as_u16(), body.get("secret")), (500, None));
}
