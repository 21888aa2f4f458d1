//! The stack's own keys, in the table `StackKeys`: each is created when it is first needed, and never changes. They
//! derive the ids of erasures, the secrets that sign calls to services and those of authenticator apps, the bindings of
//! mailed links, and the hashes of email addresses in counters.

use aws_lc_rs::hmac;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue};
use tokio::sync::OnceCell;
use usher_domain::authenticator::{AuthenticatorSecret, AuthenticatorSeed};
use usher_domain::erasure::ErasureId;
use usher_domain::limit::EmailHash;
use usher_domain::mailed_link::{LinkBinding, LinkState};
use usher_domain::ports::{BindLink, DeriveAuthenticatorSecret, HashEmail, ServiceSecrets};
use usher_domain::service::{ServiceName, SigningSecret};
use usher_domain::{DomainError, Email, UserId};

use crate::host::Host;
use crate::user_item::Item;
use crate::{Connection, failure};

/// How many bytes a key has.
const KEY_BYTES: usize = 32;

/// One key in the table, cached after the first read.
#[derive(Debug)]
pub struct StackKeys {
    client: Client,
    table: String,
    key_id: &'static str,
    creates: bool,
    key: OnceCell<hmac::Key>,
}

impl StackKeys {
    /// The key for the ids of erasures, in the table of this name.
    #[must_use]
    pub fn of_erasures(connection: &Connection, table: String) -> Self {
        connection.open_during_init(&Host::DynamoDb);
        Self { client: Client::new(connection.sdk()), table, key_id: "erasures", creates: true, key: OnceCell::new() }
    }

    /// The id of this user's erasure: the same each time, and pseudonymous without the key.
    ///
    /// # Errors
    /// [`DomainError::Unavailable`].
    pub async fn erasure_id(&self, user: &UserId) -> Result<ErasureId, DomainError> {
        self.hash_bits(user.as_str()).await.map(ErasureId::from_bits)
    }

    /// The key for the secrets of services, in the table of this name.
    #[must_use]
    pub fn of_services(connection: &Connection, table: String) -> Self {
        Self { key_id: "services", ..Self::of_erasures(connection, table) }
    }

    /// Never creates the key: if there is none, no id was ever derived from it.
    #[must_use]
    pub fn read_only(self) -> Self {
        Self { creates: false, ..self }
    }

    /// The key for the bindings of mailed links, in the table of this name.
    #[must_use]
    pub fn of_links(connection: &Connection, table: String) -> Self {
        Self { key_id: "links", ..Self::of_erasures(connection, table) }
    }

    /// The key for the hashes of email addresses, in the table of this name.
    #[must_use]
    pub fn of_limits(connection: &Connection, table: String) -> Self {
        Self { key_id: "limits", ..Self::of_erasures(connection, table) }
    }

    /// The key for the secrets of authenticator apps, in the table of this name.
    #[must_use]
    pub fn of_authenticators(connection: &Connection, table: String) -> Self {
        Self { key_id: "authenticators", ..Self::of_erasures(connection, table) }
    }

    async fn sign(&self, text: &str) -> Result<hmac::Tag, DomainError> {
        let key = self.key.get_or_try_init(|| self.find()).await?;
        Ok(hmac::sign(key, text.as_bytes()))
    }

    async fn find(&self) -> Result<hmac::Key, DomainError> {
        let row = if self.creates { self.read_or_create().await? } else { self.read().await? };
        let key = row.as_ref().and_then(|row| row.get("key")?.as_b().ok());
        let key = key.ok_or_else(|| DomainError::unavailable("read a key of the stack")("it does not exist"))?;
        Ok(hmac::Key::new(hmac::HMAC_SHA256, key.as_ref()))
    }

    async fn read(&self) -> Result<Option<Item>, DomainError> {
        let found = self
            .client
            .get_item()
            .table_name(&self.table)
            .key("key_id", AttributeValue::S(self.key_id.to_owned()))
            .consistent_read(true)
            .send()
            .await
            .map_err(failure::unavailable("dynamodb:GetItem"))?;
        Ok(found.item)
    }

    /// The first 128 bits of the hash.
    async fn hash_bits(&self, text: &str) -> Result<u128, DomainError> {
        let hash = self.sign(text).await?;
        let bits = hash.as_ref().first_chunk().map(|bytes| u128::from_be_bytes(*bytes));
        bits.ok_or_else(|| DomainError::unavailable("hash with a key of the stack")("the hash is too short"))
    }

    /// Of concurrent calls one creates the key, and all return that one.
    async fn read_or_create(&self) -> Result<Option<Item>, DomainError> {
        let mut drawn = [0; KEY_BYTES];
        aws_lc_rs::rand::fill(&mut drawn).map_err(DomainError::unavailable("generate a key"))?;
        let kept = self
            .client
            .update_item()
            .table_name(&self.table)
            .key("key_id", AttributeValue::S(self.key_id.to_owned()))
            .update_expression("SET #key = if_not_exists(#key, :drawn)")
            .expression_attribute_names("#key", "key")
            .expression_attribute_values(":drawn", AttributeValue::B(Blob::new(drawn)))
            .return_values(ReturnValue::AllNew)
            .send()
            .await
            .map_err(failure::unavailable("dynamodb:UpdateItem"))?;
        Ok(kept.attributes)
    }
}

impl HashEmail for StackKeys {
    async fn hash(&self, email: &Email) -> Result<EmailHash, DomainError> {
        self.hash_bits(email.as_str()).await.map(EmailHash::from_bits)
    }
}

impl ServiceSecrets for StackKeys {
    async fn secret(&self, service: &ServiceName) -> Result<SigningSecret, DomainError> {
        let hash = self.sign(service.as_str()).await?;
        let bytes = hash.as_ref().try_into().map_err(DomainError::unavailable("derive a service's secret"))?;
        Ok(SigningSecret::new(bytes))
    }
}

impl DeriveAuthenticatorSecret for StackKeys {
    async fn derive(&self, user: &UserId, seed: &AuthenticatorSeed) -> Result<AuthenticatorSecret, DomainError> {
        let hash = self.sign(&format!("{}\n{}", user.as_str(), seed.to_text())).await?;
        let bits = hash.as_ref().first_chunk().copied().map(AuthenticatorSecret::from_bits);
        bits.ok_or_else(|| DomainError::unavailable("derive the secret of an app")("the hash is too short"))
    }
}

impl BindLink for StackKeys {
    async fn bind(&self, state: &LinkState) -> Result<LinkBinding, DomainError> {
        let hash = self.sign(state.as_str()).await?;
        let bits = hash.as_ref().try_into().map_err(DomainError::unavailable("bind a link"))?;
        Ok(LinkBinding::from_bits(bits))
    }
}
