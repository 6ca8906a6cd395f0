//! What operators see of the work in the background, and what they do with what failed for good.

use super::model::{Act, Filter, Job, JobState, Overview, PAGE, RETRY_MOST};
use super::store;
use crate::staff::model::ActForm;
use crate::staff::service::{Console, Entry};
use crate::trail::model::{after, cursor};
use kernel::id::QueuedJobId;
use kernel::page::Page;
use kernel::{AppError, Result};
use serde_json::{Value, json};

/// A page about the queue.
///
/// # Errors
/// `Internal`.
pub async fn overview(console: &Console, filter: &Filter) -> Result<Overview> {
    let mut tx = console.begin().await?;
    let counts = store::counts(&mut tx, console.services.clock.now()).await?;
    let from = after(&filter.after);
    let jobs = store::page(&mut tx, filter.state, &filter.kind, from, PAGE + 1).await?;
    tx.commit().await?;
    Ok(Overview {
        counts,
        jobs: Page::cut(jobs, PAGE, |job| cursor(job.moment(), job.uuid())),
    })
}

/// One job.
///
/// # Errors
/// `NotFound`.
pub async fn one(console: &Console, id: QueuedJobId) -> Result<Job> {
    let mut tx = console.begin().await?;
    let job = store::one(&mut tx, id).await?;
    tx.commit().await?;
    job.ok_or(AppError::NotFound)
}

/// Retries or discards a dead letter.
///
/// # Errors
/// `Invalid`; `NotFound`; `Conflict` if it is no dead letter any more, or a live job does the same work.
pub async fn act(console: &Console, form: &ActForm) -> Result<(QueuedJobId, Act)> {
    let id: QueuedJobId = form.id()?;
    let (act, reason) = form.parse(Act::from_name)?;
    let console = console.clone();
    let db = console.services.db.clone();
    db.run(async move {
        let mut tx = console.begin().await?;
        let job = store::one(&mut tx, id).await?.ok_or(AppError::NotFound)?;
        let (done, action, becomes) = match act {
            Act::Retry => {
                let now = console.services.clock.now();
                let done = store::retry(&mut tx, id, now).await?;
                (done, "jobs.retry", Some(JobState::Ready))
            }
            Act::Discard => (store::discard(&mut tx, id).await?, "jobs.discard", None),
        };
        if !done {
            return Err(AppError::conflict("illegal_transition"));
        }
        let changes = json!({
            "state": [JobState::Dead.name(), becomes.map(JobState::name)], "kind": job.kind, "last_error": job.last_error,
        });
        let entry = about(id, action, &reason, changes);
        console.note(&mut tx, entry).await?;
        tx.commit().await?;
        Ok((id, act))
    })
    .await
}

fn about<'a>(id: QueuedJobId, action: &'a str, reason: &'a str, changes: Value) -> Entry<'a> {
    Entry {
        action,
        subject_kind: "job",
        subject: Some(id.0),
        reason,
        changes,
    }
}

/// Retries every dead letter of the kind that is the subject of the form, or of all kinds; at most a thousand at once.
/// Returns how many.
///
/// # Errors
/// `Invalid`.
pub async fn retry_all(console: &Console, form: &ActForm) -> Result<i64> {
    let find = |name: &str| Act::from_name(name).filter(|act| *act == Act::Retry);
    let (_, reason) = form.parse(find)?;
    let (console, kind) = (console.clone(), form.subject.clone());
    let db = console.services.db.clone();
    db.run(async move {
        let mut tx = console.begin().await?;
        let now = console.services.clock.now();
        let raised = store::retry_all(&mut tx, &kind, now, RETRY_MOST).await?;
        let entry = Entry::of("jobs.retry_all")
            .because(&reason)
            .with(json!({ "kind": kind, "retried": raised }));
        console.note(&mut tx, entry).await?;
        tx.commit().await?;
        Ok(raised)
    })
    .await
}
