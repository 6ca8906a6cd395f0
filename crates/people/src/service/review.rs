//! Reading a résumé, and taking over of it what its person takes over.

use super::{limit, own, today, write};
use crate::forms::review::{ADD, DiscardForm, LEAVE, PasteForm, ReviewForm};
use crate::forms::{
    CertificationForm, EducationForm, ExperienceForm, NewCertification, NewEducation,
    NewExperience, SkillsForm, StatedSkill, nest,
};
use crate::model::{ENTRIES_MAX, SKILLS_MAX};
use crate::resume::{Installed, Review, SkillRow};
use crate::store;
use identity::Actor;
use kernel::id::EntryId;
use kernel::{AppError, FieldErrors, Result};
use platform::files::{self, Upload};
use platform::{Scope, Services};
use text::resume::{Paper, paper};
use time::Date;
use uuid::Uuid;

/// Reads a file into a review. The file is not kept.
///
/// # Errors
/// `Invalid` at the field `file` with what is wrong with it; `RateLimited`; `Internal`.
pub async fn read_file(services: &Services, actor: &Actor, upload: Upload) -> Result<()> {
    let checked = files::check(services, upload).await?;
    let installed = services
        .part::<Installed>()
        .ok_or_else(|| platform::db::internal("nothing reads files here"))?;
    let paper = installed.0.read(checked.bytes).await?;
    keep(services, actor, &checked.name, paper).await
}

/// Reads pasted text into a review.
///
/// # Errors
/// `Invalid`, `Internal`.
pub async fn read_text(services: &Services, actor: &Actor, form: &PasteForm) -> Result<()> {
    if form.text.len() > paper::TEXT_BYTES {
        let message = format!(
            "This is longer than we read: paste {} characters at most",
            paper::TEXT_BYTES
        );
        return Err(AppError::invalid("text", message));
    }
    let paper = Paper::of_text(&form.text)
        .map_err(|_| AppError::invalid("text", "Paste the text of your résumé or profile"))?;
    keep(services, actor, "", paper).await
}

/// Finds what the lines say, and keeps it until it is looked through.
async fn keep(services: &Services, actor: &Actor, file: &str, paper: Paper) -> Result<()> {
    let profile = own(services, actor).await?;
    let held: Vec<i32> = profile.skills.iter().map(|skill| skill.id).collect();
    let (taxonomy, day) = (taxonomy::service::taxonomy(services)?, today(services));
    let read = tokio::task::spawn_blocking(move || {
        let extractor = taxonomy.extractor()?;
        Ok::<_, AppError>(text::resume::read(&paper, extractor, day))
    });
    let resume = read.await.map_err(platform::db::internal)??;
    let review = Review::of(services, file, resume, &held);
    if review.is_done() {
        let at = if file.is_empty() { "text" } else { "file" };
        return Err(AppError::invalid(
            at,
            "We found no jobs, no education, no certificates and no new skills in it. You can fill in your profile by hand",
        ));
    }
    let (db, person, at) = (services.db.clone(), actor.person, services.clock.now());
    let id = services.new_id::<EntryId>().0;
    services
        .db
        .run(async move {
            let mut tx = db.begin(Scope::person(person)).await?;
            store::review::keep(&mut tx, person, id, &review, at).await?;
            tx.commit().await
        })
        .await
}

/// What waits to be looked through, with its id.
///
/// # Errors
/// `Internal`.
pub async fn review(services: &Services, actor: &Actor) -> Result<Option<(Uuid, Review)>> {
    let mut tx = services.db.begin(Scope::person(actor.person)).await?;
    store::review::find(&mut tx, actor.person).await
}

/// Throws away what waits.
///
/// # Errors
/// `Internal`.
pub async fn discard_review(services: &Services, actor: &Actor, _form: &DiscardForm) -> Result<()> {
    let (db, person) = (services.db.clone(), actor.person);
    services
        .db
        .run(async move {
            let mut tx = db.begin(Scope::person(person)).await?;
            store::review::remove(&mut tx, person).await?;
            tx.commit().await
        })
        .await
}

/// What of a review enters the profile, and what stays open.
#[derive(Debug)]
struct Decided {
    jobs: Vec<(EntryId, NewExperience)>,
    education: Vec<(EntryId, NewEducation)>,
    certificates: Vec<(EntryId, NewCertification)>,
    skills: Vec<StatedSkill>,
    open: Review,
}

/// Takes over the rows that were accepted, as they were corrected, and forgets those that were left out. Rows of which
/// nothing was decided stay. Says whether any are left.
///
/// # Errors
/// `Invalid` at the fields of rows that cannot be taken over so; `Conflict`: `stale` if another résumé was read
/// meanwhile, `review_done`, `limit`.
pub async fn save_review(services: &Services, actor: &Actor, form: &ReviewForm) -> Result<bool> {
    let Some((id, review)) = review(services, actor).await? else {
        return Err(AppError::conflict("review_done"));
    };
    if id.to_string() != form.id {
        return Err(AppError::conflict("stale"));
    }
    let mut decided = decide(form, review, today(services))?;
    let taxonomy = taxonomy::service::taxonomy(services)?;
    for (_, job) in &mut decided.jobs {
        job.occupation = taxonomy.occupation_named(&job.title).map(|hit| hit.id);
    }
    let left = !decided.open.is_done();
    let person = actor.person;
    write(services, actor, "", move |tx| {
        Box::pin(async move {
            for (id, job) in &decided.jobs {
                written(store::write::experience(tx, person, *id, job).await?)?;
            }
            if !decided.jobs.is_empty() {
                store::write::no_experience(tx, person, false).await?;
            }
            for (id, study) in &decided.education {
                written(store::write::education(tx, person, *id, study).await?)?;
            }
            for (id, new) in &decided.certificates {
                written(store::write::certification(tx, person, *id, new).await?)?;
            }
            store::review::add_skills(tx, person, &decided.skills).await?;
            let [jobs, studies, certificates, ..] = store::write::counts(tx, person).await?;
            for lines in [jobs, studies, certificates] {
                limit(lines, ENTRIES_MAX)?;
            }
            let skills = usize::try_from(store::write::count_skills(tx, person).await?)
                .unwrap_or(usize::MAX);
            if skills > SKILLS_MAX {
                return Err(AppError::invalid("skills", SkillsForm::too_many(skills)));
            }
            if !left {
                return store::review::remove(tx, person).await;
            }
            if store::review::update(tx, person, id, &decided.open).await? {
                Ok(())
            } else {
                Err(AppError::conflict("stale"))
            }
        })
    })
    .await?;
    Ok(left)
}

/// A row that was not written is somebody else's.
fn written(written: bool) -> Result<()> {
    if written {
        Ok(())
    } else {
        Err(AppError::NotFound)
    }
}

/// Goes through the rows of a review. A row that the form does not name stays open.
fn decide(form: &ReviewForm, review: Review, today: Date) -> Result<Decided> {
    let mut errors = FieldErrors::default();
    let (mut jobs, mut open_jobs) = (Vec::new(), Vec::new());
    for known in review.jobs {
        let at = form.jobs.iter().position(|row| row.id == known.id);
        let row = at.map_or(known, |at| form.jobs[at].clone());
        match row.choice.as_str() {
            ADD => {
                let new = ExperienceForm::from(&row).parse(today);
                jobs.extend(taken(&mut errors, &row.id, "jobs", at, new)?);
            }
            LEAVE => {}
            _ => open_jobs.push(row),
        }
    }
    let (mut education, mut open_studies) = (Vec::new(), Vec::new());
    for known in review.education {
        let at = form.education.iter().position(|row| row.id == known.id);
        let row = at.map_or(known, |at| form.education[at].clone());
        match row.choice.as_str() {
            ADD => {
                let new = EducationForm::from(&row).parse();
                education.extend(taken(&mut errors, &row.id, "education", at, new)?);
            }
            LEAVE => {}
            _ => open_studies.push(row),
        }
    }
    let (mut certificates, mut open_certificates) = (Vec::new(), Vec::new());
    for known in review.certificates {
        let at = form.certificates.iter().position(|row| row.id == known.id);
        let row = at.map_or(known, |at| form.certificates[at].clone());
        match row.choice.as_str() {
            ADD => {
                let new = CertificationForm::from(&row).parse();
                certificates.extend(taken(&mut errors, &row.id, "certificates", at, new)?);
            }
            LEAVE => {}
            _ => open_certificates.push(row),
        }
    }
    errors.into_result()?;
    let (skills, open_skills) = decide_skills(form, review.skills);
    Ok(Decided {
        jobs,
        education,
        certificates,
        skills,
        open: Review {
            jobs: open_jobs,
            education: open_studies,
            certificates: open_certificates,
            skills: open_skills,
            ..review
        },
    })
}

/// A row that is taken over, with its id; its messages, at its place in the form, if it cannot be so.
fn taken<T>(
    errors: &mut FieldErrors,
    id: &str,
    rows: &str,
    at: Option<usize>,
    new: Result<T>,
) -> Result<Option<(EntryId, T)>> {
    match (new, at) {
        (Ok(new), _) => Ok(Some((id.parse().map_err(|_| AppError::NotFound)?, new))),
        (Err(AppError::Invalid(inner)), Some(at)) => {
            errors.0.extend(nest(&format!("{rows}[{at}]"), inner).0);
            Ok(None)
        }
        (Err(error), _) => Err(error),
    }
}

fn decide_skills(form: &ReviewForm, rows: Vec<SkillRow>) -> (Vec<StatedSkill>, Vec<SkillRow>) {
    let (mut added, mut open) = (Vec::new(), Vec::new());
    for row in rows {
        let id = row.id.to_string();
        let choice = form
            .skills
            .iter()
            .find(|one| one.id == id)
            .map_or("", |one| one.choice.as_str());
        match choice {
            LEAVE => {}
            ADD => added.push(stated(&row)),
            _ if form.rest == "skills" => added.push(stated(&row)),
            _ => open.push(row),
        }
    }
    (added, open)
}

fn stated(row: &SkillRow) -> StatedSkill {
    StatedSkill {
        id: row.id,
        level: None,
        months: row.months,
        last_used_year: row.last_used_year,
    }
}
