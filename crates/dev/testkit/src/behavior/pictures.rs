//! The contracts of `StorePicture`, `ReadPicture` and `DeletePicture`.

use usher_domain::ports::{DeletePicture, ReadPicture, StorePicture};

use crate::fixtures;

/// Checks the whole contract.
pub async fn whole_contract(pictures: &(impl StorePicture + ReadPicture + DeletePicture)) {
    stored_picture_is_read(pictures).await;
    unknown_picture_does_not_exist(pictures).await;
    only_the_deleted_picture_is_gone(pictures).await;
}

/// A stored picture is read byte for byte.
async fn stored_picture_is_read(pictures: &(impl StorePicture + ReadPicture)) {
    let (name, bytes) = (fixtures::picture_of(&fixtures::user()), vec![0, 255, b'\n', 200]);
    pictures.store(&name, bytes.clone()).await.unwrap();
    assert!(pictures.exists(&name).await.unwrap());
    assert_eq!(pictures.read(&name).await.unwrap(), Some(bytes));
}

/// A picture that was not stored does not exist.
async fn unknown_picture_does_not_exist(pictures: &impl ReadPicture) {
    let name = fixtures::picture_of(&fixtures::user());
    assert!(!pictures.exists(&name).await.unwrap());
    assert_eq!(pictures.read(&name).await.unwrap(), None);
}

/// A deleted picture is gone, and deleting is idempotent. Another picture of the same user stays.
async fn only_the_deleted_picture_is_gone(pictures: &(impl StorePicture + ReadPicture + DeletePicture)) {
    let user = fixtures::user();
    let (name, other) = (fixtures::picture_of(&user), fixtures::picture_of(&user));
    for name in [&name, &other] {
        pictures.store(name, vec![1]).await.unwrap();
    }
    for _ in 0..2 {
        pictures.delete(&name).await.unwrap();
        assert!(!pictures.exists(&name).await.unwrap());
    }
    assert!(pictures.exists(&other).await.unwrap());
}
