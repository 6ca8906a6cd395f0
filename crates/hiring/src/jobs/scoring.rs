//! A job as the scorer sees it. Words about the organisation never get there; pay comes down to the hour.

use super::model::{Importance, JobView, SkillAsked, WorkMode, WorkType, hourly};
use super::store::{self, JobRow};
use kernel::Result;
use kernel::id::JobId;
use matching::{Job, Mode, Pay, Requirement, Weights};
use sqlx::PgConnection;
use std::collections::HashMap;
use time::Date;

/// One job, if the scope of the connection admits it.
///
/// # Errors
/// `Internal`.
pub async fn one(conn: &mut PgConnection, id: JobId, as_of: Date) -> Result<Option<Job>> {
    let Some(row) = store::any_job(conn, id).await? else {
        return Ok(None);
    };
    let skills = store::skills(conn, id).await?;
    row.into_view(skills).map(|view| Some(job(&view, as_of)))
}

/// The open jobs among these, or all of them, by id: two statements however many there are.
///
/// # Errors
/// `Internal`.
pub async fn open(
    conn: &mut PgConnection,
    ids: Option<&[uuid::Uuid]>,
    as_of: Date,
) -> Result<Vec<Job>> {
    let rows: Vec<JobRow> = store::open_jobs(conn, ids).await?;
    let raw: Vec<uuid::Uuid> = rows.iter().map(|row| row.id.0).collect();
    let mut skills: HashMap<JobId, Vec<SkillAsked>> = HashMap::new();
    for (id, skill, importance, level) in store::skills_of(conn, &raw).await? {
        skills.entry(id).or_default().push(SkillAsked {
            skill,
            label: String::new(),
            importance,
            level,
        });
    }
    rows.into_iter()
        .map(|row| {
            let asked = skills.remove(&row.id).unwrap_or_default();
            row.into_view(asked).map(|view| job(&view, as_of))
        })
        .collect()
}

/// The job of a view, scored on a day.
pub fn job(view: &JobView, as_of: Date) -> Job {
    let content = &view.content;
    let mut job = Job::new(view.id.to_string());
    job.occupation = content
        .occupation
        .as_ref()
        .and_then(|(id, _)| u32::try_from(*id).ok());
    job.title.clone_from(&content.title);
    job.requirements = content.skills.iter().filter_map(requirement).collect();
    job.experience_months = content.experience_months;
    job.mode = match content.mode {
        WorkMode::OnSite => Mode::OnSite,
        WorkMode::Hybrid => Mode::Hybrid,
        WorkMode::Remote => Mode::Remote,
    };
    job.place = content.place.point;
    job.radius_km = Some(content.radius_km);
    job.hard_radius = content.kind == WorkType::Shift;
    job.pattern = content.pattern;
    job.starts = content.starts_on;
    job.ends = content.ends_on;
    job.as_of = Some(as_of);
    job.education = content.education;
    job.styles = content.styles;
    job.documents = content
        .documents
        .iter()
        .map(|document| document.code())
        .collect();
    job.pay = hourly(&content.pay, content.pattern.as_ref()).and_then(|(low, high)| {
        let min_minor = u32::try_from(low).ok()?;
        let max_minor = u32::try_from(high).ok().filter(|high| *high != min_minor);
        Some(Pay {
            min_minor,
            max_minor,
            currency: content.pay.currency,
        })
    });
    job.kind = Some(content.kind.code());
    job.weights = content
        .weights
        .and_then(|weights| Weights::new(weights).ok())
        .unwrap_or_default();
    job
}

fn requirement(asked: &SkillAsked) -> Option<Requirement> {
    let importance = match asked.importance {
        Importance::Must => matching::Importance::Must,
        Importance::Should => matching::Importance::Should,
        Importance::Nice => matching::Importance::Nice,
    };
    Some(Requirement {
        skill: u32::try_from(asked.skill).ok()?,
        importance,
        level: asked.level,
    })
}

#[cfg(test)]
mod tests {
    use super::super::model::WEIGHT_LIMITS;
    use super::*;

    #[test]
    fn the_form_has_the_limits_of_the_formula() {
        let limits = WEIGHT_LIMITS.map(|(_, least, most, _)| (least * 100, most * 100));
        assert_eq!(limits, Weights::LIMITS);
        assert_eq!(
            WEIGHT_LIMITS.map(|(_, _, _, usual)| usual * 100),
            Weights::default().get()
        );
        let names: Vec<&str> = matching::Dimension::ALL
            .iter()
            .map(|dimension| dimension.label())
            .collect();
        assert_eq!(names, WEIGHT_LIMITS.map(|(name, ..)| name));
    }
}
