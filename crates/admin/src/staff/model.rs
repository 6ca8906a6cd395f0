//! Roles of staff and what each permits: the one table, as [`StaffRole::may`] asks it and as the help page shows it.

use kernel::email::Email;
use kernel::id::PersonId;
use kernel::{AppError, FieldErrors, Result};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// What somebody is at the platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StaffRole {
    /// Everything, including who is staff.
    Owner,
    /// Decides over accounts.
    Security,
    /// Helps people.
    Support,
    /// Runs the machines.
    Operations,
}

/// What a role may permit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permission {
    /// Find people and see how they stand.
    SeePeople,
    /// Sign people out.
    EndSessions,
    /// Take second factors away from whoever has lost them.
    ResetFactors,
    /// Look at Kinwork as somebody who lets them.
    LookAs,
    /// Suspend, ban, reinstate, decide appeals.
    DecideOverPeople,
    /// Answer those who contest what the platform knows.
    AnswerContests,
    /// Find organisations and see how they stand.
    SeeOrganisations,
    /// Suspend, reinstate, restore.
    DecideOverOrganisations,
    /// Read the trails of organisations.
    ReadAudit,
    /// Read what staff did.
    ReadTrail,
    /// See the state of the system, see and move the work in the background.
    RunJobs,
    /// Switch features.
    SwitchFlags,
    /// Make and unmake staff.
    ManageStaff,
}

impl Permission {
    /// Every permission, in the order of the table.
    pub const ALL: [Self; 13] = [
        Self::SeePeople,
        Self::EndSessions,
        Self::ResetFactors,
        Self::LookAs,
        Self::DecideOverPeople,
        Self::AnswerContests,
        Self::SeeOrganisations,
        Self::DecideOverOrganisations,
        Self::ReadAudit,
        Self::ReadTrail,
        Self::RunJobs,
        Self::SwitchFlags,
        Self::ManageStaff,
    ];

    /// The table: a permission in words, and who may.
    fn line(self) -> (&'static str, &'static [StaffRole]) {
        use StaffRole::{Operations, Owner, Security, Support};
        match self {
            Self::SeePeople => (
                "Find people; see their standing, devices, organisations and security activity",
                &[Owner, Security, Support],
            ),
            Self::EndSessions => ("Sign people out", &[Owner, Security, Support]),
            // Whoever talks the staff into it is let in by the password alone: not for everybody who answers calls.
            Self::ResetFactors => (
                "Turn two-step sign-in off and remove passkeys for whoever has lost them",
                &[Owner, Security],
            ),
            Self::LookAs => (
                "Look at Kinwork as somebody who lets them",
                &[Owner, Security, Support],
            ),
            Self::DecideOverPeople => (
                "Suspend, block and reinstate accounts, decide appeals",
                &[Owner, Security],
            ),
            Self::AnswerContests => (
                "Answer people who contest what their score rests on",
                &[Owner, Security, Support],
            ),
            Self::SeeOrganisations => (
                "Find organisations; see how they stand and who belongs to them",
                &[Owner, Security, Support],
            ),
            Self::DecideOverOrganisations => (
                "Suspend and reinstate organisations, restore deleted ones",
                &[Owner, Security],
            ),
            Self::ReadAudit => (
                "Read what happened in organisations, and save it as a file",
                &[Owner, Security],
            ),
            Self::ReadTrail => ("Read what staff did and looked at", &[Owner, Security]),
            Self::RunJobs => (
                "See the state of the system and the work in the background; retry and discard what failed",
                &[Owner, Operations],
            ),
            Self::SwitchFlags => ("Switch features", &[Owner, Operations]),
            Self::ManageStaff => ("Make people staff, change their role, end it", &[Owner]),
        }
    }

    /// What it lets staff do, in words.
    pub fn label(self) -> &'static str {
        self.line().0
    }
}

impl StaffRole {
    /// Every role, the one that may most first.
    pub const ALL: [Self; 4] = [Self::Owner, Self::Security, Self::Support, Self::Operations];

    /// Asks the table.
    pub fn may(self, permission: Permission) -> bool {
        permission.line().1.contains(&self)
    }

    /// Name, label, and what it is for in a few words.
    fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Owner => ("OWNER", "Platform owner", "Everything, and who is staff"),
            Self::Security => (
                "SECURITY",
                "Security",
                "Decides over accounts and reads the trail",
            ),
            Self::Support => ("SUPPORT", "Support", "Finds people and signs them out"),
            Self::Operations => (
                "OPERATIONS",
                "Operations",
                "Runs the work in the background",
            ),
        }
    }

    /// The stored name.
    pub fn name(self) -> &'static str {
        self.words().0
    }

    /// As people say it.
    pub fn label(self) -> &'static str {
        self.words().1
    }

    /// What it is for.
    pub fn hint(self) -> &'static str {
        self.words().2
    }

    /// Reads a stored name, in capitals or not.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|role| role.name().eq_ignore_ascii_case(name))
    }
}

/// Somebody of the staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffMember {
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// What they are.
    pub role: StaffRole,
    /// Who made them that; `None` from the command line.
    pub granted_by: Option<String>,
    /// When.
    pub granted_at: OffsetDateTime,
}

/// Longest reason, in characters: it also stands in the person's own trail.
pub const REASON_MAX: usize = 500;

/// A reason that somebody will read.
///
/// # Errors
/// A message fit for the field.
pub fn parse_reason(text: &str) -> Result<String, String> {
    let text = text.trim();
    match text.chars().count() {
        0 => Err("Write why".to_owned()),
        1..=REASON_MAX => Ok(text.to_owned()),
        _ => Err(format!("Use at most {REASON_MAX} characters")),
    }
}

/// The form that makes somebody staff, changes what they are, or ends it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct GrantForm {
    /// Address of the account.
    pub email: String,
    /// The stored name of the role; [`NO_STAFF`] ends it.
    pub role: String,
    /// Why.
    pub reason: String,
}

/// What stands for no role in a form.
pub const NO_STAFF: &str = "NONE";

impl GrantForm {
    /// Address, role (`None` ends it), reason.
    ///
    /// # Errors
    /// `Invalid`.
    pub fn parse(&self) -> Result<(Email, Option<StaffRole>, String)> {
        let mut errors = FieldErrors::default();
        let email = errors.take("email", Email::parse(&self.email));
        let role = match self.role.as_str() {
            NO_STAFF => Ok(None),
            name => StaffRole::from_name(name)
                .map(Some)
                .ok_or_else(|| "Choose a role".to_owned()),
        };
        let role = errors.take("role", role);
        let reason = errors.take("reason", parse_reason(&self.reason));
        match (email, role, reason) {
            (Some(email), Some(role), Some(reason)) => Ok((email, role, reason)),
            _ => Err(AppError::Invalid(errors)),
        }
    }
}

/// The form of everything staff do: to what, what, why, and a tick that it is meant.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ActForm {
    /// Id of what it is done to.
    pub subject: String,
    /// The stored name of what is done.
    pub act: String,
    /// Why.
    pub reason: String,
    /// Ticked: `true`.
    pub confirm: String,
    /// How staff made sure who asks, where that must be told.
    pub identified: String,
}

impl ActForm {
    /// What is done, and why; `find` reads the name of an act.
    ///
    /// # Errors
    /// `Invalid`.
    pub fn parse<A>(&self, find: impl Fn(&str) -> Option<A>) -> Result<(A, String)> {
        let mut errors = FieldErrors::default();
        let act = find(&self.act).ok_or_else(|| "Choose what to do".to_owned());
        let act = errors.take("act", act);
        let reason = errors.take("reason", parse_reason(&self.reason));
        if self.confirm != "true" {
            errors.add("confirm", "Tick this to go on");
        }
        match (act, reason) {
            (Some(act), Some(reason)) if errors.is_empty() => Ok((act, reason)),
            _ => Err(AppError::Invalid(errors)),
        }
    }

    /// The id of the subject.
    ///
    /// # Errors
    /// `NotFound` for what is no id.
    pub fn id<I: std::str::FromStr>(&self) -> Result<I> {
        self.subject.parse().map_err(|_| AppError::NotFound)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_permission_is_in_the_table_once_and_an_owners() {
        for (at, permission) in Permission::ALL.into_iter().enumerate() {
            assert_eq!(permission as usize, at, "{permission:?}");
            assert!(StaffRole::Owner.may(permission), "{permission:?}");
        }
    }

    #[test]
    fn only_an_owner_makes_staff_and_whoever_runs_the_machines_sees_nobody() {
        for role in [
            StaffRole::Security,
            StaffRole::Support,
            StaffRole::Operations,
        ] {
            assert!(!role.may(Permission::ManageStaff), "{role:?}");
        }
        assert!(!StaffRole::Operations.may(Permission::SeePeople));
        assert!(!StaffRole::Operations.may(Permission::SeeOrganisations));
        assert!(!StaffRole::Support.may(Permission::DecideOverPeople));
        assert!(!StaffRole::Support.may(Permission::ResetFactors));
    }

    #[test]
    fn names_read_back() {
        for role in StaffRole::ALL {
            assert_eq!(StaffRole::from_name(role.name()), Some(role));
            assert_eq!(
                StaffRole::from_name(&role.name().to_lowercase()),
                Some(role)
            );
        }
        assert_eq!(StaffRole::from_name("BOSS"), None);
    }

    #[test]
    fn nothing_is_done_that_is_not_meant() {
        let form = ActForm {
            act: "SUSPEND".into(),
            reason: "Spam".into(),
            ..Default::default()
        };
        let find = |name: &str| (name == "SUSPEND").then_some(1);
        assert!(form.parse(find).is_err());
        let meant = ActForm {
            confirm: "true".into(),
            ..form
        };
        assert_eq!(meant.parse(find), Ok((1, "Spam".to_owned())));
        assert!(meant.parse(|_| None::<i32>).is_err());
    }

    #[test]
    fn nothing_is_done_without_a_reason() {
        assert!(parse_reason(" \n ").is_err());
        assert_eq!(parse_reason(" Spam ").as_deref(), Ok("Spam"));
        assert!(parse_reason(&"é".repeat(REASON_MAX)).is_ok());
        assert!(parse_reason(&"é".repeat(REASON_MAX + 1)).is_err());
    }
}
