//! Money and dates as people read them. Money is formatted here and nowhere else. All text is British
//! English; days and months come from the tables below so that a translation has one place to change.

use kernel::money::Money;
use time::{Date, OffsetDateTime, Weekday};

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];
const MONTHS_LONG: [&str; 12] = [
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

/// What a rate of pay is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Per {
    /// An hour.
    Hour,
    /// A day.
    Day,
    /// A year.
    Year,
    /// The whole of it.
    Job,
}

impl Per {
    /// The words after the amount.
    pub fn words(self) -> &'static str {
        match self {
            Self::Hour => "an hour",
            Self::Day => "a day",
            Self::Year => "a year",
            Self::Job => "for the job",
        }
    }
}

/// `£1,234.50`, with the pence always.
pub fn money(amount: Money) -> String {
    let sign = if amount.minor < 0 { "−" } else { "" };
    let minor = amount.minor.unsigned_abs();
    format!(
        "{sign}{}{}.{:02}",
        amount.currency.symbol(),
        thousands(minor / 100),
        minor % 100
    )
}

/// `£28,000`: without the pence where there are none.
pub fn money_short(amount: Money) -> String {
    let text = money(amount);
    text.strip_suffix(".00").map_or(text.clone(), str::to_owned)
}

/// `£12.50–£13.20 an hour`, `£28,000–£32,000 a year`, `from £12.00 an hour`; `None` if neither end is known.
pub fn pay(min: Option<Money>, max: Option<Money>, per: Per) -> Option<String> {
    // An hourly rate keeps its pence, a salary has none to keep.
    let one = |amount| {
        if per == Per::Hour {
            money(amount)
        } else {
            money_short(amount)
        }
    };
    let words = per.words();
    match (min, max) {
        (Some(min), Some(max)) if min == max => Some(format!("{} {words}", one(min))),
        (Some(min), Some(max)) => Some(format!("{}–{} {words}", one(min), one(max))),
        (Some(min), None) => Some(format!("From {} {words}", one(min))),
        (None, Some(max)) => Some(format!("Up to {} {words}", one(max))),
        (None, None) => None,
    }
}

/// `12,345`.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 person`, `2,000 people`.
pub fn count(number: u64, one: &str, many: &str) -> String {
    format!(
        "{} {}",
        thousands(number),
        if number == 1 { one } else { many }
    )
}

/// Points with a sign and one decimal: `+13.2`, `−0.6`, `0.0`.
pub fn points(points: f64) -> String {
    let tenths = (points.abs() * 10.0).round() / 10.0;
    let sign = if tenths == 0.0 {
        ""
    } else if points < 0.0 {
        "−"
    } else {
        "+"
    };
    format!("{sign}{tenths:.1}")
}

/// `1.8 km` below ten, `14 km` above.
pub fn distance(metres: u32) -> String {
    if metres < 9_950 {
        format!("{:.1} km", f64::from(metres) / 1000.0)
    } else {
        format!("{} km", (metres + 500) / 1000)
    }
}

/// `14 Mar 2028`.
pub fn date(date: Date) -> String {
    format!("{} {} {}", date.day(), month(date), date.year())
}

/// `14 March 2028`.
pub fn date_long(date: Date) -> String {
    format!(
        "{} {} {}",
        date.day(),
        MONTHS_LONG[usize::from(u8::from(date.month())) - 1],
        date.year()
    )
}

/// `Mon 30 Nov`; the year is clear from what is around it.
pub fn day(date: Date) -> String {
    format!("{} {} {}", weekday(date.weekday()), date.day(), month(date))
}

/// `Nov 2026`, for the time line of a career.
pub fn month_year(date: Date) -> String {
    format!("{} {}", month(date), date.year())
}

/// `14 Mar 2028, 07:30 UTC`.
pub fn date_time(at: OffsetDateTime) -> String {
    let at = at.to_offset(time::UtcOffset::UTC);
    format!(
        "{}, {:02}:{:02} UTC",
        date(at.date()),
        at.hour(),
        at.minute()
    )
}

/// How long ago or how soon: `just now`, `5 minutes ago`, `in 2 days`; the date beyond a week.
pub fn relative(at: OffsetDateTime, now: OffsetDateTime) -> String {
    let seconds = (now - at).whole_seconds();
    let (number, unit) = match seconds.unsigned_abs() {
        0..60 => return "just now".to_owned(),
        s @ 60..3_600 => (s / 60, "minute"),
        s @ 3_600..86_400 => (s / 3_600, "hour"),
        s @ 86_400..604_800 => (s / 86_400, "day"),
        _ => return date(at.to_offset(time::UtcOffset::UTC).date()),
    };
    let unit = if number == 1 {
        unit.to_owned()
    } else {
        format!("{unit}s")
    };
    if seconds > 0 {
        format!("{number} {unit} ago")
    } else {
        format!("in {number} {unit}")
    }
}

/// `2026-11-21T11:33:00Z`, for a `datetime` attribute.
pub fn machine_time(at: OffsetDateTime) -> String {
    let at = at.to_offset(time::UtcOffset::UTC);
    format!(
        "{}T{:02}:{:02}:{:02}Z",
        machine_date(at.date()),
        at.hour(),
        at.minute(),
        at.second()
    )
}

/// `2026-11-21`, for a `datetime` attribute or a date input.
pub fn machine_date(date: Date) -> String {
    format!(
        "{:04}-{:02}-{:02}",
        date.year(),
        u8::from(date.month()),
        date.day()
    )
}

/// Up to two initials: `JM`.
pub fn initials(name: &str) -> String {
    let mut words = name
        .split_whitespace()
        .filter_map(|word| word.chars().find(|c| c.is_alphabetic()));
    let first = words.next();
    first
        .into_iter()
        .chain(words.next_back())
        .flat_map(char::to_uppercase)
        .collect()
}

fn month(date: Date) -> &'static str {
    MONTHS[usize::from(u8::from(date.month())) - 1]
}

fn weekday(day: Weekday) -> &'static str {
    &kernel::week::DAYS[usize::from(day.number_days_from_monday())][..3]
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::money::Currency;
    use time::macros::{date, datetime};

    fn gbp(minor: i64) -> Money {
        Money::new(minor, Currency::Gbp)
    }

    #[test]
    fn money_has_its_sign_and_its_thousands() {
        assert_eq!(money(gbp(123_450)), "£1,234.50");
        assert_eq!(money(gbp(-5)), "−£0.05");
        assert_eq!(money(gbp(i64::MIN)), "−£92,233,720,368,547,758.08");
        assert_eq!(money_short(gbp(2_800_000)), "£28,000");
        assert_eq!(money_short(gbp(2_800_050)), "£28,000.50");
    }

    #[test]
    fn pay_reads_as_a_person_says_it() {
        assert_eq!(
            pay(Some(gbp(1250)), Some(gbp(1320)), Per::Hour).unwrap(),
            "£12.50–£13.20 an hour"
        );
        assert_eq!(
            pay(Some(gbp(1200)), Some(gbp(1200)), Per::Hour).unwrap(),
            "£12.00 an hour"
        );
        assert_eq!(
            pay(Some(gbp(2_800_000)), None, Per::Year).unwrap(),
            "From £28,000 a year"
        );
        assert_eq!(
            pay(None, Some(gbp(45_000)), Per::Job).unwrap(),
            "Up to £450 for the job"
        );
        assert_eq!(pay(None, None, Per::Day), None);
    }

    #[test]
    fn days_and_times() {
        assert_eq!(day(date!(2026 - 11 - 30)), "Mon 30 Nov");
        assert_eq!(
            date_time(datetime!(2028-03-14 08:30 +1)),
            "14 Mar 2028, 07:30 UTC"
        );
        assert_eq!(
            machine_time(datetime!(2028-03-14 08:30 +1)),
            "2028-03-14T07:30:00Z"
        );
    }

    #[test]
    fn near_times_are_relative() {
        let now = datetime!(2026-11-21 12:00 UTC);
        for (at, text) in [
            (datetime!(2026-11-21 11:59:30 UTC), "just now"),
            (datetime!(2026-11-21 11:59 UTC), "1 minute ago"),
            (datetime!(2026-11-21 09:59 UTC), "2 hours ago"),
            (datetime!(2026-11-23 12:00 UTC), "in 2 days"),
            (datetime!(2026-11-01 12:00 UTC), "1 Nov 2026"),
        ] {
            assert_eq!(relative(at, now), text);
        }
    }

    #[test]
    fn small_things() {
        assert_eq!(points(13.24), "+13.2");
        assert_eq!(points(-0.6), "−0.6");
        assert_eq!(points(-0.04), "0.0");
        assert_eq!(distance(1_840), "1.8 km");
        assert_eq!(distance(13_600), "14 km");
        assert_eq!(count(1, "person", "people"), "1 person");
        assert_eq!(count(2_000, "person", "people"), "2,000 people");
        assert_eq!(initials("Jane van der Mensah"), "JM");
        assert_eq!(initials("Øyvind"), "Ø");
        assert_eq!(initials("🙂"), "");
    }
}
