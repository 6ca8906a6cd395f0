//! Looking through everybody's sessions, and ending one; all of it is noted.

use super::model::{Act, Filter, Line, PAGE};
use super::store::{self, Asked};
use crate::staff::model::{ActForm, Permission};
use crate::staff::service::{Console, Entry};
use crate::trail::model::{after, cursor};
use identity::security::model::SecurityEvent;
use identity::security::service::{Circumstances, security_event};
use identity::sessions::service::SESSION_IDLES;
use kernel::id::PersonId;
use kernel::page::Page;
use kernel::{AppError, Result};
use platform::TenantTx;
use serde_json::json;
use uuid::Uuid;

/// A page of sessions, the latest sign-in first.
///
/// # Errors
/// `Internal`.
pub async fn page(console: &Console, filter: &Filter) -> Result<Page<Line>> {
    let now = console.services.clock.now();
    let asked = Asked {
        words: &filter.words,
        person: filter.words.parse().ok(),
        before: after(&filter.after),
        now,
        used_after: now - SESSION_IDLES,
        limit: PAGE + 1,
    };
    let mut tx = console.begin().await?;
    let lines = store::page(&mut tx, asked).await?;
    let entry = Entry::of("sessions.searched").with(json!({ "words": filter.words }));
    console.note(&mut tx, entry).await?;
    tx.commit().await?;
    Ok(Page::cut(lines, PAGE, |line| {
        cursor(line.device.created_at, line.device.id)
    }))
}

/// One session.
///
/// # Errors
/// `NotFound` if it has ended.
pub async fn one(console: &Console, id: Uuid) -> Result<Line> {
    let mut tx = console.begin().await?;
    let line = read(console, &mut tx, id).await?;
    let entry = Entry::person("session.read", line.person);
    console.note(&mut tx, entry).await?;
    tx.commit().await?;
    Ok(line)
}

async fn read(console: &Console, tx: &mut TenantTx, id: Uuid) -> Result<Line> {
    let now = console.services.clock.now();
    let line = store::one(tx, id, now, now - SESSION_IDLES).await?;
    line.ok_or(AppError::NotFound)
}

/// Ends a session, of which its person is told, with the reason. Returns whose it was.
///
/// # Errors
/// `Invalid`; `NotFound` if it has ended; `Forbidden` without the right, or over staff; `Conflict("oneself")`.
pub async fn act(console: &Console, form: &ActForm) -> Result<PersonId> {
    let id: Uuid = form.id()?;
    let (act, reason) = form.parse(Act::from_name)?;
    if !console.role.may(Permission::EndSessions) {
        return Err(AppError::Forbidden);
    }
    let console = console.clone();
    let db = console.services.db.clone();
    db.run(async move {
        let mut tx = console.begin().await?;
        let line = read(&console, &mut tx, id).await?;
        console.may_decide_over(&mut tx, line.person).await?;
        match act {
            Act::End => end(&console, &mut tx, &line, &reason).await?,
        }
        tx.commit().await?;
        Ok(line.person)
    })
    .await
}

async fn end(console: &Console, tx: &mut TenantTx, line: &Line, reason: &str) -> Result<()> {
    if !store::end(tx, line.device.id).await? {
        return Err(AppError::NotFound);
    }
    let device = format!("{}, {}", line.with(), line.device.address);
    let how = Circumstances::default().about(&format!("{device}. {reason}"));
    let what = SecurityEvent::DeviceEndedByStaff;
    security_event(&console.services, tx, line.person, what, how).await?;
    let entry = Entry::person("person.end_device", line.person)
        .because(reason)
        .with(json!({ "device": [device, null] }));
    console.note(tx, entry).await
}
