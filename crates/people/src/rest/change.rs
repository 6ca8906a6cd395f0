//! What the public API takes to change a profile. It goes through the forms of the pages, with their rules and messages.

use crate::forms::{AboutForm, SkillRow, SkillsForm, VisibilityForm, WeekForm, WorkForm};
use crate::model::{LEVELS, Profile, SKILLS_MAX, Shown, WorkMode, WorkType};
use crate::service::Forms;
use kernel::money::Currency;
use kernel::{AppError, FieldErrors, Result};
use platform::Services;
use platform::rest::given;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What shall be different in one's own profile. What is left out stays; `null` takes away what may be missing.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProfileChange {
    #[schema(max_length = 100)]
    name: Option<String>,
    #[schema(max_length = 160)]
    headline: Option<String>,
    #[schema(max_length = 5000)]
    bio: Option<String>,
    /// A British postcode or a city.
    #[schema(max_length = 120)]
    place: Option<String>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<u16>, minimum = 1, maximum = 500)]
    travel_radius_km: Option<Option<u16>>,
    work_types: Option<Vec<WorkType>>,
    work_modes: Option<Vec<WorkMode>>,
    /// Hours of each day, Monday first, such as `07:00-15:00, 18:00-22:00`.
    #[schema(max_items = 7)]
    hours: Option<Vec<String>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, format = Date)]
    available_from: Option<Option<String>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<i64>, minimum = 0, maximum = 1_000_000_000)]
    rate_minor: Option<Option<i64>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<i64>, minimum = 0, maximum = 1_000_000_000)]
    least_pay_minor: Option<Option<i64>>,
    currency: Option<Currency>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<u16>, minimum = 1, maximum = 500)]
    commute_km: Option<Option<u16>>,
    /// Parts shown to others.
    visible: Option<Vec<Shown>>,
    discoverable: Option<bool>,
    public_page: Option<bool>,
}

impl ProfileChange {
    /// The forms it fills in; one that it says nothing about is not sent.
    pub fn forms(self, before: &Profile) -> Forms {
        let mut about = AboutForm::from(before);
        set(&mut about.name, self.name);
        set(&mut about.headline, self.headline);
        set(&mut about.bio, self.bio);
        set(&mut about.place, self.place);
        set(&mut about.radius_km, self.travel_radius_km.map(text));
        let mut work = WorkForm::from(before);
        set(
            &mut work.types,
            self.work_types.map(|all| names(all, WorkType::name)),
        );
        set(
            &mut work.modes,
            self.work_modes.map(|all| names(all, WorkMode::name)),
        );
        set(&mut work.rate, self.rate_minor.map(amount));
        set(&mut work.pay, self.least_pay_minor.map(amount));
        set(
            &mut work.currency,
            self.currency.map(|one| one.code().to_owned()),
        );
        set(&mut work.commute_km, self.commute_km.map(text));
        let mut week = WeekForm::from(before);
        set(&mut week.days, self.hours);
        set(
            &mut week.available_from,
            self.available_from.map(Option::unwrap_or_default),
        );
        let mut visibility = VisibilityForm::from(before);
        set(
            &mut visibility.visible,
            self.visible.map(|all| names(all, Shown::name)),
        );
        set(&mut visibility.discoverable, self.discoverable.map(mark));
        set(&mut visibility.public_page, self.public_page.map(mark));
        Forms {
            about: Some(about).filter(|form| *form != AboutForm::from(before)),
            work: Some(work).filter(|form| *form != WorkForm::from(before)),
            week: Some(week).filter(|form| *form != WeekForm::from(before)),
            visibility: Some(visibility).filter(|form| *form != VisibilityForm::from(before)),
        }
    }
}

fn set<T>(field: &mut T, to: Option<T>) {
    if let Some(to) = to {
        *field = to;
    }
}

fn text<T: ToString>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn names<T>(all: Vec<T>, name: impl Fn(T) -> &'static str) -> Vec<String> {
    all.into_iter().map(|one| name(one).to_owned()).collect()
}

fn mark(on: bool) -> String {
    if on { "true".to_owned() } else { String::new() }
}

/// An amount as a form has it. A negative one becomes what no form takes.
fn amount(minor: Option<i64>) -> String {
    minor.map_or_else(String::new, |minor| {
        format!("{}.{:02}", minor / 100, minor % 100)
    })
}

/// Messages of the forms at the fields of the API.
pub fn renamed(error: AppError) -> AppError {
    rename(error, |key| match key {
        "radius_km" => "travel_radius_km".to_owned(),
        "types" => "work_types".to_owned(),
        "modes" => "work_modes".to_owned(),
        "pay" => "least_pay_minor".to_owned(),
        "rate" => "rate_minor".to_owned(),
        key => key.replace("days[", "hours["),
    })
}

/// The same for skills.
pub fn renamed_skills(error: AppError) -> AppError {
    rename(error, |key| match key {
        "add" => "set".to_owned(),
        key => key.replace("rows[", "set[").replace("[years]", "[months]"),
    })
}

fn rename(error: AppError, name: impl Fn(&str) -> String) -> AppError {
    match error {
        AppError::Invalid(FieldErrors(errors)) => {
            let renamed = errors
                .into_iter()
                .map(|(key, message)| (name(&key), message));
            AppError::Invalid(FieldErrors(renamed.collect()))
        }
        other => other,
    }
}

/// What shall be different in one's own skills.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SkillsChange {
    /// Added, or changed.
    #[serde(default)]
    #[schema(max_items = 100)]
    set: Vec<SkillSet>,
    /// Numbers of skills to take out.
    #[serde(default)]
    #[schema(max_items = 100)]
    remove: Vec<i32>,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SkillSet {
    /// Number of the skill.
    id: i32,
    /// 0 (aware) to 4 (expert).
    #[serde(default)]
    #[schema(minimum = 0, maximum = 4)]
    level: Option<u8>,
    /// Months of practice; kept in tenths of a year.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 600)]
    months: Option<u16>,
    #[serde(default)]
    #[schema(minimum = 1950)]
    last_used_year: Option<u16>,
}

impl SkillsChange {
    /// Are all of them skills? A family of skills is not one.
    ///
    /// # Errors
    /// `Invalid`.
    pub fn known(&self, services: &Services) -> Result<()> {
        let taxonomy = taxonomy::service::taxonomy(services)?;
        let mut errors = FieldErrors::default();
        if self.set.len().max(self.remove.len()) > SKILLS_MAX {
            errors.add("set", SkillsForm::too_many(self.set.len()));
            return errors.into_result();
        }
        for (at, one) in self.set.iter().enumerate() {
            let found = taxonomy.skill_by_id(one.id);
            if found.is_none_or(|hit| hit.kind == taxonomy::SkillKind::Group) {
                errors.add(&format!("set[{at}][id]"), "There is no such skill");
            }
            if one
                .level
                .is_some_and(|level| usize::from(level) >= LEVELS.len())
            {
                errors.add(&format!("set[{at}][level]"), "Send a level from 0 to 4");
            }
        }
        errors.into_result()
    }
}

impl From<&SkillsChange> for SkillsForm {
    fn from(change: &SkillsChange) -> Self {
        let set = change.set.iter().map(|one| SkillRow {
            id: one.id.to_string(),
            level: text(one.level),
            years: one.months.map(years).unwrap_or_default(),
            last_used: text(one.last_used_year),
            ..SkillRow::default()
        });
        let removed = change.remove.iter().map(|id| SkillRow {
            id: id.to_string(),
            remove: "true".to_owned(),
            ..SkillRow::default()
        });
        Self {
            rows: set.chain(removed).collect(),
            ..Self::default()
        }
    }
}

/// Months as years with one decimal, as the form has them.
fn years(months: u16) -> String {
    let tenths = (u32::from(months) * 10 + 6) / 12;
    format!("{}.{}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_is_not_sent_and_null_takes_away() {
        let read = |json: &str| serde_json::from_str::<ProfileChange>(json).unwrap();
        assert_eq!(read("{}").commute_km, None);
        assert_eq!(read(r#"{"commute_km":null}"#).commute_km, Some(None));
        assert_eq!(read(r#"{"commute_km":5}"#).commute_km, Some(Some(5)));
        assert!(serde_json::from_str::<ProfileChange>(r#"{"salary":1}"#).is_err());
    }

    #[test]
    fn amounts_reach_the_form_as_people_write_them() {
        assert_eq!(amount(Some(1250)), "12.50");
        assert_eq!(amount(None), "");
        let refused = kernel::money::Money::parse(&amount(Some(-1250)), Currency::Gbp);
        assert!(refused.is_err());
    }
}
