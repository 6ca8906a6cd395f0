//! What the forms of the wizard make of a job. Names and places are looked up here, before any row is locked.

use super::super::lookup;
use super::super::model::{
    BasicsForm, Content, Importance, MAX_SKILLS, Place, RequirementsForm, ReviewForm, SkillAsked,
    TimeForm, WhereForm, too_many_skills,
};
use identity::Actor;
use kernel::id::JobId;
use kernel::{AppError, FieldErrors, Result};
use platform::Services;

/// What a form makes of a job.
pub type Change = Box<dyn FnOnce(&mut Content) + Send>;

/// Which job a form speaks of, and which version of it was shown.
#[derive(Debug, Clone, Copy)]
pub struct Handle {
    /// The job.
    pub job: JobId,
    /// The version.
    pub version: i32,
}

impl Handle {
    /// Reads the hidden fields of a form.
    pub(super) fn read(job: &str, version: &str) -> Result<Self> {
        let job = job.parse().map_err(|_| AppError::NotFound)?;
        let version = version.parse().map_err(|_| AppError::conflict("stale"))?;
        Ok(Self { job, version })
    }
}

/// A form of the wizard.
pub trait StepForm: Sync {
    /// What it speaks of.
    ///
    /// # Errors
    /// `NotFound`, `Conflict("stale")`.
    fn handle(&self) -> Result<Handle>;

    /// What it makes of the job, once its words are found.
    ///
    /// # Errors
    /// `Invalid`; `Forbidden` and `NotFound` where the job has to be looked at.
    fn change(
        &self,
        services: &Services,
        actor: &Actor,
    ) -> impl Future<Output = Result<Change>> + Send;
}

impl StepForm for BasicsForm {
    fn handle(&self) -> Result<Handle> {
        Handle::read(&self.job, &self.version)
    }

    async fn change(&self, services: &Services, _: &Actor) -> Result<Change> {
        let parsed = self.parse()?;
        let occupation = match (self.occupation_name.trim(), parsed.occupation) {
            ("", None) => None,
            ("", Some(id)) => Some((
                id,
                lookup::occupation_label(services, id)?.ok_or_else(|| unknown("occupation"))?,
            )),
            (name, _) => Some(lookup::occupation_named(services, name)?),
        };
        let chosen = occupation.as_ref().map(|(id, _)| *id);
        let category = lookup::category(services, &parsed.title, chosen)?;
        Ok(Box::new(move |content| {
            parsed.apply(content, occupation, category);
        }))
    }
}

impl StepForm for WhereForm {
    fn handle(&self) -> Result<Handle> {
        Handle::read(&self.job, &self.version)
    }

    async fn change(&self, services: &Services, actor: &Actor) -> Result<Change> {
        let job = self.handle()?.job;
        let current = super::own(services, actor, job).await?.content.place;
        place_change(services, self, current).await
    }
}

/// The place becomes a point, or a message at its field.
async fn place_change(services: &Services, form: &WhereForm, current: Place) -> Result<Change> {
    let parsed = form.parse()?;
    let place = match parsed.place.as_str() {
        "" => Place::default(),
        text if text == current.text && current.point.is_some() => current,
        text => lookup::place(services, text).await?.ok_or_else(|| {
            AppError::invalid(
                "place",
                format!(
                    "We do not know “{text}”. Write a British postcode such as E1 6AN, or a town."
                ),
            )
        })?,
    };
    Ok(Box::new(move |content| {
        content.mode = parsed.mode;
        content.place = place;
        content.radius_km = parsed.radius_km;
        content.pay = parsed.pay;
    }))
}

/// Several forms at once; one that changes nothing is left out.
#[derive(Debug, Default)]
pub struct Forms {
    /// Step 1.
    pub basics: Option<BasicsForm>,
    /// Step 2.
    pub place: Option<WhereForm>,
    /// Step 3.
    pub time: Option<TimeForm>,
    /// Step 4.
    pub requirements: Option<RequirementsForm>,
    /// Step 5.
    pub review: Option<ReviewForm>,
}

impl Forms {
    /// What they make of a job that says this, together; every message of every form, if any is wrong.
    ///
    /// # Errors
    /// `Invalid`.
    pub async fn change(
        &self,
        services: &Services,
        actor: &Actor,
        before: &Content,
    ) -> Result<Change> {
        let mut changes = Vec::new();
        let mut errors = FieldErrors::default();
        if let Some(form) = &self.basics {
            gather(
                &mut changes,
                &mut errors,
                form.change(services, actor).await,
            )?;
        }
        if let Some(form) = &self.place {
            let change = place_change(services, form, before.place.clone()).await;
            gather(&mut changes, &mut errors, change)?;
        }
        if let Some(form) = &self.time {
            gather(
                &mut changes,
                &mut errors,
                form.change(services, actor).await,
            )?;
        }
        if let Some(form) = &self.requirements {
            gather(
                &mut changes,
                &mut errors,
                form.change(services, actor).await,
            )?;
        }
        if let Some(form) = &self.review {
            gather(
                &mut changes,
                &mut errors,
                form.change(services, actor).await,
            )?;
        }
        errors.into_result()?;
        Ok(Box::new(move |content| {
            for change in changes {
                change(content);
            }
        }))
    }
}

fn gather(changes: &mut Vec<Change>, errors: &mut FieldErrors, done: Result<Change>) -> Result<()> {
    match done {
        Ok(change) => changes.push(change),
        Err(AppError::Invalid(more)) => errors.0.extend(more.0),
        Err(other) => return Err(other),
    }
    Ok(())
}

impl StepForm for TimeForm {
    fn handle(&self) -> Result<Handle> {
        Handle::read(&self.job, &self.version)
    }

    async fn change(&self, _: &Services, _: &Actor) -> Result<Change> {
        let parsed = self.parse()?;
        Ok(Box::new(move |content| parsed.apply(content)))
    }
}

impl StepForm for RequirementsForm {
    fn handle(&self) -> Result<Handle> {
        Handle::read(&self.job, &self.version)
    }

    async fn change(&self, services: &Services, _: &Actor) -> Result<Change> {
        let mut parsed = self.parse()?;
        if !parsed.add.is_empty() {
            for skill in lookup::skills_named(services, &parsed.add)? {
                if parsed.skills.iter().all(|(known, ..)| *known != skill) {
                    parsed.skills.push((skill, Importance::Should, None));
                }
            }
        }
        if parsed.skills.len() > MAX_SKILLS {
            return Err(AppError::invalid(
                "skills",
                too_many_skills(parsed.skills.len()),
            ));
        }
        let ids: Vec<i32> = parsed.skills.iter().map(|(id, ..)| *id).collect();
        let labels = lookup::skill_labels(services, &ids)?;
        let named = parsed.skills.iter().map(|&(skill, importance, level)| {
            let label = labels
                .get(&skill)
                .cloned()
                .ok_or_else(|| unknown("skills"))?;
            Ok(SkillAsked {
                skill,
                label,
                importance,
                level,
            })
        });
        let skills = named.collect::<Result<Vec<_>>>()?;
        Ok(Box::new(move |content| parsed.apply(content, skills)))
    }
}

impl StepForm for ReviewForm {
    fn handle(&self) -> Result<Handle> {
        Handle::read(&self.job, &self.version)
    }

    async fn change(&self, _: &Services, _: &Actor) -> Result<Change> {
        let parsed = self.parse()?;
        Ok(Box::new(move |content| parsed.apply(content)))
    }
}

fn unknown(field: &str) -> AppError {
    AppError::invalid(field, "This is no longer in the list; choose another")
}
