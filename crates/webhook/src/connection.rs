//! The connection to a service: the name looked up, its addresses judged, TCP and TLS.
//!
//! The guard sits here: what is connected to are the very addresses that were judged, so that a name which changes its
//! address between two look-ups gains nothing.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::client::Resumption;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, Error as TlsError, RootCertStore};
use url::Host;

use crate::addresses::is_public;
use crate::{Endpoint, Reach, Refusal};

/// TLS could not be set up.
#[derive(Debug, thiserror::Error)]
#[error("cannot set up TLS")]
pub struct SetUpError(#[from] TlsError);

/// Bytes to and from a service, with TLS or without.
pub(crate) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// The certificate authorities in Mozilla's programme, compiled in.
pub(crate) fn mozilla_roots() -> RootCertStore {
    RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() }
}

/// Connects to services.
#[derive(Clone)]
pub(crate) struct Connector {
    tls: TlsConnector,
}

impl Connector {
    /// Believes a service that has a certificate for its name from one of these authorities.
    pub fn trusting(roots: RootCertStore) -> Result<Self, SetUpError> {
        let mut tls = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        tls.alpn_protocols = vec![b"http/1.1".to_vec()];
        // A service is called once in a while: a session to take up again would only tell it who calls.
        tls.resumption = Resumption::disabled();
        Ok(Self { tls: TlsConnector::from(Arc::new(tls)) })
    }

    /// Connects to the first of the service's addresses that answers.
    ///
    /// # Errors
    /// [`Refusal::AddressRefused`] by `reach`, else [`Refusal::NotReachable`].
    pub async fn connect(&self, endpoint: &Endpoint, reach: Reach) -> Result<Box<dyn Stream>, Refusal> {
        let addresses = look_up(endpoint).await.map_err(|_| Refusal::NotReachable)?;
        admit(&addresses, reach)?;
        self.open(endpoint, &addresses).await.map_err(|_| Refusal::NotReachable)
    }

    async fn open(&self, endpoint: &Endpoint, addresses: &[SocketAddr]) -> io::Result<Box<dyn Stream>> {
        let tcp = TcpStream::connect(addresses).await?;
        if !endpoint.is_https() {
            return Ok(Box::new(tcp));
        }
        Ok(Box::new(self.tls.connect(server_name(endpoint)?, tcp).await?))
    }
}

/// Every address that the host has at this moment.
async fn look_up(endpoint: &Endpoint) -> io::Result<Vec<SocketAddr>> {
    let port = endpoint.port().ok_or(io::ErrorKind::InvalidInput)?;
    Ok(match endpoint.host().ok_or(io::ErrorKind::InvalidInput)? {
        Host::Domain(name) => lookup_host((name, port)).await?.collect(),
        Host::Ipv4(address) => vec![(address, port).into()],
        Host::Ipv6(address) => vec![(address, port).into()],
    })
}

/// Refuses a host whole for a single address that is not public: no honest service has one.
fn admit(addresses: &[SocketAddr], reach: Reach) -> Result<(), Refusal> {
    match reach {
        Reach::PublicHttps if !addresses.iter().all(|address| is_public(address.ip())) => Err(Refusal::AddressRefused),
        Reach::PublicHttps | Reach::Anywhere => Ok(()),
    }
}

fn server_name(endpoint: &Endpoint) -> io::Result<ServerName<'static>> {
    match endpoint.host().ok_or(io::ErrorKind::InvalidInput)? {
        Host::Domain(name) => ServerName::try_from(name.to_owned()).map_err(io::Error::other),
        Host::Ipv4(address) => Ok(ServerName::IpAddress(address.into())),
        Host::Ipv6(address) => Ok(ServerName::IpAddress(address.into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_private_address_among_several_refuses_the_host() {
        let public: SocketAddr = "8.8.8.8:443".parse().unwrap();
        let private: SocketAddr = "10.0.0.1:443".parse().unwrap();
        for (addresses, expected) in [
            (&[public][..], Ok(())),
            (&[public, private], Err(Refusal::AddressRefused)),
            (&[private, public], Err(Refusal::AddressRefused)),
            (&[private], Err(Refusal::AddressRefused)),
        ] {
            assert_eq!(admit(addresses, Reach::PublicHttps), expected, "{addresses:?}");
            assert_eq!(admit(addresses, Reach::Anywhere), Ok(()));
        }
    }
}
