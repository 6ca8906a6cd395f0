//! The forms of the wizard, as typed and as parsed. A parsed part knows how to go into a [`Content`].

mod fill;
mod place_and_time;
mod requirements;

#[cfg(feature = "ssr")]
pub(crate) use fill::amount;
pub use place_and_time::{Time, TimeForm, Where, WhereForm};
#[cfg(feature = "ssr")]
pub(crate) use requirements::too_many_skills;
pub use requirements::{
    MAX_SKILLS, Requirements, RequirementsForm, Review, ReviewForm, SkillField,
};

use super::content::Content;
use super::words::{Category, Seniority};
use identity::model::parse_name;
use kernel::{AppError, FieldErrors, Result};
use people::model::WorkType;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Longest title, in characters.
pub const TITLE_MAX: usize = 120;
/// Longest description, in characters.
pub const DESCRIPTION_MAX: usize = 20_000;

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
        let key = errors.take(
            "",
            Uuid::parse_str(&self.request_key)
                .map_err(|_| "Reload the page and send the form again".to_owned()),
        );
        errors.into_result()?;
        match (title, description, key) {
            (Some(title), Some(description), Some(request_key)) => Ok(NewJob {
                request_key,
                title,
                description,
            }),
            _ => Err(AppError::Transport),
        }
    }
}

/// A description: plain text, at most [`DESCRIPTION_MAX`] characters; empty is allowed in a draft.
fn parse_description(text: &str) -> Result<String, String> {
    let text: String = text
        .replace("\r\n", "\n")
        .chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .collect();
    let text = text.trim();
    let length = text.chars().count();
    if length > DESCRIPTION_MAX {
        return Err(format!(
            "This is {} characters long; use at most 20,000. Nothing was cut: shorten it here.",
            thousands(length)
        ));
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
    /// Category; empty leaves it to the title.
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
    /// Category; `None` leaves it to the title.
    pub category: Option<Category>,
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
        let category = errors.take("category", optional(&self.category, Category::from_name));
        let seniority = errors.take("seniority", optional(&self.seniority, Seniority::from_name));
        let occupation = errors.take(
            "occupation",
            optional(&self.occupation, |text| text.parse().ok()),
        );
        errors.into_result()?;
        match (title, description, kind, category, seniority, occupation) {
            (
                Some(title),
                Some(description),
                Some(kind),
                Some(category),
                Some(seniority),
                Some(occupation),
            ) => Ok(Basics {
                title,
                description,
                kind,
                category,
                seniority,
                occupation,
            }),
            _ => Err(AppError::Transport),
        }
    }
}

impl Basics {
    /// Puts it into a job; `occupation` is the id with its name, `suggested` the category where none was chosen.
    pub fn apply(
        self,
        job: &mut Content,
        occupation: Option<(i32, String)>,
        suggested: Option<Category>,
    ) {
        job.title = self.title;
        job.description = self.description;
        job.kind = self.kind;
        job.category = self.category.or(suggested).unwrap_or(Category::Other);
        job.seniority = self.seniority;
        job.occupation = occupation;
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

/// A whole number within limits; `None` if empty.
pub(crate) fn whole(text: &str, least: u16, most: u16) -> Result<Option<u16>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let number = text
        .parse::<u16>()
        .ok()
        .filter(|n| (least..=most).contains(n));
    number
        .map(Some)
        .ok_or_else(|| format!("Write a whole number from {least} to {most}"))
}

fn optional<T>(text: &str, read: impl Fn(&str) -> Option<T>) -> Result<Option<T>, String> {
    if text.is_empty() {
        Ok(None)
    } else {
        read(text).map(Some).ok_or_else(choose)
    }
}

fn choose() -> String {
    "Choose one of the list".to_owned()
}

#[cfg(test)]
#[path = "forms_tests.rs"]
mod tests;
