//! Steps 2 and 3: where, for what pay, when.

use super::super::content::{Content, Pay};
use super::super::words::PayKind;
use super::{choose, whole};
use kernel::money::{Currency, Money};
use kernel::week::{DAYS, Week};
use kernel::{AppError, FieldErrors, Result};
use people::dates::parse_day;
use people::model::WorkMode;
use serde::{Deserialize, Serialize};
use time::Date;

/// Most people one job may seek.
const HEADCOUNT_MAX: u16 = 500;

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
        let radius_km = errors
            .take("radius_km", whole(&self.radius_km, 1, 500))
            .map(|km| km.unwrap_or(25));
        let pay = self.parse_pay(&mut errors);
        errors.into_result()?;
        match (mode, radius_km, pay) {
            (Some(mode), Some(radius_km), Some(pay)) => Ok(Where {
                mode,
                place,
                radius_km,
                pay,
            }),
            _ => Err(AppError::Transport),
        }
    }

    fn parse_pay(&self, errors: &mut FieldErrors) -> Option<Pay> {
        let kind = errors.take(
            "pay_kind",
            PayKind::from_name(&self.pay_kind).ok_or_else(choose),
        )?;
        let currency = if self.currency.is_empty() {
            Some(Currency::Gbp)
        } else {
            Currency::from_code(&self.currency)
        };
        let currency = errors.take("currency", currency.ok_or_else(choose))?;
        let amount = |text: &str| {
            let text = text.trim();
            if text.is_empty() {
                Ok(None)
            } else {
                Money::parse(text, currency).map(|money| Some(money.minor))
            }
        };
        let min = errors.take("pay_min", amount(&self.pay_min))?;
        let max = errors.take("pay_max", amount(&self.pay_max))?;
        if kind == PayKind::Unpaid && (min.is_some() || max.is_some()) {
            let field = if min.is_some() { "pay_min" } else { "pay_max" };
            errors.add(
                field,
                "Unpaid work has no amount: take it out, or say what the pay is for",
            );
        }
        if let (Some(min), Some(max)) = (min, max)
            && max < min
        {
            errors.add(
                "pay_max",
                "The most is below the least: swap them or correct one",
            );
        }
        if min.is_none()
            && let Some(max) = max
        {
            return Some(Pay {
                kind,
                min: Some(max),
                max: Some(max),
                currency,
            });
        }
        Some(Pay {
            kind,
            min,
            max,
            currency,
        })
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
        let headcount = errors
            .take("headcount", whole(&self.headcount, 1, HEADCOUNT_MAX))
            .map(|n| n.unwrap_or(1));
        let starts_on = errors.take("starts_on", parse_date(&self.starts_on));
        let ends_on = errors.take("ends_on", parse_date(&self.ends_on));
        if let (Some(Some(start)), Some(Some(end))) = (starts_on, ends_on)
            && end < start
        {
            errors.add(
                "ends_on",
                "The last day is before the first: swap them or correct one",
            );
        }
        let mut week = Week::EMPTY;
        for (day, text) in self.days.iter().take(DAYS.len()).enumerate() {
            let added = if text.chars().count() > 400 {
                Err("This is too long".to_owned())
            } else {
                week.add_day_text(day, text)
            };
            errors.take(&Self::day_field(day), added);
        }
        errors.into_result()?;
        match (headcount, starts_on, ends_on) {
            (Some(headcount), Some(starts_on), Some(ends_on)) => Ok(Time {
                headcount,
                starts_on,
                ends_on,
                pattern: (!week.is_empty()).then_some(week),
            }),
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

/// A day; `None` if empty.
fn parse_date(text: &str) -> Result<Option<Date>, String> {
    let text = text.trim();
    if text.is_empty() {
        Ok(None)
    } else {
        parse_day(text).map(Some)
    }
}
