//! A row of `job` and how it is read.

use crate::jobs::model::{
    Category, Content, Document, JobStatus, JobView, Pay, PayKind, Place, Seniority, SkillAsked,
    WorkMode, WorkType,
};
use kernel::Result;
use kernel::geo::Point;
use kernel::id::{FileId, JobId, OrganisationId};
use kernel::money::Currency;
use kernel::state::State;
use kernel::week::Week;
use platform::db::internal;
use time::{Date, OffsetDateTime};

/// Everything of a job but its skills.
#[derive(Debug, Clone)]
pub struct JobRow {
    pub id: JobId,
    pub tenant_id: OrganisationId,
    pub organisation_name: String,
    pub organisation_logo: Option<FileId>,
    pub organisation_about: String,
    pub organisation_website: String,
    pub status: String,
    pub version: i32,
    pub filled: i16,
    pub created_at: OffsetDateTime,
    pub updated_at: OffsetDateTime,
    pub published_at: Option<OffsetDateTime>,
    pub closed_at: Option<OffsetDateTime>,
    pub title: String,
    pub description: String,
    pub kind: String,
    pub category: String,
    pub seniority: Option<String>,
    pub occupation_id: Option<i32>,
    pub occupation: Option<String>,
    pub mode: String,
    pub place: String,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    pub radius_km: i16,
    pub pay_kind: String,
    pub pay_min_minor: Option<i64>,
    pub pay_max_minor: Option<i64>,
    pub currency: String,
    pub headcount: i16,
    pub starts_on: Option<Date>,
    pub ends_on: Option<Date>,
    pub pattern: Option<Vec<u8>>,
    pub education_level: Option<i16>,
    pub experience_months: Option<i16>,
    pub documents: Vec<String>,
    pub styles: Option<Vec<i16>>,
    pub fit_threshold: Option<i16>,
    pub weights: Option<Vec<i16>>,
}

impl JobRow {
    /// The job with its skills.
    pub fn into_view(self, skills: Vec<SkillAsked>) -> Result<JobView> {
        let status = known("status", JobStatus::from_name(&self.status))?;
        let content = self.content(skills)?;
        Ok(JobView {
            id: self.id,
            organisation: self.tenant_id,
            organisation_name: self.organisation_name,
            organisation_logo: self.organisation_logo,
            organisation_about: self.organisation_about,
            organisation_website: self.organisation_website,
            status,
            version: self.version,
            filled: self.filled,
            created_at: self.created_at,
            updated_at: self.updated_at,
            published_at: self.published_at,
            closed_at: self.closed_at,
            content,
        })
    }

    fn content(&self, skills: Vec<SkillAsked>) -> Result<Content> {
        let seniority = self
            .seniority
            .as_deref()
            .map(|name| known("seniority", Seniority::from_name(name)))
            .transpose()?;
        let documents: Result<Vec<_>> = self
            .documents
            .iter()
            .map(|name| known("document", Document::from_name(name)))
            .collect();
        let point = self.lat.zip(self.lon).map(|(lat, lon)| Point { lat, lon });
        Ok(Content {
            title: self.title.clone(),
            description: self.description.clone(),
            kind: known("type", WorkType::from_name(&self.kind))?,
            category: Category::from_name(&self.category).unwrap_or(Category::Other),
            seniority,
            occupation: self.occupation_id.zip(self.occupation.clone()),
            mode: known("mode", WorkMode::from_name(&self.mode))?,
            place: Place {
                text: self.place.clone(),
                point,
            },
            radius_km: small(self.radius_km),
            pay: pay(
                &self.pay_kind,
                self.pay_min_minor,
                self.pay_max_minor,
                &self.currency,
            )?,
            headcount: small(self.headcount),
            starts_on: self.starts_on,
            ends_on: self.ends_on,
            pattern: self.pattern.as_deref().and_then(Week::from_bytes),
            education: self
                .education_level
                .and_then(|level| u8::try_from(level).ok()),
            experience_months: self.experience_months.map(small),
            documents: documents?,
            styles: self.styles.as_deref().and_then(array),
            fit_threshold: self.fit_threshold.and_then(|t| u8::try_from(t).ok()),
            weights: self.weights.as_deref().and_then(array),
            skills,
        })
    }
}

/// Pay as stored.
pub fn pay(kind: &str, min: Option<i64>, max: Option<i64>, currency: &str) -> Result<Pay> {
    let kind = known("pay kind", PayKind::from_name(kind))?;
    Ok(Pay {
        kind,
        min,
        max,
        currency: known("currency", Currency::from_code(currency))?,
    })
}

/// A stored word, or a fault of ours: the database admits only known ones.
pub fn known<T>(what: &str, word: Option<T>) -> Result<T> {
    word.ok_or_else(|| internal(format!("unknown {what} in a job")))
}

fn small(number: i16) -> u16 {
    u16::try_from(number).unwrap_or(0)
}

fn array<T: TryFrom<i16> + Copy + Default, const N: usize>(stored: &[i16]) -> Option<[T; N]> {
    let values: Option<Vec<T>> = stored.iter().map(|&v| T::try_from(v).ok()).collect();
    values?.try_into().ok()
}
