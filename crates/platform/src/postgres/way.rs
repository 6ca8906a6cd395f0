//! The way to a PostgreSQL of the operator's: what leaves this machine is encrypted, and for one server alone.

use sqlx::postgres::{PgConnectOptions, PgSslMode};
use std::net::IpAddr;

/// On the way to it others could read or answer.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error(
    "the database at {host} is on another machine, and the way there is not protected. Add sslmode=verify-full to its URL, and \
     sslrootcert=FILE if its certificate is of an authority of your own: postgres://USER:PASSWORD@{host}/DATABASE?sslmode=verify-full&sslrootcert=FILE"
)]
pub struct OpenWay {
    /// Where it leads.
    host: String,
}

/// Refuses a login by which passwords and rows would go over a network to whoever answers there.
///
/// # Errors
/// For another machine with any `sslmode` but `verify-full`: every other one takes any certificate, or one made for
/// somebody else, or goes on without.
pub fn require_protected_way(options: &PgConnectOptions) -> Result<(), OpenWay> {
    let host = options.get_host();
    let on_this_machine = options.get_socket().is_some() || is_here(host);
    if on_this_machine || matches!(options.get_ssl_mode(), PgSslMode::VerifyFull) {
        return Ok(());
    }
    Err(OpenWay {
        host: host.to_owned(),
    })
}

/// A folder with a socket, or a name or address that never leaves this machine.
fn is_here(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host.starts_with('/')
        || host == "localhost"
        || address.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(url: &str) -> Option<String> {
        let options: PgConnectOptions = url.parse().unwrap();
        let open = require_protected_way(&options).err()?;
        Some(open.to_string())
    }

    #[test]
    fn another_machine_must_show_who_it_is() {
        for host in [
            "db.example",
            "10.0.0.7",
            "192.168.1.5:5433",
            "[2001:db8::1]",
            "localhost.example",
            "0.0.0.0",
        ] {
            let url = format!("postgres://app_rw:pa55word@{host}/kinwork");
            for mode in ["disable", "allow", "prefer", "require", "verify-ca"] {
                let said = refused(&format!("{url}?sslmode={mode}")).unwrap();
                assert!(said.contains("sslmode=verify-full"), "{said}");
                assert!(!said.contains("pa55word"), "{said}");
            }
            let protected = format!("{url}?sslmode=verify-full");
            assert_eq!(refused(&protected), None, "{host}");
            let own_authority = format!("{protected}&sslrootcert=/etc/kinwork/authority.pem");
            assert_eq!(refused(&own_authority), None, "{host}");
        }
        // Where it leads counts, however it is said.
        for url in [
            "postgres://localhost/kinwork?host=db.example",
            "postgres://localhost/kinwork?hostaddr=203.0.113.5",
        ] {
            assert!(refused(url).is_some(), "{url}");
        }
    }

    #[test]
    fn this_machine_needs_no_certificate() {
        for url in [
            "postgres://app_rw@localhost/kinwork",
            "postgres://app_rw@127.0.0.1:5433/kinwork?sslmode=disable",
            "postgres://app_rw@[::1]/kinwork",
            "postgres://app_rw@%2Frun%2Fpostgresql/kinwork",
            "postgres://app_rw@db.example/kinwork?host=/run/postgresql",
        ] {
            assert_eq!(refused(url), None, "{url}");
        }
    }
}
