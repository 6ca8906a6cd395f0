//! Ids of people. They are compared as text; those of the database are UUIDs, whose sixteen bytes
//! stand in the same order as their text.

use std::cmp::Ordering;
use uuid::Uuid;

/// Ids by place. All are kept as bytes of UUIDs until one comes that is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Ids {
    Uuids(Vec<[u8; 16]>),
    Texts(Vec<Box<str>>),
}

impl Default for Ids {
    fn default() -> Self {
        Self::Uuids(Vec::new())
    }
}

/// The bytes of a UUID written the usual way, which is the only one that sorts as text.
fn uuid(text: &str) -> Option<[u8; 16]> {
    let uuid = Uuid::try_parse(text).ok()?;
    let mut usual = [0; 36];
    (text == uuid.hyphenated().encode_lower(&mut usual)).then(|| uuid.into_bytes())
}

impl Ids {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Uuids(ids) => ids.len(),
            Self::Texts(ids) => ids.len(),
        }
    }

    pub(super) fn push(&mut self, id: &str) {
        match (&mut *self, uuid(id)) {
            (Self::Uuids(ids), Some(bytes)) => ids.push(bytes),
            (Self::Texts(ids), _) => ids.push(id.into()),
            (Self::Uuids(_), None) => {
                let mut texts: Vec<Box<str>> = (0..self.len())
                    .map(|at| self.text(at).into_boxed_str())
                    .collect();
                texts.push(id.into());
                *self = Self::Texts(texts);
            }
        }
    }

    pub(super) fn text(&self, at: usize) -> String {
        match self {
            Self::Uuids(ids) => Uuid::from_bytes(ids[at]).to_string(),
            Self::Texts(ids) => ids[at].to_string(),
        }
    }

    /// Two of them, as text.
    pub(super) fn compare(&self, a: usize, b: usize) -> Ordering {
        match self {
            Self::Uuids(ids) => ids[a].cmp(&ids[b]),
            Self::Texts(ids) => ids[a].cmp(&ids[b]),
        }
    }

    /// Where `id` is among places sorted by their ids.
    pub(super) fn find(&self, by_id: &[u32], id: &str) -> Option<u32> {
        let at = match self {
            Self::Uuids(ids) => {
                let bytes = uuid(id)?;
                by_id.binary_search_by(|&at| ids[at as usize].cmp(&bytes))
            }
            Self::Texts(ids) => by_id.binary_search_by(|&at| (*ids[at as usize]).cmp(id)),
        };
        by_id.get(at.ok()?).copied()
    }

    /// Those at these places, in this order.
    pub(super) fn gather(&self, order: &[u32]) -> Self {
        match self {
            Self::Uuids(ids) => Self::Uuids(order.iter().map(|&at| ids[at as usize]).collect()),
            Self::Texts(ids) => {
                Self::Texts(order.iter().map(|&at| ids[at as usize].clone()).collect())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_among_uuids_changes_nothing_for_them() {
        let usual = "0198c5a1-0000-7000-8000-000000000001";
        let loud = usual.to_uppercase();
        let mut ids = Ids::default();
        ids.push(usual);
        assert!(matches!(ids, Ids::Uuids(_)));
        assert_eq!(ids.find(&[0], &loud), None);
        ids.push("0198C5A1");
        ids.push(&loud);
        let mut by_id = [0, 1, 2];
        by_id.sort_by(|&a, &b| ids.compare(a as usize, b as usize));
        let texts: Vec<String> = by_id.iter().map(|&at| ids.text(at as usize)).collect();
        let mut expected = vec![usual.to_owned(), "0198C5A1".into(), loud.clone()];
        expected.sort();
        assert_eq!(texts, expected);
        assert_eq!(ids.find(&by_id, &loud), Some(2));
        assert_eq!(ids.find(&by_id, "0198"), None);
    }
}
