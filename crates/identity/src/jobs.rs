//! What identity does in the background.

use crate::{store, tokens};
use platform::jobs::{Cadence, Completed, Handlers, JobError, Running};
use std::time::Duration;

/// Adds the kinds of this area.
pub fn handlers(handlers: Handlers) -> Handlers {
    handlers
        .on("identity.sweep", sweep)
        .every("identity.sweep", Cadence::Every(Duration::from_secs(600)))
}

/// Throws away sessions, attempts and drafts that have run out.
async fn sweep(job: Running) -> Result<Completed, JobError> {
    let mut tx = job.begin().await?;
    store::sweep(&mut tx, job.services.clock.now()).await?;
    tokens::store::sweep(&mut tx, job.services.clock.now()).await?;
    job.complete(tx).await
}
