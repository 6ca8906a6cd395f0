//! Who is at the other end of a connection, as far as that can be believed.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

/// The address of the client. Behind `proxies` trusted proxies that is what the outermost of them saw: the
/// address that stands so far from the right in `X-Forwarded-For`. What stands further to the left was
/// written by whoever sent the request. With no proxies, too few addresses, or one that cannot be read, it is
/// the peer of the connection.
pub fn client<'a>(
    peer: IpAddr,
    forwarded: impl IntoIterator<Item = &'a str>,
    proxies: usize,
) -> IpAddr {
    let seen: Vec<&str> = forwarded
        .into_iter()
        .flat_map(|header| header.split(','))
        .collect();
    let outermost = (proxies > 0)
        .then(|| seen.len().checked_sub(proxies))
        .flatten();
    outermost
        .and_then(|at| read(seen.get(at)?))
        .unwrap_or(peer)
        .to_canonical()
}

/// Some proxies add the port.
fn read(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    text.parse()
        .or_else(|_| text.parse::<SocketAddr>().map(|address| address.ip()))
        .or_else(|_| {
            text.trim_start_matches('[')
                .trim_end_matches(']')
                .parse::<Ipv6Addr>()
                .map(IpAddr::V6)
        })
        .ok()
}

/// What limits count by. Whoever has one IPv6 address has the other 2⁶⁴ of its network too.
pub fn network(client: IpAddr) -> IpAddr {
    match client.to_canonical() {
        v4 @ IpAddr::V4(_) => v4,
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;

    const PEER: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 1));

    fn address() -> impl Strategy<Value = IpAddr> {
        any::<IpAddr>().prop_map(|ip| ip.to_canonical())
    }

    /// What a client may write: addresses, half addresses, anything without a comma.
    fn forged() -> impl Strategy<Value = String> {
        prop_oneof![
            any::<IpAddr>().prop_map(|ip| ip.to_string()),
            "[^,]{0,20}",
            Just(String::new()),
        ]
    }

    proptest! {
        #[test]
        fn nothing_a_client_writes_changes_its_address(
            written in vec(forged(), 0..8),
            real in address(),
            inner in vec(address(), 0..3),
            split in any::<bool>(),
        ) {
            // The outermost proxy appends what it sees; each further one appends the one before it.
            let proxies = inner.len() + 1;
            let added: Vec<String> = std::iter::once(real).chain(inner).map(|ip| ip.to_string()).collect();
            let added = added.join(", ");
            let written = written.join(",");
            // A proxy adds to the header or adds a header.
            let headers = if split {
                vec![written, added]
            } else {
                vec![format!("{written},{added}")]
            };
            prop_assert_eq!(client(PEER, headers.iter().map(String::as_str), proxies), real);
        }

        #[test]
        fn without_proxies_only_the_connection_is_believed(written in vec(forged(), 0..8)) {
            prop_assert_eq!(client(PEER, written.iter().map(String::as_str), 0), PEER);
        }

        #[test]
        fn a_request_that_came_past_the_proxies_is_its_peers(written in vec(address(), 0..3)) {
            let header = written.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
            let headers = (!header.is_empty()).then_some(header.as_str());
            prop_assert_eq!(client(PEER, headers, written.len() + 1), PEER);
        }

        #[test]
        fn a_network_of_version_six_is_one_client(high in any::<u64>(), one in any::<u64>(), other in any::<u64>()) {
            let ip = |low: u64| IpAddr::V6(Ipv6Addr::from(u128::from(high) << 64 | u128::from(low)));
            // Version 4 written as version 6 is an address by itself.
            prop_assume!(high != 0);
            prop_assert_eq!(network(ip(one)), network(ip(other)));
        }

        #[test]
        fn every_address_of_version_four_is_a_client(one in any::<std::net::Ipv4Addr>(), other in any::<std::net::Ipv4Addr>()) {
            prop_assert_eq!(network(one.into()) == network(other.into()), one == other);
            prop_assert_eq!(network(one.to_ipv6_mapped().into()), network(one.into()));
        }
    }

    #[test]
    fn a_port_does_not_hide_the_address() {
        for (written, read) in [
            ("192.0.2.7:4711", "192.0.2.7"),
            ("[2001:db8::7]:4711", "2001:db8::7"),
            ("[2001:db8::7]", "2001:db8::7"),
            ("::ffff:192.0.2.7", "192.0.2.7"),
        ] {
            assert_eq!(
                client(PEER, [written], 1),
                read.parse::<IpAddr>().unwrap(),
                "{written}"
            );
        }
    }
}
