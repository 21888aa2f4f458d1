//! The contract of `KeepRemovalRequest`.

use futures_util::future::join_all;
use time::{Duration, OffsetDateTime};
use usher_domain::mailed_link::{LinkBinding, MailedLink};
use usher_domain::ports::{KeepRemovalRequest, QueueRemoval};
use usher_domain::removal::{CLAIM_TTL, ConfirmationAttempt, MAIL_INTERVAL, TokenHash};
use usher_domain::removal_mail::{DAY, MAX_MAILS_PER_DAY};
use usher_domain::{ConfirmationToken, DomainError, UserId};

use crate::fixtures;

/// Checks the whole contract, at `now` truncated to seconds, since a store may keep only those.
pub async fn whole_contract(requests: &(impl KeepRemovalRequest + QueueRemoval), now: OffsetDateTime) {
    let now = now.truncate_to_second();
    opened_request_is_found(requests, now).await;
    second_request_within_pause_is_refused(requests, now).await;
    changed_user_is_mailed_despite_pause(requests, now).await;
    sixth_mail_in_a_day_is_refused(requests, now).await;
    unsent_mail_does_not_count(requests, now).await;
    one_of_concurrent_requests_is_opened(requests, now).await;
    later_request_replaces_an_older_one(requests, now).await;
    only_the_withdrawn_request_is_gone(requests, now).await;
    one_of_concurrent_claims_succeeds(requests, now).await;
    expired_claim_can_be_made_again(requests, now).await;
    claim_keeps_the_request(requests, now).await;
    queued_removal_ends_the_request(requests, now).await;
}

fn request(at: OffsetDateTime) -> MailedLink {
    let token = ConfirmationToken::from_bits([fixtures::uuid().into_bytes(); 2].concat().try_into().unwrap());
    MailedLink { token: TokenHash::of(&token), mailed_at: at, bound_to: LinkBinding::from_bits([1; 32]) }
}

/// A request of a user after this many changes of address or password.
fn request_after(changes: u8, at: OffsetDateTime) -> MailedLink {
    MailedLink { bound_to: LinkBinding::from_bits([1 + changes; 32]), ..request(at) }
}

/// A new claim.
fn claim(at: OffsetDateTime) -> ConfirmationAttempt {
    ConfirmationAttempt { by: fixtures::uuid().to_string(), at }
}

async fn opened(requests: &impl KeepRemovalRequest, now: OffsetDateTime) -> (UserId, MailedLink) {
    let (user, request) = (fixtures::user_id(), request(now));
    assert!(requests.open(&user, &request).await.unwrap());
    (user, request)
}

/// An opened request is found as it was opened; another user has none.
async fn opened_request_is_found(requests: &impl KeepRemovalRequest, now: OffsetDateTime) {
    let (user, request) = opened(requests, now).await;
    assert_eq!(requests.find(&user).await.unwrap(), Some(request));
    assert_eq!(requests.find(&fixtures::user_id()).await.unwrap(), None);
}

/// Within the pause a second request is refused, and the first one is unchanged.
async fn second_request_within_pause_is_refused(requests: &impl KeepRemovalRequest, now: OffsetDateTime) {
    let (user, first) = opened(requests, now).await;
    assert!(requests.open(&user, &first).await.unwrap(), "a retry after a lost response succeeds");
    for later in [Duration::ZERO, MAIL_INTERVAL - Duration::SECOND] {
        assert!(!requests.open(&user, &request(now + later)).await.unwrap());
        assert_eq!(requests.find(&user).await.unwrap(), Some(first.clone()));
    }
}

/// If a change has voided the older link, another one is mailed within the pause.
async fn changed_user_is_mailed_despite_pause(requests: &impl KeepRemovalRequest, now: OffsetDateTime) {
    let (user, first) = opened(requests, now).await;
    let second = request_after(1, now + Duration::SECOND);
    assert!(requests.open(&user, &second).await.unwrap());
    assert!(requests.open(&user, &second).await.unwrap(), "a retry after a lost response succeeds");
    assert_eq!(requests.find(&user).await.unwrap(), Some(second.clone()));
    let refused = requests.claim(&user, &first.token, &claim(now)).await;
    assert!(matches!(refused, Err(DomainError::TokenNotValid)));
    assert!(!requests.open(&user, &request_after(1, now + Duration::MINUTE)).await.unwrap(), "the pause starts again");
}

/// At most five mails a day are sent, whatever changes; each counts until it is a day old.
async fn sixth_mail_in_a_day_is_refused(requests: &impl KeepRemovalRequest, now: OffsetDateTime) {
    let user = fixtures::user_id();
    let mut changes = 0..;
    let mut request_at = |at| request_after(changes.next().unwrap(), at);
    for mail in 0..MAX_MAILS_PER_DAY {
        let request = request_at(now + Duration::hours(i64::try_from(mail).unwrap()));
        assert!(requests.open(&user, &request).await.unwrap(), "mail {mail}");
        assert!(requests.open(&user, &request).await.unwrap(), "a retry does not count");
    }
    let last = requests.find(&user).await.unwrap();
    assert!(!requests.open(&user, &request_at(now + DAY - Duration::SECOND)).await.unwrap());
    assert_eq!(requests.find(&user).await.unwrap(), last, "the last link stays valid");
    assert!(requests.open(&user, &request_at(now + DAY)).await.unwrap());
    assert!(
        !requests.open(&user, &request_at(now + DAY + Duration::MINUTE)).await.unwrap(),
        "the second mail still counts"
    );
}

/// Mails that could not be sent do not count; those that were sent do.
async fn unsent_mail_does_not_count(requests: &impl KeepRemovalRequest, now: OffsetDateTime) {
    let user = fixtures::user_id();
    for _ in 0..=MAX_MAILS_PER_DAY {
        let unsent = request(now);
        assert!(requests.open(&user, &unsent).await.unwrap());
        requests.withdraw(&user, &unsent).await.unwrap();
    }
    for mail in 1..=5 {
        assert!(requests.open(&user, &request_after(mail, now + Duration::hours(mail.into()))).await.unwrap());
    }
    let sixth = request_after(9, now + Duration::hours(6));
    assert!(!requests.open(&user, &sixth).await.unwrap());
    requests.withdraw(&user, &sixth).await.unwrap();
    assert!(!requests.open(&user, &sixth).await.unwrap(), "withdrawing a refused request frees nothing");
}

/// Of concurrent requests exactly one is opened, whether or not the user was mailed before.
async fn one_of_concurrent_requests_is_opened(requests: &impl KeepRemovalRequest, now: OffsetDateTime) {
    for (user, at) in [(fixtures::user_id(), now), (opened(requests, now).await.0, now + MAIL_INTERVAL)] {
        let requests_at_once: Vec<_> = (0..10).map(|_| request(at)).collect();
        let outcomes = join_all(requests_at_once.iter().map(|one| requests.open(&user, one))).await;
        assert_eq!(outcomes.into_iter().filter(|opened| *opened.as_ref().unwrap()).count(), 1);
    }
}

/// After the pause a new request replaces the old one and voids its token.
async fn later_request_replaces_an_older_one(requests: &impl KeepRemovalRequest, now: OffsetDateTime) {
    let (user, first) = opened(requests, now).await;
    let second = request(now + MAIL_INTERVAL);
    assert!(requests.open(&user, &second).await.unwrap());
    assert_eq!(requests.find(&user).await.unwrap(), Some(second.clone()));
    let refused = requests.claim(&user, &first.token, &claim(second.mailed_at)).await;
    assert!(matches!(refused, Err(DomainError::TokenNotValid)));
    requests.claim(&user, &second.token, &claim(second.mailed_at)).await.unwrap();
}

/// A withdrawn request is gone, so the next one is opened at once. Withdrawing another request changes nothing.
async fn only_the_withdrawn_request_is_gone(requests: &impl KeepRemovalRequest, now: OffsetDateTime) {
    let (user, first) = opened(requests, now).await;
    requests.withdraw(&user, &request(now)).await.unwrap();
    assert_eq!(requests.find(&user).await.unwrap(), Some(first.clone()));
    for _ in 0..2 {
        requests.withdraw(&user, &first).await.unwrap();
        assert_eq!(requests.find(&user).await.unwrap(), None);
    }
    assert!(requests.open(&user, &request(now)).await.unwrap());
}

/// Of concurrent claims of one request exactly one succeeds. A wrong token is refused, and so is any token without a
/// request.
async fn one_of_concurrent_claims_succeeds(requests: &impl KeepRemovalRequest, now: OffsetDateTime) {
    let (user, known) = opened(requests, now).await;
    let wrong = requests.claim(&user, &request(now).token, &claim(now)).await;
    assert!(matches!(wrong, Err(DomainError::TokenNotValid)));
    let without_request = requests.claim(&fixtures::user_id(), &known.token, &claim(now)).await;
    assert!(matches!(without_request, Err(DomainError::TokenNotValid)));
    let attempts: Vec<_> = (0..20).map(|_| claim(now)).collect();
    let claims = join_all(attempts.iter().map(|claim| requests.claim(&user, &known.token, claim))).await;
    let refused = claims.iter().filter(|claim| matches!(claim, Err(DomainError::TokenNotValid))).count();
    assert_eq!((refused, claims.iter().filter(|claim| claim.is_ok()).count()), (19, 1));
    let (winner, _) = attempts.iter().zip(&claims).find(|(_, claim)| claim.is_ok()).unwrap();
    requests.claim(&user, &known.token, winner).await.expect("a claim can be retried after a lost response");
}

/// If the removal was never queued, the link works again once the claim has expired.
async fn expired_claim_can_be_made_again(requests: &impl KeepRemovalRequest, now: OffsetDateTime) {
    let (user, request) = opened(requests, now).await;
    requests.claim(&user, &request.token, &claim(now)).await.unwrap();
    let early = requests.claim(&user, &request.token, &claim(now + CLAIM_TTL - Duration::SECOND)).await;
    assert!(matches!(early, Err(DomainError::TokenNotValid)));
    requests.claim(&user, &request.token, &claim(now + CLAIM_TTL + Duration::SECOND)).await.unwrap();
}

/// While a claim is valid no other link is mailed, even after the pause.
async fn claim_keeps_the_request(requests: &impl KeepRemovalRequest, now: OffsetDateTime) {
    let (user, known) = opened(requests, now - MAIL_INTERVAL - Duration::SECOND).await;
    requests.claim(&user, &known.token, &claim(now)).await.unwrap();
    assert!(!requests.open(&user, &request(now)).await.unwrap());
    assert_eq!(requests.find(&user).await.unwrap(), Some(known));
    assert!(requests.open(&user, &request(now + CLAIM_TTL + Duration::SECOND)).await.unwrap());
}

/// Once the removal is queued, its token is void, and no new link is mailed.
async fn queued_removal_ends_the_request(requests: &(impl KeepRemovalRequest + QueueRemoval), now: OffsetDateTime) {
    let (user, known) = opened(requests, now).await;
    requests.queue(&fixtures::erasure(&user), &fixtures::run(&fixtures::erasure(&user)), None, &[]).await.unwrap();
    assert_eq!(requests.find(&user).await.unwrap(), None);
    let refused = requests.claim(&user, &known.token, &claim(now)).await;
    assert!(matches!(refused, Err(DomainError::TokenNotValid)));
    assert!(!requests.open(&user, &request(now + Duration::DAY)).await.unwrap());
}
