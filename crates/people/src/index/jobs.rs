//! Sweeping notes of changes.

use super::store;
use platform::jobs::{Cadence, Completed, Handlers, JobError, Running};
use std::time::Duration;

/// Notes are kept this long: a server that was away for longer makes its index anew.
const KEPT: Duration = Duration::from_secs(2 * 24 * 3600);

/// Sweeps every hour.
pub fn handlers(handlers: Handlers) -> Handlers {
    let hourly = Cadence::Every(Duration::from_secs(3600));
    handlers
        .on("people.changes", sweep)
        .every("people.changes", hourly)
}

async fn sweep(job: Running) -> Result<Completed, JobError> {
    let swept = store::sweep(job.services.db.pool(), KEPT).await?;
    tracing::debug!(swept, "notes of changed people swept");
    let tx = job.begin().await?;
    job.complete(tx).await
}
