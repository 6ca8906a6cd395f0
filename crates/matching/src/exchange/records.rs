//! A person and a job of one line.

use super::Reader;
use super::fields::{Fields, text};
use super::values::{code, document, education, mode, pay, place, styles, week, weights, wishes};
use crate::day;
use crate::model::{Importance, Job, MAX_LEVEL, Person, PersonSkill, Proof, Requirement, Spell};
use crate::world::FIRST_OWN;
use serde_json::Value;

pub(super) fn person(reader: &mut Reader<'_>, fields: &mut Fields<'_>) -> Person {
    Person {
        id: id(fields),
        skills: fields
            .each("skills", |fields, value| {
                person_skill(reader, fields, value)
            })
            .unwrap_or_default(),
        experience: fields.each("experience", |fields, value| spell(reader, fields, value)),
        place: place(reader, fields),
        radius_km: fields.whole("radius_km", 1, 20_000),
        availability: week(fields, "availability"),
        available_from: fields.day("available_from"),
        education: education(fields),
        styles: styles(fields),
        documents: fields.each("documents", document).unwrap_or_default(),
        wishes: fields.object("wishes", wishes).unwrap_or_default(),
    }
}

pub(super) fn job(reader: &mut Reader<'_>, fields: &mut Fields<'_>) -> Job {
    let title = fields.text("title").unwrap_or_default().to_owned();
    let starts = fields.day("starts");
    let ends = fields.day("ends");
    if starts.zip(ends).is_some_and(|(starts, ends)| ends < starts) {
        fields.fail("ends", "must not be before starts");
    }
    Job {
        id: id(fields),
        occupation: occupation(reader, fields, &title),
        title,
        requirements: fields
            .each("skills", |fields, value| requirement(reader, fields, value))
            .unwrap_or_default(),
        experience_months: months(fields, "experience_months", "experience_years"),
        mode: fields.read("mode", mode).unwrap_or_default(),
        place: place(reader, fields),
        radius_km: fields.whole("radius_km", 1, 20_000),
        hard_radius: fields.yes("hard_radius"),
        pattern: week(fields, "pattern"),
        starts,
        ends,
        as_of: reader.today,
        education: education(fields),
        styles: styles(fields),
        documents: fields
            .each("documents", |fields, value| code(fields, value))
            .unwrap_or_default(),
        pay: pay(fields),
        kind: fields.text("kind").map(str::to_lowercase),
        weights: fields
            .object("weights", weights)
            .flatten()
            .unwrap_or_default(),
    }
}

fn id(fields: &mut Fields<'_>) -> String {
    if fields.get("id").is_none() {
        fields.fail("id", "is missing");
        return String::new();
    }
    let read = |value: &Value| match value {
        Value::Number(number) if number.is_u64() || number.is_i64() => Ok(number.to_string()),
        other => text(other).map(str::to_owned),
    };
    fields.read("id", read).unwrap_or_default()
}

/// A label, an id, or an object with either.
fn skill(reader: &mut Reader<'_>, fields: &mut Fields<'_>, value: &Value) -> Option<u32> {
    let named = match value {
        Value::Object(_) => {
            let name = fields.name(&["id", "label"]);
            if name.is_none() {
                fields.fail("label", "a label or an id is missing");
            }
            return fields.read(name?, |value| skill_of(reader, value));
        }
        other => skill_of(reader, other),
    };
    named.map_err(|message| fields.fail("", message)).ok()
}

fn skill_of(reader: &mut Reader<'_>, value: &Value) -> Result<u32, String> {
    if let Some(number) = value.as_u64() {
        let id = u32::try_from(number).ok().filter(|&id| id < FIRST_OWN);
        return id.ok_or_else(|| "not the id of a skill".into());
    }
    text(value)
        .map(|label| reader.skill(label))
        .map_err(|_| "the label or the id of a skill expected".into())
}

fn level(fields: &mut Fields<'_>) -> Option<u8> {
    const NAMES: [&str; 5] = [
        "beginner",
        "elementary",
        "intermediate",
        "advanced",
        "expert",
    ];
    fields.read("level", |value| {
        let named = value.as_str().and_then(|text| {
            NAMES
                .iter()
                .position(|name| name.eq_ignore_ascii_case(text.trim()))
        });
        let level = named.and_then(|at| u8::try_from(at).ok());
        level
            .or_else(|| value.as_u64().and_then(|level| u8::try_from(level).ok()))
            .filter(|&level| level <= MAX_LEVEL)
            .ok_or_else(|| {
                format!(
                    "a whole number from 0 to {MAX_LEVEL} or one of {} expected",
                    NAMES.join(", ")
                )
            })
    })
}

fn person_skill(
    reader: &mut Reader<'_>,
    fields: &mut Fields<'_>,
    value: &Value,
) -> Option<PersonSkill> {
    let skill = skill(reader, fields, value);
    let held = PersonSkill {
        skill: skill.unwrap_or(0),
        level: level(fields),
        months: months(fields, "months", "years"),
        months_since_used: since_used(reader, fields),
        proof: fields.read("evidence", proof).unwrap_or_default(),
    };
    skill.map(|_| held)
}

fn since_used(reader: &Reader<'_>, fields: &mut Fields<'_>) -> Option<u16> {
    if fields.get("last_used").is_none() {
        return months(fields, "months_since_used", "years_since_used");
    }
    let today = reader.today;
    fields.read("last_used", |value| {
        let (year, month) = month_of(value)?;
        let today = today.ok_or("no day of scoring is given; use years_since_used")?;
        // A bare year: the last month of it that has been.
        let month = month.unwrap_or(if year == today.year() {
            u8::from(today.month())
        } else {
            12
        });
        Ok(months_between(
            (year, month),
            (today.year(), u8::from(today.month())),
        ))
    })
}

fn proof(value: &Value) -> Result<Proof, String> {
    match value.as_str() {
        Some("verified") => Ok(Proof::Verified),
        Some("stated") => Ok(Proof::Stated),
        Some("inferred") => Ok(Proof::Inferred),
        _ => Err("verified, stated or inferred expected".into()),
    }
}

fn requirement(
    reader: &mut Reader<'_>,
    fields: &mut Fields<'_>,
    value: &Value,
) -> Option<Requirement> {
    let skill = skill(reader, fields, value);
    let importance = fields.read("importance", |value| match value.as_str() {
        Some("must") => Ok(Importance::Must),
        Some("should") => Ok(Importance::Should),
        Some("nice") => Ok(Importance::Nice),
        _ => Err("must, should or nice expected".into()),
    });
    let level = level(fields);
    Some(Requirement {
        skill: skill?,
        importance: importance.unwrap_or(Importance::Should),
        level,
    })
}

fn spell(reader: &mut Reader<'_>, fields: &mut Fields<'_>, value: &Value) -> Option<Spell> {
    if !value.is_object() {
        fields.fail("", "an object in { } expected");
        return None;
    }
    let title = fields.text("title").unwrap_or_default().to_owned();
    let occupation = occupation(reader, fields, &title);
    if title.is_empty() && fields.get("occupation").is_none() {
        fields.fail("title", "a title or an occupation is missing");
    }
    let months = match fields.name(&["months", "years", "start"]) {
        Some("start") => between(reader, fields),
        Some(_) => months(fields, "months", "years"),
        None => {
            fields.fail("months", "months, years or start is missing");
            None
        }
    };
    Some(Spell {
        occupation,
        title,
        months: months.unwrap_or(0),
    })
}

/// Whole months from `start` to `end`, the last one counted.
fn between(reader: &Reader<'_>, fields: &mut Fields<'_>) -> Option<u16> {
    let (from, from_month) = fields.read("start", month_of)?;
    let going_on = fields
        .get("end")
        .is_none_or(|end| end.as_str() == Some("present"));
    let to = if going_on {
        let today = reader.today;
        if today.is_none() {
            fields.fail("end", "is missing, and no day of scoring is given");
        }
        let today = today?;
        (today.year(), u8::from(today.month()))
    } else {
        let (year, month) = fields.read("end", month_of)?;
        (year, month.unwrap_or(12))
    };
    let from = (from, from_month.unwrap_or(1));
    if to < from {
        fields.fail("end", "must not be before start");
        return None;
    }
    Some(months_between(from, to).saturating_add(1))
}

/// The id of an occupation, or the title looked up.
fn occupation(reader: &Reader<'_>, fields: &mut Fields<'_>, title: &str) -> Option<u32> {
    let vocabulary = reader.vocabulary;
    let given = fields.read("occupation", |value| match value.as_u64() {
        Some(number) => u32::try_from(number)
            .map(Some)
            .map_err(|_| "not the id of an occupation".into()),
        None => text(value)
            .map(|title| vocabulary.occupation(title))
            .map_err(|_| "the title or the id of an occupation expected".into()),
    });
    given.unwrap_or_else(|| {
        if title.is_empty() {
            None
        } else {
            vocabulary.occupation(title)
        }
    })
}

/// Months given as such or as years, rounded to the nearest.
fn months(fields: &mut Fields<'_>, months: &str, years: &str) -> Option<u16> {
    if fields.get(months).is_some() {
        return fields.whole(months, 0, 1_200);
    }
    fields
        .number(years, 100.0)
        .map(|years| (years * 12.0).round() as u16)
}

/// `2024`, `"2024"`, `"2024-05"` or `"2024-05-17"`.
fn month_of(value: &Value) -> Result<(i32, Option<u8>), String> {
    let bad = || "a month such as 2024-05 expected".to_owned();
    let number = value.as_u64().map(|year| year.to_string());
    let text = number
        .as_deref()
        .or(value.as_str())
        .map(str::trim)
        .ok_or_else(bad)?;
    let day = match text.split('-').count() {
        1 => format!("{text}-01-01"),
        2 => format!("{text}-01"),
        _ => text.to_owned(),
    };
    let date = day::parse(&day)
        .filter(|date| (1900..=2200).contains(&date.year()))
        .ok_or_else(bad)?;
    Ok((
        date.year(),
        text.contains('-').then_some(u8::from(date.month())),
    ))
}

fn months_between(from: (i32, u8), to: (i32, u8)) -> u16 {
    let months = |(year, month): (i32, u8)| year * 12 + i32::from(month);
    u16::try_from((months(to) - months(from)).max(0)).unwrap_or(u16::MAX)
}
