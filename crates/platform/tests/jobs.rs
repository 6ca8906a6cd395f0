//! The queue: what is promised of leases, retries, turns and schedules.
#![cfg(feature = "testing")]
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use kernel::Clock;
use kernel::id::{Id, OrganisationId, PersonId, QueuedJobId};
use platform::jobs::{self, Cadence, Completed, Handlers, JobError, NewJob, Options, Running};
use platform::system::SystemEntropy;
use platform::testing::{HandClock, TestDb, TestWorker, eventually};
use platform::{Db, Scope, Services};
use serde_json::json;
use sqlx::Executor;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use time::OffsetDateTime;
use time::macros::datetime;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

struct World {
    test: TestDb,
    clock: Arc<HandClock>,
    services: Services,
}

/// As long as a lease.
const LEASE: Duration = Duration::from_secs(60);

fn options() -> Options {
    TestWorker::options()
}

impl World {
    async fn new() -> Self {
        let test = TestDb::new().await;
        test.owner
            .execute(
                "create table effect (n bigserial, job_id uuid not null, tenant_id uuid, note text not null default '');
                 grant select, insert on effect to app_rw; grant usage on sequence effect_n_seq to app_rw",
            )
            .await
            .unwrap();
        let db = Db::connect(test.rw_options(), 12).await.unwrap();
        let clock = Arc::new(HandClock::at(datetime!(2026-11-21 12:00 UTC)));
        let services = Services::new(
            db,
            clock.clone(),
            Arc::new(SystemEntropy),
            "http://kinwork.test",
        );
        let services = jobs::install(services);
        Self {
            test,
            clock,
            services,
        }
    }

    /// What the console does, as the owner; the constraint it runs into.
    async fn retry(&self, id: QueuedJobId) -> Result<bool, Option<String>> {
        sqlx::query_scalar("select queue_retry($1, $2)")
            .bind(id)
            .bind(self.clock.now())
            .fetch_one(&self.test.owner)
            .await
            .map_err(|error| platform::db::constraint(&error).map(str::to_owned))
    }

    async fn enqueue(&self, scope: Scope, job: NewJob) -> QueuedJobId {
        let mut tx = self.services.db.begin(scope).await.unwrap();
        let id = jobs::enqueue(&mut tx, &self.services, job).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    fn work(&self, handlers: Handlers, options: Options) -> TestWorker {
        TestWorker::start(&self.services, handlers, options)
    }

    async fn ask<T>(&self, sql: &'static str) -> T
    where
        T: Send + Unpin + sqlx::Type<sqlx::Postgres>,
        T: for<'r> sqlx::Decode<'r, sqlx::Postgres>,
    {
        sqlx::query_scalar(sql)
            .fetch_one(&self.test.owner)
            .await
            .unwrap()
    }

    /// State, attempts and last error of a job.
    async fn how_is(&self, id: QueuedJobId) -> (String, i32, String) {
        sqlx::query_as("select state, attempts, last_error from queue_job where id = $1")
            .bind(id)
            .fetch_one(&self.test.owner)
            .await
            .unwrap()
    }

    async fn until_state(&self, id: QueuedJobId, state: &str) {
        eventually(&format!("{id} is {state}"), async || {
            self.how_is(id).await.0 == state
        })
        .await;
    }
}

/// Writes a row in the transaction of the completion.
async fn effect(job: Running) -> Result<Completed, JobError> {
    let mut tx = job.begin().await?;
    sqlx::query("insert into effect (job_id, tenant_id) values ($1, app_tenant())")
        .bind(job.id())
        .execute(&mut *tx)
        .await
        .unwrap();
    job.complete(tx).await
}

fn tenant(n: u128) -> OrganisationId {
    OrganisationId::from_uuid(uuid::Uuid::from_u128(n << 64))
}

fn person() -> PersonId {
    PersonId::from_uuid(uuid::Uuid::from_u128(77))
}

fn job() -> NewJob {
    NewJob::new("test.effect", json!({}))
}

#[tokio::test]
async fn a_job_is_there_if_and_only_if_its_transaction_is() {
    let world = World::new().await;
    let mut tx = world.services.db.begin(Scope::PUBLIC).await.unwrap();
    jobs::enqueue(&mut tx, &world.services, job())
        .await
        .unwrap();
    drop(tx);
    let id = world.enqueue(Scope::PUBLIC, job()).await;
    let worker = world.work(Handlers::default().on("test.effect", effect), options());
    world.until_state(id, "DONE").await;
    worker.stop().await;
    assert_eq!(world.ask::<i64>("select count(*) from effect").await, 1);
    assert_eq!(world.ask::<i64>("select count(*) from queue_job").await, 1);
}

#[tokio::test]
async fn a_handler_works_in_the_scope_of_its_job() {
    let world = World::new().await;
    let scope = Scope::tenant(tenant(1), person());
    let id = world.enqueue(scope, job().scope(scope)).await;
    let worker = world.work(Handlers::default().on("test.effect", effect), options());
    world.until_state(id, "DONE").await;
    worker.stop().await;
    assert_eq!(
        world
            .ask::<uuid::Uuid>("select tenant_id from effect")
            .await,
        tenant(1).0
    );
}

#[tokio::test]
async fn nobody_can_have_work_done_as_somebody_else() {
    let world = World::new().await;
    let (one, other) = (
        Scope::tenant(tenant(1), person()),
        Scope::tenant(tenant(2), person()),
    );
    let first = world.enqueue(one, job().scope(one).key("k")).await;
    for (scope, job) in [
        (other, job().scope(one)),
        (other, job().scope(one).key("k")),
        (Scope::PUBLIC, job().scope(one)),
        (Scope::PUBLIC, job().scope(Scope::person(person()))),
    ] {
        let mut tx = world.services.db.begin(scope).await.unwrap();
        let refused = jobs::enqueue(&mut tx, &world.services, job).await;
        assert!(refused.is_err());
    }
    // Nor can another organisation find out that there is a job with this key: it gets one of its own.
    let second = world.enqueue(other, job().scope(other).key("k")).await;
    assert_ne!(first, second);
    let mut tx = world.services.db.begin(other).await.unwrap();
    let seen: Vec<uuid::Uuid> = sqlx::query_scalar("select id from queue_job")
        .fetch_all(&mut *tx)
        .await
        .unwrap();
    assert_eq!(seen, [second.0]);
    let carried = sqlx::query("select payload from queue_job").execute(&mut *tx);
    assert!(carried.await.is_err());
}

#[tokio::test]
async fn of_a_key_one_is_alive_and_what_is_asked_for_meanwhile_is_done_after() {
    let world = World::new().await;
    let id = world.enqueue(Scope::PUBLIC, job().key("k")).await;
    assert_eq!(world.enqueue(Scope::PUBLIC, job().key("k")).await, id);
    let (started, gate) = (Arc::new(AtomicUsize::new(0)), Arc::new(Semaphore::new(0)));
    let waits = {
        let (started, gate) = (started.clone(), gate.clone());
        move |job: Running| {
            let (started, gate) = (started.clone(), gate.clone());
            async move {
                started.fetch_add(1, Ordering::SeqCst);
                gate.acquire().await.unwrap().forget();
                effect(job).await
            }
        }
    };
    let worker = world.work(Handlers::default().on("test.effect", waits), options());
    eventually("it started", async || started.load(Ordering::SeqCst) == 1).await;
    assert_eq!(world.enqueue(Scope::PUBLIC, job().key("k")).await, id);
    gate.add_permits(2);
    world.until_state(id, "DONE").await;
    assert_eq!(world.ask::<i64>("select count(*) from effect").await, 2);
    // A key is free again when its job is done.
    let next = world.enqueue(Scope::PUBLIC, job().key("k")).await;
    assert_ne!(next, id);
    gate.add_permits(1);
    world.until_state(next, "DONE").await;
    worker.stop().await;
}

/// Forty jobs are taken by a worker that is too slow, done by another, and only then by the first. Returns how many
/// effects there are, of how many jobs, and how many late completions were rejected.
async fn zombies(world: &World) -> (i64, i64, usize) {
    const JOBS: usize = 40;
    for _ in 0..JOBS {
        world.enqueue(Scope::PUBLIC, job()).await;
    }
    let (gate, rejected) = (Arc::new(Semaphore::new(0)), Arc::new(AtomicUsize::new(0)));
    let slow = {
        let (gate, rejected) = (gate.clone(), rejected.clone());
        move |job: Running| {
            let (gate, rejected) = (gate.clone(), rejected.clone());
            async move {
                gate.acquire().await.unwrap().forget();
                let outcome = effect(job).await;
                if matches!(outcome, Err(JobError::LeaseLost)) {
                    rejected.fetch_add(1, Ordering::SeqCst);
                }
                outcome
            }
        }
    };
    let wide = Options {
        slots: JOBS,
        ..options()
    };
    let zombie = world.work(Handlers::default().on("test.effect", slow), wide);
    let running = "select count(*) from queue_job where state = 'RUNNING'";
    eventually("all are taken", async || {
        world.ask::<i64>(running).await == 40
    })
    .await;
    world.clock.forward(LEASE);
    let worker = world.work(Handlers::default().on("test.effect", effect), options());
    let done = "select count(*) from queue_job where state = 'DONE'";
    eventually("others have done them", async || {
        world.ask::<i64>(done).await == 40
    })
    .await;
    gate.add_permits(JOBS);
    zombie.stop().await;
    worker.stop().await;
    (
        world.ask("select count(*) from effect").await,
        world.ask("select count(distinct job_id) from effect").await,
        rejected.load(Ordering::SeqCst),
    )
}

#[tokio::test]
async fn a_zombie_completes_nothing() {
    assert_eq!(zombies(&World::new().await).await, (40, 40, 40));
}

/// What the test above is worth: it fails when the fence is gone.
#[tokio::test]
async fn without_the_fence_zombies_have_their_way() {
    let world = World::new().await;
    let no_fence = "create or replace function queue_complete(wanted uuid, lease int, at timestamptz)
        returns boolean language sql security definer set search_path = public, pg_temp as
        $$ update queue_job set state = 'DONE', leased_until = null, finished_at = at where id = wanted; select true $$";
    world.test.owner.execute(no_fence).await.unwrap();
    assert_eq!(zombies(&world).await, (80, 40, 0));
}

#[tokio::test]
async fn a_heartbeat_keeps_a_slow_job() {
    let world = World::new().await;
    let id = world.enqueue(Scope::PUBLIC, job()).await;
    let gate = Arc::new(Semaphore::new(0));
    let slow = {
        let gate = gate.clone();
        move |job: Running| {
            let gate = gate.clone();
            async move {
                gate.acquire().await.unwrap().forget();
                effect(job).await
            }
        }
    };
    let beating = Options {
        heartbeat: Duration::from_millis(5),
        ..options()
    };
    let worker = world.work(Handlers::default().on("test.effect", slow), beating);
    world.until_state(id, "RUNNING").await;
    for _ in 0..3 {
        world.clock.forward(LEASE / 2);
        let until = world.clock.now() + LEASE;
        eventually("the lease is renewed", async || {
            world
                .ask::<OffsetDateTime>("select leased_until from queue_job")
                .await
                == until
        })
        .await;
    }
    gate.add_permits(1);
    world.until_state(id, "DONE").await;
    worker.stop().await;
    assert_eq!(world.how_is(id).await.1, 1);
}

#[tokio::test]
async fn what_fails_is_tried_later_and_later_and_then_no_more_until_somebody_says_so() {
    let world = World::new().await;
    let works = Arc::new(AtomicUsize::new(0));
    let flaky = {
        let works = works.clone();
        move |job: Running| {
            let works = works.clone();
            async move {
                match (works.load(Ordering::SeqCst), job.attempt()) {
                    (0, 2) => panic!("on purpose"),
                    (0, attempt) => Err(JobError::Retry(format!("attempt {attempt}"))),
                    _ => effect(job).await,
                }
            }
        }
    };
    let id = world
        .enqueue(Scope::PUBLIC, job().key("k").max_attempts(3))
        .await;
    let worker = world.work(Handlers::default().on("test.effect", flaky), options());
    for (attempt, error, least) in [(1, "attempt 1", 2.5), (2, "the handler panicked", 5.0)] {
        world.until_state(id, "LATER").await;
        assert_eq!(
            world.how_is(id).await,
            ("LATER".to_owned(), attempt, error.to_owned())
        );
        let wait = world
            .ask::<OffsetDateTime>("select run_at from queue_job")
            .await
            - world.clock.now();
        assert!(
            (least..=2.0 * least).contains(&wait.as_seconds_f64()),
            "{wait}"
        );
        world.clock.forward(wait.unsigned_abs());
        eventually("it was tried", async || {
            world.how_is(id).await.1 == attempt + 1
        })
        .await;
    }
    world.until_state(id, "DEAD").await;
    assert_eq!(
        world.how_is(id).await,
        ("DEAD".to_owned(), 3, "attempt 3".to_owned())
    );
    assert_eq!(jobs::counts(&world.services).await.unwrap().dead, 1);

    works.store(1, Ordering::SeqCst);
    assert_eq!(world.retry(id).await, Ok(true));
    world.until_state(id, "DONE").await;
    assert_eq!(world.retry(id).await, Ok(false));
    worker.stop().await;
}

#[tokio::test]
async fn what_cannot_work_is_given_up_at_once_and_its_key_may_be_taken() {
    let world = World::new().await;
    let hopeless = async |job: Running| job.payload::<Vec<u8>>().map(|_| unreachable!());
    let id = world.enqueue(Scope::PUBLIC, job().key("k")).await;
    let worker = world.work(Handlers::default().on("test.effect", hopeless), options());
    world.until_state(id, "DEAD").await;
    let (_, attempts, error) = world.how_is(id).await;
    assert_eq!(attempts, 1);
    assert!(error.starts_with("the payload cannot be read"), "{error}");
    worker.stop().await;
    world.enqueue(Scope::PUBLIC, job().key("k")).await;
    assert_eq!(world.retry(id).await, Err(Some("queue_job_key".to_owned())));
}

#[tokio::test]
async fn a_job_that_takes_its_workers_with_it_is_given_up() {
    let world = World::new().await;
    let id = world.enqueue(Scope::PUBLIC, job().max_attempts(2)).await;
    for attempt in 1..=2 {
        let stuck = async |_: Running| std::future::pending().await;
        let worker = world.work(Handlers::default().on("test.effect", stuck), options());
        eventually("it is tried", async || world.how_is(id).await.1 == attempt).await;
        worker.kill().await;
        world.clock.forward(LEASE);
    }
    let worker = world.work(Handlers::default().on("test.effect", effect), options());
    world.until_state(id, "DEAD").await;
    worker.stop().await;
    assert_eq!(world.ask::<i64>("select count(*) from effect").await, 0);
}

#[tokio::test]
async fn nobody_waits_behind_somebody_elses_thousand() {
    let world = World::new().await;
    let many = Scope::tenant(tenant(2), person());
    let mut tx = world.services.db.begin(many).await.unwrap();
    for _ in 0..1000 {
        jobs::enqueue(&mut tx, &world.services, job().scope(many))
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    world.clock.forward(Duration::from_secs(1));
    for n in [1, 3, 3, 3] {
        let scope = Scope::tenant(tenant(n), person());
        world.enqueue(scope, job().scope(scope)).await;
    }
    let one_at_a_time = Options {
        slots: 1,
        ..options()
    };
    let worker = world.work(Handlers::default().on("test.effect", effect), one_at_a_time);
    eventually("the few are done", async || {
        let sql =
            "select count(*) from queue_job where state <> 'DONE' and run_at > '2026-11-21 12:00Z'";
        world.ask::<i64>(sql).await == 0
    })
    .await;
    worker.stop().await;
    let order: Vec<uuid::Uuid> =
        sqlx::query_scalar("select tenant_id from effect order by n limit 7")
            .fetch_all(&world.test.owner)
            .await
            .unwrap();
    let turns: Vec<u128> = order.iter().map(|id| id.as_u128() >> 64).collect();
    assert_eq!(turns, [1, 2, 3, 2, 3, 2, 3]);
}

#[tokio::test]
async fn a_worker_that_is_told_to_stop_gives_back_what_it_cannot_finish() {
    let world = World::new().await;
    let id = world.enqueue(Scope::PUBLIC, job()).await;
    let stuck = async |_: Running| std::future::pending().await;
    let impatient = Options {
        drain: Duration::ZERO,
        ..options()
    };
    let worker = world.work(Handlers::default().on("test.effect", stuck), impatient);
    world.until_state(id, "RUNNING").await;
    worker.stop().await;
    let (state, attempts, _) = world.how_is(id).await;
    assert_eq!((&*state, attempts), ("READY", 0));
}

#[tokio::test]
async fn a_kind_nobody_knows_here_waits_for_somebody_who_does() {
    let world = World::new().await;
    let id = world.enqueue(Scope::PUBLIC, job()).await;
    let old = world.work(Handlers::default(), options());
    world.until_state(id, "LATER").await;
    assert_eq!(world.how_is(id).await.1, 0);
    old.stop().await;
    world.clock.forward(Duration::from_secs(30));
    let new = world.work(Handlers::default().on("test.effect", effect), options());
    world.until_state(id, "DONE").await;
    new.stop().await;
}

#[tokio::test]
async fn a_bell_wakes_a_worker_that_would_sleep() {
    let world = World::new().await;
    let sleepy = Options {
        poll: Duration::from_secs(3600),
        ..options()
    };
    let worker = world.work(Handlers::default().on("test.effect", effect), sleepy);
    let superuser = sqlx::PgPool::connect_with(world.test.login("postgres"))
        .await
        .unwrap();
    eventually("it listens", async || {
        let sql = "select exists (select from pg_stat_activity where datname = current_database() and query like 'LISTEN%')";
        sqlx::query_scalar(sql).fetch_one(&superuser).await.unwrap()
    })
    .await;
    let bell = CancellationToken::new();
    let ringing = {
        let (services, bell) = (world.services.clone(), bell.clone());
        tokio::spawn(async move { jobs::forward_wakes(&services, &bell).await })
    };
    let id = world.enqueue(Scope::PUBLIC, job()).await;
    world.until_state(id, "DONE").await;
    bell.cancel();
    ringing.await.unwrap();
    worker.stop().await;
}

#[tokio::test]
async fn each_turn_of_a_schedule_is_taken_once_by_two_workers() {
    let world = World::new().await;
    let handlers = || {
        Handlers::default()
            .on("test.effect", effect)
            .every("test.effect", Cadence::Every(Duration::from_secs(600)))
    };
    let workers = [
        world.work(handlers(), options()),
        world.work(handlers(), options()),
    ];
    let named = "select exists (select from queue_schedule)";
    eventually("it is named", async || world.ask::<bool>(named).await).await;
    // The third time a day has passed: what was missed is not made up for.
    for (turn, by) in [(1, 600), (2, 600), (3, 86_400)] {
        world.clock.forward(Duration::from_secs(by));
        eventually("the turn is done", async || {
            world.ask::<i64>("select count(*) from effect").await >= turn
        })
        .await;
        let next: OffsetDateTime = world.ask("select next_at from queue_schedule").await;
        assert_eq!(next, world.clock.now() + Duration::from_secs(600));
    }
    for worker in workers {
        worker.stop().await;
    }
    assert_eq!(world.ask::<i64>("select count(*) from queue_job").await, 3);
    assert_eq!(world.ask::<i64>("select count(*) from effect").await, 3);
}

#[tokio::test]
async fn what_is_long_finished_is_swept() {
    let world = World::new().await;
    let old = world.enqueue(Scope::PUBLIC, job()).await;
    let handlers = || jobs::handlers(Handlers::default()).on("test.effect", effect);
    let worker = world.work(handlers(), options());
    world.until_state(old, "DONE").await;
    let named = "select exists (select from queue_schedule)";
    eventually("sweeping is named", async || world.ask::<bool>(named).await).await;
    world.clock.forward(Duration::from_secs(8 * 86_400));
    let waiting = world
        .enqueue(Scope::PUBLIC, job().at(datetime!(2027-01-01 00:00 UTC)))
        .await;
    eventually("it is swept", async || {
        let sql = "select count(*) from queue_job where kind = 'test.effect'";
        world.ask::<i64>(sql).await == 1
    })
    .await;
    worker.stop().await;
    assert_eq!(world.how_is(waiting).await.0, "LATER");
}

#[tokio::test]
async fn the_queue_can_be_counted() {
    let world = World::new().await;
    world.enqueue(Scope::PUBLIC, job()).await;
    let tomorrow = world.clock.now() + Duration::from_secs(86_400);
    world.enqueue(Scope::PUBLIC, job().at(tomorrow)).await;
    world.clock.forward(Duration::from_secs(5));
    let counts = jobs::counts(&world.services).await.unwrap();
    assert_eq!(
        (counts.later, counts.ready, counts.running, counts.dead),
        (1, 1, 0, 0)
    );
    assert_eq!(counts.oldest_ready, time::Duration::seconds(5));
}
