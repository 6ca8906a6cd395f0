//! The best so far, and no more of them than asked.

use super::Hit;
use crate::fit::Score;
use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

/// What orders a list, the larger the better: over the bar, both sides together, confidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key(pub(super) u64);

impl Key {
    pub(super) fn new(over_the_bar: bool, mutual: Score, confidence: i32) -> Self {
        let part = |part: i32| u64::try_from(part).unwrap_or(0);
        Self(u64::from(over_the_bar) << 40 | part(mutual.0) << 16 | part(confidence))
    }
}

struct Item {
    key: Key,
    hit: Hit,
}

impl Ord for Item {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key
            .cmp(&other.key)
            .then_with(|| other.hit.id.cmp(&self.hit.id))
    }
}

impl PartialOrd for Item {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Item {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Item {}

/// A heap with the worst on top.
pub(super) struct Top {
    most: usize,
    items: BinaryHeap<Reverse<Item>>,
}

impl Top {
    pub(super) fn new(most: usize) -> Self {
        Self {
            most,
            items: BinaryHeap::new(),
        }
    }

    /// Takes in whoever is better than the worst. Returns what one must reach from now on.
    pub(super) fn push(&mut self, key: Key, hit: Hit) -> Key {
        self.items.push(Reverse(Item { key, hit }));
        if self.items.len() > self.most {
            self.items.pop();
        }
        let worst = self.items.peek().map_or(Key(0), |worst| worst.0.key);
        if self.items.len() < self.most {
            Key(0)
        } else {
            worst
        }
    }

    /// The best first.
    pub(super) fn into_hits(self) -> Vec<Hit> {
        let sorted = self.items.into_sorted_vec();
        sorted.into_iter().map(|item| item.0.hit).collect()
    }
}
