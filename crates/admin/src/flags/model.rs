//! A flag as staff see it, and the form that switches it.

use crate::staff::model::parse_reason;
use kernel::id::OrganisationId;
use kernel::{AppError, FieldErrors, Result};
use platform::flags::{Flag, Setting};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// What stands in a form for "as the code says".
pub const DEFAULT: &str = "DEFAULT";
/// Organisations of a flag, at most.
pub const ORGANISATIONS_MAX: usize = 100;

/// A flag, and what was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlagLine {
    /// Which.
    pub flag: Flag,
    /// What was decided; `None` for what the code says.
    pub decided: Option<Decided>,
}

/// What was decided about a flag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// For whom it is on.
    pub setting: Setting,
    /// Who decided.
    pub by: Option<String>,
    /// When.
    pub at: OffsetDateTime,
}

impl FlagLine {
    /// For whom it is on.
    pub fn setting(&self) -> Setting {
        match &self.decided {
            Some(decided) => decided.setting.clone(),
            None => self.flag.default_setting(),
        }
    }
}

/// A setting in words.
pub fn in_words(setting: &Setting) -> String {
    match setting {
        Setting::Off => "off".to_owned(),
        Setting::On => "on".to_owned(),
        Setting::Percentage(share) => format!("on for {share} of 100"),
        Setting::Organisations(chosen) => {
            let count = u64::try_from(chosen.len()).unwrap_or(0);
            format!(
                "on for {}",
                ui::format::count(count, "organisation", "organisations")
            )
        }
    }
}

/// The form that switches a flag.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct FlagForm {
    /// The stored name of the flag.
    pub flag: String,
    /// The stored name of the setting; [`DEFAULT`] for what the code says.
    pub state: String,
    /// With `PERCENTAGE`: of a hundred.
    pub percentage: String,
    /// With `ORGANISATIONS`: ids, with anything between them.
    pub organisations: String,
    /// Why.
    pub reason: String,
    /// Ticked: `true`.
    pub confirm: String,
}

impl FlagForm {
    /// Which flag, for whom it shall be on (`None`: as the code says), and why.
    ///
    /// # Errors
    /// `NotFound` for no flag; `Invalid`.
    pub fn parse(&self) -> Result<(Flag, Option<Setting>, String)> {
        let flag = Flag::from_name(&self.flag).ok_or(AppError::NotFound)?;
        let mut errors = FieldErrors::default();
        let setting = self.setting(&mut errors);
        let reason = errors.take("reason", parse_reason(&self.reason));
        if self.confirm != "true" {
            errors.add("confirm", "Tick this to go on");
        }
        match (setting, reason) {
            (Some(setting), Some(reason)) if errors.is_empty() => Ok((flag, setting, reason)),
            _ => Err(AppError::Invalid(errors)),
        }
    }

    fn setting(&self, errors: &mut FieldErrors) -> Option<Option<Setting>> {
        match self.state.as_str() {
            DEFAULT => Some(None),
            "OFF" => Some(Some(Setting::Off)),
            "ON" => Some(Some(Setting::On)),
            "PERCENTAGE" => {
                let share = errors.take("percentage", parse_share(&self.percentage))?;
                Some(Some(Setting::Percentage(share)))
            }
            "ORGANISATIONS" => {
                let chosen = errors.take("organisations", parse_ids(&self.organisations))?;
                Some(Some(Setting::Organisations(chosen)))
            }
            _ => {
                errors.add("state", "Choose for whom it is on");
                None
            }
        }
    }
}

fn parse_share(text: &str) -> Result<u8, String> {
    let share = text.trim().parse().ok().filter(|share| *share <= 100);
    share.ok_or_else(|| "Write a number from 0 to 100".to_owned())
}

fn parse_ids(text: &str) -> Result<Vec<OrganisationId>, String> {
    let words = text.split(|c: char| c.is_whitespace() || c == ',');
    let ids: Result<Vec<OrganisationId>, _> = words
        .filter(|word| !word.is_empty())
        .map(str::parse)
        .collect();
    match ids {
        Ok(ids) if ids.is_empty() => Err("Write the id of an organisation".to_owned()),
        Ok(ids) if ids.len() > ORGANISATIONS_MAX => {
            Err(format!("Use at most {ORGANISATIONS_MAX} organisations"))
        }
        Ok(ids) => Ok(ids),
        Err(_) => Err("Write ids, as they stand on the page of an organisation".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(state: &str) -> FlagForm {
        FlagForm {
            flag: "sign_up".into(),
            state: state.into(),
            reason: "Fake accounts".into(),
            confirm: "true".into(),
            ..Default::default()
        }
    }

    #[test]
    fn each_setting_wants_what_it_needs() {
        let setting = |form: FlagForm| form.parse().map(|(_, setting, _)| setting);
        assert_eq!(setting(form(DEFAULT)), Ok(None));
        assert_eq!(setting(form("OFF")), Ok(Some(Setting::Off)));
        for (share, right) in [
            ("0", true),
            ("100", true),
            ("101", false),
            ("-1", false),
            ("", false),
        ] {
            let form = FlagForm {
                percentage: share.into(),
                ..form("PERCENTAGE")
            };
            assert_eq!(form.parse().is_ok(), right, "{share}");
        }
        let id = uuid::Uuid::from_u128(7);
        for (ids, right) in [
            (format!(" {id},\n{id}"), true),
            (String::new(), false),
            ("works".to_owned(), false),
        ] {
            let form = FlagForm {
                organisations: ids.clone(),
                ..form("ORGANISATIONS")
            };
            assert_eq!(form.parse().is_ok(), right, "{ids}");
        }
        assert!(form("MAYBE").parse().is_err());
        let unknown = FlagForm {
            flag: "x".into(),
            ..form("ON")
        };
        assert_eq!(unknown.parse(), Err(AppError::NotFound));
    }
}
