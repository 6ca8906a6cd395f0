//! Secrets that are handed out once: 256 random bits, of which only the SHA-256 is stored. That is
//! enough for what nobody can guess; passwords need more (`password.rs`).

use kernel::Entropy;
use sha2::{Digest, Sha256};

/// Sixty-four hexadecimal digits behind a prefix that says what they open.
pub fn mint(entropy: &dyn Entropy, prefix: &str) -> String {
    let mut bytes = [0u8; 32];
    entropy.fill(&mut bytes);
    bytes.iter().fold(prefix.to_owned(), |mut text, byte| {
        text.push_str(&format!("{byte:02x}"));
        text
    })
}

/// Could this be a secret of that prefix? Spares the database what cannot.
pub fn is_one(text: &str, prefix: &str) -> bool {
    text.strip_prefix(prefix).is_some_and(|rest| {
        rest.len() == 64 && rest.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
    })
}

/// What is stored of a secret.
pub fn sha256(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Sevens;
    impl Entropy for Sevens {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(7);
        }
    }

    #[test]
    fn a_secret_says_what_it_opens() {
        let key = mint(&Sevens, "kwk_");
        assert_eq!(key, format!("kwk_{}", "07".repeat(32)));
        assert!(is_one(&key, "kwk_"));
        for other in ["kwa_", ""] {
            assert!(!is_one(&key, other), "{other}");
        }
        assert!(!is_one(&key[..67], "kwk_"));
        assert!(!is_one(&format!("kwk_{}", "0G".repeat(32)), "kwk_"));
    }
}
