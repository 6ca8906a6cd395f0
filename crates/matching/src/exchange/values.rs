//! The values a person and a job share.

use super::Reader;
use super::fields::{Fields, text, whole};
use crate::Dimension;
use crate::model::{Held, Mode, Pay, STYLES, Styles, Weights, Wishes};
use kernel::geo::Point;
use kernel::money::{Currency, Money};
use kernel::week::Week;
use serde_json::Value;
use time::Date;

pub(super) fn place(reader: &Reader<'_>, fields: &mut Fields<'_>) -> Option<Point> {
    if let Some(Value::String(_)) = fields.get("place") {
        let vocabulary = reader.vocabulary;
        return fields.read("place", |value| {
            let name = text(value)?;
            vocabulary.place(name).ok_or_else(|| {
                format!(
                    "“{}” is not a place known here",
                    name.chars().take(40).collect::<String>()
                )
            })
        });
    }
    fields.object("place", |fields| {
        let mut degrees = |name: &str, most: f64| {
            if fields.get(name).is_none() {
                fields.fail(name, "is missing");
            }
            let range = -most..=most;
            fields.read(name, |value| {
                let number = value.as_f64().filter(|number| range.contains(number));
                number.ok_or_else(|| format!("degrees from -{most} to {most} expected"))
            })
        };
        let (lat, lon) = (degrees("lat", 90.0), degrees("lon", 180.0));
        Some(Point {
            lat: lat?,
            lon: lon?,
        })
    })?
}

const DAY_NAMES: [(&str, &[usize]); 17] = [
    ("mon", &[0]),
    ("tue", &[1]),
    ("wed", &[2]),
    ("thu", &[3]),
    ("fri", &[4]),
    ("sat", &[5]),
    ("sun", &[6]),
    ("monday", &[0]),
    ("tuesday", &[1]),
    ("wednesday", &[2]),
    ("thursday", &[3]),
    ("friday", &[4]),
    ("saturday", &[5]),
    ("sunday", &[6]),
    ("weekdays", &[0, 1, 2, 3, 4]),
    ("weekend", &[5, 6]),
    ("daily", &[0, 1, 2, 3, 4, 5, 6]),
];

/// `"any"`, or an object of days with ranges such as `07:00-15:00, 18:00-22:00`.
pub(super) fn week(fields: &mut Fields<'_>, name: &str) -> Option<Week> {
    let value = fields.get(name)?;
    if value.as_str() == Some("any") {
        return Some(Week::full());
    }
    let Some(days) = value.as_object() else {
        fields.fail(
            name,
            "“any” or an object of days such as {\"mon\": \"07:00-15:00\"} expected",
        );
        return None;
    };
    fields.object(name, |fields| {
        let mut week = Week::EMPTY;
        for (key, ranges) in days {
            let known = DAY_NAMES
                .iter()
                .find(|(day, _)| day.eq_ignore_ascii_case(key));
            let added = match (known, ranges.as_str()) {
                (None, _) => Err("not a day: mon to sun, weekdays, weekend or daily".to_owned()),
                (_, None) => Err("hours such as \"07:00-15:00\" expected".to_owned()),
                (Some((_, days)), Some(ranges)) => days
                    .iter()
                    .try_for_each(|&day| week.add_day_text(day, ranges)),
            };
            if let Err(message) = added {
                fields.fail(key, message);
            }
        }
        week
    })
}

pub(super) fn education(fields: &mut Fields<'_>) -> Option<u8> {
    fields
        .whole("education", 1, 8)
        .and_then(|level| u8::try_from(level).ok())
}

pub(super) fn styles(fields: &mut Fields<'_>) -> Option<Styles> {
    fields.read("styles", |value| {
        let answers: Option<Vec<i8>> = value.as_array().and_then(|answers| {
            let answer = |value: &Value| {
                value
                    .as_i64()
                    .filter(|answer| (-2..=2).contains(answer))
                    .and_then(|answer| i8::try_from(answer).ok())
            };
            answers.iter().map(answer).collect()
        });
        let styles: Option<Styles> = answers.and_then(|answers| answers.try_into().ok());
        styles.ok_or_else(|| format!("{} whole numbers from -2 to 2 expected", STYLES.len()))
    })
}

pub(super) fn code(fields: &mut Fields<'_>, value: &Value) -> Option<String> {
    text(value)
        .map(str::to_lowercase)
        .map_err(|message| fields.fail("", message))
        .ok()
}

pub(super) fn document(fields: &mut Fields<'_>, value: &Value) -> Option<Held> {
    if !value.is_object() {
        return code(fields, value).map(|document| Held {
            document,
            expires: None,
        });
    }
    if fields.get("document").is_none() {
        fields.fail("document", "is missing");
    }
    let expires: Option<Date> = fields.day("expires");
    Some(Held {
        document: fields.text("document")?.to_lowercase(),
        expires,
    })
}

pub(super) fn mode(value: &Value) -> Result<Mode, String> {
    match value.as_str() {
        Some("on_site") => Ok(Mode::OnSite),
        Some("hybrid") => Ok(Mode::Hybrid),
        Some("remote") => Ok(Mode::Remote),
        _ => Err("on_site, hybrid or remote expected".into()),
    }
}

fn currency(fields: &mut Fields<'_>) -> Option<Currency> {
    fields.read("currency", |value| {
        value.as_str().and_then(Currency::from_code).ok_or_else(|| {
            format!(
                "one of {} expected",
                Currency::ALL.map(Currency::code).join(", ")
            )
        })
    })
}

/// Pounds and pence as a number or text, in minor units.
fn amount(value: &Value, currency: Currency) -> Result<u32, String> {
    let text = match value {
        Value::Number(number) => number.to_string(),
        other => text(other)?.to_owned(),
    };
    u32::try_from(Money::parse(&text, currency)?.minor).map_err(|_| "too much".into())
}

/// An amount an hour, or an object of min, max and currency.
pub(super) fn pay(fields: &mut Fields<'_>) -> Option<Pay> {
    if !fields.get("pay")?.is_object() {
        let currency = Currency::ALL[0];
        let min_minor = fields.read("pay", |value| amount(value, currency))?;
        return Some(Pay {
            min_minor,
            max_minor: None,
            currency,
        });
    }
    fields.object("pay", |fields| {
        let currency = currency(fields).unwrap_or(Currency::ALL[0]);
        if fields.get("min").is_none() {
            fields.fail("min", "is missing");
        }
        let min = fields.read("min", |value| amount(value, currency));
        let max_minor = fields.read("max", |value| amount(value, currency));
        if min.zip(max_minor).is_some_and(|(min, max)| max < min) {
            fields.fail("max", "must not be less than min");
        }
        min.map(|min_minor| Pay {
            min_minor,
            max_minor,
            currency,
        })
    })?
}

pub(super) fn wishes(fields: &mut Fields<'_>) -> Wishes {
    let stated = currency(fields);
    let pay = fields.read("pay", |value| {
        amount(value, stated.unwrap_or(Currency::ALL[0]))
    });
    Wishes {
        pay_minor: pay,
        currency: stated.or(pay.map(|_| Currency::ALL[0])),
        modes: fields
            .each("modes", |fields, value| {
                mode(value).map_err(|message| fields.fail("", message)).ok()
            })
            .unwrap_or_default(),
        kinds: fields.each("kinds", code).unwrap_or_default(),
        commute_km: fields.whole("commute_km", 1, 20_000),
        pattern: week(fields, "pattern"),
    }
}

/// Per cent of each dimension; those left out weigh nothing.
pub(super) fn weights(fields: &mut Fields<'_>) -> Option<Weights> {
    const NAMES: [&str; 6] = [
        "skills",
        "experience",
        "availability",
        "location",
        "education",
        "culture",
    ];
    const { assert!(NAMES.len() == Dimension::ALL.len()) };
    let weights =
        NAMES.map(|name| fields.read(name, |value| whole(value, 0, 100)).unwrap_or(0) * 100);
    Weights::new(weights)
        .map_err(|message| fields.fail("", message))
        .ok()
}
