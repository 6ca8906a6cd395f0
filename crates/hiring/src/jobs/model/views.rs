//! What the pages are given.

use super::content::{Content, FieldChange, Pay};
use super::words::JobStatus;
use crate::fields::model::FieldFilter;
use kernel::id::{FileId, JobId, OrganisationId};
use people::model::{WorkMode, WorkType};
use std::sync::{Arc, OnceLock};
use time::{Date, OffsetDateTime};

/// What a card of a list shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    /// The job.
    pub id: JobId,
    /// Title.
    pub title: String,
    /// The organisation's name.
    pub organisation: String,
    /// Its logo, if it has one.
    pub logo: Option<FileId>,
    /// Place as text.
    pub place: String,
    /// Mode.
    pub mode: WorkMode,
    /// Type.
    pub kind: WorkType,
    /// Pay.
    pub pay: Pay,
    /// First day.
    pub starts_on: Option<Date>,
    /// Places still free.
    pub free: i16,
    /// When it was published.
    pub published_at: OffsetDateTime,
    /// Up to three skills, must-haves first.
    pub skills: Vec<String>,
    /// From the place searched for, kilometres.
    pub distance_km: Option<f64>,
    /// The reader's own fit, where it was computed.
    pub fit: Option<OwnFit>,
}

/// A reader's own fit for a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwnFit {
    /// Whole points.
    pub score: i32,
    /// Too little is known.
    pub provisional: bool,
}

/// One page of a search.
#[derive(Debug, Clone, Default)]
pub struct SearchPage {
    /// The jobs.
    pub cards: Vec<Card>,
    /// How many there are in all; counted up to [`SearchPage::COUNT_MAX`].
    pub total: i64,
    /// Where the next page begins.
    pub next: Option<String>,
    /// False if nothing was found word for word and the nearest spelling is shown.
    pub exact: bool,
    /// The cards as they are shown, if they have been.
    pub shown: Shown,
}

/// The HTML of a list, made when first asked for and kept as long as what it shows.
#[derive(Debug, Default)]
pub struct Shown(OnceLock<Arc<str>>);

impl Shown {
    /// The HTML; made by `render` the first time.
    pub fn or_render(&self, render: impl FnOnce() -> String) -> Arc<str> {
        self.0.get_or_init(|| render().into()).clone()
    }
}

impl Clone for Shown {
    /// Nothing: who copies a page is about to change it.
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl SearchPage {
    /// Beyond this, there are simply more.
    pub const COUNT_MAX: i64 = 10_000;
    /// Cards a page holds.
    pub const SIZE: usize = 20;
}

/// A job with everything around it.
#[derive(Debug, Clone)]
pub struct JobView {
    /// Its id.
    pub id: JobId,
    /// Whose it is.
    pub organisation: OrganisationId,
    /// Its name.
    pub organisation_name: String,
    /// Its logo, if it has one.
    pub organisation_logo: Option<FileId>,
    /// What it does.
    pub organisation_about: String,
    /// Its site or empty.
    pub organisation_website: String,
    /// State.
    pub status: JobStatus,
    /// Version for the optimistic lock.
    pub version: i32,
    /// Places taken.
    pub filled: i16,
    /// When it was begun.
    pub created_at: OffsetDateTime,
    /// When it was last changed.
    pub updated_at: OffsetDateTime,
    /// When it was first published.
    pub published_at: Option<OffsetDateTime>,
    /// When it was closed.
    pub closed_at: Option<OffsetDateTime>,
    /// What it says.
    pub content: Content,
}

impl JobView {
    /// Places still free.
    pub fn free(&self) -> u16 {
        self.content
            .headcount
            .saturating_sub(u16::try_from(self.filled).unwrap_or(0))
    }
}

/// Counts shown on an organisation's page of a job.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Facts {
    /// Applications, withdrawn and rejected ones included.
    pub applications: i64,
    /// Those waiting for an answer.
    pub waiting: i64,
}

/// A row of the organisation's own list.
#[derive(Debug, Clone)]
pub struct HiringRow {
    /// The job.
    pub id: JobId,
    /// Title.
    pub title: String,
    /// State.
    pub status: JobStatus,
    /// Place as text.
    pub place: String,
    /// Mode.
    pub mode: WorkMode,
    /// Type.
    pub kind: WorkType,
    /// Places wanted.
    pub headcount: i16,
    /// Places taken.
    pub filled: i16,
    /// Live applications.
    pub applications: i64,
    /// Those nobody has looked at.
    pub waiting: i64,
    /// When it was begun.
    pub created_at: OffsetDateTime,
    /// When it was published.
    pub published_at: Option<OffsetDateTime>,
}

/// A tab of the organisation's own list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HiringTab {
    /// The state; `None` is all.
    pub status: Option<JobStatus>,
    /// How many.
    pub count: i64,
}

/// What the organisation's own list is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HiringFilter {
    /// Words of the title.
    pub q: String,
    /// Own fields and what they hold.
    pub own: FieldFilter,
    /// One state only.
    pub status: Option<JobStatus>,
    /// Where the page begins.
    pub after: String,
}

/// An entry of a job's history.
#[derive(Debug, Clone)]
pub struct Revision {
    /// When.
    pub at: OffsetDateTime,
    /// Who.
    pub by: String,
    /// `published`, `edited`, `closed`…
    pub action: String,
    /// The version it made.
    pub version: i32,
    /// What changed.
    pub changes: Vec<FieldChange>,
}

/// What two people made of one job at the same time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clash {
    /// Who saved while this form was open.
    pub by: Vec<String>,
    /// What they changed: as it was when the form was opened, as it is now.
    pub theirs: Vec<FieldChange>,
    /// What saving the form would change: as it is now, as it would become.
    pub mine: Vec<FieldChange>,
}

impl Clash {
    /// Nobody typed this: the form still holds what the other has changed, and would put it back.
    pub fn puts_back(&self, mine: &FieldChange) -> bool {
        let same = |theirs: &FieldChange| theirs.field == mine.field && theirs.before == mine.after;
        self.theirs.iter().any(same)
    }
}

/// A step of the wizard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Title, description, type.
    Basics,
    /// Place and pay.
    Place,
    /// Dates and hours.
    Time,
    /// Skills and documents.
    Requirements,
    /// Look it over and publish.
    Review,
}

impl Step {
    /// In their order.
    pub const ALL: [Self; 5] = [
        Self::Basics,
        Self::Place,
        Self::Time,
        Self::Requirements,
        Self::Review,
    ];

    /// The name in the address.
    pub fn name(self) -> &'static str {
        match self {
            Self::Basics => "basics",
            Self::Place => "place",
            Self::Time => "time",
            Self::Requirements => "requirements",
            Self::Review => "review",
        }
    }

    /// Reads a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.name() == name)
    }

    /// As people say it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Basics => "The work",
            Self::Place => "Place and pay",
            Self::Time => "Time",
            Self::Requirements => "Requirements",
            Self::Review => "Review",
        }
    }

    /// The one after; the last stays.
    pub fn next(self) -> Self {
        let at = Self::ALL.iter().position(|step| *step == self).unwrap_or(0);
        Self::ALL[(at + 1).min(Self::ALL.len() - 1)]
    }

    /// Its address for a job.
    pub fn href(self, job: JobId) -> String {
        format!("/hiring/jobs/{job}/edit/{}", self.name())
    }
}
