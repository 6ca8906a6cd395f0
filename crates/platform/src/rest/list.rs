//! One page of a list.

use kernel::page::{Page, decode};
use kernel::{AppError, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;
use utoipa::ToSchema;

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct List<T> {
    /// The rows.
    pub items: Vec<T>,
    /// What to send as `after` for the next page; `null` on the last one.
    pub next: Option<String>,
}

impl<T> List<T> {
    /// All there is.
    pub fn whole(items: Vec<T>) -> Self {
        Self { items, next: None }
    }

    /// A page of a service, each row as it is sent.
    pub fn of<R>(page: Page<R>, row: impl FnMut(R) -> T) -> Self {
        Self {
            items: page.items.into_iter().map(row).collect(),
            next: page.next,
        }
    }
}

/// Where a page begins; `None` for the first. A program that sends something else has lost its place, and would read
/// the first page for ever if that were passed over.
///
/// # Errors
/// `Invalid` at `after`.
pub fn cursor<K: DeserializeOwned>(after: &str) -> Result<Option<K>> {
    if after.is_empty() {
        return Ok(None);
    }
    let wrong = || AppError::invalid("after", "Send `next` of the page before, as it was");
    decode(after).map(Some).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_that_is_none_is_refused() {
        let after = kernel::page::encode(&(7, "b"));
        assert_eq!(
            cursor::<(i64, String)>(&after),
            Ok(Some((7, "b".to_owned())))
        );
        assert_eq!(cursor::<(i64, String)>(""), Ok(None));
        for wrong in ["x", "0", "7b7d", &after[2..]] {
            assert!(cursor::<(i64, String)>(wrong).is_err(), "{wrong}");
        }
    }
}
