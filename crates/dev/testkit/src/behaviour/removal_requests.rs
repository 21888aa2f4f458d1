//! The contract of `KeepRemovalRequest`.

use futures_util::future::join_all;
use time::{Duration, OffsetDateTime};
use usher_domain::mailed_link::LinkBinding;
use usher_domain::ports::{KeepRemovalRequest, QueueRemoval};
use usher_domain::removal::{CLAIM_LIFE, ConfirmationAttempt, MAIL_PAUSE, RemovalRequest, TokenHash};
use usher_domain::removal_mail::{DAY, MAILS_A_DAY};
use usher_domain::{ConfirmationToken, DomainError, UserId};

use crate::fixtures;

/// All of it, at `now`; a store may keep whole seconds.
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

fn request(at: OffsetDateTime) -> RemovalRequest {
    let token = ConfirmationToken::from_bits([fixtures::uuid().into_bytes(); 2].concat().try_into().unwrap());
    RemovalRequest { token: TokenHash::of(&token), mailed_at: at, bound_to: LinkBinding::from_bits([1; 32]) }
}

/// A request for a person who has changed so many times.
fn request_after(changes: u8, at: OffsetDateTime) -> RemovalRequest {
    RemovalRequest { bound_to: LinkBinding::from_bits([1 + changes; 32]), ..request(at) }
}

/// A claim of somebody who has made none before.
fn claim(at: OffsetDateTime) -> ConfirmationAttempt {
    ConfirmationAttempt { by: fixtures::uuid().to_string(), at }
}

async fn opened(requests: &impl KeepRemovalRequest, now: OffsetDateTime) -> (UserId, RemovalRequest) {
    let (user, request) = (fixtures::user_id(), request(now));
    assert!(requests.open(&user, &request).await.unwrap());
    (user, request)
}

/// An opened request is found as it was opened, and nobody else's is.
async fn opened_request_is_found(requests: &impl KeepRemovalRequest, now: OffsetDateTime) {
    let (user, request) = opened(requests, now).await;
    assert_eq!(requests.find(&user).await.unwrap(), Some(request));
    assert_eq!(requests.find(&fixtures::user_id()).await.unwrap(), None);
}

/// Within the pause nobody is mailed again, and the request that waits stays as it is.
async fn second_request_within_pause_is_refused(requests: &impl KeepRemovalRequest, now: OffsetDateTime) {
    let (user, first) = opened(requests, now).await;
    assert!(requests.open(&user, &first).await.unwrap(), "its answer was lost, and the call is repeated");
    for later in [Duration::ZERO, MAIL_PAUSE - Duration::SECOND] {
        assert!(!requests.open(&user, &request(now + later)).await.unwrap());
        assert_eq!(requests.find(&user).await.unwrap(), Some(first.clone()));
    }
}

/// Whose older link is void is mailed another one within the pause.
async fn changed_user_is_mailed_despite_pause(requests: &impl KeepRemovalRequest, now: OffsetDateTime) {
    let (user, first) = opened(requests, now).await;
    let second = request_after(1, now + Duration::SECOND);
    assert!(requests.open(&user, &second).await.unwrap());
    assert!(requests.open(&user, &second).await.unwrap(), "its answer was lost, and the call is repeated");
    assert_eq!(requests.find(&user).await.unwrap(), Some(second.clone()));
    let refused = requests.claim(&user, &first.token, &claim(now)).await;
    assert!(matches!(refused, Err(DomainError::TokenNotValid)));
    assert!(!requests.open(&user, &request_after(1, now + Duration::MINUTE)).await.unwrap(), "the pause begins anew");
}

/// Whatever changes, five mails a day are enough; the first counts until it is a day old.
async fn sixth_mail_in_a_day_is_refused(requests: &impl KeepRemovalRequest, now: OffsetDateTime) {
    let user = fixtures::user_id();
    let mut changes = 0..;
    let mut request_at = |at| request_after(changes.next().unwrap(), at);
    for mail in 0..MAILS_A_DAY {
        let request = request_at(now + Duration::hours(i64::try_from(mail).unwrap()));
        assert!(requests.open(&user, &request).await.unwrap(), "mail {mail}");
        assert!(requests.open(&user, &request).await.unwrap(), "a repeated call counts once");
    }
    let last = requests.find(&user).await.unwrap();
    assert!(!requests.open(&user, &request_at(now + DAY - Duration::SECOND)).await.unwrap());
    assert_eq!(requests.find(&user).await.unwrap(), last, "the last link stays good");
    assert!(requests.open(&user, &request_at(now + DAY)).await.unwrap());
    assert!(!requests.open(&user, &request_at(now + DAY + Duration::MINUTE)).await.unwrap(), "the second still counts");
}

/// A mail system that fails for a while uses up nobody's mails; those that were sent still count.
async fn unsent_mail_does_not_count(requests: &impl KeepRemovalRequest, now: OffsetDateTime) {
    let user = fixtures::user_id();
    for _ in 0..=MAILS_A_DAY {
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
    assert!(!requests.open(&user, &sixth).await.unwrap(), "what was not opened is not taken back");
}

/// Of many who ask at the same moment exactly one is mailed, whether or not the person was mailed before.
async fn one_of_concurrent_requests_is_opened(requests: &impl KeepRemovalRequest, now: OffsetDateTime) {
    for (user, at) in [(fixtures::user_id(), now), (opened(requests, now).await.0, now + MAIL_PAUSE)] {
        let requests_at_once: Vec<_> = (0..10).map(|_| request(at)).collect();
        let outcomes = join_all(requests_at_once.iter().map(|one| requests.open(&user, one))).await;
        assert_eq!(outcomes.into_iter().filter(|opened| *opened.as_ref().unwrap()).count(), 1);
    }
}

/// After the pause a new request takes the place of the old one, whose token is void from then on.
async fn later_request_replaces_an_older_one(requests: &impl KeepRemovalRequest, now: OffsetDateTime) {
    let (user, first) = opened(requests, now).await;
    let second = request(now + MAIL_PAUSE);
    assert!(requests.open(&user, &second).await.unwrap());
    assert_eq!(requests.find(&user).await.unwrap(), Some(second.clone()));
    let refused = requests.claim(&user, &first.token, &claim(second.mailed_at)).await;
    assert!(matches!(refused, Err(DomainError::TokenNotValid)));
    requests.claim(&user, &second.token, &claim(second.mailed_at)).await.unwrap();
}

/// A withdrawn request is gone, so that the next one is opened at once; another one is left alone.
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

/// Of many who claim the same request exactly one succeeds; a wrong token claims nothing, nor does any where no request
/// waits.
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
    requests.claim(&user, &known.token, winner).await.expect("a claim whose answer was lost is made again");
}

/// A claim whose removal was never queued does not make the link worthless.
async fn expired_claim_can_be_made_again(requests: &impl KeepRemovalRequest, now: OffsetDateTime) {
    let (user, request) = opened(requests, now).await;
    requests.claim(&user, &request.token, &claim(now)).await.unwrap();
    let early = requests.claim(&user, &request.token, &claim(now + CLAIM_LIFE - Duration::SECOND)).await;
    assert!(matches!(early, Err(DomainError::TokenNotValid)));
    requests.claim(&user, &request.token, &claim(now + CLAIM_LIFE + Duration::SECOND)).await.unwrap();
}

/// Who has just confirmed is mailed no other link, however long ago the mail was.
async fn claim_keeps_the_request(requests: &impl KeepRemovalRequest, now: OffsetDateTime) {
    let (user, known) = opened(requests, now - MAIL_PAUSE - Duration::SECOND).await;
    requests.claim(&user, &known.token, &claim(now)).await.unwrap();
    assert!(!requests.open(&user, &request(now)).await.unwrap());
    assert_eq!(requests.find(&user).await.unwrap(), Some(known));
    assert!(requests.open(&user, &request(now + CLAIM_LIFE + Duration::SECOND)).await.unwrap());
}

/// Once the removal is queued, no token confirms anything, and no new one is mailed, however late.
async fn queued_removal_ends_the_request(requests: &(impl KeepRemovalRequest + QueueRemoval), now: OffsetDateTime) {
    let (user, known) = opened(requests, now).await;
    requests.queue(&fixtures::erasure(&user), &fixtures::run(&fixtures::erasure(&user)), None, &[]).await.unwrap();
    assert_eq!(requests.find(&user).await.unwrap(), None);
    let refused = requests.claim(&user, &known.token, &claim(now)).await;
    assert!(matches!(refused, Err(DomainError::TokenNotValid)));
    assert!(!requests.open(&user, &request(now + Duration::DAY)).await.unwrap());
}
