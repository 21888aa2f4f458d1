//! Verification of access tokens against a pool whose keys are ours, so that each reason to refuse one stands alone.

#![cfg(feature = "token-verification")]

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
use usher_domain::session::Token;

use crate::canned::Server;

const NOW: OffsetDateTime = datetime!(2026-11-22 12:00 UTC);
/// Where nobody answers.
const NOWHERE: &str = "http://127.0.0.1:9";
const SUBJECT: &str = "0d9f7c9e-3f50-4a7e-9c56-2d4e5f60718a";

/// A pool with one key, whose key set is served on a port of this machine.
struct Pool {
    key: RsaKeyPair,
    server: Server,
}

impl Pool {
    fn new() -> Self {
        let key = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
        // PKCS #1: a sequence of the modulus, after 9 bytes of DER for 2048 bits, and the exponent.
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
    AccessTokens::new(connection, "eu-west-1_pool", "our-client")
}

fn header() -> Value {
    json!({ "alg": "RS256", "kid": "one" })
}

/// Good claims, with these changed.
fn claims(changes: &Value) -> Value {
    let mut claims = json!({
        "sub": SUBJECT, "token_use": "access", "client_id": "our-client",
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
async fn a_current_access_token_of_ours_is_believed_and_the_keys_are_fetched_once() {
    let pool = Pool::new();
    let tokens = pool.tokens();
    for _ in 0..3 {
        let believed = tokens.verify(&pool.sign(&header(), &claims(&json!({}))), NOW).await.unwrap();
        assert_eq!(believed.user_id.as_str(), SUBJECT);
        assert_eq!(believed.signed_in_at, NOW - Duration::HOUR);
    }
    assert_eq!(pool.server.calls(), 1);
}

#[tokio::test]
async fn keys_that_were_fetched_at_start_up_are_not_fetched_for_the_first_token() {
    let pool = Pool::new();
    let connection = pool.server.connection();
    let tokens = tokens(&connection);

    connection.open().await;
    assert_eq!(pool.server.calls(), 1);

    let good = pool.sign(&header(), &claims(&json!({})));
    assert!(tokens.verify(&good, NOW).await.is_ok());
    assert_eq!(pool.server.calls(), 1);
    // A key that was published since is found at once, one that nobody published is looked for once.
    for index in 0..3 {
        let header = json!({ "alg": "RS256", "kid": format!("forged-{index}") });
        assert!(is_refused(&tokens, &pool.sign(&header, &claims(&json!({})))).await);
    }
    assert_eq!(pool.server.calls(), 2);
}

#[tokio::test]
async fn a_start_at_which_the_keys_cannot_be_fetched_is_none_the_worse() {
    let (pool, connection) = (Pool::new(), crate::canned::connection(NOWHERE));
    let tokens = tokens(&connection);

    connection.open().await;

    let outcome = tokens.verify(&pool.sign(&header(), &claims(&json!({}))), NOW).await;
    assert!(matches!(outcome, Err(DomainError::Unavailable(_))));
}

#[tokio::test]
async fn each_reason_alone_is_enough_to_refuse_a_token() {
    let pool = Pool::new();
    let tokens = pool.tokens();
    let now = NOW.unix_timestamp();
    for changes in [
        json!({ "exp": now }),
        json!({ "token_use": "id" }),
        json!({ "client_id": "another-client" }),
        json!({ "iss": "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_other" }),
        json!({ "sub": "somebody" }),
        json!({ "sub": null }),
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
async fn a_token_of_another_key_and_a_token_cut_short_are_refused() {
    let (pool, other) = (Pool::new(), Pool::new());
    let tokens = pool.tokens();
    let good = pool.sign(&header(), &claims(&json!({})));
    let cut = Token::new(&good.reveal()[..good.reveal().len() - 3]);
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
async fn where_the_keys_cannot_be_fetched_the_fault_is_ours() {
    let pool = Pool::new();
    let outcome =
        tokens(&crate::canned::connection(NOWHERE)).verify(&pool.sign(&header(), &claims(&json!({}))), NOW).await;
    assert!(matches!(outcome, Err(DomainError::Unavailable(_))));
}
