//! A person's files in the files bucket: `users/<user id>/…`, where a team's own systems put them, and the pictures in the
//! person's folder. What is erased is gone with every version and delete marker.

use aws_sdk_s3::Client;
use aws_sdk_s3::types::{Delete, ObjectIdentifier};
use usher_domain::erasure::Erased;
use usher_domain::ports::EraseFiles;
use usher_domain::{DomainError, FilesFolder, UserId};

use crate::budget::Budget;
use crate::{Connection, failure, s3};

/// The files bucket.
#[derive(Clone, Debug)]
pub struct Files {
    client: Client,
    bucket: String,
}

impl Files {
    /// The bucket of this name.
    #[must_use]
    pub fn new(connection: &Connection, bucket: String) -> Self {
        Self { client: s3::client(connection, &bucket), bucket }
    }

    /// One page of versions and delete markers: at most 1,000, as many as one deletion takes.
    async fn page(&self, prefix: &str) -> Result<Vec<ObjectIdentifier>, DomainError> {
        let found = self
            .client
            .list_object_versions()
            .bucket(&self.bucket)
            .prefix(prefix)
            .send()
            .await
            .map_err(failure::unavailable("s3:ListObjectVersions"))?;
        let versions = found.versions().iter().map(|version| (version.key(), version.version_id()));
        let markers = found.delete_markers().iter().map(|marker| (marker.key(), marker.version_id()));
        versions.chain(markers).filter_map(|(key, version)| Some(identifier(key?, version?))).collect()
    }

    async fn delete(&self, objects: Vec<ObjectIdentifier>) -> Result<u64, DomainError> {
        let count = objects.len() as u64;
        let deletion = Delete::builder().set_objects(Some(objects)).quiet(true).build();
        let deletion = deletion.map_err(DomainError::unavailable("build a deletion"))?;
        let deleted = self
            .client
            .delete_objects()
            .bucket(&self.bucket)
            .delete(deletion)
            .send()
            .await
            .map_err(failure::unavailable("s3:DeleteObjects"))?;
        match deleted.errors().first() {
            None => Ok(count),
            Some(error) => {
                let code = error.code().unwrap_or("an error without a code").to_owned();
                Err(DomainError::unavailable("s3:DeleteObjects")(code))
            }
        }
    }
}

fn identifier(key: &str, version: &str) -> Result<ObjectIdentifier, DomainError> {
    ObjectIdentifier::builder().key(key).version_id(version).build().map_err(DomainError::unavailable("name an object"))
}

impl EraseFiles for Files {
    /// Each page is read from the beginning: what was on the one before is gone.
    async fn erase_files(
        &self,
        user: &UserId,
        folder: Option<&FilesFolder>,
        enough: u64,
    ) -> Result<Erased, DomainError> {
        let own = Some(format!("users/{}/", user.as_str()));
        let pictures = folder.map(|folder| format!("pictures/{}/", folder.as_str()));
        let (budget, mut count) = (Budget::of(enough), 0);
        for prefix in own.into_iter().chain(pictures) {
            loop {
                if budget.is_spent(count) {
                    return Ok(Erased { count, has_more: true });
                }
                let objects = self.page(&prefix).await?;
                if objects.is_empty() {
                    break;
                }
                match self.delete(objects).await {
                    Ok(deleted) => count += deleted,
                    // What was done counts; the next run tells whether it was a passing fault.
                    Err(_) if count > 0 => return Ok(Erased { count, has_more: true }),
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(Erased { count, has_more: false })
    }
}
