//! Services with valid and invalid certificates. Not under tests/, since no public function can trust a test's own
//! certificate authority.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use rcgen::{CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use time::OffsetDateTime;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::rustls::{RootCertStore, ServerConfig, ServerConnection, Stream};

use crate::connection::Connector;
use crate::{Accepted, Limits, Message, Reach, Refusal, Secret, Webhooks};

/// A service with this certificate: its URL and what it receives over TLS, which is empty if the handshake fails.
fn service(certificate: &CertificateDer<'static>, key: &KeyPair) -> (String, Receiver<String>) {
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let settings = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.clone()], key)
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://localhost:{}/", listener.local_addr().unwrap().port());
    let (tell, told) = channel();
    thread::spawn(move || {
        let mut tcp = listener.accept().unwrap().0;
        let mut connection = ServerConnection::new(Arc::new(settings)).unwrap();
        let mut stream = Stream::new(&mut connection, &mut tcp);
        let mut received = vec![0; 4096];
        let length = stream.read(&mut received).unwrap_or(0);
        // A client that does not trust the certificate has closed the connection.
        let _ = stream.write_all(b"HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n");
        tell.send(String::from_utf8_lossy(&received[..length]).into_owned()).unwrap();
    });
    (url, told)
}

fn authority() -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::new([]).unwrap();
    params.is_ca = IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// Calls a service whose certificate was issued by a trusted authority.
async fn call_with_certificate(params: CertificateParams) -> (Result<Accepted, Refusal>, String) {
    let authority = authority();
    let key = KeyPair::generate().unwrap();
    let certificate = params.signed_by(&key, &authority).unwrap();
    let (url, told) = service(certificate.der(), &key);
    let mut roots = RootCertStore::empty();
    roots.add(authority.der().clone()).unwrap();
    let connector = Connector::trusting(roots).unwrap();
    let result = post(&Webhooks { reach: Reach::Anywhere, limits: Limits::default(), connector }, &url).await;
    (result, told.recv_timeout(Duration::from_secs(10)).unwrap())
}

async fn post(webhooks: &Webhooks, url: &str) -> Result<Accepted, Refusal> {
    let message = Message { id: "msg_1", sent_at: OffsetDateTime::UNIX_EPOCH, body: "{}" };
    webhooks.post(url, &Secret::from_bytes([7; 32]), &message).await
}

fn certificate_for(name: &str) -> CertificateParams {
    CertificateParams::new([name.to_owned()]).unwrap()
}

#[tokio::test]
async fn service_with_valid_certificate_gets_the_message() {
    let (result, received) = call_with_certificate(certificate_for("localhost")).await;
    assert_eq!(result, Ok(Accepted { status: 202 }));
    assert!(received.starts_with("POST / HTTP/1.1\r\n"), "{received}");
}

#[tokio::test]
async fn certificate_for_another_name_is_refused() {
    let (result, received) = call_with_certificate(certificate_for("service.example.com")).await;
    assert_eq!((result, received.as_str()), (Err(Refusal::NotReachable), ""));
}

#[tokio::test]
async fn expired_certificate_is_refused() {
    let mut params = certificate_for("localhost");
    params.not_after = date_time_ymd(2020, 1, 1);
    let (result, received) = call_with_certificate(params).await;
    assert_eq!((result, received.as_str()), (Err(Refusal::NotReachable), ""));
}

#[tokio::test]
async fn self_signed_certificate_is_refused() {
    let key = KeyPair::generate().unwrap();
    let certificate = certificate_for("localhost").self_signed(&key).unwrap();
    let (url, told) = service(certificate.der(), &key);
    let webhooks = Webhooks::new(Reach::Anywhere, Limits::default()).unwrap();
    assert_eq!(post(&webhooks, &url).await, Err(Refusal::NotReachable));
    assert_eq!(told.recv_timeout(Duration::from_secs(10)).unwrap(), "");
}
