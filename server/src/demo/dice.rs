//! Repeatable choices: one portable generator per person or job, so that neither their number nor
//! their order changes anybody.

use kernel::clock::Entropy;
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};
use std::sync::Mutex;
use uuid::Uuid;

/// The generator of one thing.
pub struct Dice(ChaCha8Rng);

impl Dice {
    /// The generator of the `index`-th thing of a kind.
    pub fn new(seed: u64, kind: u8, index: u32) -> Self {
        let mut key = [0u8; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        key[8] = kind;
        key[9..13].copy_from_slice(&index.to_le_bytes());
        Self(ChaCha8Rng::from_seed(key))
    }

    /// One of several.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.0.random_range(0..from.len())]
    }

    /// A number of a range, both ends included.
    pub fn within(&mut self, from: i64, to: i64) -> i64 {
        self.0.random_range(from..=to.max(from))
    }

    /// True in so many of a hundred cases.
    pub fn percent(&mut self, chance: i64) -> bool {
        self.within(1, 100) <= chance
    }

    /// An id in the form of a UUIDv7 of this moment.
    pub fn id(&mut self, millis: u64) -> Uuid {
        let mut random = [0u8; 10];
        rand::Rng::fill_bytes(&mut self.0, &mut random);
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }
}

/// Randomness that repeats, for what is asked of services.
pub struct SeededEntropy(Mutex<ChaCha8Rng>);

impl SeededEntropy {
    /// From a seed.
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(ChaCha8Rng::seed_from_u64(seed)))
    }
}

impl Entropy for SeededEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        let mut rng = self
            .0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        rand::Rng::fill_bytes(&mut *rng, bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_thing_gets_the_same_throws() {
        let throws = |kind| {
            let mut dice = Dice::new(7, kind, 3);
            (dice.id(1), dice.within(0, 1_000_000), dice.percent(50))
        };
        assert_eq!(throws(1), throws(1));
        assert_ne!(throws(1), throws(2));
    }
}
