//! Months and times from one to another, as people write them in résumés.

use regex::Regex;
use serde::{Serialize, Serializer};
use std::ops::Range;
use std::sync::LazyLock;
use time::Date;

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];
const NAME: &str = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|spring|summer|autumn|fall|winter)";
const YEAR: &str = r"(?:19[5-9]\d|20\d\d)";
const PRESENT: &str = r"(?:present|now|current(?:ly)?|today|to date|date|ongoing|this day)";

/// A month, or a year of which the month is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    /// Such as 2021.
    pub year: i32,
    /// 1 to 12.
    pub month: Option<u8>,
}

impl Month {
    /// Months since the year 0, for a beginning: of a bare year that is January.
    pub fn first(self) -> i32 {
        self.year * 12 + i32::from(self.month.unwrap_or(1)) - 1
    }

    /// The same for an end: of a bare year that is December.
    pub fn last(self) -> i32 {
        self.year * 12 + i32::from(self.month.unwrap_or(12)) - 1
    }

    /// The month of a day.
    pub fn of(day: Date) -> Self {
        Self {
            year: day.year(),
            month: Some(u8::from(day.month())),
        }
    }
}

impl std::fmt::Display for Month {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.month {
            Some(month) => write!(f, "{:04}-{month:02}", self.year),
            None => write!(f, "{:04}", self.year),
        }
    }
}

impl Serialize for Month {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A day, as far as it is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day {
    /// Its month.
    pub month: Month,
    /// 1 to 31, where the month is said as well.
    pub day: Option<u8>,
}

impl Day {
    fn new(month: Month, day: Option<u8>) -> Self {
        let there = |day: &u8| {
            let of = month
                .month
                .and_then(|month| time::Month::try_from(month).ok());
            of.is_some_and(|of| Date::from_calendar_date(month.year, of, *day).is_ok())
        };
        Self {
            month,
            day: day.filter(there),
        }
    }

    /// Does all of it lie after that day?
    pub fn is_after(self, day: Date) -> bool {
        let that = Month::of(day);
        let this = (self.month.first(), self.day.unwrap_or(0));
        match self.month.month {
            None => self.month.year > that.year,
            Some(_) => this > (that.first(), self.day.map_or(31, |_| day.day())),
        }
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.day {
            Some(day) => write!(f, "{}-{day:02}", self.month),
            None => self.month.fmt(f),
        }
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A time in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Time {
    /// Where it stands, in bytes.
    pub span: Range<usize>,
    /// Its first month; `None` if only its end is said.
    pub from: Option<Month>,
    /// Its last month; `None` if it goes on.
    pub to: Option<Month>,
    /// Does it go on?
    pub goes_on: bool,
}

struct Patterns {
    range: Regex,
    since: Regex,
    single: Regex,
    day_before: Regex,
    day_after: Regex,
    dated: Regex,
    duration: Regex,
}

static PATTERNS: LazyLock<Option<Patterns>> = LazyLock::new(|| {
    let date = format!(
        r"(?:(?:\d{{1,2}}[./])?(?:0?[1-9]|1[0-2])[./]{YEAR}|{YEAR}[-/](?:0[1-9]|1[0-2])\b|{NAME}\b\.?,?\s*(?:of\s+)?(?:{YEAR}|['\u{{2019}}]?\d\d\b)|{YEAR})"
    );
    let dash =
        r"(?:\s*[-\x{2013}\x{2014}\x{2212}\x{2012}\x{2192}]+\s*|\s+(?:to|until|till|through)\s+)";
    let new = |pattern: String| Regex::new(&pattern).ok();
    Some(Patterns {
        range: new(format!(r"(?i)\b(?:from\s+)?({date}|{NAME}\b){dash}({date}\b|{PRESENT}\b)"))?,
        since: new(format!(r"(?i)\b(?:since|from)\s+({date})\b|\b({date})\s*[-\x{{2013}}\x{{2014}}]\s*$"))?,
        single: new(format!(r"(?i)\b{date}\b"))?,
        day_before: new(r"(?i)\b(\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?$".to_owned())?,
        day_after: new(r"^-(\d\d)\b".to_owned())?,
        dated: new(format!(r"(?i)\b{YEAR}\b|\b{PRESENT}\b"))?,
        duration: new(r"(?i)\(?\b\d+\s*(?:years?|yrs?)(?:,?\s*(?:and\s+)?\d+\s*(?:months?|mos?))?\b\)?|\(?\b\d+\s*(?:months?|mos?)\b\)?".to_owned())?,
    })
});

/// Does a text hold a year, or say that something goes on?
pub fn is_dated(text: &str) -> bool {
    PATTERNS
        .as_ref()
        .is_some_and(|patterns| patterns.dated.is_match(text))
}

/// The first time from one month to another in a line, or since one.
pub fn find_range(line: &str) -> Option<Time> {
    let patterns = PATTERNS.as_ref()?;
    for found in patterns.range.captures_iter(line) {
        let (from, to) = (found.get(1)?.as_str(), found.get(2)?.as_str());
        let end = parse(to);
        // `Jan – Mar 2019` names the year once.
        let begin = parse(from).or_else(|| {
            Some(Month {
                year: end?.year,
                month: month_of(from),
            })
        });
        let Some(begin) = begin else { continue };
        let whole = found.get(0)?;
        // `2019-20` of a telephone number or a range of pay is none.
        if end.is_some_and(|end| end.last() < begin.first()) {
            continue;
        }
        return Some(Time {
            span: whole.range(),
            from: Some(begin),
            to: end,
            goes_on: end.is_none(),
        });
    }
    let since = patterns.since.captures(line)?;
    let from = parse(since.get(1).or(since.get(2))?.as_str())?;
    Some(Time {
        span: since.get(0)?.range(),
        from: Some(from),
        to: None,
        goes_on: true,
    })
}

/// The last single month or year in a line: when something was finished.
pub fn find_single(line: &str) -> Option<Time> {
    let found = PATTERNS.as_ref()?.single.find_iter(line).last()?;
    Some(Time {
        span: found.range(),
        from: None,
        to: Some(parse(found.as_str())?),
        goes_on: false,
    })
}

/// All days, months and years of a line, in their order.
pub fn days(line: &str) -> Vec<(Range<usize>, Day)> {
    let Some(patterns) = PATTERNS.as_ref() else {
        return Vec::new();
    };
    let mut found: Vec<(Range<usize>, Day)> = Vec::new();
    for one in patterns.single.find_iter(line) {
        let Some(month) = parse(one.as_str()) else {
            continue;
        };
        let mut span = one.range();
        let numbers: Vec<&str> = one.as_str().split(['.', '/']).collect();
        let mut day = None;
        if let [first, _, _] = numbers.as_slice() {
            day = first.parse().ok();
        } else if one.as_str().starts_with(char::is_alphabetic) {
            let from = found.last().map_or(0, |(last, _)| last.end);
            if let Some(said) = patterns.day_before.captures(&line[from..span.start]) {
                day = said.get(1).and_then(|day| day.as_str().parse().ok());
                span.start = from + said.get(0).map_or(0, |whole| whole.start());
            }
        } else if let Some(said) = patterns.day_after.captures(&line[span.end..]) {
            day = said.get(1).and_then(|day| day.as_str().parse().ok());
            span.end += said.get(0).map_or(0, |whole| whole.end());
        }
        found.push((span, Day::new(month, day)));
    }
    found
}

/// A line without the times it took, such as `2 yrs 3 mos`.
pub fn without_durations(text: &str) -> String {
    PATTERNS.as_ref().map_or_else(
        || text.to_owned(),
        |patterns| patterns.duration.replace_all(text, "").into_owned(),
    )
}

/// Reads one date; `None` for what is none, such as "present".
fn parse(text: &str) -> Option<Month> {
    let lower = text.to_lowercase();
    let numbers: Vec<&str> = lower
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .collect();
    let at = numbers.iter().position(|number| number.len() == 4);
    let year = match at {
        Some(at) => numbers[at].parse().ok()?,
        // `Jan '19`
        None => {
            let short: i32 = numbers
                .first()
                .filter(|number| number.len() == 2)?
                .parse()
                .ok()?;
            if short <= 50 {
                2000 + short
            } else {
                1900 + short
            }
        }
    };
    let number = match (at, numbers.as_slice()) {
        (Some(0), [_, month]) | (Some(1), [month, _]) | (Some(2), [_, month, _]) => {
            month.parse().ok()
        }
        _ => None,
    };
    Some(Month {
        year,
        month: month_of(&lower)
            .or(number)
            .filter(|month| (1..=12).contains(month)),
    })
}

/// The number of a month or season by its name.
fn month_of(text: &str) -> Option<u8> {
    let lower = text.trim().to_lowercase();
    for (name, month) in [
        ("spring", 4),
        ("summer", 6),
        ("autumn", 9),
        ("fall", 9),
        ("winter", 12),
    ] {
        if lower.starts_with(name) {
            return Some(month);
        }
    }
    (1..)
        .zip(MONTHS)
        .find(|(_, name)| lower.starts_with(name))
        .map(|(number, _)| number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(line: &str) -> Option<(String, String)> {
        let found = find_range(line)?;
        let to = found
            .to
            .map_or_else(|| "now".to_owned(), |to| to.to_string());
        Some((found.from?.to_string(), to))
    }

    #[test]
    fn times_are_read_as_people_write_them() {
        for (line, from, to) in [
            ("Driver, Jan 2019 \u{2013} Mar 2021", "2019-01", "2021-03"),
            ("January 2019 - Present", "2019-01", "now"),
            ("01/2019\u{2014}03/2021 Acme", "2019-01", "2021-03"),
            ("2019-01 to 2021-03", "2019-01", "2021-03"),
            ("2019\u{2013}2021", "2019", "2021"),
            ("Sept. 2019 until now", "2019-09", "now"),
            ("May \u{2013} July 2018", "2018-05", "2018-07"),
            ("Mar '19 - Apr '21", "2019-03", "2021-04"),
            ("since March 2020", "2020-03", "now"),
            ("Summer 2016 - Winter 2016", "2016-06", "2016-12"),
            ("03/04/2019 to 05/06/2020", "2019-04", "2020-06"),
            ("Acme 2022 -", "2022", "now"),
        ] {
            assert_eq!(
                range(line),
                Some((from.to_owned(), to.to_owned())),
                "{line}"
            );
        }
    }

    #[test]
    fn days_are_read_where_they_are_said() {
        for (line, said) in [
            (
                "14/05/2024 \u{2013} 13.05.2027",
                vec!["2024-05-14", "2027-05-13"],
            ),
            (
                "3rd June 2025, 4 of July 2026",
                vec!["2025-06-03", "2026-07-04"],
            ),
            ("2023-04-11", vec!["2023-04-11"]),
            ("June 2025 or 2026", vec!["2025-06", "2026"]),
            ("31/02/2025", vec!["2025-02"]),
            ("nothing", vec![]),
        ] {
            let found: Vec<String> = days(line).iter().map(|(_, day)| day.to_string()).collect();
            assert_eq!(found, said, "{line}");
        }
        let after = |line: &str| {
            days(line)[0]
                .1
                .is_after(time::macros::date!(2026 - 11 - 22))
        };
        assert!(after("23/11/2026") && after("12/2026") && after("2027"));
        assert!(!after("22/11/2026") && !after("11/2026") && !after("2026") && !after("10/2026"));
    }

    #[test]
    fn what_is_no_time_is_none() {
        for line in [
            "0207 946 0018",
            "Marched from A to B",
            "from 9 to 5",
            "2021 - 2019",
            "Class of 2019",
            "May the best win",
        ] {
            assert_eq!(range(line), None, "{line}");
        }
        assert_eq!(
            find_single("BSc, June 2016")
                .and_then(|time| time.to)
                .map(|to| to.to_string()),
            Some("2016-06".to_owned())
        );
        assert!(is_dated("to date") && is_dated("1999") && !is_dated("12345"));
        assert_eq!(without_durations("Acme \u{b7} 2 yrs 3 mos"), "Acme \u{b7} ");
    }
}
