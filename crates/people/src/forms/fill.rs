//! Forms filled with what is stored.

use super::{
    AboutForm, CertificationForm, EducationForm, ExperienceForm, SkillRow, SkillsForm, StyleForm,
    VisibilityForm, WeekForm, WorkForm,
};
use crate::dates::{iso_day, shown_month};
use crate::model::{
    Certification, Document, Education, Experience, Profile, STYLE_COUNT, Skill, WorkMode, WorkType,
};
use kernel::money::Money;
use kernel::week::{DAYS, Week};

impl From<&Profile> for AboutForm {
    fn from(profile: &Profile) -> Self {
        Self {
            name: profile.name.clone(),
            headline: profile.headline.clone(),
            bio: profile.bio.clone(),
            place: profile.place.clone(),
            radius_km: number(profile.travel_radius_km),
            step: String::new(),
        }
    }
}

impl From<&Profile> for WorkForm {
    fn from(profile: &Profile) -> Self {
        Self {
            types: profile
                .wish_types
                .iter()
                .copied()
                .map(WorkType::name)
                .map(str::to_owned)
                .collect(),
            modes: profile
                .work_modes
                .iter()
                .copied()
                .map(WorkMode::name)
                .map(str::to_owned)
                .collect(),
            pay: profile.wish_pay.map(amount).unwrap_or_default(),
            rate: profile.rate.map(amount).unwrap_or_default(),
            currency: profile.currency.code().to_owned(),
            commute_km: number(profile.wish_commute_km),
            step: String::new(),
        }
    }
}

impl From<&Profile> for WeekForm {
    fn from(profile: &Profile) -> Self {
        let week = profile.availability.unwrap_or(Week::EMPTY);
        Self {
            days: (0..DAYS.len()).map(|day| week.day_text(day)).collect(),
            available_from: profile.available_from.map(iso_day).unwrap_or_default(),
            step: String::new(),
        }
    }
}

impl From<&Profile> for SkillsForm {
    fn from(profile: &Profile) -> Self {
        Self {
            rows: profile.skills.iter().map(SkillRow::from).collect(),
            ..Self::default()
        }
    }
}

impl From<&Skill> for SkillRow {
    fn from(skill: &Skill) -> Self {
        Self {
            id: skill.id.to_string(),
            label: skill.label.clone(),
            level: skill
                .level
                .map(|level| level.to_string())
                .unwrap_or_default(),
            years: skill.months.map(years).unwrap_or_default(),
            last_used: number(skill.last_used_year),
            remove: String::new(),
        }
    }
}

impl From<&Experience> for ExperienceForm {
    fn from(line: &Experience) -> Self {
        Self {
            id: line.id.to_string(),
            title: line.title.clone(),
            organisation: line.organisation.clone(),
            started: shown_month(line.started_on),
            ended: line.ended_on.map(shown_month).unwrap_or_default(),
            current: if line.ended_on.is_none() {
                "true".to_owned()
            } else {
                String::new()
            },
            description: line.description.clone(),
            occupation: line
                .occupation
                .as_ref()
                .map(|(id, _)| id.to_string())
                .unwrap_or_default(),
            step: String::new(),
        }
    }
}

impl From<&Education> for EducationForm {
    fn from(line: &Education) -> Self {
        Self {
            id: line.id.to_string(),
            institution: line.institution.clone(),
            qualification: line.qualification.clone(),
            level: line.level.to_string(),
            started: line.started_on.map(shown_month).unwrap_or_default(),
            ended: line.ended_on.map(shown_month).unwrap_or_default(),
        }
    }
}

impl From<&Certification> for CertificationForm {
    fn from(line: &Certification) -> Self {
        Self {
            id: line.id.to_string(),
            name: line.name.clone(),
            document: line
                .document
                .map(Document::name)
                .unwrap_or_default()
                .to_owned(),
            issuer: line.issuer.clone(),
            issued_on: line.issued_on.map(iso_day).unwrap_or_default(),
            expires_on: line.expires_on.map(iso_day).unwrap_or_default(),
            credential_url: line.credential_url.clone(),
        }
    }
}

impl From<&Profile> for StyleForm {
    fn from(profile: &Profile) -> Self {
        let answers = profile.styles.unwrap_or([0; STYLE_COUNT]);
        Self {
            answers: answers.iter().map(i8::to_string).collect(),
            clear: String::new(),
        }
    }
}

impl From<&Profile> for VisibilityForm {
    fn from(profile: &Profile) -> Self {
        let mark = |on: bool| if on { "true".to_owned() } else { String::new() };
        Self {
            visible: profile
                .visible
                .iter()
                .map(|part| part.name().to_owned())
                .collect(),
            discoverable: mark(profile.discoverable),
            public_page: mark(profile.public_page),
            step: String::new(),
        }
    }
}

fn number(number: Option<u16>) -> String {
    number.map(|number| number.to_string()).unwrap_or_default()
}

/// `12.50`: the currency has its own field.
fn amount(money: Money) -> String {
    format!("{}.{:02}", money.minor / 100, money.minor % 100)
}

/// Months as years with at most one decimal.
fn years(months: u16) -> String {
    let tenths = (u32::from(months) * 10 + 6) / 12;
    if tenths.is_multiple_of(10) {
        (tenths / 10).to_string()
    } else {
        format!("{}.{}", tenths / 10, tenths % 10)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::FieldErrors;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn years_read_back_as_the_months_they_stand_for(months in 0i16..=600) {
            // Tenths of a year cannot tell all months apart; what was typed comes back as it was.
            let typed = years(months as u16);
            let row = SkillRow { id: "1".into(), years: typed.clone(), ..Default::default() };
            let form = SkillsForm { rows: vec![row], ..Default::default() };
            let stored = form.check_rows(2026, &mut FieldErrors::default())[0].months.unwrap();
            prop_assert!((stored - months).abs() <= 1);
            prop_assert_eq!(years(stored as u16), typed);
        }
    }
}
