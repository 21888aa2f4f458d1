//! The contract of `EraseIdentity`.

use usher_domain::ports::{CreateIdentity, DescribeIdentity, EraseIdentity, RefreshSession, SignIn};
use usher_domain::{DomainError, Email, UserId};

use crate::fixtures;

/// Checks the whole contract.
pub async fn whole_contract(
    pool: &(impl CreateIdentity + DescribeIdentity + EraseIdentity),
    sessions: &(impl SignIn + RefreshSession),
) {
    closed_identity_cannot_sign_in(pool, sessions).await;
    erased_identity_is_gone_and_its_address_free(pool, sessions).await;
    closing_or_erasing_unknown_id_is_no_error(pool).await;
}

async fn create(identities: &impl CreateIdentity, email: &Email) -> UserId {
    let registration = fixtures::registration(&fixtures::uuid().to_string());
    identities.create(&registration, email, None, &fixtures::password()).await.unwrap()
}

/// Closing revokes every session and prevents sign-in. It is idempotent, and does not affect other users.
async fn closed_identity_cannot_sign_in(
    identities: &(impl CreateIdentity + DescribeIdentity + EraseIdentity),
    sessions: &(impl SignIn + RefreshSession),
) {
    let (email, other) = (fixtures::email(), fixtures::email());
    let id = create(identities, &email).await;
    create(identities, &other).await;
    let session = sessions.sign_in(&email, &fixtures::password()).await.unwrap();
    let others_session = sessions.sign_in(&other, &fixtures::password()).await.unwrap();
    for _ in 0..2 {
        identities.close(&id).await.unwrap();
        assert!(!identities.describe(&id).await.unwrap().unwrap().enabled);
        let refused = sessions.sign_in(&email, &fixtures::password()).await;
        assert!(matches!(refused, Err(DomainError::WrongCredentials(_))));
        assert!(matches!(sessions.refresh(&session.refresh).await, Err(DomainError::NotSignedIn)));
    }
    sessions.refresh(&others_session.refresh).await.unwrap();
}

/// An erased identity is gone, whether it was closed before or not. Its address is free, and erasing again does not
/// affect the address's next user.
async fn erased_identity_is_gone_and_its_address_free(
    identities: &(impl CreateIdentity + DescribeIdentity + EraseIdentity),
    sessions: &impl SignIn,
) {
    for is_closed in [true, false] {
        let email = fixtures::email();
        let id = create(identities, &email).await;
        if is_closed {
            identities.close(&id).await.unwrap();
        }
        identities.erase(&id).await.unwrap();
        assert_eq!(identities.describe(&id).await.unwrap(), None);
        let successor = create(identities, &email).await;
        identities.erase(&id).await.unwrap();
        assert_eq!(sessions.sign_in(&email, &fixtures::password()).await.unwrap().claims.user_id, successor);
    }
}

/// Closing or erasing an unknown id is no error and creates nothing.
async fn closing_or_erasing_unknown_id_is_no_error(identities: &(impl DescribeIdentity + EraseIdentity)) {
    let unknown = fixtures::user_id();
    identities.close(&unknown).await.unwrap();
    identities.erase(&unknown).await.unwrap();
    assert_eq!(identities.describe(&unknown).await.unwrap(), None);
}
