//! Erasing files in difficult cases: keys that do not fit in XML, versions that cannot be deleted, lists of many pages.
//! The tests use a fake S3, which has small pages and fails on demand.

use usher_aws::Files;
use usher_domain::ports::EraseFiles;
use usher_domain::{ErasedFiles, FilesFolder, UserId};

use crate::small_s3::{Lock, SmallS3};

const USER: &str = "0d9f7c9e-3f50-4a7e-9c56-2d4e5f60718a";
const FOLDER: &str = "adaadaadaadaadaadaadaadaadaadaad";
const PICTURE: &str = "pictures/adaadaadaadaadaadaadaadaadaadaad/0123456789abcdef0123456789abcdef.png";
const NO_LIMIT: u64 = 10_000;

fn key(name: &str) -> String {
    format!("users/{USER}/{name}")
}

async fn erase(bucket: &SmallS3, max: u64) -> Result<ErasedFiles, usher_domain::DomainError> {
    let files = Files::new(&crate::canned::connection(bucket.endpoint()), "files".to_owned());
    files.erase_files(&UserId::parse(USER).unwrap(), Some(&FilesFolder::parse(FOLDER).unwrap()), max).await
}

#[tokio::test]
async fn keys_that_do_not_fit_in_xml_are_deleted() {
    let names = ["a\u{1}", "b\u{fffe}", "c\u{ffff}", "d\n", "e\u{7f}", "f +%20&<>\"'é/\u{1f600}", "notes.txt"];
    let keys: Vec<_> = names.iter().map(|name| key(name)).chain([PICTURE.to_owned()]).collect();
    let bucket = SmallS3::holding(keys.iter().map(|key| (key.as_str(), 2)));
    let erased = erase(&bucket, NO_LIMIT).await.unwrap();
    assert_eq!((erased.count, erased.has_more, erased.kept.count), (16, false, 0));
    assert_eq!(bucket.keys(), Vec::<String>::new());
}

#[tokio::test]
async fn pictures_are_deleted_first() {
    let bucket = SmallS3::holding([(key("notes.txt").as_str(), 1), (PICTURE, 1)]);
    let erased = erase(&bucket, 1).await.unwrap();
    assert_eq!((erased.count, erased.has_more), (1, true));
    assert_eq!(bucket.keys(), [key("notes.txt")]);
}

#[tokio::test]
async fn locked_versions_are_kept_and_listed() {
    let bucket = SmallS3::holding([(key("a\u{1}").as_str(), 1), (key("b").as_str(), 3), (key("c").as_str(), 1)]);
    bucket.lock(&key("a\u{1}"), Lock::Denies);
    bucket.lock(&key("b"), Lock::Denies);
    let erased = erase(&bucket, NO_LIMIT).await.unwrap();
    assert_eq!((erased.count, erased.has_more, erased.kept.count), (1, false, 4));
    assert_eq!(bucket.keys(), [key("a\u{1}"), key("b"), key("b"), key("b")]);
    let named: Vec<_> = erased.kept.named.iter().map(|one| (one.key.as_str(), one.reason.as_str())).collect();
    assert!(named.contains(&(key("a%01").as_str(), "AccessDenied")), "{named:?}");
    assert!(named.contains(&(key("b").as_str(), "AccessDenied")), "{named:?}");
}

/// The fake S3 lists 10 versions on a page.
#[tokio::test]
async fn locked_versions_do_not_block_later_pages() {
    let names: Vec<_> = (0..60).map(|number| key(&format!("{number:02}"))).collect();
    let bucket = SmallS3::holding(names.iter().map(|name| (name.as_str(), 2)));
    for locked in names.iter().take(30).chain([&names[59]]) {
        bucket.lock(locked, Lock::Denies);
    }
    let (mut count, mut runs) = (0, 0);
    let last = loop {
        let erased = erase(&bucket, 7).await.unwrap();
        (count, runs) = (count + erased.count, runs + 1);
        assert!(runs < 30, "the runs do not end");
        if !erased.has_more {
            break erased;
        }
    };
    assert_eq!((count, last.kept.count, bucket.keys().len()), (58, 62, 62));
    assert_eq!((last.kept.named.len(), last.kept.unnamed()), (20, 42));
}

#[tokio::test]
async fn refused_batch_is_deleted_one_by_one() {
    let bucket = SmallS3::holding([(key("a").as_str(), 1), (key("b").as_str(), 1), (key("c").as_str(), 1)]);
    bucket.refuse_batches();
    bucket.lock(&key("b"), Lock::Denies);
    let erased = erase(&bucket, NO_LIMIT).await.unwrap();
    assert_eq!((erased.count, erased.kept.count), (2, 1));
    assert_eq!(bucket.keys(), [key("b")]);
}

#[tokio::test]
async fn transient_error_blocks_nothing_else() {
    let bucket = SmallS3::holding([(key("a").as_str(), 1), (key("b").as_str(), 1), (PICTURE, 1)]);
    bucket.lock(&key("a"), Lock::Fails);
    let erased = erase(&bucket, NO_LIMIT).await.unwrap();
    assert_eq!((erased.count, erased.has_more, erased.kept.count), (2, true, 0));
    assert!(erase(&bucket, NO_LIMIT).await.is_err(), "without progress the error is returned");
    bucket.unlock(&key("a"));
    let erased = erase(&bucket, NO_LIMIT).await.unwrap();
    assert_eq!((erased.count, erased.has_more), (1, false));
}
