//! The events of `GET /user/terms`, each with the answer stored beside it.

use account_terms::AccountTerms;
use usher_testkit::{fixtures, snapshots};

#[tokio::test]
async fn each_event_gets_its_stored_answer() {
    for event in ["account/terms", "account/terms-head", "account/terms-not-modified", "account/terms-old-tag"] {
        let endpoint = AccountTerms::new(&fixtures::terms(), &fixtures::TERMS_CONTENT);
        snapshots::answer(&endpoint, event).await;
    }
}
