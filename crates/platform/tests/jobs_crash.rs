//! Worker processes are killed, and some are stopped until their leases have run out and then go on: each effect is
//! there exactly once all the same.
//!
//! 2,000 jobs; `KINWORK_SOAK=1` makes it 10,000 with the leases of production.
#![cfg(feature = "testing")]
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use kernel::Entropy as _;
use nix::sys::prctl::set_pdeathsig;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use platform::jobs::{self, Completed, Handlers, JobError, NewJob, Options, Running};
use platform::system::{SystemClock, SystemEntropy};
use platform::testing::{TestDb, soaking};
use platform::{Db, Scope, Services};
use serde_json::json;
use sqlx::Executor;
use sqlx::postgres::{PgConnectOptions, PgSslMode};
use std::fs::File;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

const HELPER: &str = "KINWORK_TEST_QUEUE";
const WORKERS: usize = 4;
/// From the last kill until all is done.
const RECOVERY: Duration = Duration::from_secs(90);

struct Size {
    jobs: i64,
    options: Options,
}

fn size() -> Size {
    let (jobs, lease, heartbeat) = if soaking() {
        let production = Options::default();
        (10_000, production.lease, production.heartbeat)
    } else {
        (2_000, Duration::from_secs(3), Duration::from_millis(700))
    };
    Size {
        jobs,
        options: Options {
            slots: 4,
            lease,
            heartbeat,
            poll: Duration::from_millis(200),
            ..Options::default()
        },
    }
}

async fn services(options: PgConnectOptions) -> Services {
    let db = Db::connect(options, 8).await.unwrap();
    let (clock, entropy) = (Arc::new(SystemClock), Arc::new(SystemEntropy));
    Services::new(db, clock, entropy, "http://kinwork.test")
}

/// A worker process, killed with the test.
struct Worker {
    process: Child,
    /// Since when it has been stopped.
    stopped: Option<Instant>,
}

impl Worker {
    fn start(place: &str, log: &Path) -> Self {
        let log = File::options().append(true).create(true).open(log).unwrap();
        let process = Command::new(std::env::current_exe().unwrap())
            .args(["--ignored", "--exact", "works_until_killed", "--nocapture"])
            .env(HELPER, place)
            .stdout(log)
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        Self {
            process,
            stopped: None,
        }
    }

    fn signal(&self, signal: Signal) {
        let pid = Pid::from_raw(i32::try_from(self.process.id()).unwrap());
        kill(pid, signal).unwrap();
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[tokio::test]
async fn each_effect_is_there_once_although_workers_are_killed() {
    let size = size();
    let test = TestDb::new().await;
    let table = "create table effect (job_id uuid not null, lease_no int not null); grant insert on effect to app_rw";
    test.owner.execute(table).await.unwrap();
    let enqueuing = services(test.rw_options()).await;
    let mut tx = enqueuing.db.begin(Scope::PUBLIC).await.unwrap();
    for _ in 0..size.jobs {
        let job = NewJob::new("test.effect", json!({})).max_attempts(100);
        jobs::enqueue(&mut tx, &enqueuing, job).await.unwrap();
    }
    tx.commit().await.unwrap();

    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("rejected");
    let login = test.rw_options();
    let place = format!(
        "{}|{}",
        login.get_socket().unwrap().display(),
        login.get_database().unwrap()
    );
    let mut workers: Vec<Worker> = (0..WORKERS).map(|_| Worker::start(&place, &log)).collect();
    let done = async || {
        let sql = "select count(*) from queue_job where state = 'DONE'";
        let count: i64 = sqlx::query_scalar(sql)
            .fetch_one(&test.owner)
            .await
            .unwrap();
        count
    };
    // Whenever another fiftieth is done, one worker is killed or, every fourth time, stopped beyond its leases.
    let mut since = Instant::now();
    let (mut rounds, mut zombies) = (0, 0);
    loop {
        let progress = done().await;
        if progress == size.jobs && workers.iter().all(|worker| worker.stopped.is_none()) {
            break;
        }
        assert!(
            since.elapsed() < RECOVERY + size.options.lease,
            "{progress} after {rounds} rounds, and no further"
        );
        for worker in &mut workers {
            if worker
                .stopped
                .is_some_and(|at| at.elapsed() > size.options.lease * 3 / 2)
            {
                worker.signal(Signal::SIGCONT);
                worker.stopped = None;
                zombies += 1;
            }
        }
        if progress * 50 / size.jobs > rounds {
            rounds += 1;
            since = Instant::now();
            let lone_zombie = workers.iter().all(|worker| worker.stopped.is_none());
            let at = workers.iter().position(|worker| worker.stopped.is_none());
            let mut victim = workers.remove(at.unwrap());
            if rounds % 4 == 0 && lone_zombie {
                victim.signal(Signal::SIGSTOP);
                victim.stopped = Some(Instant::now());
                workers.push(victim);
            } else {
                drop(victim);
                workers.push(Worker::start(&place, &log));
            }
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let recovered = since.elapsed();
    let rejected = || {
        std::fs::read_to_string(&log)
            .unwrap()
            .matches("rejected")
            .count()
    };
    while rejected() == 0 {
        assert!(since.elapsed() < RECOVERY * 2, "no zombie tried anything");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    drop(workers);

    let sql = "select count(*), count(distinct e.job_id), count(*) filter (where e.lease_no <> j.lease_no)
        from effect e join queue_job j on j.id = e.job_id";
    let (effects, jobs, outdated): (i64, i64, i64) =
        sqlx::query_as(sql).fetch_one(&test.owner).await.unwrap();
    println!(
        "{effects} effects of {jobs} jobs; {rounds} rounds, {zombies} zombies, {} late completions rejected; \
         done {recovered:?} after the last kill",
        rejected()
    );
    assert_eq!((effects, jobs, outdated), (size.jobs, size.jobs, 0));
}

/// Takes its time at every step, so that it is killed at any of them.
async fn effect(job: Running) -> Result<Completed, JobError> {
    pause().await;
    let mut tx = job.begin().await?;
    sqlx::query("insert into effect (job_id, lease_no) values ($1, $2)")
        .bind(job.id())
        .bind(job.lease_no())
        .execute(&mut *tx)
        .await
        .unwrap();
    pause().await;
    let outcome = job.complete(tx).await;
    if matches!(outcome, Err(JobError::LeaseLost)) {
        println!("rejected {}", job.id());
    }
    outcome
}

async fn pause() {
    let mut bytes = [0];
    SystemEntropy.fill(&mut bytes);
    tokio::time::sleep(Duration::from_millis(u64::from(bytes[0] % 20))).await;
}

#[tokio::test]
#[ignore = "run by the test that kills it"]
async fn works_until_killed() {
    let Some(place) = std::env::var(HELPER).ok() else {
        return;
    };
    set_pdeathsig(Signal::SIGKILL).unwrap();
    let (socket, database) = place.split_once('|').unwrap();
    let login = PgConnectOptions::new_without_pgpass()
        .socket(socket)
        .port(5432)
        .username("app_rw")
        .database(database)
        .ssl_mode(PgSslMode::Disable);
    let handlers = Handlers::default().on("test.effect", effect);
    let stop = CancellationToken::new();
    jobs::run(services(login).await, handlers, size().options, stop).await;
}
