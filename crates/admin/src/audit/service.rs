//! Looking through the trails of all organisations; that too is noted.

use super::model::{FILE_MOST, Filter, Line, PAGE, file};
use super::store;
use crate::staff::service::{Console, Entry};
use crate::trail::model::{after, cursor};
use kernel::Result;
use kernel::page::Page;
use serde_json::json;

/// A page of lines, the latest first.
///
/// # Errors
/// `Internal`.
pub async fn page(console: &Console, filter: &Filter) -> Result<Page<Line>> {
    let lines = read(console, filter, "audit.searched", PAGE + 1).await?;
    Ok(Page::cut(lines, PAGE, |line| {
        cursor(line.created_at, line.id)
    }))
}

/// The latest ten thousand lines as a file.
///
/// # Errors
/// `Internal`.
pub async fn export(console: &Console, filter: &Filter) -> Result<String> {
    let lines = read(console, filter, "audit.exported", FILE_MOST).await?;
    Ok(file(&lines))
}

async fn read(
    console: &Console,
    filter: &Filter,
    action: &'static str,
    most: usize,
) -> Result<Vec<Line>> {
    let mut tx = console.begin().await?;
    let id = filter.words.parse().ok();
    let lines = store::page(&mut tx, &filter.words, id, after(&filter.after), most).await?;
    let entry = Entry::of(action).with(json!({ "words": filter.words }));
    console.note(&mut tx, entry).await?;
    tx.commit().await?;
    Ok(lines)
}
