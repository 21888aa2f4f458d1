//! The contracts of `KeepLink` and `FindLink`.

use time::Duration;
use usher_domain::ConfirmationToken;
use usher_domain::mailed_link::{LinkBinding, LinkPurpose, MailedLink};
use usher_domain::ports::{FindLink, KeepLink};
use usher_domain::removal::TokenHash;

use crate::fixtures;

const VERIFY: LinkPurpose = LinkPurpose::VerifyEmail;
const RESET: LinkPurpose = LinkPurpose::ResetPassword;

/// Checks the whole contract.
pub async fn whole_contract(links: &(impl KeepLink + FindLink)) {
    kept_link_is_found(links).await;
    newer_link_replaces_the_older(links).await;
}

fn link(secret: u8) -> MailedLink {
    MailedLink {
        token: TokenHash::of(&ConfirmationToken::from_bits([secret; 32])),
        mailed_at: fixtures::NOW + Duration::minutes(i64::from(secret)),
        bound_to: LinkBinding::from_bits([secret; 32]),
    }
}

/// Links are found by user and purpose.
async fn kept_link_is_found(links: &(impl KeepLink + FindLink)) {
    let (user, other) = (fixtures::user_id(), fixtures::user_id());
    links.keep(&user, VERIFY, &link(1)).await.unwrap();
    links.keep(&user, RESET, &link(2)).await.unwrap();
    assert_eq!(links.find(&user, VERIFY).await.unwrap(), Some(link(1)));
    assert_eq!(links.find(&user, RESET).await.unwrap(), Some(link(2)));
    assert_eq!(links.find(&user, LinkPurpose::Removal).await.unwrap(), None);
    assert_eq!(links.find(&other, VERIFY).await.unwrap(), None);
}

/// Only the last link of a purpose counts.
async fn newer_link_replaces_the_older(links: &(impl KeepLink + FindLink)) {
    let user = fixtures::user_id();
    for secret in [1, 2] {
        links.keep(&user, RESET, &link(secret)).await.unwrap();
    }
    assert_eq!(links.find(&user, RESET).await.unwrap(), Some(link(2)));
}
