//! Reading the console's trail; that too is a line of it.

use super::model::{Filter, Line, PAGE, after, cursor};
use super::store;
use crate::staff::service::{Console, Entry};
use kernel::Result;
use kernel::page::Page;
use serde_json::json;

/// A page of the trail, the latest first.
///
/// # Errors
/// `Internal`.
pub async fn page(console: &Console, filter: &Filter) -> Result<Page<Line>> {
    let mut tx = console.begin().await?;
    let subject = filter.words.parse().ok();
    let from = after(&filter.after);
    let lines = store::page(&mut tx, &filter.words, subject, from, PAGE + 1).await?;
    let entry = Entry::of("trail.read").with(json!({ "words": filter.words }));
    console.note(&mut tx, entry).await?;
    tx.commit().await?;
    Ok(Page::cut(lines, PAGE, |line| {
        cursor(line.created_at, line.id)
    }))
}
