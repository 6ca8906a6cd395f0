//! What an alert is, and the forms about it.

use crate::jobs::model::{Filter, SearchForm};
use kernel::{AppError, FieldErrors, Result};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

/// Alerts a person may have.
pub const MOST: i64 = 10;
/// Mails at once that a person gets in a day; what is found beyond waits for the mail of the day.
pub const AT_ONCE_A_DAY: i64 = 10;
/// Jobs in one mail.
pub const JOBS_IN_MAIL: usize = 20;
/// Longest name, in characters.
const NAME_MAX: usize = 80;

/// When one is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cadence {
    /// As soon as a job appears.
    AtOnce,
    /// Once a day, of all that appeared.
    Daily,
}

impl Cadence {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Daily, Self::AtOnce];

    /// The stored name.
    pub fn name(self) -> &'static str {
        match self {
            Self::AtOnce => "AT_ONCE",
            Self::Daily => "DAILY",
        }
    }

    /// As people say it.
    pub fn label(self) -> &'static str {
        match self {
            Self::AtOnce => "At once",
            Self::Daily => "Once a day",
        }
    }

    /// Reads a stored name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// The form that makes an alert.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct AlertForm {
    /// What it is called.
    pub name: String,
    /// The search as it stands in the address of the list of jobs.
    pub search: String,
    /// Least fit, whole points; empty for any.
    pub min_fit: String,
    /// When one is told.
    pub cadence: String,
    /// `true`: agrees to mail about jobs.
    pub agree: String,
}

/// An alert that can be made, but for its place.
#[derive(Debug, Clone, PartialEq)]
pub struct NewAlert {
    /// What it is called.
    pub name: String,
    /// The search.
    pub search: SearchForm,
    /// Least fit.
    pub min_fit: Option<i16>,
    /// When one is told.
    pub cadence: Cadence,
}

impl AlertForm {
    /// The search of the form. What does not narrow a list (its order, its page) is left out.
    pub fn search(&self) -> SearchForm {
        let query = self.search.trim_start_matches('?').as_bytes();
        let pairs: Vec<_> = form_urlencoded::parse(query).take(50).collect();
        let mut search =
            SearchForm::from_pairs(pairs.iter().map(|(name, value)| (&**name, &**value)));
        search.sort = String::new();
        search.after = String::new();
        search
    }

    /// Checks the form.
    ///
    /// # Errors
    /// `Invalid`.
    pub fn parse(&self) -> Result<NewAlert> {
        let mut errors = FieldErrors::default();
        let name = errors.take("name", parse_name(&self.name));
        let min_fit = errors.take("min_fit", parse_fit(&self.min_fit));
        let cadence =
            Cadence::from_name(&self.cadence).ok_or_else(|| "Choose how often".to_owned());
        let cadence = errors.take("cadence", cadence);
        if self.agree != "true" {
            errors.add("agree", "Without this we cannot write to you");
        }
        let search = self.search();
        if search.is_open() && min_fit == Some(None) {
            errors.add(
                "min_fit",
                "This search admits every job: say how well a job must fit you",
            );
        }
        match (name, min_fit, cadence) {
            (Some(name), Some(min_fit), Some(cadence)) if errors.is_empty() => Ok(NewAlert {
                name,
                search,
                min_fit,
                cadence,
            }),
            _ => Err(AppError::Invalid(errors)),
        }
    }
}

fn parse_name(text: &str) -> Result<String, String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.chars().count() {
        0 => Err("Give it a name".to_owned()),
        1..=NAME_MAX => Ok(text.chars().filter(|c| !c.is_control()).collect()),
        _ => Err(format!("Use at most {NAME_MAX} characters")),
    }
}

fn parse_fit(text: &str) -> Result<Option<i16>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let fit = text.parse().ok().filter(|fit| (1..=100).contains(fit));
    fit.map(Some)
        .ok_or_else(|| "Write a number from 1 to 100".to_owned())
}

/// What is done with an alert of one's own.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ChangeForm {
    /// Its id.
    pub alert: String,
    /// `PAUSE`, `RESUME` or `DELETE`.
    pub to: String,
}

/// What is done with an alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Nothing is told until it is resumed.
    Pause,
    /// It tells again, of what appears from now on.
    Resume,
    /// It goes.
    Delete,
}

impl ChangeForm {
    /// Which alert, and what.
    ///
    /// # Errors
    /// `NotFound` for what is neither.
    pub fn parse(&self) -> Result<(Uuid, Change)> {
        let change = match self.to.as_str() {
            "PAUSE" => Change::Pause,
            "RESUME" => Change::Resume,
            "DELETE" => Change::Delete,
            _ => return Err(AppError::NotFound),
        };
        let id = self.alert.parse().map_err(|_| AppError::NotFound)?;
        Ok((id, change))
    }
}

/// Stops an alert by the link of a mail.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct StopForm {
    /// What stands in the link.
    pub token: String,
}

/// An alert as its page shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Alert {
    /// Its id.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// The search as a query.
    pub search: String,
    /// Least fit.
    pub min_fit: Option<i16>,
    /// When one is told.
    pub cadence: Cadence,
    /// Nothing is told at present.
    pub paused: bool,
    /// How many jobs it found.
    pub found: i64,
    /// When it was made.
    pub created_at: OffsetDateTime,
}

/// A search as it stands in an address.
pub fn query_of(search: &SearchForm, percent: impl Fn(&str) -> String) -> String {
    let pairs = search.pairs().into_iter();
    let pairs: Vec<String> = pairs
        .map(|(name, value)| format!("{name}={}", percent(value)))
        .collect();
    pairs.join("&")
}

/// A search in words: `“cook”, within 10 km of Leeds, from £12 an hour`.
pub fn in_words(search: &SearchForm, filter: &Filter, skill: Option<&str>) -> String {
    let mut parts = Vec::new();
    if !search.q.is_empty() {
        parts.push(format!("“{}”", search.q));
    }
    parts.extend(skill.map(str::to_owned));
    if filter.near.is_some() {
        parts.push(format!("within {} km of {}", search.km(), search.near));
    }
    if let Ok(Some(minor)) = search.pay_minor() {
        let least = kernel::money::Money::new(minor, search.currency());
        parts.push(format!("from {} an hour", ui::format::money(least)));
    }
    parts.extend(filter.modes.iter().map(|mode| mode.label().to_lowercase()));
    parts.extend(filter.kinds.iter().map(|kind| kind.label().to_lowercase()));
    if parts.is_empty() {
        "All open jobs".to_owned()
    } else {
        parts.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> AlertForm {
        AlertForm {
            name: " Cook in  Leeds ".into(),
            search: "q=cook%20%26%20bake&near=Leeds&mode=ONSITE&sort=pay&after=x".into(),
            min_fit: String::new(),
            cadence: "DAILY".into(),
            agree: "true".into(),
        }
    }

    #[test]
    fn a_search_is_read_from_the_address_without_order_and_page() {
        let new = form().parse().unwrap();
        assert_eq!(new.name, "Cook in Leeds");
        assert_eq!(new.search.q, "cook & bake");
        assert_eq!(
            (new.search.sort.as_str(), new.search.after.as_str()),
            ("", "")
        );
        assert_eq!(new.search.modes, ["ONSITE"]);
        let again = query_of(&new.search, |value| {
            value.replace(' ', "+").replace('&', "%26")
        });
        let read = AlertForm {
            search: again,
            ..form()
        };
        assert_eq!(read.search(), new.search);
    }

    #[test]
    fn what_would_tell_of_everything_or_without_leave_is_refused() {
        let cases = [
            AlertForm {
                search: String::new(),
                ..form()
            },
            AlertForm {
                agree: String::new(),
                ..form()
            },
            AlertForm {
                min_fit: "101".into(),
                ..form()
            },
            AlertForm {
                min_fit: "x".into(),
                ..form()
            },
            AlertForm {
                name: "  ".into(),
                ..form()
            },
            AlertForm {
                name: "x".repeat(NAME_MAX + 1),
                ..form()
            },
            AlertForm {
                cadence: "HOURLY".into(),
                ..form()
            },
        ];
        for form in cases {
            assert!(
                matches!(form.parse(), Err(AppError::Invalid(_))),
                "{form:?}"
            );
        }
        let all = AlertForm {
            search: String::new(),
            min_fit: "70".into(),
            ..form()
        };
        assert_eq!(all.parse().map(|new| new.min_fit), Ok(Some(70)));
    }

    #[test]
    fn no_query_makes_a_panic() {
        for text in ["%", "%4", "q=%zz&%=", "q=%ff%fe", "===&&&", "q=%e2%82"] {
            let form = AlertForm {
                search: text.into(),
                ..form()
            };
            let _ = form.search();
        }
    }
}
