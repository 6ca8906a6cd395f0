//! What a person may do with their profile, and who else may see it.
//!
//! Each save is one transaction that first makes the person's row if there is none, so that every
//! section can be the first one.

mod history;
mod review;

pub use history::*;
pub use review::{discard_review, read_file, read_text, review, save_review};

use crate::forms::{
    About, AboutForm, ExceptionForm, SkillsForm, SkipForm, StyleForm, VisibilityForm, WeekForm,
    WorkForm, WorkStepForm, nest,
};
use crate::model::{Card, EXCEPTIONS_MAX, Profile, SKILLS_MAX, Step};
use crate::{index, store};
use identity::privacy::model::Purpose;
use identity::privacy::service as privacy;
use identity::{Actor, Permission};
use kernel::geo::Point;
use kernel::id::PersonId;
use kernel::{AppError, FieldErrors, Result};
use platform::{Scope, Services, TenantTx};
use std::collections::HashSet;
use std::pin::Pin;
use taxonomy::{SkillId, SkillKind};
use time::Date;

/// One's own profile, made if there is none yet.
///
/// # Errors
/// `Internal`.
pub async fn own(services: &Services, actor: &Actor) -> Result<Profile> {
    let today = today(services);
    let mut tx = services.db.begin(Scope::person(actor.person)).await?;
    if let Some(profile) = store::profile(&mut tx, actor.person, today).await? {
        return Ok(profile);
    }
    drop(tx);
    let person = actor.person;
    write(services, actor, "", move |tx| {
        Box::pin(async move {
            store::profile(tx, person, today)
                .await?
                .ok_or(AppError::NotFound)
        })
    })
    .await
}

/// A person as the organisation acted for may see them: discoverable, or applied there. Hidden parts are gone.
///
/// # Errors
/// `Forbidden` without the right to read; `NotFound` for everyone else.
pub async fn profile_for_employer(
    services: &Services,
    actor: &Actor,
    person: PersonId,
) -> Result<Profile> {
    let seat = actor.seat_with(Permission::ReadHiring)?;
    let mut tx = services
        .db
        .begin(Scope::tenant(seat.organisation, actor.person))
        .await?;
    let profile = store::profile(&mut tx, person, today(services)).await?;
    profile.map(Profile::for_others).ok_or(AppError::NotFound)
}

/// A person's page as the visitor may see it. One's own is shown as others see it.
///
/// # Errors
/// `NotFound` if the visitor may not see it, or it does not exist.
pub async fn visible_profile(
    services: &Services,
    visitor: Option<&Actor>,
    person: PersonId,
) -> Result<Profile> {
    let scope = match visitor {
        Some(actor) => match actor.seat_with(Permission::ReadHiring) {
            Ok(seat) => Scope::tenant(seat.organisation, actor.person),
            Err(_) => Scope::person(actor.person),
        },
        None => Scope::PUBLIC,
    };
    let mut tx = services.db.begin(scope).await?;
    let profile = store::profile(&mut tx, person, today(services)).await?;
    profile.map(Profile::for_others).ok_or(AppError::NotFound)
}

/// What lists show of those of the people whom this transaction may see, in the order of the ids.
///
/// # Errors
/// `Internal`.
pub async fn cards(tx: &mut TenantTx, ids: &[PersonId]) -> Result<Vec<Card>> {
    let raw: Vec<uuid::Uuid> = ids.iter().map(|id| id.0).collect();
    store::cards(tx, &raw).await
}

/// Saves name, headline, text and place.
///
/// # Errors
/// `Invalid`, also for a place that is not known.
pub async fn save_about(services: &Services, actor: &Actor, form: &AboutForm) -> Result<()> {
    let mut errors = FieldErrors::default();
    let about = located(services, form, &mut errors).await?;
    errors.into_result()?;
    let (person, (about, point)) = (actor.person, about.ok_or(AppError::Transport)?);
    write(services, actor, &form.step, move |tx| {
        Box::pin(async move { store::write::about(tx, person, &about, point).await })
    })
    .await
}

/// The form, checked, with its place found.
async fn located(
    services: &Services,
    form: &AboutForm,
    errors: &mut FieldErrors,
) -> Result<Option<(About, Option<Point>)>> {
    let about = form.check(errors);
    let typed = form.place.trim();
    let place = if typed.is_empty() {
        None
    } else {
        taxonomy::service::find_place(services, typed).await?
    };
    if place.is_none() && !typed.is_empty() {
        errors.add("place", "We do not know this place. Write a British postcode such as E1 6AN, or the name of a city");
    }
    Ok(about.map(|about| match place {
        Some(place) => (
            About {
                place: place.label,
                ..about
            },
            Some(place.point),
        ),
        None => (about, None),
    }))
}

/// Several forms at once.
#[derive(Debug, Default)]
pub struct Forms {
    /// Name, headline, text and place.
    pub about: Option<AboutForm>,
    /// Wishes and rate.
    pub work: Option<WorkForm>,
    /// The week.
    pub week: Option<WeekForm>,
    /// Who sees what.
    pub visibility: Option<VisibilityForm>,
}

/// Saves several forms, all or none.
///
/// # Errors
/// `Invalid`.
pub async fn save_all(services: &Services, actor: &Actor, forms: &Forms) -> Result<()> {
    let mut errors = FieldErrors::default();
    let about = match &forms.about {
        Some(form) => located(services, form, &mut errors).await?,
        None => None,
    };
    let work = forms.work.as_ref().and_then(|form| form.check(&mut errors));
    let week = forms.week.as_ref().and_then(|form| form.check(&mut errors));
    let visibility = match &forms.visibility {
        Some(form) => Some(form.parse()?),
        None => None,
    };
    errors.into_result()?;
    let person = actor.person;
    write(services, actor, "", move |tx| {
        Box::pin(async move {
            if let Some((about, point)) = &about {
                store::write::about(tx, person, about, *point).await?;
            }
            if let Some(work) = &work {
                store::write::work(tx, person, work).await?;
            }
            if let Some(week) = &week {
                store::write::hours(tx, person, week).await?;
            }
            match &visibility {
                Some(to) => store::write::visibility(tx, person, to).await,
                None => Ok(()),
            }
        })
    })
    .await
}

/// Saves wishes and rate.
///
/// # Errors
/// `Invalid`.
pub async fn save_work(services: &Services, actor: &Actor, form: &WorkForm) -> Result<()> {
    let mut errors = FieldErrors::default();
    let work = form.check(&mut errors);
    errors.into_result()?;
    let (person, work) = (actor.person, work.ok_or(AppError::Transport)?);
    write(services, actor, &form.step, move |tx| {
        Box::pin(async move { store::write::work(tx, person, &work).await })
    })
    .await
}

/// Saves the week.
///
/// # Errors
/// `Invalid`.
pub async fn save_week(services: &Services, actor: &Actor, form: &WeekForm) -> Result<()> {
    let mut errors = FieldErrors::default();
    let hours = form.check(&mut errors);
    errors.into_result()?;
    let (person, hours) = (actor.person, hours.ok_or(AppError::Transport)?);
    write(services, actor, &form.step, move |tx| {
        Box::pin(async move { store::write::hours(tx, person, &hours).await })
    })
    .await
}

/// Saves the wizard's second step: wishes and week, both or neither.
///
/// # Errors
/// `Invalid`.
pub async fn save_work_step(services: &Services, actor: &Actor, form: &WorkStepForm) -> Result<()> {
    let (mut work, mut week) = (FieldErrors::default(), FieldErrors::default());
    let parsed = form.work.check(&mut work).zip(form.week.check(&mut week));
    let mut errors = nest("work", work);
    errors.0.extend(nest("week", week).0);
    errors.into_result()?;
    let (person, (work, hours)) = (actor.person, parsed.ok_or(AppError::Transport)?);
    write(services, actor, &form.step, move |tx| {
        Box::pin(async move {
            store::write::work(tx, person, &work).await?;
            store::write::hours(tx, person, &hours).await
        })
    })
    .await
}

/// Sets or takes away a day that differs from the week.
///
/// # Errors
/// `Invalid`; `Conflict("limit")`.
pub async fn save_exception(
    services: &Services,
    actor: &Actor,
    form: &ExceptionForm,
) -> Result<()> {
    let exception = form.parse(today(services))?;
    let (person, remove) = (actor.person, !form.remove.is_empty());
    write(services, actor, "", move |tx| {
        Box::pin(async move {
            if remove {
                return store::write::remove_exception(tx, person, exception.day).await;
            }
            store::write::exception(tx, person, &exception).await?;
            limit(store::write::counts(tx, person).await?[3], EXCEPTIONS_MAX)
        })
    })
    .await
}

/// Saves the list of skills: details of those listed, those taken out, those added by word or id.
/// Skills that the form does not name stay.
///
/// # Errors
/// `Invalid`: details out of range, words that name no skill, more than a hundred.
pub async fn save_skills(services: &Services, actor: &Actor, form: &SkillsForm) -> Result<()> {
    let mut errors = FieldErrors::default();
    let rows = form.check_rows(today(services).year(), &mut errors);
    let words = form.words();
    let listed: HashSet<i32> = rows.iter().map(|row| row.id).collect();
    let mut new = form.chosen();
    if listed.len() + words.len() + new.len() > 4 * SKILLS_MAX {
        // Not worth a search: it is refused whatever the words mean.
        errors.add(
            "add",
            SkillsForm::too_many(listed.len() + words.len() + new.len()),
        );
        return errors.into_result();
    }
    let found = named(services, &words)?;
    let unknown: Vec<&str> = words
        .iter()
        .zip(&found)
        .filter(|(_, id)| id.is_none())
        .map(|(word, _)| word.as_str())
        .collect();
    new.extend(found.iter().flatten());
    new.retain(|id| !listed.contains(id));
    new.sort_unstable();
    new.dedup();
    let count = listed.len() + new.len() + unknown.len();
    if count > SKILLS_MAX {
        errors.add("add", SkillsForm::too_many(count));
    } else if !unknown.is_empty() {
        errors.add(
            "add",
            format!(
                "We do not know {} by that name. Choose what you mean below, or try another word",
                quoted(&unknown)
            ),
        );
    }
    errors.into_result()?;
    let removed: Vec<i32> = form
        .rows
        .iter()
        .filter(|row| !row.remove.is_empty())
        .filter_map(|row| row.id.parse().ok())
        .collect();
    let person = actor.person;
    // "Add" stays on the step, so the step is not done yet.
    let step = if form.then == "add" { "" } else { &form.step };
    write(services, actor, step, move |tx| {
        Box::pin(async move {
            store::write::remove_skills(tx, person, &removed).await?;
            store::write::skills(tx, person, &rows).await?;
            store::write::add_skills(tx, person, &new).await?;
            let count = usize::try_from(store::write::count_skills(tx, person).await?)
                .unwrap_or(usize::MAX);
            if count > SKILLS_MAX {
                Err(AppError::invalid("add", SkillsForm::too_many(count)))
            } else {
                Ok(())
            }
        })
    })
    .await
}

/// Saves the work-style answers.
///
/// # Errors
/// `Invalid`.
pub async fn save_style(services: &Services, actor: &Actor, form: &StyleForm) -> Result<()> {
    let styles = form.parse()?;
    let person = actor.person;
    write(services, actor, "", move |tx| {
        Box::pin(async move { store::write::styles(tx, person, styles).await })
    })
    .await
}

/// Saves who sees what. From the wizard's last step it also ends onboarding.
///
/// # Errors
/// `Invalid`.
pub async fn save_visibility(
    services: &Services,
    actor: &Actor,
    form: &VisibilityForm,
) -> Result<()> {
    let to = form.parse()?;
    let (person, at, finished) = (
        actor.person,
        services.clock.now(),
        form.step == Step::Finish.name(),
    );
    let owned = services.clone();
    write(services, actor, &form.step, move |tx| {
        Box::pin(async move {
            store::write::visibility(tx, person, &to).await?;
            let found = to.discoverable;
            privacy::note_in_tx(&owned, tx, person, Purpose::Matching, found).await?;
            if finished {
                store::write::onboarded(tx, person, at).await
            } else {
                Ok(())
            }
        })
    })
    .await
}

/// Goes on in the wizard without saving anything.
///
/// # Errors
/// `Internal`.
pub async fn skip(services: &Services, actor: &Actor, form: &SkipForm) -> Result<()> {
    write(services, actor, &form.step, |_| Box::pin(async { Ok(()) })).await
}

/// The day it is, in UTC.
pub fn today(services: &Services) -> Date {
    services.clock.now().date()
}

type Work<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;

/// Does a write of one's own in a transaction; from the wizard it also notes that the step is done.
async fn write<T, F>(services: &Services, actor: &Actor, step: &str, work: F) -> Result<T>
where
    T: Send + 'static,
    F: for<'a> FnOnce(&'a mut TenantTx) -> Work<'a, T> + Send + 'static,
{
    let (db, person, name, at) = (
        services.db.clone(),
        actor.person,
        actor.name.clone(),
        services.clock.now(),
    );
    let reached = Step::from_name(step)
        .map_or(Step::About, |step| step.next().unwrap_or(step))
        .number();
    let done = services
        .db
        .run(async move {
            let mut tx = db.begin(Scope::person(person)).await?;
            store::write::ensure(&mut tx, person, &name, at).await?;
            let done = work(&mut tx).await?;
            store::write::touch(&mut tx, person, reached, at).await?;
            tx.commit().await?;
            Ok(done)
        })
        .await?;
    index::ring(services);
    Ok(done)
}

fn limit(count: i64, max: usize) -> Result<()> {
    if usize::try_from(count).is_ok_and(|count| count > max) {
        Err(AppError::conflict("limit"))
    } else {
        Ok(())
    }
}

/// The skills that words name exactly, by label or alias. A whole family of skills is not one.
fn named(services: &Services, words: &[String]) -> Result<Vec<Option<SkillId>>> {
    let taxonomy = taxonomy::service::taxonomy(services)?;
    let id = |word: &String| {
        taxonomy
            .skill_named(word)
            .filter(|hit| hit.kind != SkillKind::Group)
            .map(|hit| hit.id)
    };
    Ok(words.iter().map(id).collect())
}

/// The first few words in quotation marks.
fn quoted(words: &[&str]) -> String {
    let shown: Vec<String> = words
        .iter()
        .take(3)
        .map(|word| format!("“{}”", word.chars().take(40).collect::<String>()))
        .collect();
    match words.len().saturating_sub(3) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}
