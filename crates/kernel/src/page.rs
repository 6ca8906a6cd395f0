//! Keyset pages: a cursor says where the next page begins, so a list that grows skips nothing.

use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// Most rows a page may hold.
pub const MAX_PAGE: u32 = 100;

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// Where the next page begins; `None` on the last one.
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// Cuts rows fetched with `limit + 1` into a page; `key` makes the cursor from the last row.
    pub fn cut<K: Serialize>(mut rows: Vec<T>, limit: usize, key: impl Fn(&T) -> K) -> Self {
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = if more {
            rows.last().map(|row| encode(&key(row)))
        } else {
            None
        };
        Self { items: rows, next }
    }
}

/// Writes a key as an opaque cursor: its JSON in hexadecimal.
pub fn encode<K: Serialize>(key: &K) -> String {
    let json = serde_json::to_vec(key).unwrap_or_default();
    json.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reads a cursor back; `None` for anything [`encode`] did not write.
pub fn decode<K: DeserializeOwned>(cursor: &str) -> Option<K> {
    if cursor.len() > 512 || !cursor.len().is_multiple_of(2) || !cursor.is_ascii() {
        return None;
    }
    let bytes: Option<Vec<u8>> = (0..cursor.len())
        .step_by(2)
        .map(|i| u8::from_str_radix(&cursor[i..i + 2], 16).ok())
        .collect();
    serde_json::from_slice(&bytes?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_last_page_has_no_next() {
        assert_eq!(Page::cut(vec![1, 2, 3], 3, |n| *n).next, None);
        let page = Page::cut(vec![1, 2, 3], 2, |n| *n);
        assert_eq!(page.items, vec![1, 2]);
        assert_eq!(decode::<i32>(&page.next.unwrap()), Some(2));
    }

    proptest! {
        #[test]
        fn a_forged_cursor_is_refused_not_a_panic(text in ".{0,40}") {
            let _ = decode::<(i64, String)>(&text);
        }

        #[test]
        fn a_cursor_reads_back(score in any::<i64>(), name in ".{0,20}") {
            prop_assert_eq!(decode::<(i64, String)>(&encode(&(score, name.clone()))), Some((score, name)));
        }
    }
}
