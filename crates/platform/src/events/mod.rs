//! Live events: what a person's open pages are told, as it happens and after an absence.
//!
//! [`publish`] adds lines to the feeds of people in the caller's transaction: they are told of what was
//! committed and of nothing else. A line has a kind and the ids it is about, nothing more; a page that is
//! told asks for the thing itself. [`Events`] keeps the open [`Feed`]s of this process up to date, however
//! many servers share the database: what a feed missed it reads, so a lost wake-up costs time, never a line.

mod hub;
mod store;
mod stream;
mod wake;

pub use hub::{Events, Pace};
pub use stream::{Feed, Item};

use crate::jobs::{Cadence, Completed, Handlers, JobError, Running};
use crate::{Services, TenantTx};
use kernel::Result;
use kernel::id::PersonId;
use std::sync::Arc;
use time::{Duration, OffsetDateTime};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// Lines are kept this long; whoever was away for longer is told to look at everything anew.
pub const KEPT: Duration = Duration::days(7);

/// One line of a person's feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its number in this feed: one more than that of the line before it.
    pub seq: i64,
    /// What happened: `application.moved`.
    pub kind: String,
    /// What it is about, one to four ids.
    pub subjects: Vec<Uuid>,
}

/// Tells people, when and if the transaction commits.
pub fn publish(
    tx: &mut TenantTx,
    services: &Services,
    to: &[PersonId],
    kind: &'static str,
    subjects: &[Uuid],
) {
    let at = services.clock.now();
    for person in to {
        tx.news.lines.push(Line {
            person: *person,
            kind,
            subjects: subjects.to_vec(),
            at,
        });
    }
    tx.news.hub = services.part();
}

/// The number of the last line of a person's feed. A page reads it before its data and follows the feed
/// from there: then it can be told of a change twice, but of none too late.
///
/// # Errors
/// `Internal`.
pub async fn head(services: &Services, person: PersonId) -> Result<i64> {
    let mut tx = services.db.begin(crate::Scope::person(person)).await?;
    let head = store::head(&mut tx, person).await?;
    tx.commit().await?;
    Ok(head)
}

/// Throws away lines that are older than [`KEPT`].
///
/// # Errors
/// `Internal`.
pub async fn sweep(services: &Services) -> Result<i64> {
    store::sweep(&services.db, services.clock.now() - KEPT).await
}

/// Sweeps every hour.
pub fn handlers(handlers: Handlers) -> Handlers {
    let hourly = Cadence::Every(std::time::Duration::from_secs(3600));
    handlers
        .on("events.sweep", run)
        .every("events.sweep", hourly)
}

async fn run(job: Running) -> std::result::Result<Completed, JobError> {
    sweep(&job.services).await?;
    let tx = job.begin().await?;
    job.complete(tx).await
}

/// Gives the services an [`Events`] whose feeds end when `stop` is cancelled, and starts it.
#[must_use]
pub fn install(services: Services, stop: CancellationToken, pace: Pace) -> Services {
    let services = services.clone().with(Events::new(services.db, stop, pace));
    if let Some(events) = services.part::<Events>() {
        events.start();
    }
    services
}

/// A line that is yet to be written.
#[derive(Debug, PartialEq, Eq)]
struct Line {
    person: PersonId,
    kind: &'static str,
    subjects: Vec<Uuid>,
    at: OffsetDateTime,
}

/// What a transaction will tell when it commits.
#[derive(Debug, Default)]
pub(crate) struct News {
    lines: Vec<Line>,
    hub: Option<Arc<Events>>,
}

impl News {
    /// Writes the lines: the last statement of the transaction, so that feeds are locked shortly and
    /// after everything else.
    pub(crate) async fn write(&self, connection: &mut sqlx::PgConnection) -> Result<()> {
        if self.lines.is_empty() {
            return Ok(());
        }
        store::write(connection, &self.lines).await
    }

    /// Wakes who waits for the lines, once they are committed.
    pub(crate) fn announce(self) {
        if let Some(hub) = self.hub.filter(|_| !self.lines.is_empty()) {
            hub.announce();
        }
    }
}
