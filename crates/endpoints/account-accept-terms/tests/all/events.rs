//! The events of `POST /user/accept-terms`, each with the answer stored beside it.

use std::sync::atomic::AtomicBool;

use account_accept_terms::AccountAcceptTerms;
use usher_testkit::world::World;
use usher_testkit::{fixtures, snapshots};

#[tokio::test]
async fn each_event_gets_its_stored_answer() {
    for event in [
        "account/accept-terms",
        "account/accept-terms-no-body",
        "account/accept-terms-old",
        "account/accept-terms-bad-fields",
        "account/accept-terms-broken-json",
    ] {
        let world = World::default();
        let endpoint = AccountAcceptTerms {
            proxies: usher_domain::TrustedProxies::default(),
            issuer: fixtures::issuer(),
            terms: fixtures::terms(),
            users: world.users,
            identities: world.identities,
            evidence: world.evidence,
            are_texts_kept: AtomicBool::new(false),
            pause: std::time::Duration::ZERO,
        };
        snapshots::answer(&endpoint, event).await;
    }
}
