//! British postcodes, in full or in part.

use serde::{Deserialize, Serialize};

/// A British postcode: a district such as `E1`, a sector such as `E1 6`, or a unit `E1 6AN`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Postcode {
    district: String,
    /// The digit and the two letters after the space, as far as given.
    inward: String,
}

impl Postcode {
    /// Reads a postcode in any spacing and case; `None` if it has not the form of one.
    pub fn parse(text: &str) -> Option<Self> {
        let compact: String = text
            .chars()
            .filter(|c| !c.is_whitespace())
            .collect::<String>()
            .to_ascii_uppercase();
        if compact.len() > 7 || !compact.is_ascii() {
            return None;
        }
        if let Some((outward, inward)) = text.trim().split_once(char::is_whitespace) {
            let (outward, inward) = (
                outward.to_ascii_uppercase(),
                inward.trim().to_ascii_uppercase(),
            );
            return (is_district(&outward) && is_inward(&inward)).then_some(Self {
                district: outward,
                inward,
            });
        }
        let split = compact.len().saturating_sub(3);
        if is_district(compact.get(..split)?)
            && compact.len() - split == 3
            && is_inward(&compact[split..])
        {
            return Some(Self {
                district: compact[..split].to_owned(),
                inward: compact[split..].to_owned(),
            });
        }
        is_district(&compact).then(|| Self {
            district: compact,
            inward: String::new(),
        })
    }

    /// The part before the space: `E1`.
    pub fn district(&self) -> &str {
        &self.district
    }

    /// District and the first digit of the rest: `E1 6`; `None` for a bare district.
    pub fn sector(&self) -> Option<String> {
        self.inward
            .get(..1)
            .map(|digit| format!("{} {digit}", self.district))
    }
}

impl std::fmt::Display for Postcode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.inward.is_empty() {
            write!(f, "{}", self.district)
        } else {
            write!(f, "{} {}", self.district, self.inward)
        }
    }
}

/// One or two letters, a digit, and at most one more letter or digit.
fn is_district(text: &str) -> bool {
    let letters = text.chars().take_while(char::is_ascii_uppercase).count();
    let rest: Vec<char> = text.chars().skip(letters).collect();
    (1..=2).contains(&letters)
        && (1..=2).contains(&rest.len())
        && rest[0].is_ascii_digit()
        && rest[1..]
            .iter()
            .all(|c| c.is_ascii_digit() || c.is_ascii_uppercase())
}

/// A digit, or a digit and two letters.
fn is_inward(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|c| c.is_ascii_digit())
        && matches!(text.len(), 1 | 3)
        && chars.all(|c| c.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_shape() {
        for (text, shown, sector) in [
            ("e1 6an", "E1 6AN", Some("E1 6")),
            ("E16AN", "E1 6AN", Some("E1 6")),
            ("sw1a1aa", "SW1A 1AA", Some("SW1A 1")),
            ("M1 1AE", "M1 1AE", Some("M1 1")),
            ("EC1A 1", "EC1A 1", Some("EC1A 1")),
            ("E1", "E1", None),
            ("LS11", "LS11", None),
        ] {
            let parsed = Postcode::parse(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(parsed.to_string(), shown);
            assert_eq!(parsed.sector().as_deref(), sector);
        }
    }

    #[test]
    fn refuses_what_is_not_one() {
        for text in [
            "", "London", "123", "E", "E1 6A", "E1 ANN", "ZZZ1 1AA", "£1 6AN", "é1 6AN",
        ] {
            assert!(Postcode::parse(text).is_none(), "{text}");
        }
    }
}
