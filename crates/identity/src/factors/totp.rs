//! Codes of an app: making a secret, showing it, checking what somebody types.

use kernel::{Entropy, Result};
use platform::db::internal;
use qrcode::{Color, QrCode};
use time::OffsetDateTime;
use totp_rs::{Builder, Secret, Totp};
use zeroize::Zeroizing;

/// As app stores and RFC 4226 have it.
const SECRET_BYTES: usize = 20;
/// Under which name the app lists it.
const ISSUER: &str = "Kinwork";

/// A fresh secret.
pub fn mint(entropy: &dyn Entropy) -> Zeroizing<[u8; SECRET_BYTES]> {
    let mut secret = Zeroizing::new([0; SECRET_BYTES]);
    entropy.fill(&mut *secret);
    secret
}

/// The time step of this code, if it is one of now, of the step before, or of the one after it: clocks differ.
///
/// # Errors
/// `Internal` if this is no secret.
pub fn step(secret: &[u8], code: &str, now: OffsetDateTime) -> Result<Option<i64>> {
    let seconds = u64::try_from(now.unix_timestamp()).unwrap_or(0);
    let step = totp(secret, "")?.check(code, seconds);
    step.map(|step| i64::try_from(step).map_err(internal))
        .transpose()
}

/// What is shown of a secret, once, so that an app can make its codes.
#[derive(Clone)]
pub struct Shown {
    /// To type: base 32, in groups of four.
    pub typed: String,
    /// To scan: as SVG's `d`, one unit a module.
    pub drawing: String,
    /// Modules of its side.
    pub side: usize,
}

/// How an app gets to know a secret.
///
/// # Errors
/// `Internal` if this is no secret.
pub fn show(secret: &[u8], account: &str) -> Result<Shown> {
    // The only letter that the form of the address keeps for itself.
    let totp = totp(secret, &account.replace(':', " "))?;
    let url = Zeroizing::new(totp.to_url().map_err(internal)?);
    let code = QrCode::new(url.as_bytes()).map_err(internal)?;
    Ok(Shown {
        typed: grouped(&totp.secret().to_base32(), 4, ' '),
        drawing: drawing(&code),
        side: code.width(),
    })
}

/// In groups of this many, so that people keep their place.
pub fn grouped(text: &str, many: usize, between: char) -> String {
    let mut groups = String::with_capacity(text.len() + text.len() / many);
    for (at, letter) in text.chars().enumerate() {
        if at > 0 && at % many == 0 {
            groups.push(between);
        }
        groups.push(letter);
    }
    groups
}

fn totp(secret: &[u8], account: &str) -> Result<Totp> {
    Builder::new()
        .with_secret(Secret::from(secret))
        .with_issuer(Some(ISSUER))
        .with_account_name(account)
        .build()
        .map_err(internal)
}

fn drawing(code: &QrCode) -> String {
    use std::fmt::Write as _;
    let side = code.width();
    let mut path = String::new();
    for (at, _) in code
        .to_colors()
        .iter()
        .enumerate()
        .filter(|(_, c)| **c == Color::Dark)
    {
        let _ = write!(path, "M{},{}h1v1h-1z", at % side, at / side);
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    /// Appendix B of RFC 6238, its last six digits.
    #[test]
    fn codes_are_those_of_the_standard() {
        let secret = b"12345678901234567890";
        for (at, code) in [
            (datetime!(1970-01-01 0:00:59 UTC), "287082"),
            (datetime!(2005-03-18 1:58:29 UTC), "081804"),
            (datetime!(2033-05-18 3:33:20 UTC), "279037"),
        ] {
            let step = step(secret, code, at).unwrap();
            assert_eq!(step, Some(at.unix_timestamp() / 30), "{at}");
        }
    }

    #[test]
    fn a_code_lasts_for_its_step_and_the_ones_beside_it() {
        let secret = b"12345678901234567890";
        let of = datetime!(2005-03-18 1:58:29 UTC);
        let later =
            |seconds| step(secret, "081804", of + time::Duration::seconds(seconds)).unwrap();
        assert!(later(-30).is_some() && later(30).is_some());
        assert!(later(-60).is_none() && later(60).is_none());
    }

    #[test]
    fn what_is_shown_can_be_typed_and_scanned() {
        let shown = show(b"12345678901234567890", "a:b@example.org").unwrap();
        assert_eq!(shown.typed, "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        // The corner of the finder pattern is dark, the ring inside it is not.
        assert!(shown.drawing.starts_with("M0,0h1v1h-1z"));
        assert!(!shown.drawing.contains("M1,1h"));
        assert!(shown.side >= 21);
    }
}
