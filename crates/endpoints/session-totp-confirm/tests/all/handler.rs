//! `POST /api/user/mfa/totp/confirm/` with in-memory ports.

use session_totp_confirm::SessionTotpConfirm;
use usher_domain::authenticator::{Authenticator, AuthenticatorSeed, RECOVERY_CODES, SecondFactor};
use usher_testkit::in_memory::{AuthenticatorSecrets, Identities, Users};
use usher_testkit::world::World;
use usher_testkit::{events, fixtures};

type Endpoint = SessionTotpConfirm<Identities, Users, AuthenticatorSecrets>;

fn endpoint(world: &World) -> Endpoint {
    let (tokens, users) = (world.identities.clone(), world.users.clone());
    SessionTotpConfirm { tokens, users, secrets: AuthenticatorSecrets, draw: || Ok(fixtures::uuid().as_u128()) }
}

fn pending() -> World {
    World::with_authenticator(Authenticator::Pending(AuthenticatorSeed::from_random(7)))
}

#[tokio::test]
async fn first_code_turns_the_app_on_and_cannot_be_used_again() {
    let world = pending();
    let (status, body) = events::answer(&endpoint(&world), &events::event("session/totp-confirm")).await;
    let mut codes: Vec<_> = body["recovery_codes"].as_array().unwrap().iter().map(ToString::to_string).collect();
    codes.sort();
    codes.dedup();
    assert_eq!((status.as_u16(), codes.len()), (200, RECOVERY_CODES));
    let Some(Authenticator::On(app)) = world.ada().await.record.authenticator else { panic!("it is on") };
    assert_eq!(app.recovery_codes.len(), RECOVERY_CODES);
    let code = SecondFactor::OneTimePassword(fixtures::one_time_password(&fixtures::ada().id));
    let secret = AuthenticatorSecrets::secret(&fixtures::ada().id, &app.seed);
    assert_eq!(app.after(&code, &secret, fixtures::NOW), None);
}

#[tokio::test]
async fn refused_confirmation_changes_nothing() {
    for case in ["wrong-code", "recovery-code", "missing-fields", "wrong-type", "broken-json"] {
        let (world, event) = (pending(), events::event(&format!("session/totp-confirm-{case}")));
        let before = world.ada().await;
        let (status, body) = events::answer(&endpoint(&world), &event).await;
        assert_eq!((status.as_u16(), body["otp"].is_array()), (400, true), "{case}: {body}");
        assert_eq!(world.ada().await, before, "{case}");
    }
}

#[tokio::test]
async fn failed_write_shows_no_codes() {
    let world = pending().breaking();
    let (status, body) = events::answer(&endpoint(&world), &events::event("session/totp-confirm")).await;
    assert_eq!((status.as_u16(), body.get("recovery_codes")), (500, None));
}
