//! The contracts of `SealPassword` and `OpenPassword`.

use time::OffsetDateTime;
use usher_domain::ports::{OpenPassword, SealPassword};
use usher_domain::{DomainError, SealedPassword};

use crate::fixtures;

/// Checks the whole contract, at `now`.
pub async fn whole_contract(seal: &(impl SealPassword + OpenPassword), now: OffsetDateTime) {
    sealed_password_opens(seal, now).await;
    each_seal_has_its_own_key(seal, now).await;
}

/// A sealed password can be opened more than once, and the ciphertext does not show it.
async fn sealed_password_opens(seal: &(impl SealPassword + OpenPassword), now: OffsetDateTime) {
    let password = fixtures::password();
    let sealed = seal.seal(&password, now).await.unwrap();
    assert!(!sealed.ciphertext.contains(password.reveal()));
    for _ in 0..2 {
        assert_eq!(seal.open(&sealed, now).await.unwrap().reveal(), password.reveal());
    }
}

/// Two seals have different keys, and neither key opens the other.
async fn each_seal_has_its_own_key(seal: &(impl SealPassword + OpenPassword), now: OffsetDateTime) {
    let one = seal.seal(&fixtures::password(), now).await.unwrap();
    let two = seal.seal(&fixtures::password(), now).await.unwrap();
    assert_ne!(one.key_id, two.key_id);
    let mixed = SealedPassword { key_id: one.key_id.clone(), ciphertext: two.ciphertext };
    let unknown = SealedPassword { key_id: fixtures::uuid().to_string(), ciphertext: one.ciphertext };
    for sealed in [mixed, unknown] {
        assert!(matches!(seal.open(&sealed, now).await, Err(DomainError::Unavailable(_))));
    }
}
