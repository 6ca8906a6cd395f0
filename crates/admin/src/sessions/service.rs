//! Looking through everybody's sessions; that is noted.

use super::model::{Filter, Line, PAGE};
use super::store::{self, Asked};
use crate::staff::service::{Console, Entry};
use crate::trail::model::{after, cursor};
use identity::sessions::service::SESSION_IDLES;
use kernel::Result;
use kernel::page::Page;
use serde_json::json;

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
