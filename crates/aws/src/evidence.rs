//! The evidence bucket, under Object Lock. Each put sets its own retention, so that it does not depend on the bucket's
//! default.

use std::path::Path;

use aws_sdk_s3::Client;
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_s3::operation::get_object::GetObjectError;
use aws_sdk_s3::primitives::{ByteStream, DateTime};
use aws_sdk_s3::types::ObjectLockRetention;
use time::OffsetDateTime;
use usher_domain::DomainError;
use usher_domain::ports::{FindEvidence, KeepEvidence, ListEvidence};

use crate::{Connection, Retention, failure, s3};

/// The evidence bucket.
#[derive(Clone, Debug)]
pub struct Evidence {
    client: Client,
    bucket: String,
    retention: Retention,
}

impl Evidence {
    /// The bucket of this name, and the retention of evidence.
    #[must_use]
    pub fn new(connection: &Connection, bucket: String, retention: Retention) -> Self {
        Self { client: s3::client(connection, &bucket), bucket, retention }
    }

    /// The bucket of this name, for readers.
    #[must_use]
    pub fn read_only(connection: &Connection, bucket: String) -> Self {
        Self { client: s3::client(connection, &bucket), bucket, retention: Retention::one_year() }
    }

    fn until(&self, now: OffsetDateTime) -> DateTime {
        DateTime::from_secs((now + self.retention.duration()).unix_timestamp())
    }

    /// Puts the text if the key does not exist; returns whether it did.
    async fn put_first(&self, key: &str, text: &str, now: OffsetDateTime) -> Result<bool, DomainError> {
        let put = self
            .client
            .put_object()
            .bucket(&self.bucket)
            .key(key)
            .content_type(if Path::new(key).extension().is_some_and(|end| end == "md") {
                "text/markdown; charset=utf-8"
            } else {
                "application/json"
            })
            .if_none_match("*")
            .object_lock_mode(self.retention.put_mode())
            .object_lock_retain_until_date(self.until(now))
            .body(ByteStream::from(text.as_bytes().to_vec()))
            .send()
            .await;
        match put {
            Ok(_) => Ok(true),
            Err(error) if has_code(&error, "PreconditionFailed") => Ok(false),
            Err(error) => Err(failure::unavailable("s3:PutObject")(error)),
        }
    }

    /// Whether the object is known to be retained until then, in this mode or a stricter one.
    async fn is_kept_until(&self, key: &str, until: DateTime) -> bool {
        let found = self.client.get_object_retention().bucket(&self.bucket).key(key).send().await;
        found.is_ok_and(|found| {
            found.retention().is_some_and(|retention| {
                retention.mode().is_some_and(|mode| self.retention.is_met_by(mode))
                    && retention.retain_until_date().is_some_and(|kept_until| *kept_until >= until)
            })
        })
    }

    async fn require(&self, key: &str) -> Result<String, DomainError> {
        self.find(key).await?.ok_or_else(|| DomainError::unavailable("read evidence")("the object does not exist"))
    }
}

fn has_code<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>, code: &str) -> bool {
    error.as_service_error().and_then(ProvideErrorMetadata::code) == Some(code)
}

impl KeepEvidence for Evidence {
    async fn extend_retention(&self, key: &str, now: OffsetDateTime) -> Result<(), DomainError> {
        let until = self.until(now);
        let retention = ObjectLockRetention::builder().mode(self.retention.mode()).retain_until_date(until).build();
        let put = self.client.put_object_retention().bucket(&self.bucket).key(key).retention(retention).send().await;
        match put {
            Ok(_) => Ok(()),
            // A process whose clock is ahead was first; a retention cannot be shortened.
            Err(error) if has_code(&error, "AccessDenied") && self.is_kept_until(key, until).await => Ok(()),
            Err(error) => Err(failure::unavailable("s3:PutObjectRetention")(error)),
        }
    }

    async fn keep(&self, key: &str, text: &str, now: OffsetDateTime) -> Result<String, DomainError> {
        if self.put_first(key, text, now).await? { Ok(text.to_owned()) } else { self.require(key).await }
    }
}

impl ListEvidence for Evidence {
    async fn keys(&self, prefix: &str) -> Result<Vec<String>, DomainError> {
        let listed = self.client.list_objects_v2().bucket(&self.bucket).prefix(prefix).send().await;
        let listed = listed.map_err(failure::unavailable("s3:ListObjectsV2"))?;
        Ok(listed.contents().iter().filter_map(|object| object.key().map(str::to_owned)).collect())
    }
}

impl FindEvidence for Evidence {
    async fn find(&self, key: &str) -> Result<Option<String>, DomainError> {
        let body = match self.client.get_object().bucket(&self.bucket).key(key).send().await {
            Ok(found) => found.body,
            Err(error) if error.as_service_error().is_some_and(GetObjectError::is_no_such_key) => return Ok(None),
            Err(error) => return Err(failure::unavailable("s3:GetObject")(error)),
        };
        let bytes = body.collect().await.map_err(DomainError::unavailable("s3:GetObject"))?;
        String::from_utf8(bytes.to_vec()).map(Some).map_err(DomainError::unavailable("read evidence"))
    }
}
