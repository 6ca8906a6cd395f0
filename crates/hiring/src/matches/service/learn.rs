//! Learning what is usual in an occupation, from its open jobs and the people who have done such work.

use super::super::store;
use super::super::world::{Matching, refresh};
use super::candidates::around;
use super::today;
use crate::jobs;
use kernel::Result;
use kernel::id::{OrganisationId, PersonId};
use matching::{Job, Learner, Scorer};
use platform::{Scope, Services};
use std::collections::HashMap;
use uuid::Uuid;

/// Most jobs of one occupation that are looked at.
const MOST_JOBS: usize = 20;
/// Most people scored for one job.
const MOST_PEOPLE: usize = 400;

/// What there is to say of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Learned {
    /// Jobs looked at.
    pub jobs: usize,
    /// People scored, each for each job.
    pub scores: u32,
    /// Occupations of which something is known now.
    pub occupations: usize,
    /// The number of the new set of priors; `None` if it would be the one there is.
    pub version: Option<i32>,
}

impl std::fmt::Display for Learned {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} jobs, {} scores, {} occupations: ",
            self.jobs, self.scores, self.occupations
        )?;
        match self.version {
            Some(version) => write!(f, "version {version} of what is usual."),
            None => f.write_str("nothing has changed."),
        }
    }
}

/// Learns the median of each part of the score for each occupation, keeps what is new as another version
/// and takes it up. The same people and jobs give the same on the same day, and nothing new is kept then.
/// The database of `services` must log in as `app_owner`: this is for whoever runs the server.
///
/// # Errors
/// `Internal`.
pub async fn learn(services: &Services) -> Result<Learned> {
    let world = Matching::world(services)?;
    let mut learner = Learner::default();
    let jobs = some_of_each(open_jobs(services).await?);
    let mut scores = 0;
    for job in &jobs {
        let people = people_of(services, job).await?;
        scores += learner.add(&Scorer::new(job, &world), &people);
    }
    let usual = learner.usual();
    let mut learned = Learned {
        jobs: jobs.len(),
        scores,
        occupations: usual.occupations().count(),
        version: None,
    };
    let pool = services.db.pool();
    if usual != store::priors(pool).await?.1 {
        let from = (
            i32::try_from(learned.jobs).unwrap_or(i32::MAX),
            i32::try_from(scores).unwrap_or(i32::MAX),
        );
        let at = services.clock.now();
        learned.version = Some(store::insert_priors(pool, &usual, from, at).await?);
        refresh(services).await?;
    }
    Ok(learned)
}

/// Nobody in particular, of an organisation that has no jobs: sees whom any organisation finds.
fn anybody() -> Scope {
    Scope::tenant(OrganisationId(Uuid::nil()), PersonId(Uuid::nil()))
}

async fn open_jobs(services: &Services) -> Result<Vec<Job>> {
    let mut tx = services.db.begin(anybody()).await?;
    let jobs = jobs::scoring::open(&mut tx, None, today(services)).await?;
    tx.commit().await?;
    Ok(jobs)
}

/// The latest of each occupation: ids begin with the time. Of a job without one nothing is learned.
fn some_of_each(mut jobs: Vec<Job>) -> Vec<Job> {
    jobs.sort_by(|a, b| b.id.cmp(&a.id));
    let mut taken: HashMap<u32, usize> = HashMap::new();
    jobs.retain(|job| {
        job.occupation.is_some_and(|occupation| {
            let taken = taken.entry(occupation).or_default();
            *taken += 1;
            *taken <= MOST_JOBS
        })
    });
    jobs
}

/// Those within reach who have worked in the occupation or one of its unit group; of many, every so manieth.
/// Whoever merely shares a skill with the job does not show what is usual in it.
async fn people_of(services: &Services, job: &Job) -> Result<Vec<matching::Person>> {
    let occupation: Vec<i32> = job
        .occupation
        .and_then(|id| i32::try_from(id).ok())
        .into_iter()
        .collect();
    let mut tx = services.db.begin(anybody()).await?;
    let like = store::occupations_like(&mut tx, &occupation).await?;
    let all = store::candidate_ids(&mut tx, &[], &like, around(job), i32::MAX).await?;
    let step = all.len().div_ceil(MOST_PEOPLE).max(1);
    let some: Vec<PersonId> = all.into_iter().step_by(step).collect();
    let people = people::scoring::people(services, &mut tx, &some, today(services)).await?;
    tx.commit().await?;
    Ok(people)
}
