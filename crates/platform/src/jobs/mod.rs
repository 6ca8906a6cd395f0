//! Work in the background. [`enqueue`] writes a job in the transaction of the data it belongs to
//! (a transactional outbox): both are there, or neither. A [`worker`] runs it at least once, and its
//! effect on the database exactly once, because the handler completes the job in the transaction of
//! the effect, which fails when the lease has passed to another worker.
//!
//! ```ignore
//! // In the transaction of a service:
//! jobs::enqueue(&mut tx, services, NewJob::new("hiring.rescore", json!({ "job": job })).scope(scope)).await?;
//! // In `jobs.rs` of the area:
//! pub fn handlers(handlers: Handlers) -> Handlers {
//!     handlers.on("hiring.rescore", rescore)
//! }
//! async fn rescore(job: Running) -> Result<Completed, JobError> {
//!     let Rescore { job: id } = job.payload()?;
//!     let mut tx = job.begin().await?;        // in the scope of the job
//!     store::rescore(&mut tx, id).await?;
//!     job.complete(tx).await                  // commits both
//! }
//! ```

mod running;
mod schedule;
mod store;
mod wake;
mod worker;

pub use running::{Completed, Handlers, JobError, Running};
pub use schedule::Cadence;
pub use store::Counts;
pub use worker::{Options, run};

use crate::{Scope, Services};
use kernel::Result;
use kernel::id::QueuedJobId;
use serde_json::Value;
use sqlx::PgConnection;
use time::{Duration, OffsetDateTime};
use tokio_util::sync::CancellationToken;

/// How long finished jobs are kept, for whoever looks into what happened.
const KEEP_DONE: Duration = Duration::days(7);
/// How long dead ones are.
const KEEP_DEAD: Duration = Duration::days(30);

/// Work to be done.
#[derive(Debug, Clone)]
pub struct NewJob {
    kind: &'static str,
    key: Option<String>,
    scope: Scope,
    payload: Value,
    run_at: Option<OffsetDateTime>,
    max_attempts: i32,
}

impl NewJob {
    /// Work of a kind, named `area.verb`, to be done at once for nobody in particular. The payload
    /// holds ids: what they stand for is read when the job runs, and personal data stay in their tables.
    pub fn new(kind: &'static str, payload: Value) -> Self {
        Self {
            kind,
            key: None,
            scope: Scope::PUBLIC,
            payload,
            run_at: None,
            max_attempts: 12,
        }
    }

    /// At most one live job of this kind and scope has this key. Asked for again while it waits, it runs
    /// once, after both transactions; asked for while it runs, it runs once more. The first payload and time stay.
    #[must_use]
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// It works for this organisation and person, who must be those of the transaction; either may be left out.
    #[must_use]
    pub fn scope(mut self, scope: Scope) -> Self {
        self.scope = scope;
        self
    }

    /// Not before this moment.
    #[must_use]
    pub fn at(mut self, run_at: OffsetDateTime) -> Self {
        self.run_at = Some(run_at);
        self
    }

    /// How often it is tried before it is a dead letter: 12 times (some three hours) unless said otherwise.
    #[must_use]
    pub fn max_attempts(mut self, max_attempts: i32) -> Self {
        self.max_attempts = max_attempts;
        self
    }
}

/// Adds a job to the queue in the caller's transaction. Returns its id, or that of the live job with the same key.
///
/// # Errors
/// `Internal`, also if it is for somebody the transaction does not work for.
pub async fn enqueue(
    tx: &mut PgConnection,
    services: &Services,
    job: NewJob,
) -> Result<QueuedJobId> {
    let id = store::insert(tx, services.new_id(), &job, services.clock.now()).await?;
    if let Some(wake) = services.part::<wake::Wake>() {
        wake.ring();
    }
    Ok(id)
}

/// Adds the bell that tells workers of all nodes that there is work, so that it starts at once. Without it
/// they look every second.
pub fn install(services: Services) -> Services {
    services.with(wake::Wake::default())
}

/// Forwards the bell of this process until `stop`.
pub async fn forward_wakes(services: &Services, stop: &CancellationToken) {
    wake::forward(services, stop).await;
}

/// What the queue itself has to do.
pub fn handlers(handlers: Handlers) -> Handlers {
    handlers.on("queue.sweep", sweep).every(
        "queue.sweep",
        Cadence::Every(std::time::Duration::from_secs(3600)),
    )
}

async fn sweep(job: Running) -> Result<Completed, JobError> {
    let now = job.services.clock.now();
    let mut tx = job.begin().await?;
    let gone = store::sweep(&mut tx, now - KEEP_DONE, now - KEEP_DEAD).await?;
    tracing::debug!(gone, "finished jobs swept");
    job.complete(tx).await
}

/// How many jobs are in which state, for gauges.
///
/// # Errors
/// `Internal`.
pub async fn counts(services: &Services) -> Result<Counts> {
    store::counts(services.db.pool(), services.clock.now()).await
}
