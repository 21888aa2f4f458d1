//! Addresses that are not called.

use usher_webhook::{Limits, Reach, Refusal, Webhooks};

use crate::services::Service;
use crate::{message, post, secret};

async fn refused(reach: Reach, endpoint: &str) {
    let webhooks = Webhooks::new(reach, Limits::default()).unwrap();
    let result = webhooks.post(endpoint, &secret(), &message()).await;
    assert_eq!(result, Err(Refusal::AddressRefused), "{endpoint}");
}

#[tokio::test]
async fn malformed_urls_are_refused() {
    for endpoint in ["", "service.example.com", "//service.example.com", "/removals", "https://", "https://a b/"] {
        refused(Reach::PublicHttps, endpoint).await;
        refused(Reach::Anywhere, endpoint).await;
    }
}

#[tokio::test]
async fn another_scheme_is_refused() {
    for endpoint in ["ftp://8.8.8.8/", "file:///etc/passwd", "data:,x", "gopher://8.8.8.8/", "ws://8.8.8.8/"] {
        refused(Reach::PublicHttps, endpoint).await;
        refused(Reach::Anywhere, endpoint).await;
    }
    refused(Reach::PublicHttps, "http://8.8.8.8/").await;
}

#[tokio::test]
async fn credentials_in_a_url_are_refused() {
    for endpoint in ["https://user:pass@8.8.8.8/", "https://user@8.8.8.8/", "https://:pass@8.8.8.8/"] {
        refused(Reach::PublicHttps, endpoint).await;
        refused(Reach::Anywhere, endpoint).await;
    }
}

#[tokio::test]
async fn an_address_that_is_not_public_is_refused() {
    for endpoint in [
        "https://127.0.0.1/",
        "https://10.0.0.1/",
        "https://169.254.169.254/latest/meta-data/",
        "https://0.0.0.0/",
        "https://192.168.1.1:8443/",
        "https://[::1]/",
        "https://[::]/",
        "https://[::ffff:10.0.0.1]/",
        "https://[::10.0.0.1]/",
        "https://[64:ff9b::10.0.0.1]/",
        "https://[2002:a00:1::]/",
        "https://[fd00:ec2::254]/",
        "https://[fe80::1]/",
    ] {
        refused(Reach::PublicHttps, endpoint).await;
    }
}

#[tokio::test]
async fn other_notations_do_not_hide_an_address() {
    for endpoint in [
        "https://2130706433/",
        "https://017700000001/",
        "https://0x7f000001/",
        "https://0177.0.0.1/",
        "https://0x7f.1/",
        "https://127.1/",
        "https://127.0.0.1./",
        "https://%31%32%37.0.0.1/",
        "https://１２７.0.0.1/",
        "https:127.0.0.1",
        "https:\\\\127.0.0.1\\",
    ] {
        refused(Reach::PublicHttps, endpoint).await;
    }
}

#[tokio::test]
async fn host_with_private_address_is_never_connected_to() {
    let private = Service::with(drop);
    let port = private.url.split([':', '/']).nth(4).unwrap();
    for host in ["localhost", "LOCALHOST"] {
        refused(Reach::PublicHttps, &format!("https://{host}:{port}/")).await;
    }
    assert!(private.was_not_called());

    // `Reach::Anywhere` connects.
    assert_eq!(post(&format!("https://localhost:{port}/")).await, Err(Refusal::NotReachable));
    private.next_report();
}
