//! Which addresses are public, and so may be called. This prevents server-side request forgery (SSRF).
//!
//! From IANA's registries of special-purpose addresses (<https://www.iana.org/assignments/iana-ipv4-special-registry>,
//! <https://www.iana.org/assignments/iana-ipv6-special-registry>). A block that is reachable only in part is refused as
//! a whole: no service runs there.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// IPv4 blocks without public services, each with the length of its prefix.
const REFUSED_V4: [(Ipv4Addr, u32); 15] = [
    (Ipv4Addr::UNSPECIFIED, 8),           // this network
    (Ipv4Addr::new(10, 0, 0, 0), 8),      // private
    (Ipv4Addr::new(100, 64, 0, 0), 10),   // carrier-grade NAT
    (Ipv4Addr::new(127, 0, 0, 0), 8),     // loopback
    (Ipv4Addr::new(169, 254, 0, 0), 16),  // link-local: instance metadata
    (Ipv4Addr::new(172, 16, 0, 0), 12),   // private
    (Ipv4Addr::new(192, 0, 0, 0), 24),    // IETF protocols
    (Ipv4Addr::new(192, 0, 2, 0), 24),    // documentation
    (Ipv4Addr::new(192, 88, 99, 0), 24),  // 6to4 relays, deprecated
    (Ipv4Addr::new(192, 168, 0, 0), 16),  // private
    (Ipv4Addr::new(198, 18, 0, 0), 15),   // benchmarks
    (Ipv4Addr::new(198, 51, 100, 0), 24), // documentation
    (Ipv4Addr::new(203, 0, 113, 0), 24),  // documentation
    (Ipv4Addr::new(224, 0, 0, 0), 4),     // multicast
    (Ipv4Addr::new(240, 0, 0, 0), 4),     // reserved, and broadcast
];

/// The one block of IPv6 from which global addresses are assigned (RFC 4291, 2.4). Loopback, unique local, link-local
/// and multicast addresses are outside, as are IPv4-mapped, IPv4-compatible and translated (`64:ff9b::/96`) addresses.
const GLOBAL_V6: (Ipv6Addr, u32) = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);

/// Blocks within [`GLOBAL_V6`] without public services.
const REFUSED_V6: [(Ipv6Addr, u32); 4] = [
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23), // IETF protocols: Teredo, which embeds an IPv4 address
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32), // documentation
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16), // 6to4, which embeds an IPv4 address
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20), // documentation
];

/// Whether the address may be called under [`crate::Reach::PublicHttps`].
pub(crate) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => !REFUSED_V4.iter().any(|block| contains_v4(*block, address)),
        IpAddr::V6(address) => {
            contains_v6(GLOBAL_V6, address) && !REFUSED_V6.iter().any(|block| contains_v6(*block, address))
        }
    }
}

fn contains_v4((network, prefix): (Ipv4Addr, u32), address: Ipv4Addr) -> bool {
    (network.to_bits() ^ address.to_bits()).leading_zeros() >= prefix
}

fn contains_v6((network, prefix): (Ipv6Addr, u32), address: Ipv6Addr) -> bool {
    (network.to_bits() ^ address.to_bits()).leading_zeros() >= prefix
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn is_public_address(address: &str) -> bool {
        is_public(address.parse().unwrap())
    }

    #[test]
    fn exactly_the_addresses_of_each_block_are_refused() {
        for (before, first, last, after) in [
            ("", "0.0.0.0", "0.255.255.255", "1.0.0.0"),
            ("9.255.255.255", "10.0.0.0", "10.255.255.255", "11.0.0.0"),
            ("100.63.255.255", "100.64.0.0", "100.127.255.255", "100.128.0.0"),
            ("126.255.255.255", "127.0.0.0", "127.255.255.255", "128.0.0.0"),
            ("169.253.255.255", "169.254.0.0", "169.254.255.255", "169.255.0.0"),
            ("172.15.255.255", "172.16.0.0", "172.31.255.255", "172.32.0.0"),
            ("191.255.255.255", "192.0.0.0", "192.0.0.255", "192.0.1.0"),
            ("192.0.1.255", "192.0.2.0", "192.0.2.255", "192.0.3.0"),
            ("192.88.98.255", "192.88.99.0", "192.88.99.255", "192.88.100.0"),
            ("192.167.255.255", "192.168.0.0", "192.168.255.255", "192.169.0.0"),
            ("198.17.255.255", "198.18.0.0", "198.19.255.255", "198.20.0.0"),
            ("198.51.99.255", "198.51.100.0", "198.51.100.255", "198.51.101.0"),
            ("203.0.112.255", "203.0.113.0", "203.0.113.255", "203.0.114.0"),
            ("223.255.255.255", "224.0.0.0", "255.255.255.255", ""),
            ("", "::", "1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", ""),
            ("", "2001::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff", "2001:200::"),
            ("2001:db7:ffff::", "2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db9::"),
            ("2001:ffff::", "2002::", "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "2003::"),
            ("3ffe::", "3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff", "3fff:1000::"),
            ("3fff:ffff::", "4000::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", ""),
        ] {
            assert!(!is_public_address(first), "{first}");
            assert!(!is_public_address(last), "{last}");
            for neighbor in [before, after] {
                assert!(neighbor.is_empty() || is_public_address(neighbor), "{neighbor}");
            }
        }
    }

    #[test]
    fn known_addresses() {
        for public in ["1.1.1.1", "8.8.8.8", "52.94.236.248", "2606:4700:4700::1111", "2a00:1450:4001:80b::200e"] {
            assert!(is_public_address(public), "{public}");
        }
        for refused in ["169.254.169.254", "fd00:ec2::254", "::1", "fe80::1", "ff02::1", "fec0::1", "100::1", "5f00::1"]
        {
            assert!(!is_public_address(refused), "{refused}");
        }
    }

    proptest! {
        #[test]
        fn no_ipv6_form_of_an_ipv4_address_is_public(bits in any::<u32>(), rest in any::<u64>()) {
            let v4 = Ipv4Addr::from_bits(bits);
            let low = u128::from(bits);
            for (form, address) in [
                ("mapped", v4.to_ipv6_mapped()),
                ("compatible", Ipv6Addr::from_bits(low)),
                ("translated, RFC 2765", Ipv6Addr::from_bits(0xffff_0000_0000 << 16 | low)),
                ("NAT64, RFC 6052", Ipv6Addr::from_bits(0x0064_ff9b << 96 | low)),
                ("NAT64, RFC 8215", Ipv6Addr::from_bits(0x0064_ff9b_0001 << 80 | low)),
                ("6to4, RFC 3056", Ipv6Addr::from_bits(0x2002 << 112 | low << 80 | u128::from(rest))),
                ("Teredo, RFC 4380", Ipv6Addr::from_bits(0x2001_0000 << 96 | u128::from(rest) << 32 | u128::from(!bits))),
            ] {
                prop_assert!(!is_public(IpAddr::V6(address)), "{form}: {address}");
            }
        }

        #[test]
        fn special_addresses_of_the_standard_library_are_refused(v4 in any::<Ipv4Addr>(), v6 in any::<Ipv6Addr>()) {
            let special = v4.is_private() || v4.is_loopback() || v4.is_link_local() || v4.is_multicast()
                || v4.is_documentation() || v4.is_broadcast() || v4.is_unspecified();
            prop_assert!(!(special && is_public(IpAddr::V4(v4))), "{v4}");
            let special = v6.is_unique_local() || v6.is_unicast_link_local() || v6.is_multicast() || v6.is_loopback()
                || v6.is_unspecified() || v6.to_ipv4().is_some();
            prop_assert!(!(special && is_public(IpAddr::V6(v6))), "{v6}");
        }
    }
}
