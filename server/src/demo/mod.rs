//! A world to look at: people, organisations and jobs that do not exist, in places that do.
//!
//! The same numbers, seed and day give the same world. Loading twice adds nothing.

mod copy;
mod dice;
mod jobs;
mod names;
mod people;
mod stories;
#[cfg(test)]
mod tests;
mod trades;
mod world;

use crate::commands::{Done, Failure, matching};
use jobs::Jobs;
use people::{People, Today};
use sqlx::PgPool;
use std::time::Instant;
pub use stories::{LOGINS, PASSWORD};
use world::World;

/// How large a world.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    pub people: u32,
    pub jobs: u32,
    pub seed: u64,
}

impl Default for Size {
    fn default() -> Self {
        Self {
            people: 2000,
            jobs: 300,
            seed: 7,
        }
    }
}

/// People written between two sends: bounds memory.
const BATCH: u32 = 5_000;

/// Loads the world; returns what was new.
pub async fn load(owner: &PgPool, size: Size, now: time::OffsetDateTime) -> Done<String> {
    let started = Instant::now();
    let mark = format!(
        "demo people={} jobs={} seed={}",
        size.people, size.jobs, size.seed
    );
    if stories::is_loaded(owner, &mark).await? {
        return Ok("The demo data is there already.".to_owned());
    }
    let today = Today {
        now,
        date: now.date(),
    };
    let world = World::read(owner).await?;
    if world.trades == 0 || world.around.is_empty() {
        return Err(Failure {
            code: 1,
            message: "load the reference data first: kinwork taxonomy load".to_owned(),
        });
    }
    let new_people = load_people(owner, &world, size, today).await?;
    // What comes next looks for people by their skills, and would go through all of them unprepared.
    tidy(
        owner,
        "account, person, person_skill, experience, education, certification",
    )
    .await?;
    let mut connection = owner.acquire().await?;
    let mut tx = sqlx::Connection::begin(&mut *connection).await?;
    let logins = stories::accounts(&mut tx, &world, size.seed, today).await?;
    let ids = jobs::organisation_ids(&mut tx, size.seed).await?;
    let mut jobs = Jobs::of(ids);
    jobs.organisations(today, |index| logins.owner_of(index));
    stories::members(&mut jobs, &logins, today);
    for index in 0..size.jobs {
        jobs.invent(&world, size.seed, index, today, |at| logins.owner_of(at));
    }
    let new_jobs = jobs.send(&mut tx).await?;
    stories::applications(&mut tx, &logins, jobs.ids[0], size, today).await?;
    stories::mark_loaded(&mut tx, &mark, now).await?;
    tx.commit().await?;
    tidy(
        owner,
        "organisation, membership, job, job_skill, application, application_event",
    )
    .await?;
    // An application carries the score it was sent with, and that is made with what is usual.
    let services = matching::services(owner, now).await?;
    hiring::matches::service::learn(&services).await?;
    hiring::matches::service::score_applications(&services).await?;
    Ok(format!(
        "Loaded {new_people} people and {new_jobs} jobs in {:.1} s.",
        started.elapsed().as_secs_f64()
    ))
}

/// Statistics and visibility of freshly filled tables, without which the first plans are poor.
async fn tidy(owner: &PgPool, tables: &str) -> Result<(), sqlx::Error> {
    let statement = format!("vacuum (analyze) {tables}");
    sqlx::query(sqlx::AssertSqlSafe(statement))
        .execute(owner)
        .await
        .map(drop)
}

async fn load_people(owner: &PgPool, world: &World, size: Size, today: Today) -> Done<u64> {
    let mut new = 0;
    let mut from = 0;
    while from < size.people {
        let to = (from + BATCH).min(size.people);
        let mut rows = People::default();
        for index in from..to {
            let (person, mut dice) = people::invent(world, size.seed, index);
            rows.add(&person, world, today, &mut dice);
        }
        let mut connection = owner.acquire().await?;
        let mut tx = sqlx::Connection::begin(&mut *connection).await?;
        new += rows.send_unseen(&mut tx).await?;
        tx.commit().await?;
        from = to;
    }
    Ok(new)
}
