//! `kinwork match`.

use super::{Done, Failure, file};
use crate::cli::{Global, Rank, Side};
use crate::database::Database;
use hiring::matches::service::{self, Learned};
use kernel::Clock as _;
use kernel::clock::FixedClock;
use matching::exchange::{self, Exchange};
use platform::system::{SystemClock, SystemEntropy};
use platform::{Db, Services};
use sqlx::PgPool;
use std::io::Write as _;
use std::sync::Arc;
use time::OffsetDateTime;
use uuid::Uuid;

/// `kinwork match rank`: the ranking to standard output, what could not be read to standard error.
///
/// A file that had bad lines still gives a ranking of the rest, and the exit code 65 (bad data).
pub fn rank(args: &Rank) -> Done {
    let shipped = taxonomy::Shipped::read()?;
    let read = exchange::read(
        &file(&args.people)?,
        &file(&args.jobs)?,
        &shipped,
        shipped.world(),
        Some(SystemClock.now().date()),
    );
    let side = match args.side {
        Side::Job => exchange::Side::Job,
        Side::Person => exchange::Side::Person,
    };
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut written = Ok(());
    exchange::rank(&read, side, args.top, |line| {
        if written.is_ok() {
            written = serde_json::to_writer(&mut out, line)
                .map_err(std::io::Error::from)
                .and_then(|()| out.write_all(b"\n"));
        }
    });
    written?;
    out.flush()?;
    report(args, &read)
}

fn report(args: &Rank, read: &Exchange) -> Done {
    for (path, errors) in [
        (&args.people, &read.people_errors),
        (&args.jobs, &read.job_errors),
    ] {
        for error in errors {
            eprintln!("{}: {error}", path.display());
        }
    }
    match read.people_errors.len() + read.job_errors.len() {
        0 => Ok(()),
        lines => Err(Failure {
            code: 65,
            message: format!(
                "{lines} fault(s) above; those lines are left out, the others are ranked"
            ),
        }),
    }
}

/// `kinwork match learn`: what is usual in each occupation, as another version if it changed.
pub async fn learn(global: &Global) -> Done {
    let database = Database::open(global).await?;
    let learned = learn_in(&database).await;
    database.close().await;
    println!("{}", learned?);
    Ok(())
}

async fn learn_in(database: &Database) -> Done<Learned> {
    database.migrate().await?;
    let owner = database.owner_pool().await?;
    let learned = service::learn(&services(&owner, SystemClock.now()).await?).await?;
    owner.close().await;
    Ok(learned)
}

/// What learning and scoring need, logged in as `app_owner`.
pub async fn services(owner: &PgPool, now: OffsetDateTime) -> Done<Services> {
    let services = Services::new(
        Db::from_pool(owner.clone()),
        Arc::new(FixedClock(now)),
        Arc::new(SystemEntropy),
        "http://localhost",
    );
    Ok(hiring::matches::install(services).await?)
}

/// `kinwork match replay`: computes a stored score again from its stored inputs.
pub async fn replay(global: &Global, id: Uuid) -> Done {
    let database = Database::open(global).await?;
    let owner = database.owner_pool().await?;
    let replayed = service::replay(&owner, kernel::id::MatchId(id)).await;
    owner.close().await;
    database.close().await;
    let (stored, again) = replayed.map_err(|error| Failure {
        code: 1,
        message: error.to_string(),
    })?;
    let points = |score: i32| f64::from(score) / 10_000.0;
    println!(
        "stored     {:>9.4}\nrecomputed {:>9.4}",
        points(stored),
        points(again)
    );
    if stored == again {
        println!("The same, to the last digit.");
        return Ok(());
    }
    Err(Failure {
        code: 1,
        message: "they differ".to_owned(),
    })
}
