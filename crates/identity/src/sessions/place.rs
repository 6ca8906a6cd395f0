//! Where an address is, as far as one can know without asking anybody else.

use platform::Services;
use std::net::IpAddr;
use std::sync::Arc;

/// Knows places by address. An operator with a table of address ranges adds one with
/// [`Services::with`], as a [`Finder`].
pub trait Places: Send + Sync {
    /// In words, such as `Leeds, United Kingdom`; `None` if it is not known.
    fn find(&self, address: IpAddr) -> Option<String>;
}

/// The table in use.
#[derive(Clone)]
pub struct Finder(pub Arc<dyn Places>);

/// Knows what never leaves the building, and nothing else.
#[derive(Debug, Clone, Copy)]
pub struct Nearby;

impl Places for Nearby {
    fn find(&self, address: IpAddr) -> Option<String> {
        let local = match address {
            _ if address.is_loopback() => return Some("This computer".to_owned()),
            IpAddr::V4(v4) => v4.is_private() || v4.is_link_local(),
            IpAddr::V6(v6) => v6.is_unique_local() || v6.is_unicast_link_local(),
        };
        local.then(|| "Local network".to_owned())
    }
}

/// The place of an address in words.
pub fn describe(services: &Services, address: &str) -> String {
    let found = address.parse::<IpAddr>().ok().and_then(|address| {
        // An IPv4 address may come dressed as IPv6.
        let address = address.to_canonical();
        let table = services.part::<Finder>();
        table
            .and_then(|table| table.0.find(address))
            .or_else(|| Nearby.find(address))
    });
    found.unwrap_or_else(|| "Unknown place".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_near_is_known_and_nothing_else() {
        let find = |text: &str| Nearby.find(text.parse::<IpAddr>().unwrap().to_canonical());
        for near in ["127.0.0.1", "::1", "::ffff:127.0.0.1"] {
            assert_eq!(find(near).as_deref(), Some("This computer"), "{near}");
        }
        for local in [
            "10.1.2.3",
            "192.168.0.9",
            "172.16.0.1",
            "169.254.1.1",
            "fd00::1",
            "fe80::1",
        ] {
            assert_eq!(find(local).as_deref(), Some("Local network"), "{local}");
        }
        for far in ["192.0.2.1", "8.8.8.8", "172.32.0.1", "2001:db8::1"] {
            assert_eq!(find(far), None, "{far}");
        }
    }
}
