//! Experience, education and certificates.

use super::{limit, today, write};
use crate::forms::{CertificationForm, EducationForm, EntryForm, ExperienceForm, NoExperienceForm};
use crate::model::ENTRIES_MAX;
use crate::store;
use identity::Actor;
use kernel::id::EntryId;
use kernel::{AppError, Result};
use platform::Services;

/// Adds or changes a job held. Without an occupation chosen, the title names one if it does so exactly.
///
/// # Errors
/// `Invalid`; `NotFound` for a foreign id; `Conflict("limit")`.
pub async fn save_experience(
    services: &Services,
    actor: &Actor,
    form: &ExperienceForm,
) -> Result<()> {
    let mut new = form.parse(today(services))?;
    if new.occupation.is_none() {
        new.occupation = taxonomy::service::taxonomy(services)?
            .occupation_named(&new.title)
            .map(|hit| hit.id);
    }
    let (person, id) = (actor.person, entry_id(services, &form.id)?);
    write(services, actor, "", move |tx| {
        Box::pin(async move {
            owned(store::write::experience(tx, person, id, &new).await?)?;
            store::write::no_experience(tx, person, false).await?;
            limit(store::write::counts(tx, person).await?[0], ENTRIES_MAX)
        })
    })
    .await
}

/// Takes a job held out.
///
/// # Errors
/// `NotFound` if the id is not one.
pub async fn remove_experience(services: &Services, actor: &Actor, form: &EntryForm) -> Result<()> {
    let (person, id) = (actor.person, form.entry()?);
    write(services, actor, "", move |tx| {
        Box::pin(async move { store::write::remove_experience(tx, person, id).await })
    })
    .await
}

/// Ends the wizard's step of experience, or says outside it that there is none to list.
///
/// # Errors
/// `Internal`.
pub async fn save_no_experience(
    services: &Services,
    actor: &Actor,
    form: &NoExperienceForm,
) -> Result<()> {
    let (person, none) = (actor.person, !form.none.is_empty());
    write(services, actor, &form.step, move |tx| {
        Box::pin(async move {
            let none = none && store::write::counts(tx, person).await?[0] == 0;
            store::write::no_experience(tx, person, none).await
        })
    })
    .await
}

/// Adds or changes a qualification.
///
/// # Errors
/// `Invalid`; `NotFound` for a foreign id; `Conflict("limit")`.
pub async fn save_education(
    services: &Services,
    actor: &Actor,
    form: &EducationForm,
) -> Result<()> {
    let new = form.parse()?;
    let (person, id) = (actor.person, entry_id(services, &form.id)?);
    write(services, actor, "", move |tx| {
        Box::pin(async move {
            owned(store::write::education(tx, person, id, &new).await?)?;
            limit(store::write::counts(tx, person).await?[1], ENTRIES_MAX)
        })
    })
    .await
}

/// Takes a qualification out.
///
/// # Errors
/// `NotFound` if the id is not one.
pub async fn remove_education(services: &Services, actor: &Actor, form: &EntryForm) -> Result<()> {
    let (person, id) = (actor.person, form.entry()?);
    write(services, actor, "", move |tx| {
        Box::pin(async move { store::write::remove_education(tx, person, id).await })
    })
    .await
}

/// Adds or changes a certificate.
///
/// # Errors
/// `Invalid`; `NotFound` for a foreign id; `Conflict("limit")`.
pub async fn save_certification(
    services: &Services,
    actor: &Actor,
    form: &CertificationForm,
) -> Result<()> {
    let new = form.parse()?;
    let (person, id) = (actor.person, entry_id(services, &form.id)?);
    write(services, actor, "", move |tx| {
        Box::pin(async move {
            owned(store::write::certification(tx, person, id, &new).await?)?;
            limit(store::write::counts(tx, person).await?[2], ENTRIES_MAX)
        })
    })
    .await
}

/// Takes a certificate out.
///
/// # Errors
/// `NotFound` if the id is not one.
pub async fn remove_certification(
    services: &Services,
    actor: &Actor,
    form: &EntryForm,
) -> Result<()> {
    let (person, id) = (actor.person, form.entry()?);
    write(services, actor, "", move |tx| {
        Box::pin(async move { store::write::remove_certification(tx, person, id).await })
    })
    .await
}

/// The id the page made; a fresh one if it made none.
fn entry_id(services: &Services, text: &str) -> Result<EntryId> {
    if text.is_empty() {
        Ok(services.new_id())
    } else {
        text.parse().map_err(|_| AppError::NotFound)
    }
}

/// A row that was not written is somebody else's.
fn owned(written: bool) -> Result<()> {
    if written {
        Ok(())
    } else {
        Err(AppError::NotFound)
    }
}
