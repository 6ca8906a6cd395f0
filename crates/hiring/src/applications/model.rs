//! Stages of an application, the forms that move it, and what each side sees.

use crate::fields::model::FieldFilter;
use kernel::id::{ApplicationId, FileId, JobId, OrganisationId, PersonId};
use kernel::state::State;
use kernel::{AppError, FieldErrors, Result};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// Longest note, in characters.
pub const NOTE_MAX: usize = 4000;
/// Longest reason, in characters.
pub const REASON_MAX: usize = 1000;

/// Where an application stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
#[serde(rename_all = "UPPERCASE")]
pub enum Stage {
    /// Sent.
    Applied,
    /// The employer wants to know more.
    Shortlisted,
    /// The employer offers the job.
    Offered,
    /// The person took it.
    Accepted,
    /// The employer said no, with a reason.
    Rejected,
    /// The person took it back.
    Withdrawn,
}

/// Who makes a move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The one who applied.
    Person,
    /// The organisation whose job it is.
    Employer,
}

impl State for Stage {
    const ALL: &'static [Self] = &[
        Self::Applied,
        Self::Shortlisted,
        Self::Offered,
        Self::Accepted,
        Self::Rejected,
        Self::Withdrawn,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Applied => "APPLIED",
            Self::Shortlisted => "SHORTLISTED",
            Self::Offered => "OFFERED",
            Self::Accepted => "ACCEPTED",
            Self::Rejected => "REJECTED",
            Self::Withdrawn => "WITHDRAWN",
        }
    }

    fn next(self) -> &'static [Self] {
        match self {
            Self::Applied => &[Self::Shortlisted, Self::Rejected, Self::Withdrawn],
            Self::Shortlisted => &[Self::Offered, Self::Rejected, Self::Withdrawn],
            Self::Offered => &[Self::Accepted, Self::Rejected, Self::Withdrawn],
            Self::Accepted | Self::Rejected | Self::Withdrawn => &[],
        }
    }
}

impl Stage {
    /// As both sides read it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Applied => "Applied",
            Self::Shortlisted => "Shortlisted",
            Self::Offered => "Offered",
            Self::Accepted => "Accepted",
            Self::Rejected => "Not taken further",
            Self::Withdrawn => "Withdrawn",
        }
    }

    /// Still to be decided: it holds the person's one place in the list.
    pub fn is_open(self) -> bool {
        !self.is_final()
    }

    /// Counts as the person's one application to the job: undecided, or accepted.
    pub fn is_live(self) -> bool {
        !matches!(self, Self::Rejected | Self::Withdrawn)
    }

    /// Who may bring an application to this stage.
    pub fn by(self) -> Side {
        match self {
            Self::Applied | Self::Accepted | Self::Withdrawn => Side::Person,
            Self::Shortlisted | Self::Offered | Self::Rejected => Side::Employer,
        }
    }
}

/// Sends an application.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ApplyForm {
    /// Id of the job.
    pub job: String,
    /// What the person wants to say.
    pub note: String,
}

/// An application that can be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewApplication {
    /// The job.
    pub job: JobId,
    /// The note, perhaps empty.
    pub note: String,
}

impl ApplyForm {
    /// Checks the form.
    ///
    /// # Errors
    /// `Invalid` at the note; `NotFound` if the job is not an id.
    pub fn parse(&self) -> Result<NewApplication> {
        let job = self.job.parse().map_err(|_| AppError::NotFound)?;
        let note =
            text(&self.note, NOTE_MAX).map_err(|message| AppError::invalid("note", message))?;
        Ok(NewApplication { job, note })
    }
}

/// The person's own moves: accepting an offer, withdrawing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct OwnForm {
    /// Id of the application.
    pub application: String,
    /// Why, if they care to say.
    pub reason: String,
}

/// The employer's moves.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct DecideForm {
    /// Id of the application.
    pub application: String,
    /// Its version as it was read.
    pub version: String,
    /// Name of the stage it shall have.
    pub to: String,
    /// Why; needed to reject.
    pub reason: String,
    /// Where to go on.
    pub back: String,
}

/// A move that can be tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// The application.
    pub application: ApplicationId,
    /// Its version as it was read; `None` if any will do.
    pub version: Option<i32>,
    /// The stage it shall have.
    pub to: Stage,
    /// Why, perhaps empty.
    pub reason: String,
}

impl OwnForm {
    /// The move to a stage of the person's own.
    ///
    /// # Errors
    /// `Invalid` at the reason; `NotFound` if the application is not an id.
    pub fn parse(&self, to: Stage) -> Result<Move> {
        let application = self.application.parse().map_err(|_| AppError::NotFound)?;
        let reason = text(&self.reason, REASON_MAX)
            .map_err(|message| AppError::invalid("reason", message))?;
        Ok(Move {
            application,
            version: None,
            to,
            reason,
        })
    }
}

impl DecideForm {
    /// The move asked for.
    ///
    /// # Errors
    /// `Invalid` at the reason; `NotFound` if the application is not an id; `Conflict` if the stage is not the
    /// employer's to give.
    pub fn parse(&self) -> Result<Move> {
        let application = self.application.parse().map_err(|_| AppError::NotFound)?;
        let version = self
            .version
            .parse()
            .map_err(|_| AppError::conflict("stale"))?;
        let to = Stage::from_name(&self.to)
            .filter(|to| to.by() == Side::Employer)
            .ok_or_else(|| AppError::conflict("illegal_transition"))?;
        let mut errors = FieldErrors::default();
        let reason = errors
            .take("reason", text(&self.reason, REASON_MAX))
            .unwrap_or_default();
        if to == Stage::Rejected && reason.is_empty() {
            errors.add("reason", "Say why: the person reads it");
        }
        errors.into_result()?;
        Ok(Move {
            application,
            version: Some(version),
            to,
            reason,
        })
    }
}

/// Text of several lines: trimmed, no control characters but line breaks and tabs.
fn text(text: &str, max: usize) -> Result<String, String> {
    let text = text.replace("\r\n", "\n");
    let text = text.trim();
    if text.chars().count() > max {
        return Err(format!("Use at most {max} characters"));
    }
    if text
        .chars()
        .any(|c| c.is_control() && c != '\n' && c != '\t')
    {
        return Err("Remove the characters that cannot be shown".to_owned());
    }
    Ok(text.to_owned())
}

/// An application as either side sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application {
    /// Its id.
    pub id: ApplicationId,
    /// Whose job it is.
    pub organisation: OrganisationId,
    /// The organisation's name.
    pub organisation_name: String,
    /// Its logo, if it has one.
    pub organisation_logo: Option<FileId>,
    /// The job.
    pub job: JobId,
    /// Its title.
    pub job_title: String,
    /// Who applied.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Their headline, if they show it.
    pub headline: String,
    /// Where they start from.
    pub place: String,
    /// Where it stands.
    pub stage: Stage,
    /// What they wrote.
    pub note: String,
    /// The reason of the last move, perhaps empty.
    pub reason: String,
    /// Fit when they applied, in hundredths of a point.
    pub fit: Option<i32>,
    /// Counts the moves.
    pub version: i32,
    /// When they applied.
    pub created_at: OffsetDateTime,
    /// When it last moved.
    pub updated_at: OffsetDateTime,
}

impl Application {
    /// Fit when they applied as the whole number shown, 0 to 100.
    pub fn fit_points(&self) -> Option<i32> {
        self.fit.map(|hundredths| (hundredths + 50).div_euclid(100))
    }
}

/// One step of an application's history, in the same words for both sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Where it came from; `None` at the beginning.
    pub from: Option<Stage>,
    /// Where it went.
    pub to: Stage,
    /// Why, perhaps empty.
    pub reason: String,
    /// Who moved it: the person's name, or the organisation's.
    pub by: String,
    /// When.
    pub at: OffsetDateTime,
}

/// An application with its history, the latest step first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Story {
    /// The application.
    pub application: Application,
    /// Its history.
    pub steps: Vec<Step>,
}

/// What a reader can do about a published job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WayIn {
    /// Say who they are.
    SignIn,
    /// Nothing: they work for the organisation that posted it.
    Posted,
    /// See how their application stands.
    Applied(ApplicationId, Stage),
    /// Nothing: it takes no applications.
    Shut,
    /// Finish their profile.
    Profile,
    /// Apply.
    Open {
        /// They have applied before, and it came to nothing.
        again: bool,
    },
}

/// How an employer's list is ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// Best fit first.
    #[default]
    Fit,
    /// Latest first.
    Date,
}

impl Order {
    /// Every order.
    pub const ALL: [Self; 2] = [Self::Fit, Self::Date];

    /// Its name in addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Fit => "fit",
            Self::Date => "date",
        }
    }

    /// Reads the name in an address.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|order| order.name() == name)
    }

    /// As people read it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Fit => "Best fit",
            Self::Date => "Latest",
        }
    }
}

/// Which applications of a job an employer looks at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only this stage.
    pub stage: Option<Stage>,
    /// In this order.
    pub order: Order,
    /// Own fields of the people and what they hold.
    pub own: FieldFilter,
    /// Where the page begins.
    pub cursor: Option<String>,
}

/// How many applications a job has, by stage in the order of [`Stage`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts(pub [u64; 6]);

impl Counts {
    /// In one stage.
    pub fn of(&self, stage: Stage) -> u64 {
        Stage::ALL
            .iter()
            .zip(self.0)
            .find(|(each, _)| **each == stage)
            .map_or(0, |(_, count)| count)
    }

    /// All of them.
    pub fn total(&self) -> u64 {
        self.0.iter().sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stages_follow_the_table_and_have_one_mover() {
        assert!(Stage::Applied.may_become(Stage::Shortlisted));
        assert!(!Stage::Applied.may_become(Stage::Accepted));
        for from in Stage::ALL.iter().filter(|stage| stage.is_open()) {
            assert!(
                from.may_become(Stage::Withdrawn) && from.may_become(Stage::Rejected),
                "{from:?}"
            );
        }
        for stage in Stage::ALL {
            assert_eq!(Stage::from_name(stage.name()), Some(*stage));
        }
    }

    #[test]
    fn rejecting_needs_a_reason_and_nobody_accepts_for_another() {
        let mut form = DecideForm {
            application: "0192f5c0-0000-7000-8000-000000000000".into(),
            version: "1".into(),
            to: "REJECTED".into(),
            reason: "  ".into(),
            back: String::new(),
        };
        assert!(
            matches!(form.parse(), Err(AppError::Invalid(errors)) if errors.get("reason").is_some())
        );
        form.to = "ACCEPTED".into();
        assert_eq!(form.parse(), Err(AppError::conflict("illegal_transition")));
        form.to = "SHORTLISTED".into();
        assert_eq!(form.parse().unwrap().version, Some(1));
        form.version = String::new();
        assert_eq!(form.parse(), Err(AppError::conflict("stale")));
    }

    #[test]
    fn a_note_keeps_its_lines_and_its_limit() {
        let mut form = ApplyForm {
            job: "0192f5c0-0000-7000-8000-000000000000".into(),
            note: " a\r\nb \u{1F600} ".into(),
        };
        assert_eq!(form.parse().unwrap().note, "a\nb \u{1F600}");
        form.note = "x".repeat(NOTE_MAX + 1);
        assert!(form.parse().is_err());
        form.note = "a\0b".into();
        assert!(form.parse().is_err());
    }
}
