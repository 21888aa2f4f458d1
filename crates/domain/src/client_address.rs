//! The address of a caller. `X-Forwarded-For` counts only as far as trusted proxies wrote it.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

/// The address of a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientAddress(IpAddr);

impl ClientAddress {
    /// Parses an address as gateways and proxies write it: `203.0.113.7`, `203.0.113.7:443`, `2001:db8::1`,
    /// `[2001:db8::1]`, `[2001:db8::1]:443`. An IPv4 address in IPv6 form (`::ffff:203.0.113.7`) is the IPv4 address.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        let address = match bare {
            Some(bare) => bare.parse::<Ipv6Addr>().ok().map(IpAddr::V6),
            None => text.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|address| address.ip())),
        };
        address.map(|address| Self(address.to_canonical()))
    }

    /// The client behind the trusted proxies. `peer` is the address that connected to us; `forwarded` is
    /// `X-Forwarded-For` from left to right, to which each proxy appends the address that connected to it.
    ///
    /// That is the rightmost address that is not a trusted proxy: the client itself could have written everything to
    /// its left. If a trusted proxy wrote something that is not an address, the proxy itself is the client.
    #[must_use]
    pub fn behind<'a>(
        proxies: &TrustedProxies,
        peer: &str,
        forwarded: impl DoubleEndedIterator<Item = &'a str>,
    ) -> Option<Self> {
        let mut client = Self::parse(peer)?;
        for entry in forwarded.rev() {
            if !proxies.include(client) {
                break;
            }
            match Self::parse(entry) {
                Some(address) => client = address,
                None => break,
            }
        }
        Some(client)
    }

    /// The key for rate limits: an IPv4 address, or the /64 network of an IPv6 address, within which a client can
    /// choose any address.
    #[must_use]
    pub fn network(self) -> String {
        match self.0 {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                format!("{}/64", Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
            }
        }
    }
}

impl fmt::Display for ClientAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// Networks whose hosts append the real address of their client to `X-Forwarded-For`, such as load balancers and
/// proxies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<Network>);

impl TrustedProxies {
    /// Parses comma-separated networks: `10.0.0.0/16, 2001:db8::/32`. A bare address is a network of one.
    ///
    /// # Errors
    /// [`NotANetwork`] with the first malformed entry.
    pub fn parse(text: &str) -> Result<Self, NotANetwork> {
        let entries = text.split(',').map(str::trim).filter(|entry| !entry.is_empty());
        entries
            .map(|entry| Network::parse(entry).ok_or_else(|| NotANetwork(entry.to_owned())))
            .collect::<Result<_, _>>()
            .map(Self)
    }

    fn include(&self, address: ClientAddress) -> bool {
        self.0.iter().any(|network| network.includes(address))
    }
}

/// An entry that is not a network.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a network such as 10.0.0.0/16")]
pub struct NotANetwork(String);

/// An IPv6 network. IPv4 addresses are mapped into `::ffff:0:0/96`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Network {
    address: u128,
    mask: u128,
}

impl Network {
    fn parse(text: &str) -> Option<Self> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address.parse::<IpAddr>().ok()?, Some(prefix.parse::<u32>().ok()?)),
            None => (text.parse().ok()?, None),
        };
        let width = if address.is_ipv4() { 32 } else { 128 };
        let host_bits = width - prefix.filter(|prefix| *prefix <= width).or(prefix.is_none().then_some(width))?;
        let mask = u128::MAX.checked_shl(host_bits).unwrap_or(0);
        Some(Self { address: bits(address) & mask, mask })
    }

    const fn includes(self, address: ClientAddress) -> bool {
        bits(address.0) & self.mask == self.address
    }
}

const fn bits(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => address.to_ipv6_mapped().to_bits(),
        IpAddr::V6(address) => address.to_bits(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn client(proxies: &str, peer: &str, forwarded: &str) -> Option<String> {
        let proxies = TrustedProxies::parse(proxies).unwrap();
        ClientAddress::behind(&proxies, peer, forwarded.split(',')).map(|address| address.to_string())
    }

    #[test]
    fn every_notation_of_an_address_is_parsed() {
        for (text, address) in [
            ("203.0.113.7", "203.0.113.7"),
            (" 203.0.113.7 ", "203.0.113.7"),
            ("203.0.113.7:443", "203.0.113.7"),
            ("2001:DB8::1", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("[2001:db8::1]:443", "2001:db8::1"),
            ("::ffff:203.0.113.7", "203.0.113.7"),
            ("[::ffff:203.0.113.7]:443", "203.0.113.7"),
        ] {
            assert_eq!(
                ClientAddress::parse(text).map(|address| address.to_string()).as_deref(),
                Some(address),
                "{text}"
            );
        }
        for text in
            ["", "unknown", "_hidden", "203.0.113", "203.0.113.7/32", "203.0.113.7:", "[203.0.113.7]", "fe80::1%eth0"]
        {
            assert_eq!(ClientAddress::parse(text), None, "{text}");
        }
    }

    #[test]
    fn without_proxies_forwarded_for_is_ignored() {
        for forged in ["", "198.51.100.1", "198.51.100.1, 203.0.113.7", "garbage, , ,,"] {
            assert_eq!(client("", "203.0.113.7", forged).as_deref(), Some("203.0.113.7"), "{forged}");
        }
    }

    #[test]
    fn client_is_the_rightmost_untrusted_address() {
        let proxies = "10.0.0.0/16, 2001:db8:aaaa::/48";
        for (peer, forwarded, expected) in [
            ("10.0.1.5", "203.0.113.7", "203.0.113.7"),
            ("10.0.1.5", "198.51.100.1, 203.0.113.7", "203.0.113.7"),
            // A client that claims to be a proxy changes nothing.
            ("10.0.1.5", "198.51.100.1, 10.0.9.9, 203.0.113.7", "203.0.113.7"),
            // Two proxies, and a gateway that appends the peer too.
            ("10.0.1.5", "198.51.100.1, 203.0.113.7, 10.0.2.6", "203.0.113.7"),
            ("10.0.1.5", "203.0.113.7, 10.0.1.5", "203.0.113.7"),
            ("::ffff:10.0.1.5", "203.0.113.7:51234", "203.0.113.7"),
            ("2001:db8:aaaa:1::5", "[2001:db8:bbbb::7]:443", "2001:db8:bbbb::7"),
            // A peer that is not a trusted proxy is the client, whatever the header says.
            ("203.0.113.7", "198.51.100.1", "203.0.113.7"),
            ("10.1.0.1", "198.51.100.1", "10.1.0.1"),
            // The proxy wrote no address.
            ("10.0.1.5", "", "10.0.1.5"),
            ("10.0.1.5", "198.51.100.1, unknown", "10.0.1.5"),
            // Clients inside the trusted networks.
            ("10.0.1.5", "10.0.7.7", "10.0.7.7"),
        ] {
            assert_eq!(client(proxies, peer, forwarded).as_deref(), Some(expected), "{peer} {forwarded}");
        }
        assert_eq!(client(proxies, "unknown", "203.0.113.7"), None);
    }

    #[test]
    fn networks_are_parsed_or_refused() {
        assert_eq!(TrustedProxies::parse(" "), Ok(TrustedProxies::default()));
        for text in ["10.0.0.0/33", "10.0.0/8", "2001:db8::/129", "everyone", "10.0.0.0/-1", "10.0.0.0/16;10.1.0.0/16"]
        {
            assert!(TrustedProxies::parse(text).is_err(), "{text}");
        }
        let all = TrustedProxies::parse("0.0.0.0/0").unwrap();
        assert!(all.include(ClientAddress::parse("203.0.113.7").unwrap()));
        assert!(!all.include(ClientAddress::parse("2001:db8::1").unwrap()));
        let one = TrustedProxies::parse("203.0.113.7").unwrap();
        assert!(one.include(ClientAddress::parse("203.0.113.7").unwrap()));
        assert!(!one.include(ClientAddress::parse("203.0.113.6").unwrap()));
    }

    #[test]
    fn ipv6_clients_are_grouped_by_their_64() {
        let network = |text| ClientAddress::parse(text).unwrap().network();
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
        assert_eq!(network("2001:db8:1:2:ffff::1"), network("2001:db8:1:2::"));
        assert_ne!(network("2001:db8:1:3::1"), network("2001:db8:1:2::1"));
        assert_eq!(network("::ffff:203.0.113.7"), "203.0.113.7");
    }

    proptest! {
        #[test]
        fn untrusted_peer_is_the_client_whatever_the_header(forged in ".{0,200}", peer in any::<[u8; 4]>()) {
            let peer = IpAddr::from(peer).to_string();
            prop_assert_eq!(client("", &peer, &forged), Some(peer));
        }

        #[test]
        fn client_cannot_override_what_the_proxy_appended(forged in "[^,]{0,60}(,[^,]{0,60}){0,5}", real in any::<[u8; 4]>()) {
            prop_assume!(real[0] != 10);
            let real = IpAddr::from(real).to_string();
            prop_assert_eq!(client("10.0.0.0/8", "10.0.0.1", &format!("{forged}, {real}")), Some(real));
        }
    }
}
