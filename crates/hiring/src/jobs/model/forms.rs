//! The forms of the wizard, as typed and as parsed. A parsed part knows how to go into a [`Content`].

use super::content::{Content, Pay, SkillAsked};
use super::words::{Category, Importance, PayKind, Seniority};
use identity::model::parse_name;
use kernel::money::{Currency, Money};
use kernel::week::{DAYS, Week};
use kernel::{AppError, FieldErrors, Result};
use people::dates::parse_day;
use people::model::{Document, WorkMode, WorkType};
use serde::{Deserialize, Serialize};
use time::Date;
use uuid::Uuid;

/// Longest title, in characters.
pub const TITLE_MAX: usize = 120;
/// Longest description, in characters.
pub const DESCRIPTION_MAX: usize = 20_000;
/// Most skills a job may ask.
pub const MAX_SKILLS: usize = 60;
/// Most people one job may seek.
const HEADCOUNT_MAX: u16 = 500;

/// The form that starts a job.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct StartForm {
    /// Made with the page: a form sent twice makes one draft.
    pub request_key: String,
    /// Title.
    pub title: String,
    /// Description.
    pub description: String,
}

/// A job that can be started.
#[derive(Debug, PartialEq, Eq)]
pub struct NewJob {
    /// One per page shown.
    pub request_key: Uuid,
    /// Title.
    pub title: String,
    /// Description.
    pub description: String,
}

impl StartForm {
    /// Checks the form.
    ///
    /// # Errors
    /// `Invalid`.
    pub fn parse(&self) -> Result<NewJob> {
        let mut errors = FieldErrors::default();
        let title = errors.take("title", parse_name(&self.title, 2, TITLE_MAX));
        let description = errors.take("description", parse_description(&self.description));
        let key = errors.take("", Uuid::parse_str(&self.request_key).map_err(|_| "Reload the page and send the form again".to_owned()));
        errors.into_result()?;
        match (title, description, key) {
            (Some(title), Some(description), Some(request_key)) => Ok(NewJob { request_key, title, description }),
            _ => Err(AppError::Transport),
        }
    }
}

/// A description: plain text, at most [`DESCRIPTION_MAX`] characters; empty is allowed in a draft.
fn parse_description(text: &str) -> Result<String, String> {
    let text: String = text.replace("\r\n", "\n").chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    let text = text.trim();
    let length = text.chars().count();
    if length > DESCRIPTION_MAX {
        return Err(format!("This is {} characters long; use at most 20,000. Nothing was cut: shorten it here.", thousands(length)));
    }
    Ok(text.to_owned())
}

/// `1,048,576`.
fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

/// Step 1.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct BasicsForm {
    /// Which job.
    pub job: String,
    /// Which version of it was shown.
    pub version: String,
    /// Title.
    pub title: String,
    /// Description.
    pub description: String,
    /// Type.
    pub kind: String,
    /// Category.
    pub category: String,
    /// Seniority or empty.
    pub seniority: String,
    /// Occupation id or empty.
    pub occupation: String,
    /// Occupation by name; wins over the id.
    pub occupation_name: String,
    /// Where to go when it is saved.
    pub then: String,
}

/// Step 1, parsed.
#[derive(Debug, Clone)]
pub struct Basics {
    /// Title.
    pub title: String,
    /// Description.
    pub description: String,
    /// Type.
    pub kind: WorkType,
    /// Category.
    pub category: Category,
    /// Seniority.
    pub seniority: Option<Seniority>,
    /// Occupation id; the service finds its name.
    pub occupation: Option<i32>,
}

impl BasicsForm {
    /// Checks the form.
    ///
    /// # Errors
    /// `Invalid`.
    pub fn parse(&self) -> Result<Basics> {
        let mut errors = FieldErrors::default();
        let title = errors.take("title", parse_name(&self.title, 2, TITLE_MAX));
        let description = errors.take("description", parse_description(&self.description));
        let kind = errors.take("kind", WorkType::from_name(&self.kind).ok_or_else(choose));
        let category = errors.take("category", Category::from_name(&self.category).ok_or_else(choose));
        let seniority = errors.take("seniority", optional(&self.seniority, Seniority::from_name));
        let occupation = errors.take("occupation", optional(&self.occupation, |text| text.parse().ok()));
        errors.into_result()?;
        match (title, description, kind, category, seniority, occupation) {
            (Some(title), Some(description), Some(kind), Some(category), Some(seniority), Some(occupation)) => {
                Ok(Basics { title, description, kind, category, seniority, occupation })
            }
            _ => Err(AppError::Transport),
        }
    }
}

impl Basics {
    /// Puts it into a job; `occupation` is the id with its name.
    pub fn apply(self, job: &mut Content, occupation: Option<(i32, String)>) {
        job.title = self.title;
        job.description = self.description;
        job.kind = self.kind;
        job.category = self.category;
        job.seniority = self.seniority;
        job.occupation = occupation;
    }
}

/// Step 2.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct WhereForm {
    /// Which job.
    pub job: String,
    /// Which version of it was shown.
    pub version: String,
    /// Mode.
    pub mode: String,
    /// A postcode or town.
    pub place: String,
    /// Kilometres.
    pub radius_km: String,
    /// What the pay is for.
    pub pay_kind: String,
    /// Least.
    pub pay_min: String,
    /// Most.
    pub pay_max: String,
    /// Currency.
    pub currency: String,
    /// Where to go when it is saved.
    pub then: String,
}

/// Step 2, parsed; the place is still text.
#[derive(Debug, Clone)]
pub struct Where {
    /// Mode.
    pub mode: WorkMode,
    /// A postcode or town, or empty.
    pub place: String,
    /// Kilometres.
    pub radius_km: u16,
    /// Pay.
    pub pay: Pay,
}

impl WhereForm {
    /// Checks the form.
    ///
    /// # Errors
    /// `Invalid`.
    pub fn parse(&self) -> Result<Where> {
        let mut errors = FieldErrors::default();
        let mode = errors.take("mode", WorkMode::from_name(&self.mode).ok_or_else(choose));
        let place = self.place.split_whitespace().collect::<Vec<_>>().join(" ");
        if place.chars().count() > 120 {
            errors.add("place", "Use at most 120 characters");
        }
        let radius_km = errors.take("radius_km", whole(&self.radius_km, 1, 500)).map(|km| km.unwrap_or(25));
        let pay = self.parse_pay(&mut errors);
        errors.into_result()?;
        match (mode, radius_km, pay) {
            (Some(mode), Some(radius_km), Some(pay)) => Ok(Where { mode, place, radius_km, pay }),
            _ => Err(AppError::Transport),
        }
    }

    fn parse_pay(&self, errors: &mut FieldErrors) -> Option<Pay> {
        let kind = errors.take("pay_kind", PayKind::from_name(&self.pay_kind).ok_or_else(choose))?;
        let currency = if self.currency.is_empty() { Some(Currency::Gbp) } else { Currency::from_code(&self.currency) };
        let currency = errors.take("currency", currency.ok_or_else(choose))?;
        let amount = |text: &str| {
            let text = text.trim();
            if text.is_empty() { Ok(None) } else { Money::parse(text, currency).map(|money| Some(money.minor)) }
        };
        let min = errors.take("pay_min", amount(&self.pay_min))?;
        let max = errors.take("pay_max", amount(&self.pay_max))?;
        if kind == PayKind::Unpaid && (min.is_some() || max.is_some()) {
            let field = if min.is_some() { "pay_min" } else { "pay_max" };
            errors.add(field, "Unpaid work has no amount: take it out, or say what the pay is for");
        }
        if let (Some(min), Some(max)) = (min, max)
            && max < min
        {
            errors.add("pay_max", "The most is below the least: swap them or correct one");
        }
        if min.is_none() && let Some(max) = max {
            return Some(Pay { kind, min: Some(max), max: Some(max), currency });
        }
        Some(Pay { kind, min, max, currency })
    }
}

/// Step 3.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TimeForm {
    /// Which job.
    pub job: String,
    /// Which version of it was shown.
    pub version: String,
    /// How many people.
    pub headcount: String,
    /// First day.
    pub starts_on: String,
    /// Last day.
    pub ends_on: String,
    /// Hours of each day, Monday first: `07:00-15:00`.
    pub days: Vec<String>,
    /// Where to go when it is saved.
    pub then: String,
}

/// Step 3, parsed.
#[derive(Debug, Clone)]
pub struct Time {
    /// How many people.
    pub headcount: u16,
    /// First day.
    pub starts_on: Option<Date>,
    /// Last day.
    pub ends_on: Option<Date>,
    /// Hours of the week.
    pub pattern: Option<Week>,
}

impl TimeForm {
    /// The field of a day of the week, 0 = Monday.
    pub fn day_field(day: usize) -> String {
        format!("days[{day}]")
    }

    /// Checks the form.
    ///
    /// # Errors
    /// `Invalid`; a day's message is at [`TimeForm::day_field`].
    pub fn parse(&self) -> Result<Time> {
        let mut errors = FieldErrors::default();
        let headcount = errors.take("headcount", whole(&self.headcount, 1, HEADCOUNT_MAX)).map(|n| n.unwrap_or(1));
        let starts_on = errors.take("starts_on", parse_date(&self.starts_on));
        let ends_on = errors.take("ends_on", parse_date(&self.ends_on));
        if let (Some(Some(start)), Some(Some(end))) = (starts_on, ends_on)
            && end < start
        {
            errors.add("ends_on", "The last day is before the first: swap them or correct one");
        }
        let mut week = Week::EMPTY;
        for (day, text) in self.days.iter().take(DAYS.len()).enumerate() {
            let added = if text.chars().count() > 400 { Err("This is too long".to_owned()) } else { week.add_day_text(day, text) };
            errors.take(&Self::day_field(day), added);
        }
        errors.into_result()?;
        match (headcount, starts_on, ends_on) {
            (Some(headcount), Some(starts_on), Some(ends_on)) => {
                Ok(Time { headcount, starts_on, ends_on, pattern: (!week.is_empty()).then_some(week) })
            }
            _ => Err(AppError::Transport),
        }
    }
}

impl Time {
    /// Puts it into a job.
    pub fn apply(self, job: &mut Content) {
        job.headcount = self.headcount;
        job.starts_on = self.starts_on;
        job.ends_on = self.ends_on;
        job.pattern = self.pattern;
    }
}

/// One skill of step 4.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SkillField {
    /// Taxonomy id.
    pub id: String,
    /// Must, should or nice.
    pub importance: String,
    /// 0 to 4 or empty.
    pub level: String,
    /// Anything here takes the skill out.
    pub remove: String,
}

/// Step 4.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RequirementsForm {
    /// Which job.
    pub job: String,
    /// Which version of it was shown.
    pub version: String,
    /// Skills asked.
    pub skills: Vec<SkillField>,
    /// More by id: a suggestion pressed, or chosen while typing.
    pub picked: Vec<String>,
    /// More by name, separated by commas or lines.
    pub add: String,
    /// European Qualifications Framework level or empty.
    pub education: String,
    /// Months of related experience or empty.
    pub experience_months: String,
    /// Documents.
    pub documents: Vec<String>,
    /// The team's style: eight answers from -2 to 2, or all empty.
    pub styles: Vec<String>,
    /// Where to go when it is saved.
    pub then: String,
}

/// Step 4, parsed; names of skills are still to be found.
#[derive(Debug, Clone)]
pub struct Requirements {
    /// Skills asked: id, importance, level.
    pub skills: Vec<(i32, Importance, Option<u8>)>,
    /// More by name.
    pub add: String,
    /// Education level.
    pub education: Option<u8>,
    /// Months of experience.
    pub experience_months: Option<u16>,
    /// Documents.
    pub documents: Vec<Document>,
    /// Team style.
    pub styles: Option<[i8; 8]>,
}

impl RequirementsForm {
    /// Checks the form.
    ///
    /// # Errors
    /// `Invalid`.
    pub fn parse(&self) -> Result<Requirements> {
        let mut errors = FieldErrors::default();
        let skills = errors.take("skills", self.parse_skills());
        let education = errors.take("education", whole(&self.education, 1, 8));
        let experience_months = errors.take("experience_months", whole(&self.experience_months, 0, 600));
        let documents: Result<Vec<_>, String> =
            self.documents.iter().map(|name| Document::from_name(name).ok_or_else(choose)).collect();
        let documents = errors.take("documents", documents);
        let styles = errors.take("styles", parse_styles(&self.styles));
        errors.into_result()?;
        match (skills, education, experience_months, documents, styles) {
            (Some(skills), Some(education), Some(experience_months), Some(mut documents), Some(styles)) => {
                documents.sort_unstable();
                documents.dedup();
                let education = education.and_then(|level| u8::try_from(level).ok());
                let add = self.add.trim().chars().take(4_000).collect();
                Ok(Requirements { skills, add, education, experience_months, documents, styles })
            }
            _ => Err(AppError::Transport),
        }
    }

    fn parse_skills(&self) -> Result<Vec<(i32, Importance, Option<u8>)>, String> {
        let odd = || "A skill could not be read: reload the page".to_owned();
        let mut skills: Vec<(i32, Importance, Option<u8>)> = Vec::new();
        for field in self.skills.iter().filter(|field| field.remove.is_empty() && !field.id.is_empty()) {
            let id = field.id.parse().map_err(|_| odd())?;
            let importance = Importance::from_name(&field.importance).ok_or_else(odd)?;
            let level = whole(&field.level, 0, 4).map_err(|_| odd())?.and_then(|level| u8::try_from(level).ok());
            if skills.iter().all(|(known, ..)| *known != id) {
                skills.push((id, importance, level));
            }
        }
        for id in self.picked.iter().filter(|id| !id.is_empty()) {
            let id = id.parse().map_err(|_| odd())?;
            if skills.iter().all(|(known, ..)| *known != id) {
                skills.push((id, Importance::Should, None));
            }
        }
        if skills.len() > MAX_SKILLS {
            return Err(too_many_skills(skills.len()));
        }
        Ok(skills)
    }
}

/// What to say to somebody who asks for everything.
pub(crate) fn too_many_skills(count: usize) -> String {
    format!("{count} skills are more than anyone has; ask for at most {MAX_SKILLS} and take the least important out")
}

impl Requirements {
    /// Puts it into a job; `skills` are those of the form with their names.
    pub fn apply(self, job: &mut Content, mut skills: Vec<SkillAsked>) {
        skills.sort_by(|a, b| a.importance.cmp(&b.importance).then_with(|| a.label.cmp(&b.label)));
        job.skills = skills;
        job.education = self.education;
        job.experience_months = self.experience_months;
        job.documents = self.documents;
        job.styles = self.styles;
    }
}

/// Step 5.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReviewForm {
    /// Which job.
    pub job: String,
    /// Which version of it was shown.
    pub version: String,
    /// Whole points or empty.
    pub fit_threshold: String,
    /// Six weights in per cent, in the order of the formula; all empty for the usual ones.
    pub weights: Vec<String>,
    /// `publish`, or save and stay.
    pub then: String,
}

/// Step 5, parsed.
#[derive(Debug, Clone)]
pub struct Review {
    /// The employer's bar.
    pub fit_threshold: Option<u8>,
    /// Weights in ten-thousandths; `None` for the usual ones.
    pub weights: Option<[u16; 6]>,
}

impl ReviewForm {
    /// Checks the form.
    ///
    /// # Errors
    /// `Invalid`.
    pub fn parse(&self) -> Result<Review> {
        let mut errors = FieldErrors::default();
        let fit_threshold = errors.take("fit_threshold", whole(&self.fit_threshold, 0, 100));
        let weights = errors.take("weights", parse_weights(&self.weights));
        errors.into_result()?;
        match (fit_threshold, weights) {
            (Some(threshold), Some(weights)) => Ok(Review { fit_threshold: threshold.and_then(|t| u8::try_from(t).ok()), weights }),
            _ => Err(AppError::Transport),
        }
    }
}

impl Review {
    /// Puts it into a job.
    pub fn apply(self, job: &mut Content) {
        job.fit_threshold = self.fit_threshold;
        job.weights = self.weights;
    }
}

/// A form with a button and little else: publish, close, delete, duplicate.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ActForm {
    /// Which job.
    pub job: String,
    /// Which version of it was shown.
    pub version: String,
    /// Why, in words for those who applied.
    pub reason: String,
    /// A copy is made once per page shown.
    pub request_key: String,
}

fn parse_weights(texts: &[String]) -> Result<Option<[u16; 6]>, String> {
    if texts.iter().all(|text| text.trim().is_empty()) {
        return Ok(None);
    }
    let mut weights = [0u16; 6];
    for (i, (name, least, most, _)) in super::content::WEIGHT_LIMITS.into_iter().enumerate() {
        let text = texts.get(i).map_or("", String::as_str);
        let weight = whole(text, least, most).ok().flatten();
        weights[i] = weight.ok_or_else(|| format!("{name} must weigh between {least}% and {most}%"))?;
    }
    let sum: u16 = weights.iter().sum();
    if sum != 100 {
        return Err(format!("The weights add up to {sum}%; they must make 100%"));
    }
    let usual = super::content::WEIGHT_LIMITS.map(|(_, _, _, usual)| usual);
    Ok((weights != usual).then(|| weights.map(|weight| weight * 100)))
}

fn parse_styles(texts: &[String]) -> Result<Option<[i8; 8]>, String> {
    if texts.iter().all(|text| text.trim().is_empty()) {
        return Ok(None);
    }
    let mut styles = [0i8; 8];
    for (style, text) in styles.iter_mut().zip(texts) {
        if !text.trim().is_empty() {
            *style = text.trim().parse().ok().filter(|v| (-2..=2).contains(v)).ok_or_else(choose)?;
        }
    }
    Ok(Some(styles))
}

/// A whole number within limits; `None` if empty.
pub(crate) fn whole(text: &str, least: u16, most: u16) -> Result<Option<u16>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let number = text.parse::<u16>().ok().filter(|n| (least..=most).contains(n));
    number.map(Some).ok_or_else(|| format!("Write a whole number from {least} to {most}"))
}

/// A day; `None` if empty.
fn parse_date(text: &str) -> Result<Option<Date>, String> {
    let text = text.trim();
    if text.is_empty() { Ok(None) } else { parse_day(text).map(Some) }
}

fn optional<T>(text: &str, read: impl Fn(&str) -> Option<T>) -> Result<Option<T>, String> {
    if text.is_empty() { Ok(None) } else { read(text).map(Some).ok_or_else(choose) }
}

fn choose() -> String {
    "Choose one of the list".to_owned()
}

#[cfg(test)]
#[path = "forms_tests.rs"]
mod tests;
