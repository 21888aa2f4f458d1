//! The connection to a service: DNS lookup, check of the addresses, TCP and TLS.
//!
//! It connects to exactly the addresses that were checked, without a second lookup. So DNS rebinding, a name that
//! changes its address in between, has no effect.

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

/// The certificate authorities in Mozilla's program, compiled in.
pub(crate) fn mozilla_roots() -> RootCertStore {
    RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() }
}

/// Connects to services.
#[derive(Clone)]
pub(crate) struct Connector {
    tls: TlsConnector,
}

impl Connector {
    /// Trusts certificates from these authorities.
    ///
    /// # Errors
    /// As [`Webhooks::new`](crate::Webhooks::new).
    pub fn trusting(roots: RootCertStore) -> Result<Self, SetUpError> {
        let mut tls = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        tls.alpn_protocols = vec![b"http/1.1".to_vec()];
        // Calls are rare, so resuming a session saves little, and it would let a service link the calls.
        tls.resumption = Resumption::disabled();
        Ok(Self { tls: TlsConnector::from(Arc::new(tls)) })
    }

    /// Connects to the first of the service's addresses that accepts a connection.
    ///
    /// # Errors
    /// [`Refusal::AddressRefused`] if `reach` excludes an address, else [`Refusal::NotReachable`].
    pub async fn connect(&self, endpoint: &Endpoint, reach: Reach) -> Result<Box<dyn Stream>, Refusal> {
        let addresses = resolve(endpoint).await.map_err(|_| Refusal::NotReachable)?;
        check_addresses(&addresses, reach)?;
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

/// All current addresses of the host.
async fn resolve(endpoint: &Endpoint) -> io::Result<Vec<SocketAddr>> {
    let port = endpoint.port().ok_or(io::ErrorKind::InvalidInput)?;
    Ok(match endpoint.host().ok_or(io::ErrorKind::InvalidInput)? {
        Host::Domain(name) => lookup_host((name, port)).await?.collect(),
        Host::Ipv4(address) => vec![(address, port).into()],
        Host::Ipv6(address) => vec![(address, port).into()],
    })
}

/// Refuses the host if any of its addresses is not public: no legitimate service has such an address.
fn check_addresses(addresses: &[SocketAddr], reach: Reach) -> Result<(), Refusal> {
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
            assert_eq!(check_addresses(addresses, Reach::PublicHttps), expected, "{addresses:?}");
            assert_eq!(check_addresses(addresses, Reach::Anywhere), Ok(()));
        }
    }
}
