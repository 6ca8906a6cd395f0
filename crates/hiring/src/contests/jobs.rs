//! What is done about contests in the background.

use super::service;
use kernel::id::{JobId, OrganisationId, PersonId};
use platform::jobs::{Completed, Handlers, JobError, Running};
use serde::Deserialize;
use uuid::Uuid;

/// A contest was answered; the console asks for it too.
pub(super) const ANSWERED: &str = "contests.answered";
/// A job was changed.
pub const JOB_CHANGED: &str = "contests.job_changed";

/// Adds the kinds of this part.
pub fn handlers(handlers: Handlers) -> Handlers {
    handlers.on(ANSWERED, answered).on(JOB_CHANGED, job_changed)
}

#[derive(Deserialize)]
struct Answered {
    contest: Uuid,
    person: PersonId,
}

/// Each person is told in a transaction of their own, which notes that they were: done again, nothing is done.
async fn answered(job: Running) -> Result<Completed, JobError> {
    let Answered { contest, person } = job.payload()?;
    service::settle(&job.services, person, contest).await?;
    let tx = job.begin().await?;
    job.complete(tx).await
}

#[derive(Deserialize)]
struct Changed {
    tenant: OrganisationId,
    job: JobId,
}

async fn job_changed(job: Running) -> Result<Completed, JobError> {
    let Changed { tenant, job: id } = job.payload()?;
    service::job_changed(&job.services, tenant, id).await?;
    let tx = job.begin().await?;
    job.complete(tx).await
}
