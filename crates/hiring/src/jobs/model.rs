//! What both sides see of a job: its words, its content, the forms that change it, the search for it.

mod content;
mod forms;
mod gaps;
mod search;
mod views;
mod words;

pub use content::{Content, FieldChange, Pay, Place, SkillAsked, WEIGHT_LIMITS, diff, hourly};
pub use forms::{
    ActForm, Basics, BasicsForm, DESCRIPTION_MAX, MAX_SKILLS, NewJob, Requirements,
    RequirementsForm, Review, ReviewForm, SkillField, StartForm, TITLE_MAX, Time, TimeForm, Where,
    WhereForm,
};
#[cfg(feature = "ssr")]
pub(crate) use forms::{amount, too_many_skills};
pub use gaps::{Gap, gaps};
pub use people::model::{Document, LEVELS, STYLES, WorkMode, WorkType, qualification};
pub use search::{Cursor, Filter, SearchForm, Sort};
pub use views::{
    Card, Clash, Facts, HiringFilter, HiringRow, HiringTab, JobView, OwnFit, Revision, SearchPage,
    Shown, Step,
};
pub use words::{Category, Importance, JobStatus, PayKind, Seniority};
