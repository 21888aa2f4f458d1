//! The state `close-identity` on in-memory ports.

use close_identity::CloseIdentity;
use usher_domain::DomainError;
use usher_domain::ports::{DescribeIdentity, RefreshSession, SignIn};
use usher_testkit::world::World;
use usher_testkit::{events, fixtures};

#[tokio::test]
async fn sessions_are_revoked_and_sign_in_is_disabled() {
    let (world, ada) = (World::default(), fixtures::ada());
    let session = world.identities.session(&ada.id);
    let task = CloseIdentity { identities: world.identities.clone() };
    for _ in 0..2 {
        events::outcome(&task, events::event("tasks/close-identity")).await.unwrap();
        let refreshed = world.identities.refresh(&session.refresh).await;
        assert!(matches!(refreshed, Err(DomainError::NotSignedIn)));
        let signed_in = world.identities.sign_in(&ada.email, &fixtures::password()).await;
        assert!(matches!(signed_in, Err(DomainError::WrongCredentials(_))));
        assert!(!world.identities.describe(&ada.id).await.unwrap().unwrap().enabled);
    }
    world.identities.sign_in(&fixtures::grace().email, &fixtures::password()).await.unwrap();
}
