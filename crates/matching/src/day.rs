//! Days as `2026-11-30` in JSON.

use serde::{Deserialize, Deserializer, Serializer};
use time::{Date, Month};

/// `2026-11-30` of a day.
pub fn text(day: Date) -> String {
    format!(
        "{:04}-{:02}-{:02}",
        day.year(),
        u8::from(day.month()),
        day.day()
    )
}

/// Reads `2026-11-30`.
pub fn parse(text: &str) -> Option<Date> {
    let mut parts = text.trim().splitn(3, '-');
    let year = parts.next()?.parse().ok()?;
    let month = Month::try_from(parts.next()?.parse::<u8>().ok()?).ok()?;
    Date::from_calendar_date(year, month, parts.next()?.parse().ok()?).ok()
}

/// For `#[serde(with = "day::option")]`.
pub mod option {
    use super::{Date, Deserialize, Deserializer, Serializer};

    /// Writes the day or null.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<S: Serializer>(day: &Option<Date>, serializer: S) -> Result<S::Ok, S::Error> {
        match day {
            Some(day) => serializer.serialize_some(&super::text(*day)),
            None => serializer.serialize_none(),
        }
    }

    /// Reads the day or null.
    ///
    /// # Errors
    /// Text that is not a day.
    pub fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Date>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        text.map(|text| {
            super::parse(&text)
                .ok_or_else(|| serde::de::Error::custom("a day such as 2026-11-30 expected"))
        })
        .transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[test]
    fn days_read_back() {
        assert_eq!(
            parse(&text(date!(2028 - 02 - 29))),
            Some(date!(2028 - 02 - 29))
        );
        for bad in [
            "",
            "2026",
            "2026-13-01",
            "2026-02-30",
            "30/11/2026",
            "2026-11-30T10:00",
        ] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }
}
