//! The contract of `EraseFiles`.

use usher_domain::ports::{EraseFiles, ReadPicture, StorePicture};
use usher_domain::{PictureName, User};

use crate::behavior::{Belongings, Lockable};
use crate::fixtures;

/// Checks the whole contract; `files` erases from `bucket` and `pictures`.
pub async fn whole_contract(
    files: &impl EraseFiles,
    bucket: &impl Lockable,
    pictures: &(impl StorePicture + ReadPicture),
) {
    every_version_of_the_user_is_erased(files, bucket, pictures).await;
    without_a_folder_only_pictures_stay(files, bucket, pictures).await;
    run_stops_at_its_limit(files, bucket, pictures).await;
    locked_file_is_kept_and_named(files, bucket, pictures).await;
}

/// A user with two files, one of them in two versions, and a picture: four versions in total.
async fn user_with_files(bucket: &impl Belongings, pictures: &impl StorePicture) -> (User, PictureName) {
    let user = fixtures::user();
    for name in ["notes.txt", "notes.txt", "letters/first.txt"] {
        bucket.put(&user.id, name).await;
    }
    let picture = fixtures::picture_of(&user);
    pictures.store(&picture, vec![1]).await.unwrap();
    (user, picture)
}

/// Every version of the user's files and pictures is erased and counted; other users' files stay. A second run finds
/// nothing.
async fn every_version_of_the_user_is_erased(
    files: &impl EraseFiles,
    bucket: &impl Belongings,
    pictures: &(impl StorePicture + ReadPicture),
) {
    let (user, picture) = user_with_files(bucket, pictures).await;
    let (other, others_picture) = user_with_files(bucket, pictures).await;
    for expected in [4, 0] {
        let erased = files.erase_files(&user.id, Some(&user.files_folder), 1_000).await.unwrap();
        assert_eq!((erased.count, erased.has_more), (expected, false));
        assert_eq!(bucket.count(&user.id).await, 0);
        assert!(!pictures.exists(&picture).await.unwrap());
    }
    assert_eq!(bucket.count(&other.id).await, 3);
    assert!(pictures.exists(&others_picture).await.unwrap());
}

/// If the folder is unknown, everything but the pictures is erased.
async fn without_a_folder_only_pictures_stay(
    files: &impl EraseFiles,
    bucket: &impl Belongings,
    pictures: &(impl StorePicture + ReadPicture),
) {
    let (user, picture) = user_with_files(bucket, pictures).await;
    let erased = files.erase_files(&user.id, None, 1_000).await.unwrap();
    assert_eq!((erased.count, erased.has_more), (3, false));
    assert!(pictures.exists(&picture).await.unwrap());
}

/// A run stops at its limit and reports that there may be more. Together, the runs erase and count everything once.
async fn run_stops_at_its_limit(
    files: &impl EraseFiles,
    bucket: &impl Belongings,
    pictures: &(impl StorePicture + ReadPicture),
) {
    let (user, picture) = user_with_files(bucket, pictures).await;
    let first = files.erase_files(&user.id, Some(&user.files_folder), 1).await.unwrap();
    assert!(first.count >= 1 && first.has_more);
    let (mut count, mut has_more) = (first.count, true);
    while has_more {
        let erased = files.erase_files(&user.id, Some(&user.files_folder), 1).await.unwrap();
        assert!(erased.count > 0 || !erased.has_more, "every run but the last erases something");
        (count, has_more) = (count + erased.count, erased.has_more);
    }
    assert_eq!((count, bucket.count(&user.id).await), (4, 0));
    assert!(!pictures.exists(&picture).await.unwrap());
}

/// Locked files do not prevent the erasure of others, whatever the limit of a run, and are named. Once unlocked, they
/// are erased.
async fn locked_file_is_kept_and_named(
    files: &impl EraseFiles,
    bucket: &impl Lockable,
    pictures: &(impl StorePicture + ReadPicture),
) {
    let (user, picture) = user_with_files(bucket, pictures).await;
    bucket.lock(&user.id, "letters/first.txt").await;
    let folder = Some(&user.files_folder);
    let (mut count, mut last) = (0, files.erase_files(&user.id, folder, 1).await.unwrap());
    while last.has_more {
        count += last.count;
        last = files.erase_files(&user.id, folder, 1).await.unwrap();
    }
    assert_eq!((count + last.count, bucket.count(&user.id).await), (3, 1));
    assert!(!pictures.exists(&picture).await.unwrap());
    for _ in 0..2 {
        let again = files.erase_files(&user.id, folder, 1_000).await.unwrap();
        assert_eq!((again.count, again.has_more, again.kept.count), (0, false, 1));
        let [kept] = again.kept.named.try_into().unwrap();
        assert_eq!(kept.key, format!("users/{}/letters/first.txt", user.id.as_str()));
        assert_eq!(kept.reason, "AccessDenied");
    }
    bucket.unlock(&user.id, "letters/first.txt").await;
    let freed = files.erase_files(&user.id, folder, 1_000).await.unwrap();
    assert_eq!((freed.count, freed.has_more, freed.kept.is_empty()), (1, false, true));
    assert_eq!(bucket.count(&user.id).await, 0);
}
