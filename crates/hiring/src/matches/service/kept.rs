//! Scores that were acted on, kept with all they were made of.

use super::super::store::{self, NewScore};
use super::super::world::Matching;
use super::today;
use crate::jobs;
use kernel::id::{JobId, MatchId, OrganisationId, PersonId};
use kernel::{AppError, Result};
use matching::{Inputs, Score, Scorer};
use platform::db::internal;
use platform::{Scope, Services, TenantTx};
use sqlx::PgPool;

/// A score just made, with what it was made of.
#[derive(Debug, Clone)]
pub struct Made {
    tenant: OrganisationId,
    job: JobId,
    person: PersonId,
    inputs: Inputs,
    fit: Score,
    wish: Score,
}

impl Made {
    /// Scores a person for a job.
    pub(super) fn of(
        tenant: OrganisationId,
        job: JobId,
        person: PersonId,
        scorer: &Scorer<'_>,
        profile: &matching::Person,
    ) -> Self {
        let (fit, wish) = (
            scorer.score(profile).kfn,
            matching::wish_score(scorer.job(), profile),
        );
        Self {
            tenant,
            job,
            person,
            inputs: Inputs::of(scorer, profile),
            fit,
            wish,
        }
    }

    /// The person's score.
    pub fn fit(&self) -> Score {
        self.fit
    }

    /// Under which hash it is kept.
    ///
    /// # Errors
    /// `Internal`.
    pub(crate) fn sha256(&self) -> Result<Vec<u8>> {
        unhex(&self.inputs.hash()).ok_or_else(|| internal("hash of inputs"))
    }

    /// The person's score in hundredths of a point.
    pub fn hundredths(&self) -> i32 {
        (self.fit.0 + 50).div_euclid(100)
    }
}

/// A person's own score of a published job; `None` if either cannot be scored.
///
/// # Errors
/// `Internal`.
pub async fn own_score(services: &Services, person: PersonId, job: JobId) -> Result<Option<Made>> {
    let world = Matching::world(services)?;
    let as_of = today(services);
    let mut tx = services.db.begin(Scope::person(person)).await?;
    let asked = jobs::scoring::one(&mut tx, job, as_of).await?;
    let card = store::job_cards(&mut tx, &[job]).await?.remove(&job);
    let profile = people::scoring::person(services, &mut tx, person, as_of).await?;
    tx.commit().await?;
    let (Some(asked), Some(card), Some(profile)) = (asked, card, profile) else {
        return Ok(None);
    };
    let scorer = Scorer::new(&asked, &world);
    Ok(Some(Made::of(
        card.organisation,
        job,
        person,
        &scorer,
        &profile,
    )))
}

/// Keeps a score in a transaction of its organisation or its person; made of the same again, it is kept once.
///
/// # Errors
/// `Internal`.
pub async fn keep_in_tx(services: &Services, tx: &mut TenantTx, made: &Made) -> Result<()> {
    let sha256 = made.sha256()?;
    let new = NewScore {
        id: services.new_id(),
        tenant: made.tenant,
        job: made.job,
        person: made.person,
        inputs: &made.inputs,
        sha256: &sha256,
        fit: made.fit.0,
        wish: made.wish.0,
        at: services.clock.now(),
    };
    store::insert_score(tx, new).await
}

/// Makes a kept score again from what was kept with it: as kept and as made again, in ten-thousandths of a
/// point. `pool` must belong to a role that sees every score (`app_owner`): this is for whoever runs the
/// server, not for its users.
///
/// # Errors
/// `NotFound`; `Conflict`: `unknown_formula` if this version has not the formula of the score,
/// `inputs_changed` if what it was made of no longer has the hash it was kept under.
pub async fn replay(pool: &PgPool, id: MatchId) -> Result<(i32, i32)> {
    let kept = store::kept_score(pool, id)
        .await?
        .ok_or(AppError::NotFound)?;
    let inputs = kept.inputs.0;
    if unhex(&inputs.hash()).is_none_or(|hash| hash != kept.sha256) {
        return Err(AppError::conflict("inputs_changed"));
    }
    let fit = matching::replay(&inputs).map_err(|_| AppError::conflict("unknown_formula"))?;
    Ok((kept.fit, fit.kfn.0))
}

/// Scores applications that were written without: by a load of demo data or from another system. The database
/// of `services` must log in as `app_owner`. Returns how many were scored.
///
/// # Errors
/// `Internal`.
pub async fn score_applications(services: &Services) -> Result<usize> {
    let wanted = store::unscored(services.db.pool()).await?;
    let mut scored = 0;
    for (application, tenant, job, person) in wanted {
        let Some(made) = own_score(services, person, job).await? else {
            continue;
        };
        let mut tx = services.db.begin(Scope::tenant(tenant, person)).await?;
        store::set_fit(&mut tx, application, made.hundredths()).await?;
        keep_in_tx(services, &mut tx, &made).await?;
        tx.commit().await?;
        scored += 1;
    }
    Ok(scored)
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok())
        .collect()
}
