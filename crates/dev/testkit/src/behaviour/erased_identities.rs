//! The contract of `EraseIdentity`.

use usher_domain::ports::{CreateIdentity, DescribeIdentity, EraseIdentity, RefreshSession, SignIn};
use usher_domain::{DomainError, Email, UserId};

use crate::fixtures;

/// All of it.
pub async fn whole_contract(
    pool: &(impl CreateIdentity + DescribeIdentity + EraseIdentity),
    sessions: &(impl SignIn + RefreshSession),
) {
    who_is_closed_signs_in_no_more(pool, sessions).await;
    who_is_erased_is_gone_and_the_address_is_free(pool, sessions).await;
    nobody_is_erased_where_nobody_is(pool).await;
}

async fn made(identities: &impl CreateIdentity, email: &Email) -> UserId {
    let registration = fixtures::registration(&fixtures::uuid().to_string());
    identities.create(&registration, email, None, &fixtures::password()).await.unwrap()
}

/// Closing ends every session, and nobody signs in any more; it can be done again. Others notice nothing.
async fn who_is_closed_signs_in_no_more(
    identities: &(impl CreateIdentity + DescribeIdentity + EraseIdentity),
    sessions: &(impl SignIn + RefreshSession),
) {
    let (email, other) = (fixtures::email(), fixtures::email());
    let id = made(identities, &email).await;
    made(identities, &other).await;
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

/// Who is erased is gone, closed before or not, and somebody else may have the address; erasing again leaves that
/// person alone.
async fn who_is_erased_is_gone_and_the_address_is_free(
    identities: &(impl CreateIdentity + DescribeIdentity + EraseIdentity),
    sessions: &impl SignIn,
) {
    for is_closed in [true, false] {
        let email = fixtures::email();
        let id = made(identities, &email).await;
        if is_closed {
            identities.close(&id).await.unwrap();
        }
        identities.erase(&id).await.unwrap();
        assert_eq!(identities.describe(&id).await.unwrap(), None);
        let heir = made(identities, &email).await;
        identities.erase(&id).await.unwrap();
        assert_eq!(sessions.sign_in(&email, &fixtures::password()).await.unwrap().claims.user_id, heir);
    }
}

/// Nobody is closed or erased where nobody is, and that is no error.
async fn nobody_is_erased_where_nobody_is(identities: &(impl DescribeIdentity + EraseIdentity)) {
    let nobody = fixtures::user_id();
    identities.close(&nobody).await.unwrap();
    identities.erase(&nobody).await.unwrap();
    assert_eq!(identities.describe(&nobody).await.unwrap(), None);
}
