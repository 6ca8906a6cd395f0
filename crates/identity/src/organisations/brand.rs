//! The colour of an organisation. It chooses any; in each theme the nearest that can be read is shown.

#[cfg(feature = "ssr")]
mod legible;

#[cfg(feature = "ssr")]
pub use legible::{Legible, stylesheet};

/// A colour as people choose it: red, green, blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour(pub [u8; 3]);

impl Colour {
    /// Kinwork's own accent, where the picker begins.
    pub const DEFAULT: Self = Self([0x0b, 0x72, 0x72]);

    /// Reads `#rrggbb`, as colour pickers send it.
    ///
    /// # Errors
    /// A message fit for the field.
    pub fn parse(text: &str) -> Result<Self, String> {
        let digits = text.trim().strip_prefix('#').unwrap_or_default();
        let byte = |at: usize| {
            let pair = digits.get(at..at + 2)?;
            u8::from_str_radix(pair, 16).ok()
        };
        let plain = digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        match (plain, byte(0), byte(2), byte(4)) {
            (true, Some(red), Some(green), Some(blue)) => Ok(Self([red, green, blue])),
            _ => Err("Choose a colour, or write one such as #0b7272".to_owned()),
        }
    }
}

impl std::fmt::Display for Colour {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

#[cfg(test)]
mod tests {
    use super::Colour;

    #[test]
    fn a_colour_reads_back_what_it_prints() {
        assert_eq!(Colour::parse(" #0B7272 ").unwrap(), Colour::DEFAULT);
        assert_eq!(Colour::DEFAULT.to_string(), "#0b7272");
        for bad in ["", "0b7272", "#0b727", "#0b72722", "#+b7272", "red", "#ÿÿÿ"] {
            assert!(Colour::parse(bad).is_err(), "{bad}");
        }
    }
}
