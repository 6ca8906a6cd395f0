//! A person's own score with every number behind it.

use super::super::model::JobCard;
use super::super::store;
use super::super::world::Matching;
use super::kept::Made;
use super::today;
use crate::jobs;
use kernel::id::{JobId, PersonId};
use kernel::{AppError, Result};
use matching::{Inputs, Scorer, Trace, World};
use platform::{Scope, Services};
use std::sync::Arc;

/// A score with every number it was made of, and what it can be made of again.
#[derive(Debug, Clone)]
pub struct Numbers {
    /// The job.
    pub job: JobCard,
    /// The numbers.
    pub trace: Trace,
    /// What is kept with it.
    pub inputs: Inputs,
    /// Names of what it speaks of.
    pub world: Arc<World>,
    /// The score, ready to be kept.
    pub made: Made,
}

/// The person's own score of a published job.
///
/// # Errors
/// `NotFound` if there is no such published job; `Conflict("no_profile")`.
pub async fn own_numbers(services: &Services, person: PersonId, job: JobId) -> Result<Numbers> {
    let world = Matching::world(services)?;
    let as_of = today(services);
    let mut tx = services.db.begin(Scope::person(person)).await?;
    let asked = jobs::service::scoring_job(&mut tx, job, as_of)
        .await?
        .ok_or(AppError::NotFound)?;
    let card = store::job_cards(&mut tx, &[job])
        .await?
        .remove(&job)
        .ok_or(AppError::NotFound)?;
    let profile = people::scoring::person(services, &mut tx, person, as_of).await?;
    tx.commit().await?;
    let profile = profile.ok_or_else(|| AppError::conflict("no_profile"))?;
    let scorer = Scorer::new(&asked, &world);
    Ok(Numbers {
        trace: scorer.trace(&profile),
        inputs: Inputs::of(&scorer, &profile),
        made: Made::of(card.organisation, job, person, &scorer, &profile),
        job: card,
        world: world.clone(),
    })
}
