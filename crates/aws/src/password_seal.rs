//! Encrypts passwords with one-time keys in the DynamoDB table `OneTimeKeys`. The workflow has the ciphertext, the
//! table has the key until it was used.

use std::collections::HashMap;
use std::time::Duration;

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use time::OffsetDateTime;
use usher_domain::ports::{OpenPassword, SealPassword};
use usher_domain::{DomainError, Password, SealedPassword};
use zeroize::Zeroizing;

use crate::host::Host;
use crate::{Connection, failure};

/// Longer than an Express workflow can run (5 minutes). Then the key is void, and DynamoDB deletes it.
const KEY_TTL: Duration = Duration::from_mins(15);

/// Passwords are padded to this length, so that the ciphertext does not reveal theirs.
const PADDED_BYTES: usize = Password::MAX_CHARACTERS * 4;

const KEY_BYTES: usize = 32;

/// Encrypts and decrypts passwords.
#[derive(Clone, Debug)]
pub struct PasswordSeal {
    client: Client,
    table: String,
}

impl PasswordSeal {
    /// The table of one-time keys of this name.
    #[must_use]
    pub fn new(connection: &Connection, table: String) -> Self {
        connection.open_during_init(&Host::DynamoDb);
        Self { client: Client::new(connection.sdk()), table }
    }

    async fn keep(&self, key_id: &str, key: &[u8], now: OffsetDateTime) -> Result<(), DomainError> {
        self.client
            .put_item()
            .table_name(&self.table)
            .item("key_id", AttributeValue::S(key_id.to_owned()))
            .item("key", AttributeValue::B(Blob::new(key)))
            .item("expires_at", AttributeValue::N((now + KEY_TTL).unix_timestamp().to_string()))
            .send()
            .await
            .map(drop)
            .map_err(failure::unavailable("dynamodb:PutItem"))
    }

    async fn key(&self, key_id: &str, now: OffsetDateTime) -> Result<Zeroizing<Vec<u8>>, DomainError> {
        let found = self
            .client
            .get_item()
            .table_name(&self.table)
            .key("key_id", AttributeValue::S(key_id.to_owned()))
            .consistent_read(true)
            .send()
            .await
            .map_err(failure::unavailable("dynamodb:GetItem"))?;
        found
            .item
            .filter(|item| expires_at(item).is_some_and(|expires_at| now.unix_timestamp() < expires_at))
            .and_then(|mut item| item.remove("key"))
            .and_then(|key| key.as_b().ok().map(|blob| Zeroizing::new(blob.as_ref().to_vec())))
            .ok_or_else(|| DomainError::unavailable("decrypt a password")("the key was deleted or has expired"))
    }
}

impl SealPassword for PasswordSeal {
    async fn seal(&self, password: &Password, now: OffsetDateTime) -> Result<SealedPassword, DomainError> {
        let mut key = Zeroizing::new([0; KEY_BYTES]);
        aws_lc_rs::rand::fill(key.as_mut()).map_err(DomainError::unavailable("generate a key"))?;
        let key_id = key_id()?;
        self.keep(&key_id, key.as_ref(), now).await?;
        let ciphertext = encrypt(key.as_ref(), &key_id, password)?;
        Ok(SealedPassword { key_id, ciphertext: STANDARD.encode(ciphertext) })
    }
}

impl OpenPassword for PasswordSeal {
    async fn open(&self, sealed: &SealedPassword, now: OffsetDateTime) -> Result<Password, DomainError> {
        let key = self.key(&sealed.key_id, now).await?;
        decrypt(&key, sealed).ok_or_else(|| {
            DomainError::unavailable("decrypt a password")("the ciphertext was changed, or the key is wrong")
        })
    }
}

/// DynamoDB may take days to delete expired rows, so the expiry is checked too.
fn expires_at(item: &HashMap<String, AttributeValue>) -> Option<i64> {
    item.get("expires_at")?.as_n().ok()?.parse().ok()
}

fn key_id() -> Result<String, DomainError> {
    let mut random = [0; 16];
    aws_lc_rs::rand::fill(&mut random).map_err(DomainError::unavailable("generate a key id"))?;
    Ok(uuid::Builder::from_random_bytes(random).into_uuid().to_string())
}

/// The nonce, then the ciphertext with its tag. The key id is the additional authenticated data.
fn encrypt(key: &[u8], key_id: &str, password: &Password) -> Result<Vec<u8>, DomainError> {
    let failed = || DomainError::unavailable("encrypt a password");
    let mut text = Zeroizing::new(password.reveal().as_bytes().to_vec());
    text.resize(PADDED_BYTES, 0);
    let cipher = RandomizedNonceKey::new(&AES_256_GCM, key).map_err(failed())?;
    let nonce = cipher.seal_in_place_append_tag(Aad::from(key_id), &mut *text).map_err(failed())?;
    Ok([nonce.as_ref(), text.as_slice()].concat())
}

/// `None` if it cannot be decrypted with this key.
fn decrypt(key: &[u8], sealed: &SealedPassword) -> Option<Password> {
    let bytes = STANDARD.decode(&sealed.ciphertext).ok()?;
    let (nonce, ciphertext) = bytes.split_at_checked(NONCE_LEN)?;
    let mut text = Zeroizing::new(ciphertext.to_vec());
    let cipher = RandomizedNonceKey::new(&AES_256_GCM, key).ok()?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
    let opened = cipher.open_in_place(nonce, Aad::from(sealed.key_id.as_str()), &mut text).ok()?;
    let password = std::str::from_utf8(opened).ok()?.trim_end_matches('\0');
    Some(Password::already_validated(password))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: [u8; KEY_BYTES] = [7; KEY_BYTES];

    fn sealed(key_id: &str) -> SealedPassword {
        let password = Password::parse("correct horse battery").unwrap();
        let ciphertext = encrypt(&KEY, key_id, &password).unwrap();
        SealedPassword { key_id: key_id.to_owned(), ciphertext: STANDARD.encode(ciphertext) }
    }

    #[test]
    fn password_is_decrypted_with_its_key() {
        assert_eq!(decrypt(&KEY, &sealed("one")).unwrap().reveal(), "correct horse battery");
    }

    #[test]
    fn wrong_key_id_or_ciphertext_is_refused() {
        assert!(decrypt(&[8; KEY_BYTES], &sealed("one")).is_none());
        assert!(decrypt(&KEY, &SealedPassword { key_id: "two".into(), ..sealed("one") }).is_none());
        assert!(decrypt(&KEY, &SealedPassword { ciphertext: "AAAA".into(), ..sealed("one") }).is_none());
    }

    #[test]
    fn ciphertext_hides_the_password_length() {
        let short = encrypt(&KEY, "one", &Password::parse("a 1 b 2!").unwrap()).unwrap();
        let long = encrypt(&KEY, "one", &Password::parse(&"🔑".repeat(128)).unwrap()).unwrap();
        assert_eq!(short.len(), long.len());
    }
}
