//! Days and months as people write them.

use time::{Date, Duration, Month};

/// English month names in order.
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Reads a day: `2026-11-30` as date inputs send it, or `30/11/2026`.
///
/// # Errors
/// A message fit for the field.
pub fn parse_day(text: &str) -> Result<Date, String> {
    let bad = || "Write a date such as 30/11/2026".to_owned();
    let parts: Vec<&str> = text.trim().split(['-', '/', '.']).collect();
    let [a, b, c] = parts.as_slice() else {
        return Err(bad());
    };
    let (year, month, day) = if a.len() == 4 { (a, b, c) } else { (c, b, a) };
    date(year, month, day).ok_or_else(bad)
}

/// Reads a month as its first day: `2021-03` as month inputs send it, `03/2021`, `March 2021`, `2021`.
///
/// # Errors
/// A message fit for the field.
pub fn parse_month(text: &str) -> Result<Date, String> {
    let bad = || "Write a month and a year, such as March 2021".to_owned();
    let parts: Vec<&str> = text
        .split(['-', '/', '.', ' ', ','])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    match parts.as_slice() {
        [year] => date(year, "1", "1"),
        [a, b] if a.len() == 4 && a.starts_with(|c: char| c.is_ascii_digit()) => {
            date(a, &month_number(b), "1")
        }
        [a, b] => date(b, &month_number(a), "1"),
        _ => None,
    }
    .ok_or_else(bad)
}

/// The last day of a day's month.
pub fn month_end(day: Date) -> Date {
    let length = day.month().length(day.year());
    day.replace_day(length).unwrap_or(day)
}

/// `2026-11-30`.
pub fn iso_day(day: Date) -> String {
    format!(
        "{:04}-{:02}-{:02}",
        day.year(),
        u8::from(day.month()),
        day.day()
    )
}

/// `11/2026`, as people type it.
pub fn shown_month(day: Date) -> String {
    format!("{:02}/{:04}", u8::from(day.month()), day.year())
}

/// Whole months from the first day to the end of the last one; 0 if there are none.
pub fn months_between(first: Date, last: Date) -> u16 {
    let after = last.saturating_add(Duration::DAY);
    let count = |day: Date| i64::from(day.year()) * 12 + i64::from(u8::from(day.month()));
    let months = count(after) - count(first) - i64::from(after.day() < first.day());
    u16::try_from(months.max(0)).unwrap_or(u16::MAX)
}

/// `2 years 3 months`, `5 months`, `under a month`.
pub fn months_text(months: u16) -> String {
    let unit = |n: u16, name: &str| {
        if n == 1 {
            format!("1 {name}")
        } else {
            format!("{n} {name}s")
        }
    };
    match (months / 12, months % 12) {
        (0, 0) => "under a month".to_owned(),
        (0, m) => unit(m, "month"),
        (y, 0) => unit(y, "year"),
        (y, m) => format!("{} {}", unit(y, "year"), unit(m, "month")),
    }
}

fn date(year: &str, month: &str, day: &str) -> Option<Date> {
    let year: i32 = year
        .parse()
        .ok()
        .filter(|year| (1900..=2200).contains(year))?;
    let month = Month::try_from(month.parse::<u8>().ok()?).ok()?;
    Date::from_calendar_date(year, month, day.parse().ok()?).ok()
}

/// The number of a month written as a number or by (the start of) its name; other text stays as it is.
fn month_number(text: &str) -> String {
    let lower = text.to_lowercase();
    let named = MONTHS
        .iter()
        .position(|name| lower.chars().count() >= 3 && name.to_lowercase().starts_with(&lower));
    named.map_or_else(|| text.to_owned(), |index| (index + 1).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use time::macros::date;

    #[test]
    fn reads_what_people_and_browsers_write() {
        for text in [
            "2021-03",
            "03/2021",
            "3/2021",
            "March 2021",
            "mar 2021",
            "2021 March",
            " March, 2021 ",
        ] {
            assert_eq!(parse_month(text), Ok(date!(2021 - 03 - 01)), "{text}");
        }
        assert_eq!(parse_month("2021"), Ok(date!(2021 - 01 - 01)));
        for text in [
            "", "soon", "13/2021", "2021-00", "03/21", "ma 2021", "é 2021", "0003",
        ] {
            assert!(parse_month(text).is_err(), "{text}");
        }
        assert_eq!(parse_day("2026-11-30"), Ok(date!(2026 - 11 - 30)));
        assert_eq!(parse_day("30/11/2026"), Ok(date!(2026 - 11 - 30)));
        assert!(parse_day("31/11/2026").is_err());
    }

    #[test]
    fn counts_whole_months_with_the_last_day() {
        assert_eq!(
            months_between(date!(2020 - 01 - 01), date!(2020 - 12 - 31)),
            12
        );
        assert_eq!(
            months_between(date!(2020 - 01 - 01), date!(2020 - 12 - 30)),
            11
        );
        assert_eq!(
            months_between(date!(2020 - 02 - 10), date!(2020 - 02 - 11)),
            0
        );
        assert_eq!(
            months_between(date!(2020 - 02 - 10), date!(2019 - 02 - 11)),
            0
        );
        assert_eq!(month_end(date!(2024 - 02 - 03)), date!(2024 - 02 - 29));
        assert_eq!(months_text(27), "2 years 3 months");
    }

    proptest! {
        #[test]
        fn odd_text_is_refused_not_a_panic(text in ".{0,30}") {
            let _ = (parse_day(&text), parse_month(&text));
        }

        #[test]
        fn what_is_written_reads_back(days in 0i64..60_000) {
            let day = date!(1950 - 01 - 01).saturating_add(Duration::days(days));
            prop_assert_eq!(parse_day(&iso_day(day)), Ok(day));
            prop_assert_eq!(parse_month(&shown_month(day)).map(shown_month), Ok(shown_month(day)));
        }
    }
}
