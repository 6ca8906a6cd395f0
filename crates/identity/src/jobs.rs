//! What identity does in the background.

use crate::{credentials, factors, organisations, privacy, providers, store, tokens, trail};
use platform::jobs::{Cadence, Completed, Handlers, JobError, Running};
use std::time::Duration;
use time::macros::time;

/// Adds the kinds of this area.
pub fn handlers(handlers: Handlers) -> Handlers {
    let handlers = handlers
        .on("identity.sweep", sweep)
        .every("identity.sweep", Cadence::Every(Duration::from_secs(600)))
        .on("organisations.purge", purge)
        .every("organisations.purge", Cadence::Daily(time!(03:30)))
        .on("audit.chain", trail::chain::seal_all)
        .every("audit.chain", Cadence::Every(Duration::from_secs(60)));
    privacy::jobs::handlers(handlers)
}

/// Throws away sessions, attempts, links, drafts and answers that have run out.
async fn sweep(job: Running) -> Result<Completed, JobError> {
    let mut tx = job.begin().await?;
    store::sweep(&mut tx, job.services.clock.now()).await?;
    tokens::store::sweep(&mut tx, job.services.clock.now()).await?;
    credentials::store::sweep(&mut tx, job.services.clock.now()).await?;
    providers::store::sweep(&mut tx, job.services.clock.now()).await?;
    factors::store::sweep(&mut tx, job.services.clock.now()).await?;
    platform::idempotency::sweep(&mut tx, &job.services).await?;
    job.complete(tx).await
}

/// Empties organisations that were deleted 30 days ago.
async fn purge(job: Running) -> Result<Completed, JobError> {
    organisations::service::purge(&job.services).await?;
    let tx = job.begin().await?;
    job.complete(tx).await
}
