//! Reading the console's trail; that too is a line of it.

use super::model::{FILE_MOST, Filter, Line, PAGE, after, cursor, file};
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
    let lines = read(console, filter, "trail.read", PAGE + 1).await?;
    Ok(Page::cut(lines, PAGE, |line| {
        cursor(line.created_at, line.id)
    }))
}

/// The latest ten thousand lines as a file.
///
/// # Errors
/// `Internal`.
pub async fn export(console: &Console, filter: &Filter) -> Result<String> {
    let lines = read(console, filter, "trail.exported", FILE_MOST).await?;
    Ok(file(&lines))
}

async fn read(
    console: &Console,
    filter: &Filter,
    action: &'static str,
    most: usize,
) -> Result<Vec<Line>> {
    let mut tx = console.begin().await?;
    let subject = filter.words.parse().ok();
    let from = after(&filter.after);
    let lines = store::page(&mut tx, &filter.words, subject, from, most).await?;
    let entry = Entry::of(action).with(json!({ "words": filter.words }));
    console.note(&mut tx, entry).await?;
    tx.commit().await?;
    Ok(lines)
}
