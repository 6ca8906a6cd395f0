//! A field, its value, and the form that makes one.

use super::super::model::parse_version;
use crate::model::parse_name;
use kernel::id::FieldId;
use kernel::{AppError, FieldErrors, Result};
use serde::{Deserialize, Serialize};
use time::Date;
use time::format_description::FormatItem;
use time::macros::format_description;

/// Fields of an organisation on jobs, and as many on people, archived ones not counted.
pub const MOST: usize = 30;
/// Characters of a text.
const TEXT_MAX: usize = 500;
/// What a choice offers, at most.
const CHOICES_MAX: usize = 30;
/// Days as forms send them.
const DAY: &[FormatItem<'_>] = format_description!("[year]-[month]-[day]");
/// Numbers have four decimals.
const SCALE: i64 = 10_000;

/// What a field is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Subject {
    /// Jobs.
    Job,
    /// People who applied.
    Person,
}

impl Subject {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Job, Self::Person];

    /// The stored name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Job => "JOB",
            Self::Person => "PERSON",
        }
    }

    /// Reads a stored name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }

    /// As people say it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Job => "Jobs",
            Self::Person => "People who apply",
        }
    }
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Kind {
    /// A line of words.
    Text,
    /// A number of up to four decimals.
    Number,
    /// A day.
    Date,
    /// One of a list.
    Choice,
    /// Yes or no.
    YesNo,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 5] = [
        Self::Text,
        Self::Number,
        Self::Date,
        Self::Choice,
        Self::YesNo,
    ];

    /// The stored name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "TEXT",
            Self::Number => "NUMBER",
            Self::Date => "DATE",
            Self::Choice => "CHOICE",
            Self::YesNo => "YES_NO",
        }
    }

    /// Reads a stored name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }

    /// As people say it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Text => "Text",
            Self::Number => "Number",
            Self::Date => "Date",
            Self::Choice => "Choice",
            Self::YesNo => "Yes or no",
        }
    }
}

/// A field of an organisation's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its id.
    pub id: FieldId,
    /// What it is on.
    pub subject: Subject,
    /// What it holds.
    pub kind: Kind,
    /// Its name.
    pub name: String,
    /// What to write there, if the name does not say.
    pub help: String,
    /// It must be filled in.
    pub required: bool,
    /// What a choice offers.
    pub choices: Vec<String>,
    /// It is no longer asked.
    pub archived: bool,
    /// Grows with each change.
    pub version: i32,
}

/// What a field holds for one job or person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Words, or one of a choice.
    Text(String),
    /// Ten-thousandths.
    Number(i64),
    /// A day.
    Date(Date),
    /// Yes or no.
    YesNo(bool),
}

impl Field {
    /// Reads what was typed; `None` if nothing was.
    ///
    /// # Errors
    /// A message fit for the field.
    pub fn parse(&self, typed: &str) -> Result<Option<Value>, String> {
        let typed = typed.trim();
        if typed.is_empty() {
            return if self.required {
                Err(format!("{} is needed", self.name))
            } else {
                Ok(None)
            };
        }
        self.parse_filled(typed).map(Some)
    }

    fn parse_filled(&self, typed: &str) -> Result<Value, String> {
        match self.kind {
            Kind::Text if typed.chars().count() > TEXT_MAX => {
                Err(format!("Use at most {TEXT_MAX} characters"))
            }
            Kind::Text if typed.chars().any(char::is_control) => {
                Err("Leave out line breaks and control characters".to_owned())
            }
            Kind::Text => Ok(Value::Text(typed.to_owned())),
            Kind::Number => parse_number(typed)
                .map(Value::Number)
                .ok_or_else(|| "Write a number such as 12 or 12.5".to_owned()),
            Kind::Date => Date::parse(typed, DAY)
                .ok()
                .filter(|day| (1900..=2200).contains(&day.year()))
                .map(Value::Date)
                .ok_or_else(|| "Choose a day".to_owned()),
            Kind::Choice => self
                .choices
                .iter()
                .find(|choice| *choice == typed)
                .map(|choice| Value::Text(choice.clone()))
                .ok_or_else(|| "Choose one from the list".to_owned()),
            Kind::YesNo => match typed {
                "yes" => Ok(Value::YesNo(true)),
                "no" => Ok(Value::YesNo(false)),
                _ => Err("Choose yes or no".to_owned()),
            },
        }
    }
}

impl Value {
    /// As a form sends it, so that [`Field::parse`] reads it back.
    pub fn typed(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => number_text(*number),
            Self::Date(day) => day.format(DAY).unwrap_or_default(),
            Self::YesNo(true) => "yes".to_owned(),
            Self::YesNo(false) => "no".to_owned(),
        }
    }

    /// As people read it.
    pub fn shown(&self) -> String {
        match self {
            Self::Date(day) => ui::format::date(*day),
            Self::YesNo(true) => "Yes".to_owned(),
            Self::YesNo(false) => "No".to_owned(),
            other => other.typed(),
        }
    }
}

/// Ten-thousandths of a number with up to four decimals; commas may group.
fn parse_number(typed: &str) -> Option<i64> {
    let plain: String = typed.chars().filter(|c| *c != ',' && *c != ' ').collect();
    let (sign, digits) = match plain.strip_prefix(['-', '−']) {
        Some(rest) => (-1, rest),
        None => (1, plain.as_str()),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let sound = !whole.is_empty() && whole.len() <= 12 && part.len() <= 4;
    if !sound || !all_digits(whole) || !all_digits(part) {
        return None;
    }
    let whole: i64 = whole.parse().ok()?;
    let part: i64 = format!("{part:0<4}").parse().ok()?;
    Some(sign * (whole * SCALE + part))
}

fn number_text(number: i64) -> String {
    let sign = if number < 0 { "-" } else { "" };
    let size = number.unsigned_abs();
    let scale = SCALE.unsigned_abs();
    let text = format!("{sign}{}.{:04}", size / scale, size % scale);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The form that makes or changes a field.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct FieldForm {
    /// Which; empty for a new one.
    pub id: String,
    /// The version that was shown.
    pub version: String,
    /// What it is on; of a new one.
    pub subject: String,
    /// What it holds; of a new one.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// What to write there.
    pub help: String,
    /// `true` if it must be filled in.
    pub required: String,
    /// What a choice offers, one a line.
    pub choices: String,
}

/// What can be said of a field, new or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saying {
    /// Its name.
    pub name: String,
    /// What to write there.
    pub help: String,
    /// It must be filled in.
    pub required: bool,
    /// What a choice offers.
    pub choices: Vec<String>,
}

/// What a form asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// A new field.
    New(Subject, Kind, Saying),
    /// Another name, help or list for one; the version it was read in.
    Changed(FieldId, i32, Saying),
}

impl FieldForm {
    /// The form as a field stands.
    pub fn of(field: &Field) -> Self {
        Self {
            id: field.id.to_string(),
            version: field.version.to_string(),
            subject: field.subject.name().to_owned(),
            kind: field.kind.name().to_owned(),
            name: field.name.clone(),
            help: field.help.clone(),
            required: if field.required {
                "true".to_owned()
            } else {
                String::new()
            },
            choices: field.choices.join("\n"),
        }
    }

    /// Checks the form. What a field is on and what it holds stay as they were made: `kind` is the stored one.
    ///
    /// # Errors
    /// `Invalid`, `NotFound`, `Conflict("stale")`.
    pub fn parse(&self) -> Result<Wanted> {
        let mut errors = FieldErrors::default();
        let kind = Kind::from_name(&self.kind);
        if kind.is_none() {
            errors.add("kind", "Choose what it holds");
        }
        let saying = self.saying(kind == Some(Kind::Choice), &mut errors);
        if !self.id.is_empty() {
            let id = self.id.parse().map_err(|_| AppError::NotFound)?;
            let version = parse_version(&self.version)?;
            return match saying {
                Some(saying) if errors.is_empty() => Ok(Wanted::Changed(id, version, saying)),
                _ => Err(AppError::Invalid(errors)),
            };
        }
        let subject = Subject::from_name(&self.subject);
        if subject.is_none() {
            errors.add("subject", "Choose what it is on");
        }
        match (subject, kind, saying) {
            (Some(subject), Some(kind), Some(saying)) if errors.is_empty() => {
                Ok(Wanted::New(subject, kind, saying))
            }
            _ => Err(AppError::Invalid(errors)),
        }
    }

    fn saying(&self, choice: bool, errors: &mut FieldErrors) -> Option<Saying> {
        let name = errors.take("name", parse_name(&self.name, 1, 60));
        let help = errors.take(
            "help",
            if self.help.trim().is_empty() {
                Ok(String::new())
            } else {
                parse_name(&self.help, 1, 200)
            },
        );
        let choices = if choice {
            errors.take("choices", parse_choices(&self.choices))
        } else {
            Some(Vec::new())
        };
        Some(Saying {
            name: name?,
            help: help?,
            required: self.required == "true",
            choices: choices?,
        })
    }
}

fn parse_choices(text: &str) -> Result<Vec<String>, String> {
    let mut choices: Vec<String> = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let choice = parse_name(line, 1, 60).map_err(|why| format!("“{}”: {why}", line.trim()))?;
        if !choices.contains(&choice) {
            choices.push(choice);
        }
    }
    match choices.len() {
        0 | 1 => Err("Write at least two, one a line".to_owned()),
        2..=CHOICES_MAX => Ok(choices),
        _ => Err(format!("Write at most {CHOICES_MAX}")),
    }
}

/// Where a field goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// One place up.
    Up,
    /// One place down.
    Down,
    /// No longer asked.
    Archive,
    /// Asked again, after the others.
    Restore,
}

/// The form that moves a field or archives it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct StepForm {
    /// Which.
    pub id: String,
    /// `up`, `down`, `archive` or `restore`.
    pub step: String,
}

impl StepForm {
    /// Which field, and where it goes.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn parse(&self) -> Result<(FieldId, Step)> {
        let id = self.id.parse().map_err(|_| AppError::NotFound)?;
        let step = match self.step.as_str() {
            "up" => Step::Up,
            "down" => Step::Down,
            "archive" => Step::Archive,
            "restore" => Step::Restore,
            _ => return Err(AppError::NotFound),
        };
        Ok((id, step))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn field(kind: Kind) -> Field {
        Field {
            id: FieldId(uuid::Uuid::from_u128(1)),
            subject: Subject::Job,
            kind,
            name: "Cost centre".into(),
            help: String::new(),
            required: false,
            choices: vec!["Red".into(), "Blue".into()],
            archived: false,
            version: 1,
        }
    }

    #[test]
    fn values_are_what_the_kind_says() {
        let cases = [
            (Kind::Text, "  4711 ", Some(Value::Text("4711".into()))),
            (Kind::Number, "1,200.5", Some(Value::Number(12_005_000))),
            (Kind::Number, "-0.0001", Some(Value::Number(-1))),
            (Kind::Choice, "Blue", Some(Value::Text("Blue".into()))),
            (Kind::YesNo, "no", Some(Value::YesNo(false))),
            (Kind::Text, "", None),
        ];
        for (kind, typed, value) in cases {
            assert_eq!(field(kind).parse(typed), Ok(value), "{kind:?} {typed}");
        }
        for (kind, typed) in [
            (Kind::Number, "1.23456"),
            (Kind::Number, "twelve"),
            (Kind::Number, "9999999999999"),
            (Kind::Number, "."),
            (Kind::Date, "2026-02-30"),
            (Kind::Date, "0001-01-01"),
            (Kind::Choice, "Green"),
            (Kind::YesNo, "maybe"),
            (Kind::Text, "a\u{0}b"),
        ] {
            assert!(field(kind).parse(typed).is_err(), "{kind:?} {typed}");
        }
        let long = "x".repeat(TEXT_MAX + 1);
        assert!(field(Kind::Text).parse(&long).is_err());
    }

    #[test]
    fn what_is_required_cannot_be_left_empty() {
        let required = Field {
            required: true,
            ..field(Kind::Text)
        };
        assert_eq!(required.parse(" "), Err("Cost centre is needed".to_owned()));
    }

    #[test]
    fn a_choice_offers_two_to_thirty() {
        assert!(parse_choices("Red\n\nRed\n").is_err());
        assert_eq!(
            parse_choices(" Red \n\nBlue\nRed").unwrap(),
            ["Red", "Blue"]
        );
        let many: Vec<String> = (0..=CHOICES_MAX).map(|n| n.to_string()).collect();
        assert!(parse_choices(&many.join("\n")).is_err());
    }

    proptest! {
        #[test]
        fn numbers_read_back(number in -9_999_999_999_999_999i64..=9_999_999_999_999_999) {
            prop_assert_eq!(parse_number(&number_text(number)), Some(number));
        }

        #[test]
        fn days_read_back(year in 1900i32..=2200, ordinal in 1u16..=365) {
            let value = Value::Date(Date::from_ordinal_date(year, ordinal).unwrap());
            prop_assert_eq!(field(Kind::Date).parse(&value.typed()), Ok(Some(value)));
        }
    }
}
