//! A user's files in the files bucket: the pictures in the user's folder, and `users/<user id>/…`, where other systems
//! of a team put files. They are erased with every version and delete marker.
//!
//! A version that cannot be deleted is skipped: the next page starts after it. A page must start after a version that
//! still exists, never after a deleted one.

use std::collections::HashMap;

use aws_sdk_s3::Client;
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_s3::primitives::DateTime;
use aws_sdk_s3::types::{Delete, EncodingType, ObjectIdentifier};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use usher_domain::ports::EraseFiles;
use usher_domain::{DomainError, ErasedFiles, FilesFolder, KeptFile, UserId};

use crate::budget::Budget;
use crate::{Connection, failure, object_keys, s3};

/// The files bucket.
#[derive(Clone, Debug)]
pub struct Files {
    client: Client,
    bucket: String,
}

/// A version of an object, or a delete marker.
#[derive(Clone, Debug)]
struct Version {
    key: String,
    id: String,
    since: Option<DateTime>,
}

/// The result of deleting one version.
enum DeleteOutcome {
    Deleted,
    /// It cannot be deleted, with the error code.
    Kept(String),
    /// Deleting it failed; a retry may succeed.
    Failed(DomainError),
}

/// The state of one invocation.
struct Run {
    budget: Budget,
    erased: ErasedFiles,
    failed: Option<DomainError>,
}

impl Files {
    /// The bucket of this name.
    #[must_use]
    pub fn new(connection: &Connection, bucket: String) -> Self {
        Self { client: s3::client(connection, &bucket), bucket }
    }

    /// One page of versions and delete markers: at most 1,000, the limit of one batch deletion.
    async fn page(&self, prefix: &str, after: Option<&Version>) -> Result<Vec<Version>, DomainError> {
        let found = self
            .client
            .list_object_versions()
            .bucket(&self.bucket)
            .prefix(prefix)
            .encoding_type(EncodingType::Url)
            .set_key_marker(after.map(|version| version.key.clone()))
            .set_version_id_marker(after.map(|version| version.id.clone()))
            .send()
            .await
            .map_err(failure::unavailable("s3:ListObjectVersions"))?;
        let is_encoded = found.encoding_type() == Some(&EncodingType::Url);
        let versions = found.versions().iter().map(|one| (one.key(), one.version_id(), one.last_modified()));
        let markers = found.delete_markers().iter().map(|one| (one.key(), one.version_id(), one.last_modified()));
        let listed = versions.chain(markers).filter_map(|(key, id, since)| Some((key?, id?, since)));
        let read = |(key, id, since): (&str, &str, Option<&DateTime>)| {
            let key = if is_encoded { object_keys::decode(key)? } else { key.to_owned() };
            Ok::<_, DomainError>(Version { key, id: id.to_owned(), since: since.copied() })
        };
        listed.map(read).collect()
    }

    /// Deletes in one call what a batch can delete, and returns what is left to delete one by one.
    async fn delete_batch(&self, versions: Vec<Version>, run: &mut Run) -> Result<BatchOutcome, DomainError> {
        let (batch, mut unbatched): (Vec<_>, Vec<_>) =
            versions.into_iter().partition(|version| object_keys::fits_xml(&version.key));
        if batch.is_empty() {
            return Ok(BatchOutcome { kept: Vec::new(), unbatched });
        }
        let objects = batch.iter().map(identifier).collect::<Result<Vec<_>, _>>()?;
        let deletion = Delete::builder().set_objects(Some(objects)).quiet(true).build();
        let deletion = deletion.map_err(DomainError::unavailable("build a deletion"))?;
        let deleted = match self.client.delete_objects().bucket(&self.bucket).delete(deletion).send().await {
            Ok(deleted) => deleted,
            Err(error) if refusal(&error).is_some() => {
                unbatched.extend(batch);
                return Ok(BatchOutcome { kept: Vec::new(), unbatched });
            }
            Err(error) => return Err(failure::unavailable("s3:DeleteObjects")(error)),
        };
        let errors = deleted.errors().iter().map(|one| (one.key(), one.version_id(), one.code()));
        let refused: HashMap<_, _> =
            errors.filter_map(|(key, id, code)| Some(((key?.to_owned(), id?.to_owned()), code))).collect();
        let refusal_of = |version: &Version| refused.get(&(version.key.clone(), version.id.clone())).copied();
        if batch.iter().filter_map(refusal_of).count() != deleted.errors().len() {
            // The response does not tell which versions were refused.
            unbatched.extend(batch);
            return Ok(BatchOutcome { kept: Vec::new(), unbatched });
        }
        let mut kept = Vec::new();
        for version in batch {
            match refusal_of(&version) {
                None => run.erased.count += 1,
                Some(Some(ACCESS_DENIED)) => kept.push(version),
                Some(_) => unbatched.push(version),
            }
        }
        Ok(BatchOutcome { kept, unbatched })
    }

    async fn delete_one(&self, version: &Version) -> DeleteOutcome {
        let deletion = self.client.delete_object().bucket(&self.bucket).key(&version.key).version_id(&version.id);
        match deletion.send().await {
            Ok(_) => DeleteOutcome::Deleted,
            Err(error) => match refusal(&error) {
                Some(reason) => DeleteOutcome::Kept(reason),
                None => DeleteOutcome::Failed(failure::unavailable("s3:DeleteObject")(error)),
            },
        }
    }

    /// Deletes a page, and returns what is left of it.
    async fn delete_page(&self, page: Vec<Version>, run: &mut Run) -> Result<Vec<Version>, DomainError> {
        let BatchOutcome { kept, unbatched } = self.delete_batch(page, run).await?;
        for version in &kept {
            run.keep(version, ACCESS_DENIED.to_owned());
        }
        let mut left = kept;
        for version in unbatched {
            match self.delete_one(&version).await {
                DeleteOutcome::Deleted => {
                    run.erased.count += 1;
                    continue;
                }
                DeleteOutcome::Kept(reason) => run.keep(&version, reason),
                DeleteOutcome::Failed(error) => run.failed = Some(error),
            }
            left.push(version);
            if run.budget.is_over() {
                break;
            }
        }
        Ok(left)
    }

    /// Erases all objects with this prefix. Returns whether it finished within the budget.
    async fn erase_below(&self, prefix: &str, run: &mut Run) -> Result<bool, DomainError> {
        let mut after = None;
        loop {
            if run.budget.is_spent(run.erased.count) {
                return Ok(false);
            }
            let page = self.page(prefix, after.as_ref()).await?;
            if page.is_empty() {
                return Ok(true);
            }
            let left = self.delete_page(page, run).await?;
            // Of the versions of one object, S3 lists the oldest last.
            let last = left.into_iter().max_by(|one, other| {
                let age = |version: &Version| version.since.map(|since| since.as_nanos());
                one.key.cmp(&other.key).then_with(|| age(other).cmp(&age(one)))
            });
            after = last.or(after);
        }
    }
}

/// What a batch did not delete.
struct BatchOutcome {
    kept: Vec<Version>,
    unbatched: Vec<Version>,
}

/// S3's error code for a version under Object Lock, among others.
const ACCESS_DENIED: &str = "AccessDenied";

impl Run {
    fn keep(&mut self, version: &Version, reason: String) {
        let key = object_keys::encode(&version.key);
        self.erased.kept.add(KeptFile { key, version: version.id.clone(), reason });
    }

    /// The result of the invocation. If nothing was deleted, it does not ask for another one, which would never end.
    fn end(self, is_complete: bool) -> Result<ErasedFiles, DomainError> {
        let Self { erased, failed, .. } = self;
        match failed {
            // Progress was made; the next invocation tells whether the error was transient.
            _ if erased.count > 0 => {
                let has_more = !is_complete || failed.is_some();
                Ok(ErasedFiles { has_more, ..erased })
            }
            Some(error) => Err(error),
            None if is_complete || !erased.kept.is_empty() => Ok(erased),
            None => Err(DomainError::unavailable("erase files")("the time ran out before the first file was deleted")),
        }
    }
}

fn identifier(version: &Version) -> Result<ObjectIdentifier, DomainError> {
    let identifier = ObjectIdentifier::builder().key(&version.key).version_id(&version.id).build();
    identifier.map_err(DomainError::unavailable("build an object identifier"))
}

/// The error code of a permanent refusal, which a retry would not change.
fn refusal<E: ProvideErrorMetadata>(error: &SdkError<E, HttpResponse>) -> Option<String> {
    let status = error.raw_response()?.status().as_u16();
    let code = error.as_service_error().and_then(ProvideErrorMetadata::code).unwrap_or("Refused");
    (matches!(status, 400 | 403 | 405 | 412) && !TRANSIENT_CODES.contains(&code)).then(|| code.to_owned())
}

/// Error codes that are transient although their status is 4xx (Amazon S3 API Reference, "Error responses").
const TRANSIENT_CODES: [&str; 5] =
    ["ExpiredToken", "InvalidToken", "RequestTimeTooSkewed", "RequestTimeout", "TokenRefreshRequired"];

impl EraseFiles for Files {
    /// Pictures first, since they are public.
    async fn erase_files(
        &self,
        user: &UserId,
        folder: Option<&FilesFolder>,
        max: u64,
    ) -> Result<ErasedFiles, DomainError> {
        let pictures = folder.map(|folder| format!("pictures/{}/", folder.as_str()));
        let files = format!("users/{}/", user.as_str());
        let mut run = Run { budget: Budget::of(max), erased: ErasedFiles::default(), failed: None };
        for prefix in pictures.into_iter().chain([files]) {
            match self.erase_below(&prefix, &mut run).await {
                Ok(true) => {}
                Ok(false) => return run.end(false),
                Err(error) => run.failed = Some(error),
            }
        }
        run.end(true)
    }
}
