//! Jobs for a person: their own scores, and what would change them.

use super::super::model::{Glance, JobFilter, Match, Matches, OwnMatch};
use super::super::store;
use super::super::world::Matching;
use super::{answering, metres, standing, today};
use crate::jobs;
use identity::Actor;
use kernel::id::{JobId, PersonId};
use kernel::{AppError, Result};
use matching::{
    Job, Opportunity, Person, Ranked, Score, Scorer, Standing, World, mutual, opportunities,
    rank_jobs, wish_fit, wish_score,
};
use platform::db::internal;
use platform::{Scope, Services, TenantTx};
use std::collections::HashMap;
use std::sync::Arc;

/// Most open jobs one person is compared with: beyond it, those that ask fewest of their skills are left out.
pub const MOST_JOBS: usize = 1_000;
/// Jobs on one page.
pub const PAGE: usize = 20;
/// Changes shown.
const CHANGES: usize = 5;
/// From this fit a job counts as within reach.
const WITHIN_REACH: Score = Score(700_000);
/// The best jobs that changes are tried on: trying is dear, and what lies far below is no reason to learn.
const CHANGES_OVER: usize = 200;

/// The jobs that are open today, for a person to read.
struct Market {
    person: Person,
    jobs: Vec<Job>,
    world: Arc<World>,
}

/// Jobs for the person, the best for both sides first; `None` while they have no profile.
///
/// # Errors
/// `Internal`.
pub async fn jobs_for_me(
    services: &Services,
    actor: &Actor,
    filter: &JobFilter,
) -> Result<Option<Matches>> {
    let Some(market) = market(services, actor.person).await? else {
        return Ok(None);
    };
    let filter = filter.clone();
    let from = filter.page * PAGE;
    let (market, ranked, changes) = tokio::task::spawn_blocking(move || {
        let (ranked, changes) = rank(&market, &filter, true);
        (market, ranked, changes)
    })
    .await
    .map_err(internal)?;
    let rows = rows(services, actor.person, &market, &ranked, from, PAGE).await?;
    Ok(Some(Matches {
        rows,
        total: ranked.len(),
        compared: market.jobs.len(),
        changes,
        availability: market.person.availability,
    }))
}

/// The person's best jobs, for their start page; empty while they have no profile.
///
/// # Errors
/// `Internal`.
pub async fn top_matches(services: &Services, actor: &Actor, most: usize) -> Result<Vec<Match>> {
    let Some(market) = market(services, actor.person).await? else {
        return Ok(Vec::new());
    };
    let (market, ranked) = tokio::task::spawn_blocking(move || {
        let (ranked, _) = rank(&market, &JobFilter::default(), false);
        (market, ranked)
    })
    .await
    .map_err(internal)?;
    rows(services, actor.person, &market, &ranked, 0, most).await
}

async fn market(services: &Services, person: PersonId) -> Result<Option<Market>> {
    let world = Matching::world(services)?;
    let as_of = today(services);
    let mut tx = services.db.begin(Scope::person(person)).await?;
    let Some(person) = people::scoring::person(services, &mut tx, person, as_of).await? else {
        return Ok(None);
    };
    let ids = worth_scoring(&mut tx, &person, &world).await?;
    let raw: Vec<uuid::Uuid> = ids.iter().map(|id| id.0).collect();
    let jobs = jobs::scoring::open(&mut tx, Some(&raw), as_of).await?;
    tx.commit().await?;
    Ok(Some(Market {
        person,
        jobs,
        world,
    }))
}

/// SQL narrows: within twice the job's radius unless it is remote, and with a skill or an occupation in
/// common if the person names any.
async fn worth_scoring(tx: &mut TenantTx, person: &Person, world: &World) -> Result<Vec<JobId>> {
    let skills = answering(world, person.skills.iter().map(|held| held.skill));
    let spells = person.experience.iter().flatten();
    let held: Vec<i32> = spells
        .filter_map(|spell| spell.occupation.and_then(|id| i32::try_from(id).ok()))
        .collect();
    let occupations = if held.is_empty() {
        held
    } else {
        store::occupations_like(tx, &held).await?
    };
    let most = i32::try_from(MOST_JOBS).unwrap_or(i32::MAX);
    store::open_job_ids(tx, &skills, &occupations, person.place, most).await
}

fn rank(
    market: &Market,
    filter: &JobFilter,
    with_changes: bool,
) -> (Vec<Ranked>, Vec<Opportunity>) {
    let scorers: Vec<Scorer<'_>> = market
        .jobs
        .iter()
        .map(|job| Scorer::new(job, &market.world))
        .collect();
    let mut ranked = rank_jobs(&scorers, &market.person, scorers.len());
    let changes = if with_changes {
        let best: Vec<Scorer<'_>> = ranked
            .iter()
            .take(CHANGES_OVER)
            .map(|one| Scorer::new(&market.jobs[one.index], &market.world))
            .collect();
        opportunities(&best, &market.person, WITHIN_REACH, CHANGES)
    } else {
        Vec::new()
    };
    ranked.retain(|one| {
        let job = &market.jobs[one.index];
        filter.min.is_none_or(|min| one.brief.kfn.rounded() >= min)
            && filter.km.is_none_or(|km| {
                metres(job, &market.person).is_some_and(|m| m <= u32::from(km) * 1_000)
            })
            && (!filter.eligible || standing(job, &market.person) == Standing::Yes)
    });
    (ranked, changes)
}

/// The full explanation, for the places shown only.
async fn rows(
    services: &Services,
    person: PersonId,
    market: &Market,
    ranked: &[Ranked],
    from: usize,
    most: usize,
) -> Result<Vec<Match>> {
    let shown: Vec<(usize, &Ranked)> = ranked.iter().enumerate().skip(from).take(most).collect();
    let ids: Vec<JobId> = shown
        .iter()
        .filter_map(|(_, one)| market.jobs[one.index].id.parse().ok())
        .collect();
    let mut tx = services.db.begin(Scope::person(person)).await?;
    let mut cards = store::job_cards(&mut tx, &ids).await?;
    let applications = store::own_applications(&mut tx, person).await?;
    tx.commit().await?;
    let row = |((at, one), id): (&(usize, &Ranked), &JobId)| {
        let job = &market.jobs[one.index];
        Some(Match {
            job: cards.remove(id)?,
            rank: at + 1,
            fit: Scorer::new(job, &market.world).fit(&market.person),
            wish: one.wish,
            mutual: one.mutual,
            metres: metres(job, &market.person),
            application: applications.get(id).copied(),
        })
    };
    Ok(shown.iter().zip(&ids).filter_map(row).collect())
}

/// The person's own score of a published job with all its reasons and what would change it; before they
/// apply as after.
///
/// # Errors
/// `NotFound` if there is no such published job; `Conflict("no_profile")`.
pub async fn own_match(services: &Services, actor: &Actor, job: JobId) -> Result<OwnMatch> {
    let world = Matching::world(services)?;
    let as_of = today(services);
    let mut tx = services.db.begin(Scope::person(actor.person)).await?;
    let asked = jobs::scoring::one(&mut tx, job, as_of)
        .await?
        .ok_or(AppError::NotFound)?;
    let card = store::job_cards(&mut tx, &[job])
        .await?
        .remove(&job)
        .ok_or(AppError::NotFound)?;
    let person = people::scoring::person(services, &mut tx, actor.person, as_of).await?;
    tx.commit().await?;
    let person = person.ok_or_else(|| AppError::conflict("no_profile"))?;
    Ok(OwnMatch {
        job: card,
        fit: Scorer::new(&asked, &world).fit(&person),
        wishes: wish_fit(&asked, &person),
        changes: matching::what_would_change(&asked, &person, &world, CHANGES),
        metres: metres(&asked, &person),
        availability: person.availability,
    })
}

/// The person's own scores of open jobs, for cards of a list; empty while they have no profile.
///
/// # Errors
/// `Internal`.
pub async fn fits_for(
    services: &Services,
    actor: &Actor,
    jobs: &[JobId],
) -> Result<HashMap<JobId, Glance>> {
    let Some((person, world)) = own_profile(services, actor).await? else {
        return Ok(HashMap::new());
    };
    let raw: Vec<uuid::Uuid> = jobs.iter().map(|id| id.0).collect();
    let mut tx = services.db.begin(Scope::person(actor.person)).await?;
    let jobs = jobs::scoring::open(&mut tx, Some(&raw), today(services)).await?;
    tx.commit().await?;
    Ok(jobs
        .iter()
        .filter_map(|job| glance(job, &person, &world))
        .collect())
}

/// The open jobs of a search in the order of the harmonic mean of both sides, the best first; empty while the
/// person has no profile.
///
/// # Errors
/// `Internal`.
pub async fn rank_jobs_for(
    services: &Services,
    actor: &Actor,
    filter: &jobs::model::Filter,
) -> Result<Vec<(JobId, Glance)>> {
    let Some((person, world)) = own_profile(services, actor).await? else {
        return Ok(Vec::new());
    };
    let jobs = jobs::service::scoring_jobs(services, filter, today(services)).await?;
    tokio::task::spawn_blocking(move || {
        let mut all: Vec<(JobId, Glance)> = jobs
            .iter()
            .filter_map(|job| glance(job, &person, &world))
            .collect();
        all.sort_by(|(a, one), (b, other)| (other.mutual, a).cmp(&(one.mutual, b)));
        all
    })
    .await
    .map_err(internal)
}

async fn own_profile(services: &Services, actor: &Actor) -> Result<Option<(Person, Arc<World>)>> {
    let world = Matching::world(services)?;
    let mut tx = services.db.begin(Scope::person(actor.person)).await?;
    let person = people::scoring::person(services, &mut tx, actor.person, today(services)).await?;
    tx.commit().await?;
    Ok(person.map(|person| (person, world)))
}

fn glance(job: &Job, person: &Person, world: &World) -> Option<(JobId, Glance)> {
    let brief = Scorer::new(job, world).score(person);
    let glance = Glance {
        score: brief.kfn.rounded(),
        mutual: mutual(brief.kfn, wish_score(job, person)),
        provisional: brief.provisional,
        eligible: standing(job, person),
    };
    Some((job.id.parse().ok()?, glance))
}
