//! Verification of access tokens against a pool with a test key, so that each reason for a refusal is tested alone.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use time::macros::datetime;
use time::{Duration, OffsetDateTime};
use usher_aws::{AccessTokens, Connection};
use usher_domain::DomainError;
use usher_domain::ports::VerifyAccessToken;
use usher_domain::session::{Token, TokenIssuer};

use crate::canned::Server;

const NOW: OffsetDateTime = datetime!(2026-11-22 12:00 UTC);
/// Nothing listens on this port.
const UNREACHABLE: &str = "http://127.0.0.1:9";
const SUBJECT: &str = "0d9f7c9e-3f50-4a7e-9c56-2d4e5f60718a";
const SESSION: &str = "7c9f1f3e-0000-4000-8000-000000000001";

/// A pool with one key, which a local server publishes.
struct Pool {
    key: RsaKeyPair,
    server: Server,
}

impl Pool {
    fn new() -> Self {
        let key = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
        // PKCS #1: 9 bytes of DER for 2048 bits, then the modulus, then the exponent.
        let modulus = &key.public_key().as_ref()[9..265];
        let keys = json!({ "keys": [{
            "kid": "one", "kty": "RSA", "alg": "RS256", "use": "sig", "n": URL_SAFE_NO_PAD.encode(modulus), "e": "AQAB",
        }] });
        Self { key, server: Server::answering(vec![(200, keys.to_string())]) }
    }

    fn tokens(&self) -> AccessTokens {
        tokens(&self.server.connection())
    }

    fn sign(&self, header: &Value, claims: &Value) -> Token {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let message = format!("{}.{}", part(header), part(claims));
        let mut signature = vec![0; self.key.public_modulus_len()];
        self.key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message.as_bytes(), &mut signature).unwrap();
        Token::new(format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }
}

fn tokens(connection: &Connection) -> AccessTokens {
    let issuer = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_pool".to_owned();
    AccessTokens::new(connection, TokenIssuer::new(issuer, "our-client".to_owned()))
}

fn header() -> Value {
    json!({ "alg": "RS256", "kid": "one" })
}

/// Valid claims, with these changed.
fn claims(changes: &Value) -> Value {
    let mut claims = json!({
        "sub": SUBJECT, "origin_jti": SESSION, "token_use": "access", "client_id": "our-client",
        "iss": "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_pool",
        "auth_time": (NOW - Duration::HOUR).unix_timestamp(), "exp": (NOW + Duration::HOUR).unix_timestamp(),
    });
    claims.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    claims
}

async fn is_refused(tokens: &AccessTokens, token: &Token) -> bool {
    matches!(tokens.verify(token, NOW).await, Err(DomainError::NotSignedIn))
}

#[tokio::test]
async fn valid_tokens_pass_with_one_fetch_of_keys() {
    let pool = Pool::new();
    let tokens = pool.tokens();
    for _ in 0..3 {
        let verified = tokens.verify(&pool.sign(&header(), &claims(&json!({}))), NOW).await.unwrap();
        assert_eq!((verified.user_id.as_str(), verified.session.as_str()), (SUBJECT, SESSION));
        assert_eq!(verified.signed_in_at, NOW - Duration::HOUR);
    }
    assert_eq!(pool.server.calls(), 1);
}

#[tokio::test]
async fn keys_fetched_during_init_are_not_fetched_again() {
    let pool = Pool::new();
    let connection = pool.server.connection();
    let tokens = tokens(&connection);

    connection.open().await;
    assert_eq!(pool.server.calls(), 1);

    let valid = pool.sign(&header(), &claims(&json!({})));
    assert!(tokens.verify(&valid, NOW).await.is_ok());
    assert_eq!(pool.server.calls(), 1);
    // An unknown key id causes one fetch.
    for index in 0..3 {
        let header = json!({ "alg": "RS256", "kid": format!("forged-{index}") });
        assert!(is_refused(&tokens, &pool.sign(&header, &claims(&json!({})))).await);
    }
    assert_eq!(pool.server.calls(), 2);
}

#[tokio::test]
async fn failed_fetch_during_init_is_ignored() {
    let (pool, connection) = (Pool::new(), crate::canned::connection(UNREACHABLE));
    let tokens = tokens(&connection);

    connection.open().await;

    let outcome = tokens.verify(&pool.sign(&header(), &claims(&json!({}))), NOW).await;
    assert!(matches!(outcome, Err(DomainError::Unavailable(_))));
}

#[tokio::test]
async fn each_invalid_claim_or_header_is_refused() {
    let pool = Pool::new();
    let tokens = pool.tokens();
    let now = NOW.unix_timestamp();
    for changes in [
        json!({ "exp": now }),
        json!({ "token_use": "id" }),
        json!({ "client_id": "another-client" }),
        json!({ "iss": "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_other" }),
        json!({ "sub": "not a user id" }),
        json!({ "sub": null }),
        json!({ "origin_jti": "not a session id" }),
        json!({ "origin_jti": null }),
        json!({ "auth_time": "yesterday" }),
        json!({ "exp": i64::MAX }),
    ] {
        assert!(is_refused(&tokens, &pool.sign(&header(), &claims(&changes))).await, "{changes}");
    }
    for header in [
        json!({ "alg": "none", "kid": "one" }),
        json!({ "alg": "HS256", "kid": "one" }),
        json!({ "alg": "RS512", "kid": "one" }),
        json!({ "alg": "RS256", "kid": "two" }),
        json!({ "alg": "RS256" }),
    ] {
        assert!(is_refused(&tokens, &pool.sign(&header, &claims(&json!({})))).await, "{header}");
    }
}

#[tokio::test]
async fn wrong_key_or_truncated_token_is_refused() {
    let (pool, other) = (Pool::new(), Pool::new());
    let tokens = pool.tokens();
    let valid = pool.sign(&header(), &claims(&json!({})));
    let cut = Token::new(&valid.reveal()[..valid.reveal().len() - 3]);
    for token in [other.sign(&header(), &claims(&json!({}))), cut, Token::new(""), Token::new("a.b.c")] {
        assert!(is_refused(&tokens, &token).await);
    }
}

#[tokio::test]
async fn forged_key_ids_cause_no_flood_of_fetches() {
    let pool = Pool::new();
    let tokens = pool.tokens();
    for index in 0..50 {
        let header = json!({ "alg": "RS256", "kid": format!("forged-{index}") });
        assert!(is_refused(&tokens, &pool.sign(&header, &claims(&json!({})))).await);
    }
    assert_eq!(pool.server.calls(), 1);
}

#[tokio::test]
async fn failed_fetch_of_keys_is_unavailable() {
    let pool = Pool::new();
    let outcome =
        tokens(&crate::canned::connection(UNREACHABLE)).verify(&pool.sign(&header(), &claims(&json!({}))), NOW).await;
    assert!(matches!(outcome, Err(DomainError::Unavailable(_))));
}
