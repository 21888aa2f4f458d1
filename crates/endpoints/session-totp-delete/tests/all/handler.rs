//! `DELETE /api/user/mfa/totp/` with in-memory ports.

use session_totp_delete::SessionTotpDelete;
use usher_domain::authenticator::Authenticator;
use usher_testkit::in_memory::{Attempts, AuthenticatorSecrets, EmailHashes, Identities, Users};
use usher_testkit::world::World;
use usher_testkit::{events, fixtures};

type Endpoint = SessionTotpDelete<Attempts, EmailHashes, Identities, Users, AuthenticatorSecrets, Identities>;

fn endpoint(world: &World) -> Endpoint {
    SessionTotpDelete {
        failures: fixtures::failed_sign_ins(world.attempts.clone()),
        tokens: world.identities.clone(),
        users: world.users.clone(),
        secrets: AuthenticatorSecrets,
        sessions: world.identities.clone(),
    }
}

fn on() -> World {
    World::with_authenticator(Authenticator::On(fixtures::authenticator(&fixtures::ada().id)))
}

async fn status(world: &World, case: &str) -> u16 {
    events::answer(&endpoint(world), &events::event(case)).await.0.as_u16()
}

#[tokio::test]
async fn a_code_or_the_password_turns_the_app_off() {
    for case in ["session/totp-delete", "session/totp-delete-recovery-code", "session/totp-delete-password"] {
        let world = on();
        assert_eq!(status(&world, case).await, 200, "{case}");
        assert_eq!(world.ada().await.record.authenticator, None, "{case}");
        assert_eq!(status(&world, case).await, 200, "{case}, again");
    }
}

#[tokio::test]
async fn wrong_codes_and_passwords_count_as_failed_sign_ins() {
    for case in ["wrong-code", "wrong-password"] {
        let (world, case) = (on(), format!("session/totp-delete-{case}"));
        let before = world.ada().await;
        for _ in 0..3 {
            assert_eq!(status(&world, &case).await, 400, "{case}");
        }
        assert_eq!(status(&world, "session/totp-delete").await, 429, "even with the right code");
        assert_eq!(world.ada().await, before, "{case}");
    }
}

#[tokio::test]
async fn invalid_input_is_not_counted_and_changes_nothing() {
    let world = on();
    let before = world.ada().await;
    for case in ["missing-fields", "wrong-type", "broken-json"] {
        assert_eq!(status(&world, &format!("session/totp-delete-{case}")).await, 400, "{case}");
    }
    assert_eq!(world.ada().await, before);
    assert_eq!(world.attempts.total(), 0);
}

#[tokio::test]
async fn failed_write_leaves_the_app_on() {
    for case in ["session/totp-delete", "session/totp-delete-password"] {
        let world = on().breaking();
        assert_eq!(status(&world, case).await, 500);
        assert!(world.ada().await.record.authenticator.is_some());
    }
}
