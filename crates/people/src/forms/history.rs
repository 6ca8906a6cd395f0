//! The forms of experience, education and certificates.

use super::{line, optional, text};
use crate::dates::{month_end, parse_day, parse_month};
use crate::model::Document;
use identity::model::parse_name;
use kernel::id::EntryId;
use kernel::{AppError, FieldErrors, Result};
use serde::{Deserialize, Serialize};
use time::Date;

/// A job held.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ExperienceForm {
    /// Its id, made by the page: a form sent twice is one line.
    pub id: String,
    /// Title.
    pub title: String,
    /// For whom.
    pub organisation: String,
    /// First month.
    pub started: String,
    /// Last month; empty while it is the present job.
    pub ended: String,
    /// Not empty: the present job.
    pub current: String,
    /// What was done.
    pub description: String,
    /// Taxonomy id of the occupation it counts towards; empty takes it from the title.
    pub occupation: String,
    /// The wizard's step.
    pub step: String,
}

/// [`ExperienceForm`], checked.
#[derive(Debug, PartialEq)]
pub struct NewExperience {
    /// Title.
    pub title: String,
    /// For whom.
    pub organisation: String,
    /// Taxonomy id.
    pub occupation: Option<i32>,
    /// First day of the first month.
    pub started_on: Date,
    /// Last day of the last month.
    pub ended_on: Option<Date>,
    /// What was done.
    pub description: String,
}

impl ExperienceForm {
    /// Checks the form.
    ///
    /// # Errors
    /// `Invalid`.
    pub fn parse(&self, today: Date) -> Result<NewExperience> {
        let mut errors = FieldErrors::default();
        let title = errors.take("title", parse_name(&self.title, 1, 120));
        let organisation = errors.take("organisation", line(&self.organisation, 120));
        let started = errors.take("started", parse_month(&self.started));
        if started.is_some_and(|day| day > today) {
            errors.add("started", "This month has not begun yet");
        }
        let ended = if self.current.is_empty() {
            errors.take("ended", optional(&self.ended, parse_month))
        } else {
            Some(None)
        };
        if let (Some(started), Some(Some(ended))) = (started, ended) {
            if ended < started {
                errors.add(
                    "ended",
                    "The end lies before the start. Leave it empty if you still work there",
                );
            } else if ended > today {
                errors.add(
                    "ended",
                    "This month has not begun yet. Leave it empty if you still work there",
                );
            }
        }
        let description = errors.take("description", text(&self.description, 3000));
        match (title, organisation, started, ended, description) {
            (Some(title), Some(organisation), Some(started_on), Some(ended), Some(description))
                if errors.is_empty() =>
            {
                let occupation = self.occupation.parse().ok().filter(|id| *id > 0);
                Ok(NewExperience {
                    title,
                    organisation,
                    occupation,
                    started_on,
                    ended_on: ended.map(month_end),
                    description,
                })
            }
            _ => Err(AppError::Invalid(errors)),
        }
    }
}

/// A qualification.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EducationForm {
    /// Its id, made by the page.
    pub id: String,
    /// Where.
    pub institution: String,
    /// What.
    pub qualification: String,
    /// 1 to 8.
    pub level: String,
    /// First month.
    pub started: String,
    /// Last month.
    pub ended: String,
}

/// [`EducationForm`], checked.
#[derive(Debug, PartialEq)]
pub struct NewEducation {
    /// Where.
    pub institution: String,
    /// What.
    pub qualification: String,
    /// 1 to 8.
    pub level: i16,
    /// First day of the first month.
    pub started_on: Option<Date>,
    /// Last day of the last month.
    pub ended_on: Option<Date>,
}

impl EducationForm {
    /// Checks the form. The end may lie ahead: one is still learning.
    ///
    /// # Errors
    /// `Invalid`.
    pub fn parse(&self) -> Result<NewEducation> {
        let mut errors = FieldErrors::default();
        let institution = errors.take("institution", parse_name(&self.institution, 1, 160));
        let qualification = errors.take("qualification", parse_name(&self.qualification, 1, 160));
        let level = self
            .level
            .trim()
            .parse()
            .ok()
            .filter(|level| (1..=8).contains(level));
        let level = errors.take(
            "level",
            level.ok_or_else(|| "Choose the level that comes closest".to_owned()),
        );
        let started = errors.take("started", optional(&self.started, parse_month));
        let ended = errors.take("ended", optional(&self.ended, parse_month));
        if let (Some(Some(started)), Some(Some(ended))) = (started, ended)
            && ended < started
        {
            errors.add("ended", "The end lies before the start");
        }
        match (institution, qualification, level, started, ended) {
            (
                Some(institution),
                Some(qualification),
                Some(level),
                Some(started_on),
                Some(ended),
            ) if errors.is_empty() => Ok(NewEducation {
                institution,
                qualification,
                level,
                started_on,
                ended_on: ended.map(month_end),
            }),
            _ => Err(AppError::Invalid(errors)),
        }
    }
}

/// A certificate.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CertificationForm {
    /// Its id, made by the page.
    pub id: String,
    /// What it is called; taken from the document if empty.
    pub name: String,
    /// Name of a [`Document`], or empty.
    pub document: String,
    /// Who gave it.
    pub issuer: String,
    /// First day.
    pub issued_on: String,
    /// Last day; empty never ends.
    pub expires_on: String,
    /// Where it can be checked.
    pub credential_url: String,
}

/// [`CertificationForm`], checked.
#[derive(Debug, PartialEq)]
pub struct NewCertification {
    /// What it is called.
    pub name: String,
    /// The document it is.
    pub document: Option<Document>,
    /// Who gave it.
    pub issuer: String,
    /// First day.
    pub issued_on: Option<Date>,
    /// Last day.
    pub expires_on: Option<Date>,
    /// Where it can be checked.
    pub credential_url: String,
}

impl CertificationForm {
    /// Checks the form. A date that has passed is accepted: the page shows what has expired.
    ///
    /// # Errors
    /// `Invalid`.
    pub fn parse(&self) -> Result<NewCertification> {
        let mut errors = FieldErrors::default();
        let document = optional(&self.document, |name| {
            Document::from_name(name).ok_or_else(|| "Choose from the list".to_owned())
        });
        let document = errors.take("document", document);
        let typed = match document.flatten() {
            Some(document) if self.name.trim().is_empty() => document.label(),
            _ => &self.name,
        };
        let name = errors.take("name", parse_name(typed, 1, 160));
        let issuer = errors.take("issuer", line(&self.issuer, 160));
        let issued = errors.take("issued_on", optional(&self.issued_on, parse_day));
        let expires = errors.take("expires_on", optional(&self.expires_on, parse_day));
        if let (Some(Some(issued)), Some(Some(expires))) = (issued, expires)
            && expires < issued
        {
            errors.add("expires_on", "It would end before it was issued");
        }
        let url = errors.take("credential_url", web_address(&self.credential_url));
        match (name, document, issuer, issued, expires, url) {
            (
                Some(name),
                Some(document),
                Some(issuer),
                Some(issued_on),
                Some(expires_on),
                Some(credential_url),
            ) if errors.is_empty() => Ok(NewCertification {
                name,
                document,
                issuer,
                issued_on,
                expires_on,
                credential_url,
            }),
            _ => Err(AppError::Invalid(errors)),
        }
    }
}

/// Names a line of the history, to take it out.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EntryForm {
    /// Which.
    pub id: String,
    /// Says what the form is for; always sent.
    pub remove: String,
    /// The wizard's step.
    pub step: String,
}

impl EntryForm {
    /// The id.
    ///
    /// # Errors
    /// `NotFound` if it is not one.
    pub fn entry(&self) -> Result<EntryId> {
        self.id.parse().map_err(|_| AppError::NotFound)
    }
}

fn web_address(text: &str) -> Result<String, String> {
    let text = text.trim();
    let fine = text.is_empty()
        || text.starts_with("https://")
            && text.len() <= 400
            && !text.contains(|c: char| c.is_whitespace() || c.is_control());
    if fine {
        Ok(text.to_owned())
    } else {
        Err("Write an address that begins with https://".to_owned())
    }
}
