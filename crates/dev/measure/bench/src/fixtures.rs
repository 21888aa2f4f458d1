//! What events and canned answers hold that cannot stand in a file: tokens and sealed passwords that are good today.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use aws_lc_rs::aead::{AES_256_GCM, Aad, RandomizedNonceKey};
use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::macros::datetime;
use usher_domain::authenticator::AuthenticatorSecret;
use usher_domain::mailed_link::LinkBinding;
use usher_domain::restore::{Restoration, RestoreToken};
use usher_domain::{Email, UserId};

use crate::runtime_api::now;

/// Of the events' pool.
pub const REGION: &str = "eu-west-1";
/// The pool that the events name.
pub const USER_POOL: &str = "eu-west-1_Example";
/// The pool's client that the events name.
pub const CLIENT: &str = "exampleclient";

const ADA: &str = "0d9f7c9e-3f50-4a7e-9c56-2d4e5f60718a";
const ADMIN: &str = "69ace000-3f50-4a7e-9c56-2d4e5f60718c";
const HOUR: u64 = 3600;

/// The key id that the events name, and the length to which passwords are padded (`crates/aws/src/password_seal.rs`).
const KEY_ID: &str = "6a1f0c1e-52b7-4d0e-9a44-0f3f3ad0c8a1";
const PADDED: usize = 512;
const ONE_TIME_KEY: [u8; 32] = [7; 32];

/// Texts, each with what it stands for.
pub struct Fixtures(Vec<(&'static str, String)>);

impl Fixtures {
    /// For now and the hour to come, and the texts of this checkout; the canned AWS listens at `endpoint`.
    ///
    /// # Errors
    /// If no key can be made, or a text is not there.
    pub fn new(endpoint: &str, root: &Path) -> Result<Self> {
        let key = RsaKeyPair::generate(KeySize::Rsa2048).context("can't make a key")?;
        Ok(Self(vec![
            // The placeholders of the events.
            ("an.access.token", access_token(&key, ADA)?),
            ("an.admin.token", access_token(&key, ADMIN)?),
            ("\"AAAA\"", format!("\"{}\"", sealed_password()?)),
            // When the gateway's token of the events expires.
            ("Sun Nov 22 12:30:00 UTC 2026", "Sun Nov 22 12:30:00 UTC 2099".to_owned()),
            // The token of a mailed link that the stack's key signs.
            (
                "0d9f7c9e-3f50-4a7e-9c56-2d4e5f60718a.1795345200.YWRhQG9sZC5leGFtcGxlLmNvbQ.VLidkL0OQ9ZgPGgLWnhNBVS4nZC9DkPWYDxoC1p4TQU",
                restore_token()?,
            ),
            // The versions of the texts of the events.
            (r#"terms_version\": \"2"#, format!(r#"terms_version\": \"{}"#, version(root, "terms-of-service")?)),
            (r#"privacy_version\": \"7"#, format!(r#"privacy_version\": \"{}"#, version(root, "privacy-policy")?)),
            // Those of canned.json.
            ("{{now}}", now().as_secs().to_string()),
            ("{{keys}}", published(&key)),
            ("{{one-time key}}", STANDARD.encode(ONE_TIME_KEY)),
            ("{{in an hour}}", (now().as_secs() + HOUR).to_string()),
            ("{{endpoint}}", endpoint.to_owned()),
        ]))
    }

    /// The text with everything in its place.
    #[must_use]
    pub fn fill(&self, text: &str) -> String {
        // The code of the events, which soon expires.
        let text = text.replace("071529", &one_time_password());
        self.0.iter().fold(text, |text, (name, value)| text.replace(name, value))
    }
}

/// The code of the authenticator app in `canned.json` now.
fn one_time_password() -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, &ONE_TIME_KEY);
    let derived = hmac::sign(&key, format!("{ADA}\nAAAAAAAAAAAAAAAAAAAABw").as_bytes());
    let secret = AuthenticatorSecret::from_bits(derived.as_ref().first_chunk().copied().unwrap_or_default());
    secret.one_time_password(OffsetDateTime::UNIX_EPOCH + now()).as_str().to_owned()
}

/// A token that restores the account of the events, and expires in 2099.
fn restore_token() -> Result<String> {
    let (user, email) = (UserId::parse(ADA).context("no id")?, Email::parse("ada@old.example.com"));
    let email = email.map_err(|_| anyhow::anyhow!("no address"))?;
    let restoration = Restoration::of_change(user, email, datetime!(2099-01-01 0:00 UTC));
    let key = hmac::Key::new(hmac::HMAC_SHA256, &ONE_TIME_KEY);
    let hash = hmac::sign(&key, restoration.state().as_str().as_bytes());
    let signature = LinkBinding::from_bits(hash.as_ref().first_chunk().copied().unwrap_or_default());
    Ok(RestoreToken { restoration, signature }.reveal())
}

/// The version of a text that people accept, as its first line has it.
fn version(root: &Path, text: &str) -> Result<String> {
    let text =
        fs::read_to_string(root.join("terms").join(text).with_extension("md")).context("can't read the terms")?;
    let version = text.lines().next().and_then(|line| line.strip_prefix("Version: "));
    version.map(str::to_owned).context("a text names no version")
}

fn published(key: &RsaKeyPair) -> String {
    // PKCS #1: a sequence of the modulus, after 9 bytes of DER for 2048 bits, and the exponent.
    let modulus = URL_SAFE_NO_PAD.encode(key.public_key().as_ref().get(9..265).unwrap_or_default());
    json!({ "keys": [{ "kid": "one", "kty": "RSA", "alg": "RS256", "use": "sig", "n": modulus, "e": "AQAB" }] })
        .to_string()
}

fn access_token(key: &RsaKeyPair, subject: &str) -> Result<String> {
    let since = now().as_secs();
    let claims = json!({
        "sub": subject, "username": subject, "token_use": "access", "client_id": CLIENT,
        "scope": "aws.cognito.signin.user.admin", "jti": KEY_ID, "origin_jti": KEY_ID, "event_id": KEY_ID,
        "iss": format!("https://cognito-idp.{REGION}.amazonaws.com/{USER_POOL}"),
        "auth_time": since, "iat": since, "exp": since + HOUR,
    });
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let message = format!("{}.{}", part(&json!({ "alg": "RS256", "kid": "one" })), part(&claims));
    let mut signature = vec![0; key.public_modulus_len()];
    key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message.as_bytes(), &mut signature)
        .context("can't sign a token")?;
    Ok(format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature)))
}

fn sealed_password() -> Result<String> {
    let mut text = b"correct horse battery".to_vec();
    text.resize(PADDED, 0);
    let cipher = RandomizedNonceKey::new(&AES_256_GCM, &ONE_TIME_KEY).context("can't make a cipher")?;
    let nonce = cipher.seal_in_place_append_tag(Aad::from(KEY_ID), &mut text).context("can't seal a password")?;
    Ok(STANDARD.encode([nonce.as_ref(), text.as_slice()].concat()))
}
