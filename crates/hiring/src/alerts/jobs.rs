//! What alerts do in the background.

use super::service;
use kernel::id::JobId;
use platform::jobs::{Cadence, Completed, Handlers, JobError, Running};
use serde::Deserialize;
use time::macros::time;
use uuid::Uuid;

/// A job appeared or changed.
pub(super) const APPEARED: &str = "alerts.appeared";
/// What an alert found is sent.
pub(super) const SEND: &str = "alerts.send";

/// Adds the kinds of this part. The mail of the day goes out before people set off to work.
pub fn handlers(handlers: Handlers) -> Handlers {
    handlers
        .on(APPEARED, appeared)
        .on(SEND, send)
        .on("alerts.daily", daily)
        .every("alerts.daily", Cadence::Daily(time!(05:30)))
        .on("alerts.sweep", sweep)
        .every("alerts.sweep", Cadence::Daily(time!(03:15)))
}

#[derive(Deserialize)]
struct Appeared {
    job: JobId,
}

async fn appeared(job: Running) -> Result<Completed, JobError> {
    let Appeared { job: id } = job.payload()?;
    service::consider(&job.services, id).await?;
    let tx = job.begin().await?;
    job.complete(tx).await
}

#[derive(Deserialize)]
struct Send {
    alert: Uuid,
}

async fn send(job: Running) -> Result<Completed, JobError> {
    let Send { alert } = job.payload()?;
    let person = job.scope().person;
    let person = person.ok_or_else(|| JobError::GiveUp("for nobody".to_owned()))?;
    let mut tx = job.begin().await?;
    service::send_in_tx(&job.services, &mut tx, person, alert).await?;
    job.complete(tx).await
}

async fn daily(job: Running) -> Result<Completed, JobError> {
    service::send_waiting(&job.services).await?;
    let tx = job.begin().await?;
    job.complete(tx).await
}

async fn sweep(job: Running) -> Result<Completed, JobError> {
    let mut tx = job.begin().await?;
    let gone = service::sweep_in_tx(&job.services, &mut tx).await?;
    tracing::debug!(gone, "old finds of alerts swept");
    job.complete(tx).await
}
