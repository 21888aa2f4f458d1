//! Pictures in the files bucket: `pictures/<folder>/<name>.<extension>`, one version each.

use aws_sdk_s3::Client;
use aws_sdk_s3::operation::get_object::GetObjectError;
use aws_sdk_s3::operation::head_object::HeadObjectError;
use aws_sdk_s3::primitives::ByteStream;
use usher_domain::ports::{DeletePicture, ReadPicture, StorePicture};
use usher_domain::{DomainError, PictureName};

use crate::{Connection, failure, s3};

/// The files bucket.
#[derive(Clone, Debug)]
pub struct Pictures {
    client: Client,
    bucket: String,
}

impl Pictures {
    /// The bucket of this name.
    #[must_use]
    pub fn new(connection: &Connection, bucket: String) -> Self {
        Self { client: s3::client(connection, &bucket), bucket }
    }
}

fn key(name: &PictureName) -> String {
    format!("pictures/{}/{}.{}", name.folder().as_str(), name.id(), name.format().extension())
}

impl StorePicture for Pictures {
    async fn store(&self, name: &PictureName, bytes: Vec<u8>) -> Result<(), DomainError> {
        self.client
            .put_object()
            .bucket(&self.bucket)
            .key(key(name))
            .content_type(name.format().media_type())
            .body(ByteStream::from(bytes))
            .send()
            .await
            .map(drop)
            .map_err(failure::unavailable("s3:PutObject"))
    }
}

impl ReadPicture for Pictures {
    async fn read(&self, name: &PictureName) -> Result<Option<Vec<u8>>, DomainError> {
        match self.client.get_object().bucket(&self.bucket).key(key(name)).send().await {
            Ok(found) => {
                let bytes = found.body.collect().await.map_err(DomainError::unavailable("s3:GetObject"))?;
                Ok(Some(bytes.to_vec()))
            }
            Err(error) if error.as_service_error().is_some_and(GetObjectError::is_no_such_key) => Ok(None),
            Err(error) => Err(failure::unavailable("s3:GetObject")(error)),
        }
    }

    async fn exists(&self, name: &PictureName) -> Result<bool, DomainError> {
        match self.client.head_object().bucket(&self.bucket).key(key(name)).send().await {
            Ok(_) => Ok(true),
            Err(error) if error.as_service_error().is_some_and(HeadObjectError::is_not_found) => Ok(false),
            Err(error) => Err(failure::unavailable("s3:HeadObject")(error)),
        }
    }
}

impl DeletePicture for Pictures {
    async fn delete(&self, name: &PictureName) -> Result<(), DomainError> {
        let key = key(name);
        // A name of 256 random bits has one version and at most one delete marker, which fit on one page.
        let found = self
            .client
            .list_object_versions()
            .bucket(&self.bucket)
            .prefix(&key)
            .send()
            .await
            .map_err(failure::unavailable("s3:ListObjectVersions"))?;
        let versions = found.versions().iter().filter_map(|version| version.version_id());
        let markers = found.delete_markers().iter().filter_map(|marker| marker.version_id());
        for version in versions.chain(markers) {
            let deletion = self.client.delete_object().bucket(&self.bucket).key(&key).version_id(version);
            deletion.send().await.map_err(failure::unavailable("s3:DeleteObject"))?;
        }
        Ok(())
    }
}
