//! Contests that staff answer.

use super::model::{Act, PAGE, Waiting};
use super::store;
use crate::staff::model::ActForm;
use crate::staff::service::{Console, Entry};
use crate::trail::model::{after, cursor};
use kernel::page::Page;
use kernel::{AppError, Result};
use platform::jobs::{self, NewJob};
use serde_json::json;
use uuid::Uuid;

/// A page of contests that wait, the longest waiting first.
///
/// # Errors
/// `Internal`.
pub async fn waiting(console: &Console, from: &str) -> Result<Page<Waiting>> {
    let mut tx = console.begin().await?;
    let rows = store::waiting(&mut tx, after(from), PAGE + 1).await?;
    console.note(&mut tx, Entry::of("contests.listed")).await?;
    tx.commit().await?;
    Ok(Page::cut(rows, PAGE, |one| cursor(one.created_at, one.id)))
}

/// Answers one. The person is told, with the reason.
///
/// # Errors
/// `Invalid`; `NotFound`; `Conflict`: `oneself`, `illegal_transition`.
pub async fn answer(console: &Console, form: &ActForm) -> Result<()> {
    let id: Uuid = form.id()?;
    let (act, reason) = form.parse(Act::from_name)?;
    let console = console.clone();
    let db = console.services.db.clone();
    db.run(async move {
        let mut tx = console.begin().await?;
        let (person, open) = store::open(&mut tx, id).await?.ok_or(AppError::NotFound)?;
        if person == console.person {
            return Err(AppError::conflict("oneself"));
        }
        if !open {
            return Err(AppError::conflict("illegal_transition"));
        }
        let (to, ..) = act.words();
        let now = console.services.clock.now();
        store::answer(&mut tx, id, to, &reason, console.person, now).await?;
        let job = NewJob::new(
            "contests.answered",
            json!({ "contest": id, "person": person }),
        );
        jobs::enqueue(&mut tx, &console.services, job).await?;
        let entry = Entry {
            action: "contest.answered",
            subject_kind: "contest",
            subject: Some(id),
            reason: &reason,
            changes: json!({ "state": ["OPEN", to] }),
        };
        console.note(&mut tx, entry).await?;
        tx.commit().await
    })
    .await
}
