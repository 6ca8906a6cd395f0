//! E-mail addresses, parsed once at the edge and compared without regard to case.

use serde::{Deserialize, Serialize};

/// A plausible address, trimmed and lower-cased. Whether it exists, only mail can tell.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Email(String);

impl Email {
    /// Longest address SMTP can carry (RFC 5321).
    pub const MAX_LEN: usize = 254;

    /// Reads an address.
    ///
    /// # Errors
    /// A message fit for the field.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim().to_lowercase();
        let bad = || "Write an e-mail address such as ama@example.org".to_owned();
        if text.len() > Self::MAX_LEN || text.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(bad());
        }
        let (local, domain) = text.rsplit_once('@').ok_or_else(bad)?;
        let domain_ok = domain.contains('.')
            && domain.split('.').all(|label| {
                !label.is_empty()
                    && !label.starts_with('-')
                    && !label.ends_with('-')
                    && label.chars().all(|c| c.is_alphanumeric() || c == '-')
            });
        if local.is_empty() || local.len() > 64 || local.contains('@') || !domain_ok {
            return Err(bad());
        }
        Ok(Self(text))
    }

    /// The address in lower case.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn case_and_space_do_not_matter() {
        assert_eq!(
            Email::parse(" Ama@Example.ORG ").unwrap().as_str(),
            "ama@example.org"
        );
    }

    #[test]
    fn refuses_what_cannot_be_one() {
        for text in [
            "",
            "ama",
            "@example.org",
            "ama@",
            "ama@example",
            "a b@example.org",
            "a@-x.org",
            "a@x..org",
        ] {
            assert!(Email::parse(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn parsing_is_stable(text in ".{0,60}@[a-z]{1,10}\\.[a-z]{2,5}") {
            if let Ok(email) = Email::parse(&text) {
                prop_assert_eq!(Email::parse(email.as_str()), Ok(email));
            }
        }
    }
}
