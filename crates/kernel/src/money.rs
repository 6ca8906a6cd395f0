//! Money in integer minor units with a currency. Never a float, never summed across currencies.

use serde::{Deserialize, Serialize};

/// The currencies Kinwork can pay in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
#[serde(rename_all = "UPPERCASE")]
pub enum Currency {
    /// Pound sterling.
    Gbp,
    /// Euro.
    Eur,
    /// United States dollar.
    Usd,
}

impl Currency {
    /// Every currency, the default first.
    pub const ALL: [Self; 3] = [Self::Gbp, Self::Eur, Self::Usd];

    /// ISO 4217 code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Gbp => "GBP",
            Self::Eur => "EUR",
            Self::Usd => "USD",
        }
    }

    /// The sign written before the amount.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Gbp => "£",
            Self::Eur => "€",
            Self::Usd => "$",
        }
    }

    /// Reads an ISO 4217 code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|c| c.code().eq_ignore_ascii_case(code.trim()))
    }
}

/// An amount of one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// Pence, cents: hundredths of the currency.
    pub minor: i64,
    /// Its currency.
    pub currency: Currency,
}

/// The largest amount accepted from a form, in minor units: ten million pounds.
pub const MAX_MINOR: i64 = 1_000_000_000;

impl Money {
    /// An amount in minor units.
    pub fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Reads what a person types: `12.50`, `£12`, `1,200`. At most two decimals, never negative.
    ///
    /// # Errors
    /// A message fit for the field.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, String> {
        let digits: String = text
            .trim()
            .trim_start_matches(currency.symbol())
            .chars()
            .filter(|c| !matches!(c, ',' | ' ' | '_'))
            .collect();
        let bad = || format!("Write an amount such as {}12.50", currency.symbol());
        let (whole, part) = digits.split_once('.').unwrap_or((&digits, ""));
        if whole.is_empty()
            || part.len() > 2
            || !whole
                .chars()
                .chain(part.chars())
                .all(|c| c.is_ascii_digit())
        {
            return Err(bad());
        }
        let pounds: i64 = whole.parse().map_err(|_| bad())?;
        let pence: i64 = format!("{part:0<2}").parse().map_err(|_| bad())?;
        let minor = pounds
            .checked_mul(100)
            .and_then(|m| m.checked_add(pence))
            .ok_or_else(bad)?;
        if minor > MAX_MINOR {
            return Err(format!("At most {}10,000,000", currency.symbol()));
        }
        Ok(Self { minor, currency })
    }

    /// Adds an amount of the same currency; `None` on overflow or another currency.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        (self.currency == other.currency)
            .then(|| self.minor.checked_add(other.minor))
            .flatten()
            .map(|minor| Self { minor, ..self })
    }

    /// Splits into shares in proportion to `weights` by largest remainder: parts sum to the whole
    /// and each lies within one minor unit of its exact share. `None` if the weights sum to zero.
    pub fn split(self, weights: &[u32]) -> Option<Vec<Self>> {
        let total: i128 = weights.iter().map(|&w| i128::from(w)).sum();
        if total == 0 {
            return None;
        }
        let whole = i128::from(self.minor);
        let mut parts: Vec<(i128, i128)> = weights
            .iter()
            .map(|&w| {
                let product = whole * i128::from(w);
                (product.div_euclid(total), product.rem_euclid(total))
            })
            .collect();
        let mut left = whole - parts.iter().map(|p| p.0).sum::<i128>();
        let mut order: Vec<usize> = (0..parts.len()).collect();
        order.sort_by_key(|&i| (std::cmp::Reverse(parts[i].1), i));
        for i in order {
            if left == 0 {
                break;
            }
            parts[i].0 += 1;
            left -= 1;
        }
        parts
            .into_iter()
            .map(|(minor, _)| {
                i64::try_from(minor)
                    .ok()
                    .map(|minor| Self { minor, ..self })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_what_people_type() {
        for (text, minor) in [
            ("12.50", 1250),
            ("£12", 1200),
            (" 1,200.5 ", 120_050),
            ("0", 0),
        ] {
            assert_eq!(
                Money::parse(text, Currency::Gbp).unwrap().minor,
                minor,
                "{text}"
            );
        }
        for text in ["", "-1", "1.234", "12 pounds", "99999999999", "1.2.3", "٣"] {
            assert!(Money::parse(text, Currency::Gbp).is_err(), "{text}");
        }
    }

    #[test]
    fn never_adds_across_currencies() {
        let pound = Money::new(1, Currency::Gbp);
        assert_eq!(pound.checked_add(Money::new(1, Currency::Eur)), None);
        assert_eq!(pound.checked_add(Money::new(i64::MAX, Currency::Gbp)), None);
    }

    proptest! {
        #[test]
        fn parts_sum_to_the_whole(minor in -MAX_MINOR..MAX_MINOR, weights in prop::collection::vec(0u32..10_000, 1..12)) {
            let whole = Money::new(minor, Currency::Gbp);
            let total: i128 = weights.iter().map(|&w| i128::from(w)).sum();
            match whole.split(&weights) {
                None => prop_assert_eq!(total, 0),
                Some(parts) => {
                    prop_assert_eq!(parts.iter().map(|p| p.minor).sum::<i64>(), minor);
                    for (part, &w) in parts.iter().zip(&weights) {
                        let exact_times_total = i128::from(minor) * i128::from(w);
                        let off = (i128::from(part.minor) * total - exact_times_total).abs();
                        prop_assert!(off < total);
                    }
                }
            }
        }
    }
}
