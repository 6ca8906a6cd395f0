//! The forms of the profile: text as typed, checked once into what can be stored. Fields are named in
//! the page as they are here, and so are the messages.
//!
//! `step` is the wizard's step a form was posted from; empty in the editor.

mod fill;
pub mod history;
pub mod review;
pub mod skills;

pub use history::{
    CertificationForm, EducationForm, EntryForm, ExperienceForm, NewCertification, NewEducation,
    NewExperience,
};
pub use review::{
    CertificateRow, DiscardForm, JobRow, PasteForm, ReviewForm, SkillDecision, StudyRow,
};
pub use skills::{SkillRow, SkillsForm, StatedSkill};

use crate::dates::parse_day;
use crate::model::{STYLE_COUNT, Shown, Step, Styles, WorkMode, WorkType};
use identity::model::parse_name;
use kernel::money::{Currency, Money};
use kernel::week::{DAYS, Week};
use kernel::{AppError, FieldErrors, Result};
use serde::{Deserialize, Serialize};
use time::Date;

/// Name, headline, text and place.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct AboutForm {
    /// Name.
    pub name: String,
    /// One line under it.
    pub headline: String,
    /// About oneself.
    pub bio: String,
    /// Postcode or city.
    pub place: String,
    /// Whole kilometres.
    pub radius_km: String,
    /// The wizard's step.
    pub step: String,
}

/// [`AboutForm`], checked; the place is still to be found.
#[derive(Debug, PartialEq)]
pub struct About {
    /// Name.
    pub name: String,
    /// Headline.
    pub headline: String,
    /// About.
    pub bio: String,
    /// Place as typed; may be empty.
    pub place: String,
    /// Kilometres.
    pub radius_km: Option<i16>,
}

impl AboutForm {
    /// Checks everything but whether the place is known; `None` if anything is wrong.
    pub fn check(&self, errors: &mut FieldErrors) -> Option<About> {
        let name = errors.take("name", parse_name(&self.name, 1, 100));
        let headline = errors.take("headline", line(&self.headline, 160));
        let bio = errors.take("bio", text(&self.bio, 5000));
        let place = errors.take("place", line(&self.place, 120));
        let radius_km = errors.take("radius_km", kilometres(&self.radius_km));
        Some(About {
            name: name?,
            headline: headline?,
            bio: bio?,
            place: place?,
            radius_km: radius_km?,
        })
    }
}

/// Wishes and rate.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct WorkForm {
    /// Names of [`WorkType`].
    pub types: Vec<String>,
    /// Names of [`WorkMode`].
    pub modes: Vec<String>,
    /// Least pay an hour.
    pub pay: String,
    /// Pay asked for an hour.
    pub rate: String,
    /// Code of the currency of both.
    pub currency: String,
    /// Whole kilometres.
    pub commute_km: String,
    /// The wizard's step.
    pub step: String,
}

/// [`WorkForm`], checked.
#[derive(Debug, PartialEq)]
pub struct Work {
    /// Kinds wanted.
    pub types: Vec<WorkType>,
    /// Modes wanted.
    pub modes: Vec<WorkMode>,
    /// Least pay an hour.
    pub pay: Option<Money>,
    /// Pay asked for an hour.
    pub rate: Option<Money>,
    /// Currency of both.
    pub currency: Currency,
    /// Kilometres.
    pub commute_km: Option<i16>,
}

impl WorkForm {
    /// Checks the form; `None` if anything is wrong.
    pub fn check(&self, errors: &mut FieldErrors) -> Option<Work> {
        let types = errors.take("types", names(&self.types, WorkType::from_name));
        let modes = errors.take("modes", names(&self.modes, WorkMode::from_name));
        let code = if self.currency.trim().is_empty() {
            "GBP"
        } else {
            &self.currency
        };
        let currency = errors.take(
            "currency",
            Currency::from_code(code).ok_or_else(|| "Choose a currency".to_owned()),
        )?;
        let pay = errors.take(
            "pay",
            optional(&self.pay, |text| Money::parse(text, currency)),
        );
        let rate = errors.take(
            "rate",
            optional(&self.rate, |text| Money::parse(text, currency)),
        );
        let commute_km = errors.take("commute_km", kilometres(&self.commute_km));
        Some(Work {
            types: types?,
            modes: modes?,
            pay: pay?,
            rate: rate?,
            currency,
            commute_km: commute_km?,
        })
    }
}

/// The week, a row of text a day.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WeekForm {
    /// Monday first: `07:00-15:00, 18:00-22:00`. Messages are named `days[0]` to `days[6]`.
    pub days: Vec<String>,
    /// First day one can work.
    pub available_from: String,
    /// The wizard's step.
    pub step: String,
}

/// [`WeekForm`], checked.
#[derive(Debug, PartialEq)]
pub struct Hours {
    /// `None` if every row is empty: not said.
    pub week: Option<Week>,
    /// First day.
    pub available_from: Option<Date>,
}

impl WeekForm {
    /// Checks the form; `None` if anything is wrong.
    pub fn check(&self, errors: &mut FieldErrors) -> Option<Hours> {
        let mut week = Week::EMPTY;
        for (day, row) in self.days.iter().enumerate().take(DAYS.len()) {
            let done = if row.chars().count() > 400 {
                Err("This is too long".to_owned())
            } else {
                week.add_day_text(day, row)
            };
            errors.take(&format!("days[{day}]"), done);
        }
        let available_from =
            errors.take("available_from", optional(&self.available_from, parse_day));
        let week = (!week.is_empty()).then_some(week);
        Some(Hours {
            week,
            available_from: available_from?,
        })
    }
}

/// The wizard's second step: wishes and week in one.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct WorkStepForm {
    /// Wishes.
    pub work: WorkForm,
    /// Week.
    pub week: WeekForm,
    /// The wizard's step.
    pub step: String,
}

/// A day that differs from the week.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ExceptionForm {
    /// Which.
    pub day: String,
    /// Its hours; empty for a day off.
    pub hours: String,
    /// Why.
    pub note: String,
    /// Not empty: takes the exception away.
    pub remove: String,
}

impl ExceptionForm {
    /// Checks the form.
    ///
    /// # Errors
    /// `Invalid`.
    pub fn parse(&self, today: Date) -> Result<crate::model::Exception> {
        let mut errors = FieldErrors::default();
        let day = errors.take("day", parse_day(&self.day));
        if day.is_some_and(|day| day < today && self.remove.is_empty()) {
            errors.add("day", "This day is over");
        }
        let mut hours = Week::EMPTY;
        errors.take("hours", hours.add_day_text(0, &self.hours));
        if hours.count() as usize > hours.count_on(0) {
            errors.add(
                "hours",
                "Write hours up to 24:00 here, and the rest on the next day",
            );
        }
        let note = errors.take("note", line(&self.note, 120));
        match (day, note) {
            (Some(day), Some(note)) if errors.is_empty() => {
                Ok(crate::model::Exception { day, hours, note })
            }
            _ => Err(AppError::Invalid(errors)),
        }
    }
}

/// "I have no experience yet", and the end of the step.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NoExperienceForm {
    /// Not empty: none yet.
    pub none: String,
    /// The wizard's step.
    pub step: String,
}

/// Answers to the work-style questions.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct StyleForm {
    /// -2 to 2 for each question.
    pub answers: Vec<String>,
    /// Not empty: takes the answers away.
    pub clear: String,
}

impl StyleForm {
    /// Checks the form; `None` if there is no leaning at all, which says nothing.
    ///
    /// # Errors
    /// `Invalid`.
    pub fn parse(&self) -> Result<Option<Styles>> {
        if !self.clear.is_empty() {
            return Ok(None);
        }
        let mut styles: Styles = [0; STYLE_COUNT];
        for (style, answer) in styles.iter_mut().zip(&self.answers) {
            let read = answer
                .parse()
                .ok()
                .filter(|answer| (-2..=2).contains(answer));
            *style = read.ok_or_else(|| {
                AppError::invalid("answers", "Choose one of the five for each question")
            })?;
        }
        Ok((styles != [0; STYLE_COUNT]).then_some(styles))
    }
}

/// Who sees what.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct VisibilityForm {
    /// Names of [`Shown`].
    pub visible: Vec<String>,
    /// Not empty: organisations find one.
    pub discoverable: String,
    /// Not empty: everybody may open the page.
    pub public_page: String,
    /// The wizard's step.
    pub step: String,
}

/// [`VisibilityForm`], checked.
#[derive(Debug, PartialEq, Eq)]
pub struct Visibility {
    /// Parts shown.
    pub visible: Vec<Shown>,
    /// Do organisations find one?
    pub discoverable: bool,
    /// May everybody open the page?
    pub public_page: bool,
}

impl VisibilityForm {
    /// Checks the form.
    ///
    /// # Errors
    /// `Invalid`.
    pub fn parse(&self) -> Result<Visibility> {
        let visible = names(&self.visible, Shown::from_name)
            .map_err(|message| AppError::invalid("visible", message))?;
        Ok(Visibility {
            visible,
            discoverable: !self.discoverable.is_empty(),
            public_page: !self.public_page.is_empty(),
        })
    }
}

/// Skips a step of the wizard.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SkipForm {
    /// The wizard's step.
    pub step: String,
}

/// The message keys of a form inside another: `days[0]` of `week` becomes `week[days][0]`, as its input is named.
pub fn nest(outer: &str, inner: FieldErrors) -> FieldErrors {
    let nested = inner.0.into_iter().map(|(key, message)| {
        let (head, rest) = key.split_at(key.find('[').unwrap_or(key.len()));
        (format!("{outer}[{head}]{rest}"), message)
    });
    FieldErrors(nested.collect())
}

/// The messages of a form inside another, under its own keys.
pub fn unnest(outer: &str, all: &FieldErrors) -> FieldErrors {
    let inner = all.0.iter().filter_map(|(key, message)| {
        let (head, rest) = key
            .strip_prefix(outer)?
            .strip_prefix('[')?
            .split_once(']')?;
        Some((format!("{head}{rest}"), message.clone()))
    });
    FieldErrors(inner.collect())
}

/// Where a form leads that stays in its section: the wizard's step, or the section.
pub fn stay(step: &str, section: crate::model::Section) -> String {
    Step::from_name(step).map_or_else(|| format!("{}?saved=1", section.path()), Step::path)
}

/// Where a saved form leads: on in the wizard, or back to the section.
pub fn after(step: &str, section: crate::model::Section) -> String {
    match Step::from_name(step) {
        Some(step) => step.next().map_or_else(|| "/home".to_owned(), Step::path),
        None => format!("{}?saved=1", section.path()),
    }
}

fn optional<T>(
    text: &str,
    parse: impl FnOnce(&str) -> Result<T, String>,
) -> Result<Option<T>, String> {
    let text = text.trim();
    if text.is_empty() {
        Ok(None)
    } else {
        parse(text).map(Some)
    }
}

/// One line of any script: spaces joined, no control characters.
fn line(text: &str, max: usize) -> Result<String, String> {
    parse_name(text, 0, max)
}

/// Text of several lines.
fn text(text: &str, max: usize) -> Result<String, String> {
    let text = text.replace("\r\n", "\n").replace('\0', "");
    let text = text.trim();
    let length = text.chars().count();
    if length > max {
        Err(format!("Use at most {max} characters; these are {length}"))
    } else {
        Ok(text.to_owned())
    }
}

fn kilometres(text: &str) -> Result<Option<i16>, String> {
    optional(text, |text| {
        let number = text.trim_end_matches("km").trim();
        number
            .parse()
            .ok()
            .filter(|km| (1..=500).contains(km))
            .ok_or_else(|| "Write whole kilometres from 1 to 500".to_owned())
    })
}

fn names<T: Copy + PartialEq>(
    texts: &[String],
    read: impl Fn(&str) -> Option<T>,
) -> Result<Vec<T>, String> {
    let mut all: Vec<T> = Vec::new();
    for text in texts.iter().filter(|text| !text.is_empty()) {
        let one = read(text).ok_or_else(|| "Choose from the list".to_owned())?;
        if !all.contains(&one) {
            all.push(one);
        }
    }
    Ok(all)
}
