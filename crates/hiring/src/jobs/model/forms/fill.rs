//! Forms filled with what a job says.

use super::super::content::{Content, SkillAsked, WEIGHT_LIMITS};
use super::super::words::Seniority;
use super::{BasicsForm, RequirementsForm, ReviewForm, SkillField, TimeForm, WhereForm};
use kernel::week::{DAYS, Week};
use people::dates::iso_day;

impl From<&Content> for BasicsForm {
    fn from(content: &Content) -> Self {
        Self {
            title: content.title.clone(),
            description: content.description.clone(),
            kind: content.kind.name().to_owned(),
            category: content.category.name().to_owned(),
            seniority: content.seniority.map_or("", Seniority::name).to_owned(),
            occupation: number(content.occupation.as_ref().map(|(id, _)| *id)),
            ..Self::default()
        }
    }
}

impl From<&Content> for WhereForm {
    fn from(content: &Content) -> Self {
        Self {
            mode: content.mode.name().to_owned(),
            place: content.place.text.clone(),
            radius_km: content.radius_km.to_string(),
            pay_kind: content.pay.kind.name().to_owned(),
            pay_min: amount(content.pay.min),
            pay_max: amount(content.pay.max),
            currency: content.pay.currency.code().to_owned(),
            ..Self::default()
        }
    }
}

impl From<&Content> for TimeForm {
    fn from(content: &Content) -> Self {
        let week = content.pattern.unwrap_or(Week::EMPTY);
        Self {
            headcount: content.headcount.to_string(),
            starts_on: content.starts_on.map_or_else(String::new, iso_day),
            ends_on: content.ends_on.map_or_else(String::new, iso_day),
            days: (0..DAYS.len()).map(|day| week.day_text(day)).collect(),
            ..Self::default()
        }
    }
}

impl From<&Content> for RequirementsForm {
    fn from(content: &Content) -> Self {
        let skill = |asked: &SkillAsked| SkillField {
            id: asked.skill.to_string(),
            importance: asked.importance.name().to_owned(),
            level: number(asked.level),
            remove: String::new(),
        };
        let documents = content.documents.iter();
        Self {
            skills: content.skills.iter().map(skill).collect(),
            education: number(content.education),
            experience_months: number(content.experience_months),
            documents: documents.map(|one| one.name().to_owned()).collect(),
            styles: content.styles.map_or_else(Vec::new, |styles| {
                styles.iter().map(ToString::to_string).collect()
            }),
            ..Self::default()
        }
    }
}

impl From<&Content> for ReviewForm {
    fn from(content: &Content) -> Self {
        let weights = content.weights.map_or_else(
            || WEIGHT_LIMITS.map(|(_, _, _, usual)| usual.to_string()),
            |weights| weights.map(|weight| (weight / 100).to_string()),
        );
        Self {
            fit_threshold: number(content.fit_threshold),
            weights: weights.to_vec(),
            ..Self::default()
        }
    }
}

/// A number as a field shows it.
fn number<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

/// `12.50`, as people write it; a negative one becomes what no form takes.
pub(crate) fn amount(minor: Option<i64>) -> String {
    minor.map_or_else(String::new, |minor| {
        format!("{}.{:02}", minor / 100, minor % 100)
    })
}
