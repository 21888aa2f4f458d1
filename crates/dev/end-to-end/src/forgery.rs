//! Forged tokens.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

fn encode_part(part: &Value) -> String {
    URL_SAFE_NO_PAD.encode(part.to_string())
}

/// Decodes a part of a token without verification.
#[must_use]
pub fn decode_part(part: &str) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

/// The token with the same key id and claims, signed with another key.
#[must_use]
pub fn signed_with_another_key(token: &str) -> String {
    let parts: Vec<_> = token.split('.').collect();
    let key = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
    let message = format!("{}.{}", parts[0], parts[1]);
    let mut signature = vec![0; key.public_modulus_len()];
    key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message.as_bytes(), &mut signature).unwrap();
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
}

/// The token with another algorithm and without a signature.
#[must_use]
pub fn unsigned(token: &str, algorithm: &str) -> String {
    let parts: Vec<_> = token.split('.').collect();
    let mut header = decode_part(parts[0]);
    header["alg"] = algorithm.into();
    format!("{}.{}.", encode_part(&header), parts[1])
}

/// The token with the `sub` of another user and the original signature.
#[must_use]
pub fn with_changed_claims(token: &str) -> String {
    let parts: Vec<_> = token.split('.').collect();
    let mut claims = decode_part(parts[1]);
    claims["sub"] = "0d9f7c9e-3f50-4a7e-9c56-2d4e5f60718a".into();
    format!("{}.{}.{}", parts[0], encode_part(&claims), parts[2])
}
