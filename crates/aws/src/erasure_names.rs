//! Names of erasures: HMAC-SHA256 of the user id under a key of the stack's own, which is made when it is first needed
//! and kept in the table `Users` (`key#erasures`).

use aws_lc_rs::hmac;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue};
use tokio::sync::OnceCell;
use usher_domain::erasure::ErasureId;
use usher_domain::ports::NameErasure;
use usher_domain::{DomainError, UserId};

use crate::{Connection, failure};

/// The key of the row.
const ROW: &str = "key#erasures";

/// How many bytes the HMAC key has.
const KEY_BYTES: usize = 32;

/// How many bytes of the hash make the name: 128 bits.
const NAME_BYTES: usize = 16;

/// The names, and the key once it was read.
#[derive(Debug)]
pub struct ErasureNames {
    client: Client,
    table: String,
    key: OnceCell<hmac::Key>,
}

impl ErasureNames {
    /// Names under the key in the table of this name.
    #[must_use]
    pub fn new(connection: &Connection, table: String) -> Self {
        Self { client: Client::new(connection.sdk()), table, key: OnceCell::new() }
    }

    /// Of many who make the key at once, one does, and all get that one.
    async fn read_or_make_key(&self) -> Result<hmac::Key, DomainError> {
        let mut drawn = [0; KEY_BYTES];
        aws_lc_rs::rand::fill(&mut drawn).map_err(DomainError::unavailable("draw a key"))?;
        let kept = self
            .client
            .update_item()
            .table_name(&self.table)
            .key("pk", AttributeValue::S(ROW.to_owned()))
            .update_expression("SET #key = if_not_exists(#key, :drawn)")
            .expression_attribute_names("#key", "key")
            .expression_attribute_values(":drawn", AttributeValue::B(Blob::new(drawn)))
            .return_values(ReturnValue::AllNew)
            .send()
            .await
            .map_err(failure::unavailable("dynamodb:UpdateItem"))?;
        let key = kept.attributes.as_ref().and_then(|row| row.get("key")?.as_b().ok());
        let key = key.ok_or_else(|| DomainError::unavailable("read the key of erasures")("there is none"))?;
        Ok(hmac::Key::new(hmac::HMAC_SHA256, key.as_ref()))
    }
}

impl NameErasure for ErasureNames {
    async fn name(&self, id: &UserId) -> Result<ErasureId, DomainError> {
        let key = self.key.get_or_try_init(|| self.read_or_make_key()).await?;
        let hash = hmac::sign(key, id.as_str().as_bytes());
        let digits: String = hash.as_ref().iter().take(NAME_BYTES).map(|byte| format!("{byte:02x}")).collect();
        ErasureId::parse(&digits).map_err(DomainError::unavailable("name an erasure"))
    }
}
