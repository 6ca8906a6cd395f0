//! What the public API sends of jobs.

use crate::jobs::model::{
    Card, Category, Content, Document, HiringRow, Importance, JobStatus, JobView, Pay, PayKind,
    Seniority, SkillAsked, WEIGHT_LIMITS, WorkMode, WorkType,
};
use kernel::money::Currency;
use kernel::week::{DAYS, Week};
use people::dates::iso_day;
use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;
use uuid::Uuid;

/// What work pays.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = JobPay)]
pub struct PayShown {
    /// For what.
    kind: PayKind,
    /// Least, in minor units.
    min_minor: Option<i64>,
    /// Most, in minor units.
    max_minor: Option<i64>,
    currency: Currency,
}

impl From<&Pay> for PayShown {
    fn from(pay: &Pay) -> Self {
        Self {
            kind: pay.kind,
            min_minor: pay.min,
            max_minor: pay.max,
            currency: pay.currency,
        }
    }
}

/// An open job in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct JobInList {
    id: Uuid,
    title: String,
    /// Name of the organisation.
    organisation: String,
    place: String,
    mode: WorkMode,
    #[serde(rename = "type")]
    kind: WorkType,
    pay: PayShown,
    #[schema(value_type = Option<String>, format = Date)]
    starts_on: Option<String>,
    /// Places still free.
    free: i16,
    #[serde(with = "time::serde::rfc3339")]
    published_at: OffsetDateTime,
    /// Up to three skills, must-haves first.
    skills: Vec<String>,
    /// From the place searched for.
    distance_km: Option<f64>,
    /// One's own fit; `null` without a profile.
    fit: Option<Glance>,
}

/// One's own fit, in short.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FitInShort)]
pub struct Glance {
    /// Whole points, 0 to 100.
    score: i32,
    /// Too little is known.
    provisional: bool,
}

impl From<Card> for JobInList {
    fn from(card: Card) -> Self {
        Self {
            id: card.id.0,
            title: card.title,
            organisation: card.organisation,
            place: card.place,
            mode: card.mode,
            kind: card.kind,
            pay: PayShown::from(&card.pay),
            starts_on: card.starts_on.map(iso_day),
            free: card.free,
            published_at: card.published_at,
            skills: card.skills,
            distance_km: card.distance_km,
            fit: card.fit.map(|fit| Glance {
                score: fit.score,
                provisional: fit.provisional,
            }),
        }
    }
}

/// One of the organisation's own jobs in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct OwnJobInList {
    id: Uuid,
    title: String,
    status: JobStatus,
    place: String,
    mode: WorkMode,
    #[serde(rename = "type")]
    kind: WorkType,
    headcount: i16,
    /// Places taken.
    filled: i16,
    /// Live applications.
    applications: i64,
    /// Those nobody has looked at.
    waiting: i64,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339::option")]
    published_at: Option<OffsetDateTime>,
}

impl From<HiringRow> for OwnJobInList {
    fn from(row: HiringRow) -> Self {
        Self {
            id: row.id.0,
            title: row.title,
            status: row.status,
            place: row.place,
            mode: row.mode,
            kind: row.kind,
            headcount: row.headcount,
            filled: row.filled,
            applications: row.applications,
            waiting: row.waiting,
            created_at: row.created_at,
            published_at: row.published_at,
        }
    }
}

/// What a job says to everybody.
#[derive(Debug, Serialize, ToSchema)]
pub struct PublishedJob {
    id: Uuid,
    organisation: Employer,
    status: JobStatus,
    /// Places still free.
    free: u16,
    #[serde(with = "time::serde::rfc3339::option")]
    published_at: Option<OffsetDateTime>,
    #[serde(with = "time::serde::rfc3339::option")]
    closed_at: Option<OffsetDateTime>,
    #[serde(flatten)]
    says: JobText,
}

/// Whose job it is.
#[derive(Debug, Serialize, ToSchema)]
struct Employer {
    id: Uuid,
    name: String,
    /// What it does.
    about: String,
    /// Its own site, or empty.
    website: String,
}

/// What a job says.
#[derive(Debug, Serialize, ToSchema)]
struct JobText {
    title: String,
    /// Plain text.
    description: String,
    #[serde(rename = "type")]
    kind: WorkType,
    category: Category,
    seniority: Option<Seniority>,
    /// Number of the occupation.
    occupation_id: Option<i32>,
    occupation: Option<String>,
    mode: WorkMode,
    place: String,
    /// From how far people usually come.
    radius_km: u16,
    pay: PayShown,
    /// How many people are wanted.
    headcount: u16,
    #[schema(value_type = Option<String>, format = Date)]
    starts_on: Option<String>,
    #[schema(value_type = Option<String>, format = Date)]
    ends_on: Option<String>,
    /// Hours of each day, Monday first; `null` if the job does not say.
    hours: Option<Vec<String>>,
    skills: Vec<SkillShown>,
    /// Level of the European Qualifications Framework.
    education_level: Option<u8>,
    experience_months: Option<u16>,
    /// Documents asked.
    documents: Vec<Document>,
    /// The team's answers to the work-style questions, -2 to 2.
    styles: Option<Vec<i8>>,
}

/// A skill a job asks for.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SkillAsked)]
struct SkillShown {
    /// Number of the skill.
    id: i32,
    label: String,
    importance: Importance,
    /// 0 to 4; `null` if no level is asked.
    level: Option<u8>,
}

impl From<SkillAsked> for SkillShown {
    fn from(asked: SkillAsked) -> Self {
        Self {
            id: asked.skill,
            label: asked.label,
            importance: asked.importance,
            level: asked.level,
        }
    }
}

impl From<Content> for JobText {
    fn from(of: Content) -> Self {
        let (occupation_id, occupation) = of.occupation.unzip();
        Self {
            title: of.title,
            description: of.description,
            kind: of.kind,
            category: of.category,
            seniority: of.seniority,
            occupation_id,
            occupation,
            mode: of.mode,
            place: of.place.text,
            radius_km: of.radius_km,
            pay: PayShown::from(&of.pay),
            headcount: of.headcount,
            starts_on: of.starts_on.map(iso_day),
            ends_on: of.ends_on.map(iso_day),
            hours: of.pattern.as_ref().map(hours),
            skills: of.skills.into_iter().map(SkillShown::from).collect(),
            education_level: of.education,
            experience_months: of.experience_months,
            documents: of.documents,
            styles: of.styles.map(Vec::from),
        }
    }
}

fn hours(week: &Week) -> Vec<String> {
    (0..DAYS.len()).map(|day| week.day_text(day)).collect()
}

impl From<JobView> for PublishedJob {
    fn from(job: JobView) -> Self {
        Self {
            id: job.id.0,
            status: job.status,
            free: job.free(),
            published_at: job.published_at,
            closed_at: job.closed_at,
            organisation: Employer {
                id: job.organisation.0,
                name: job.organisation_name,
                about: job.organisation_about,
                website: job.organisation_website,
            },
            says: job.content.into(),
        }
    }
}

/// A job as its organisation sees it.
#[derive(Debug, Serialize, ToSchema)]
pub struct OwnJob {
    id: Uuid,
    status: JobStatus,
    /// Send it with a change: a change of another version is refused.
    version: i32,
    /// Places taken.
    filled: i16,
    /// The employer's bar, whole points.
    fit_threshold: Option<u8>,
    /// Weights in per cent: skills, experience, availability, location, education, work style.
    weights: Vec<u16>,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    updated_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339::option")]
    published_at: Option<OffsetDateTime>,
    #[serde(with = "time::serde::rfc3339::option")]
    closed_at: Option<OffsetDateTime>,
    #[serde(flatten)]
    says: JobText,
}

impl From<JobView> for OwnJob {
    fn from(job: JobView) -> Self {
        let usual = WEIGHT_LIMITS.map(|(_, _, _, usual)| usual);
        let weights = job
            .content
            .weights
            .map_or(usual, |own| own.map(|w| w / 100));
        Self {
            id: job.id.0,
            status: job.status,
            version: job.version,
            filled: job.filled,
            fit_threshold: job.content.fit_threshold,
            weights: weights.to_vec(),
            created_at: job.created_at,
            updated_at: job.updated_at,
            published_at: job.published_at,
            closed_at: job.closed_at,
            says: job.content.into(),
        }
    }
}
