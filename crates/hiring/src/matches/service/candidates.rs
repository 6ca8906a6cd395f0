//! Candidates of a job, for the organisation whose job it is.

use super::super::model::{Candidate, CandidateFilter, Candidates, JobCard};
use super::super::store;
use super::super::world::Matching;
use super::super::{csv, words};
use super::found::{Found, Search};
use super::kept::{Made, keep_in_tx};
use super::{answering, metres, standing, today};
use crate::jobs;
use identity::{Actor, Permission};
use kernel::id::{JobId, PersonId};
use kernel::{AppError, Result};
use matching::index::Around;
use matching::{
    Brief, Job, Mode, Person, Relation, Score, Scorer, Standing, World, mutual, wish_score,
};
use platform::db::internal;
use platform::{Scope, Services, TenantTx, metrics};
use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

/// Most people of one list. While the index is not ready the job is compared with no more than these, and those who
/// share fewest of its skills are left out.
pub const MOST_PEOPLE: usize = 5_000;
/// Candidates on one page.
pub const PAGE: usize = 25;
/// Kilometres in a degree of latitude.
const KM_PER_DEGREE: f64 = 111.2;

/// A job and those it was compared with, in order.
struct Ranking {
    job: Job,
    world: Arc<World>,
    people: Vec<Person>,
    ids: Vec<PersonId>,
    order: Vec<Place>,
    /// How many come before those in `order`.
    before: usize,
    counted: Counted,
    /// A draft that says too little to rank anybody by: nobody was compared.
    blank: bool,
}

/// How many there are.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counted {
    pub(super) total: usize,
    pub(super) more: bool,
    pub(super) compared: usize,
    pub(super) cut: bool,
}

/// One place of the order.
struct Place {
    index: usize,
    brief: Brief,
    wish: Score,
    mutual: Score,
    below: bool,
    metres: Option<u32>,
}

/// A job of the organisation acted for, as its pages show it.
///
/// # Errors
/// `Forbidden`; `NotFound` if it is another organisation's.
async fn own_job(tx: &mut TenantTx, actor: &Actor, job: JobId) -> Result<JobCard> {
    let tenant = actor.seat_with(Permission::ReadHiring)?.organisation;
    // A published job of others can be seen too; its candidates cannot.
    store::job_cards(tx, &[job])
        .await?
        .remove(&job)
        .filter(|card| card.organisation == tenant)
        .ok_or(AppError::NotFound)
}

async fn begin(services: &Services, actor: &Actor) -> Result<TenantTx> {
    let tenant = actor.seat_with(Permission::ReadHiring)?.organisation;
    services.db.begin(Scope::tenant(tenant, actor.person)).await
}

/// One page of a job's candidates with their reasons. Those under the employer's bar come last.
///
/// # Errors
/// `Forbidden`; `NotFound` if the job is another organisation's.
pub async fn candidates(
    services: &Services,
    actor: &Actor,
    job: JobId,
    filter: &CandidateFilter,
) -> Result<(JobCard, Candidates)> {
    let places = filter.page * PAGE..(filter.page + 1) * PAGE;
    let (card, ranking) = rank(services, actor, job, filter, places.clone()).await?;
    let rows = rows(services, actor, job, &ranking, places).await?;
    let skills = ranking
        .job
        .requirements
        .iter()
        .map(|asked| (asked.skill, words::skill(asked.skill, &ranking.world)))
        .collect();
    let counted = ranking.counted;
    Ok((
        card,
        Candidates {
            rows,
            total: counted.total,
            more: counted.more,
            compared: counted.compared,
            cut: counted.cut,
            skills,
            blank: ranking.blank,
        },
    ))
}

/// All of a job's candidates under a filter as a file for a spreadsheet, and what to call it.
///
/// # Errors
/// As [`candidates`].
pub async fn candidates_csv(
    services: &Services,
    actor: &Actor,
    job: JobId,
    filter: &CandidateFilter,
) -> Result<(String, String)> {
    let (card, ranking) = rank(services, actor, job, filter, 0..MOST_PEOPLE).await?;
    let rows = rows(services, actor, job, &ranking, 0..MOST_PEOPLE).await?;
    Ok((
        csv::file_name(&card),
        csv::candidates(&rows, &ranking.world),
    ))
}

/// The places of a job's list that are asked for. The index knows who has them; while it is not ready the
/// database says who is worth comparing, and all of those are put in order.
async fn rank(
    services: &Services,
    actor: &Actor,
    job: JobId,
    filter: &CandidateFilter,
    places: Range<usize>,
) -> Result<(JobCard, Ranking)> {
    let world = Matching::world(services)?;
    let as_of = today(services);
    let mut tx = begin(services, actor).await?;
    let card = own_job(&mut tx, actor, job).await?;
    let asked = jobs::scoring::one(&mut tx, job, as_of)
        .await?
        .ok_or(AppError::NotFound)?;
    let blank = card.is_draft() && asked.requirements.is_empty() && asked.occupation.is_none();
    let engine = people::index::engine(services, as_of);
    metrics::index_asked(engine.is_some());
    let found = match engine {
        _ if blank => Found::default(),
        Some(engine) => {
            let like = like(&mut tx, &asked).await?;
            let search = Search {
                job: asked.clone(),
                world: world.clone(),
                filter: filter.clone(),
                threshold: card.threshold,
                like,
                me: actor.person,
            };
            let mut found = search.run(engine, places).await?;
            // The index is a moment old, and knows no rights.
            let still = people::index::still_found(&mut tx, &found.ids).await?;
            found.ids.retain(|id| still.contains(id));
            found
        }
        None => Found::of_all(worth_scoring(&mut tx, &asked, &world).await?),
    };
    let people = people::scoring::people(services, &mut tx, &found.ids, as_of).await?;
    tx.commit().await?;
    let (filter, threshold) = (filter.clone(), card.threshold);
    let ranking =
        tokio::task::spawn_blocking(move || order(asked, people, world, &filter, threshold))
            .await
            .map_err(internal)?;
    let counted = found.counted.unwrap_or(Counted {
        total: ranking.order.len(),
        more: false,
        compared: ranking.people.len(),
        cut: ranking.people.len() == MOST_PEOPLE,
    });
    let before = found.before;
    Ok((
        card,
        Ranking {
            before,
            counted,
            blank,
            ..ranking
        },
    ))
}

/// The occupations that count as the job's.
async fn like(tx: &mut TenantTx, job: &Job) -> Result<Vec<i32>> {
    let Some(occupation) = job.occupation.and_then(|id| i32::try_from(id).ok()) else {
        return Ok(Vec::new());
    };
    store::occupations_like(tx, &[occupation]).await
}

/// SQL narrows: inside the box of twice the radius unless the work is remote, and with a skill or an
/// occupation in common if the job asks any.
async fn worth_scoring(tx: &mut TenantTx, job: &Job, world: &World) -> Result<Vec<PersonId>> {
    let skills = asked_skills(world, job);
    let occupations = like(tx, job).await?;
    let most = i32::try_from(MOST_PEOPLE).unwrap_or(i32::MAX);
    store::candidate_ids(tx, &skills, &occupations, around(job), most).await
}

/// The skills of which one is enough to be worth comparing.
pub(super) fn asked_skills(world: &World, job: &Job) -> Vec<i32> {
    answering(world, job.requirements.iter().map(|asked| asked.skill))
}

pub(super) fn around(job: &Job) -> Option<Around> {
    let place = job.place.filter(|_| job.mode != Mode::Remote)?;
    let reach = 2.0 * f64::from(job.radius_km?);
    let (up, aside) = (
        reach / KM_PER_DEGREE,
        reach / (KM_PER_DEGREE * place.lat.to_radians().cos().max(0.01)),
    );
    Some(Around {
        south: place.lat - up,
        north: place.lat + up,
        west: place.lon - aside,
        east: place.lon + aside,
    })
}

/// A skill that is filtered by, and narrower ones.
pub(super) fn wanted(world: &World, skill: u32) -> Vec<u32> {
    let near = world.neighbours(skill).into_iter();
    near.filter(|(_, relation)| matches!(relation, Relation::Same | Relation::Narrower))
        .map(|(id, _)| id)
        .collect()
}

/// The order of [`matching::rank`], with those under the bar last and the filtered left out.
fn order(
    job: Job,
    people: Vec<Person>,
    world: Arc<World>,
    filter: &CandidateFilter,
    threshold: Option<i32>,
) -> Ranking {
    let scorer = Scorer::new(&job, &world);
    let wanted: Option<HashSet<u32>> = filter
        .skill
        .map(|skill| wanted(&world, skill).into_iter().collect());
    let farthest = filter.km.map(|km| u32::from(km) * 1_000);
    let place = |(index, person): (usize, &Person)| {
        let metres = metres(&job, person);
        let near = farthest.is_none_or(|limit| metres.is_some_and(|m| m <= limit));
        let able = wanted.as_ref().is_none_or(|wanted| {
            person
                .skills
                .iter()
                .any(|held| wanted.contains(&held.skill))
        });
        if !near || !able || (filter.eligible && standing(&job, person) != Standing::Yes) {
            return None;
        }
        let brief = scorer.score(person);
        if filter.min.is_some_and(|min| brief.kfn.rounded() < min)
            || (filter.sure && brief.provisional)
        {
            return None;
        }
        let wish = wish_score(&job, person);
        let below = threshold.is_some_and(|bar| brief.kfn.rounded() < bar);
        Some(Place {
            index,
            brief,
            wish,
            mutual: mutual(brief.kfn, wish),
            below,
            metres,
        })
    };
    let mut order: Vec<Place> = people.iter().enumerate().filter_map(place).collect();
    order.sort_by(|a, b| {
        let key = |place: &Place| {
            (
                place.below,
                Reverse(place.mutual),
                Reverse(place.brief.confidence),
            )
        };
        key(a)
            .cmp(&key(b))
            .then_with(|| people[a.index].id.cmp(&people[b.index].id))
    });
    drop(scorer);
    let ids = people
        .iter()
        .filter_map(|person| person.id.parse().ok())
        .collect();
    Ranking {
        job,
        world,
        people,
        ids,
        order,
        before: 0,
        counted: Counted::default(),
        blank: false,
    }
}

/// The full explanation, for the places shown only.
async fn rows(
    services: &Services,
    actor: &Actor,
    job: JobId,
    ranking: &Ranking,
    places: Range<usize>,
) -> Result<Vec<Candidate>> {
    let shown: Vec<(usize, &Place)> = (ranking.before..)
        .zip(&ranking.order)
        .filter(|(at, _)| places.contains(at))
        .collect();
    let ids: Vec<PersonId> = shown
        .iter()
        .filter_map(|(_, place)| ranking.ids.get(place.index).copied())
        .collect();
    let mut tx = begin(services, actor).await?;
    let cards = people::service::cards(&mut tx, &ids).await?;
    let applications = store::applications(&mut tx, job, &ids).await?;
    tx.commit().await?;
    let mut cards: HashMap<PersonId, people::model::Card> =
        cards.into_iter().map(|card| (card.id, card)).collect();
    let scorer = Scorer::new(&ranking.job, &ranking.world);
    let row = |((at, place), id): (&(usize, &Place), &PersonId)| {
        let profile = &ranking.people[place.index];
        Some(Candidate {
            person: cards.remove(id)?,
            rank: at + 1,
            fit: scorer.fit(profile),
            wish: place.wish,
            mutual: place.mutual,
            below: place.below,
            metres: place.metres,
            availability: profile.availability,
            application: applications.get(id).copied(),
        })
    };
    Ok(shown.iter().zip(&ids).filter_map(row).collect())
}

/// One person's score for a job with everything about it, whether or not a list would show them. It is
/// kept, the employer has seen it and may act on it; unless the job is a draft, on which nobody can act.
///
/// # Errors
/// `Forbidden`; `NotFound` if the job is another organisation's, or the person neither lets themselves be
/// found nor has applied.
pub async fn panel(
    services: &Services,
    actor: &Actor,
    job: JobId,
    person: PersonId,
) -> Result<Candidate> {
    let (owned, actor) = (services.clone(), actor.clone());
    services
        .db
        .run(async move {
            let mut tx = begin(&owned, &actor).await?;
            let (candidate, made) = explain_in_tx(&owned, &mut tx, &actor, job, person).await?;
            if let Some(made) = made {
                keep_in_tx(&owned, &mut tx, &made).await?;
            }
            tx.commit().await?;
            Ok(candidate)
        })
        .await
}

/// Two people side by side; both scores are kept as by [`panel`].
///
/// # Errors
/// As [`panel`].
pub async fn compare(
    services: &Services,
    actor: &Actor,
    job: JobId,
    pair: [PersonId; 2],
) -> Result<[Candidate; 2]> {
    let [one, other] = pair;
    Ok([
        panel(services, actor, job, one).await?,
        panel(services, actor, job, other).await?,
    ])
}

async fn explain_in_tx(
    services: &Services,
    tx: &mut TenantTx,
    actor: &Actor,
    job: JobId,
    person: PersonId,
) -> Result<(Candidate, Option<Made>)> {
    let world = Matching::world(services)?;
    let as_of = today(services);
    let card = own_job(tx, actor, job).await?;
    let asked = jobs::scoring::one(tx, job, as_of)
        .await?
        .ok_or(AppError::NotFound)?;
    let who = people::service::cards(tx, &[person])
        .await?
        .pop()
        .ok_or(AppError::NotFound)?;
    let profile = people::scoring::person(services, tx, person, as_of)
        .await?
        .ok_or(AppError::NotFound)?;
    let application = store::applications(tx, job, &[person])
        .await?
        .remove(&person);
    let scorer = Scorer::new(&asked, &world);
    let made =
        (!card.is_draft()).then(|| Made::of(card.organisation, job, person, &scorer, &profile));
    let (fit, wish) = (scorer.fit(&profile), wish_score(&asked, &profile));
    let candidate = Candidate {
        person: who,
        rank: 0,
        below: card.threshold.is_some_and(|bar| fit.kfn.rounded() < bar),
        mutual: mutual(fit.kfn, wish),
        wish,
        metres: metres(&asked, &profile),
        availability: profile.availability,
        fit,
        application,
    };
    Ok((candidate, made))
}
