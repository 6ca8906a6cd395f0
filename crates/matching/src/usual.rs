//! What is usual: the median of each part of the score over the jobs and the people of an occupation. A
//! part of a person that is not known is put there, so silence neither helps nor harms.
//!
//! An occupation too few scores are known of takes the median of its ISCO group, the nearest first,
//! then that of all jobs, then the middle; each part for itself. What is known of a person does not
//! depend on any median, so learning twice from the same gives the same.

use crate::fit::Scorer;
use crate::fixed::{ONE, div_round, narrow};
use crate::model::Person;
use std::collections::BTreeMap;

/// Fewer scores than this make no median: too few to go by, and too few to hide in.
pub const LEAST_KNOWN: u32 = 30;
/// What is usual where nothing is known.
pub const DEFAULT_PRIOR: i32 = ONE / 2;

/// The jobs a median is of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Those of one occupation.
    Occupation(u32),
    /// Those of a group of occupations, by its one to four ISCO digits.
    Group(Box<str>),
    /// All.
    All,
}

/// The middle of the scores known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Median {
    /// In 1/10,000.
    pub value: i32,
    /// How many scores it is the middle of.
    pub known: u32,
}

/// Medians by scope, in the order of the parts; `None` where too little is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Usual(BTreeMap<Scope, [Option<Median>; 6]>);

impl Usual {
    /// States a median.
    pub fn set(&mut self, scope: Scope, part: usize, median: Median) {
        if let Some(place) = self.0.entry(scope).or_default().get_mut(part) {
            *place = Some(Median {
                value: median.value.clamp(0, ONE),
                ..median
            });
        }
    }

    /// Nothing is known.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Every median with its scope and the place of its part.
    pub fn medians(&self) -> impl Iterator<Item = (&Scope, usize, Median)> {
        self.0.iter().flat_map(|(scope, medians)| {
            let known = medians.iter().enumerate();
            known.filter_map(move |(part, median)| Some((scope, part, (*median)?)))
        })
    }

    /// The occupations of which something is known.
    pub fn occupations(&self) -> impl Iterator<Item = u32> {
        self.0.keys().filter_map(|scope| match scope {
            Scope::Occupation(id) => Some(*id),
            Scope::Group(_) | Scope::All => None,
        })
    }

    /// What is usual in the first of the scopes that knows, part by part.
    pub fn priors(&self, scopes: &[Scope]) -> [i32; 6] {
        let known: Vec<&[Option<Median>; 6]> = scopes
            .iter()
            .filter_map(|scope| self.0.get(scope))
            .collect();
        std::array::from_fn(|part| {
            let median = known.iter().find_map(|medians| medians[part]);
            median.map_or(DEFAULT_PRIOR, |median| median.value)
        })
    }
}

/// How often each score was seen.
type Counts = BTreeMap<i32, u32>;

/// Gathers scores, in any order.
#[derive(Debug, Default)]
pub struct Learner(BTreeMap<Scope, [Counts; 6]>);

impl Learner {
    /// Takes in what is known of people for a job. Returns how many people there were.
    pub fn add<'p>(
        &mut self,
        scorer: &Scorer<'_>,
        people: impl IntoIterator<Item = &'p Person>,
    ) -> u32 {
        let mut seen: [Counts; 6] = Default::default();
        let mut count = 0;
        for person in people {
            count += 1;
            for (counts, score) in seen.iter_mut().zip(scorer.known(person)) {
                if let Some(score) = score {
                    *counts.entry(score).or_default() += 1;
                }
            }
        }
        for scope in scorer.world().scopes(scorer.job().occupation) {
            let all = self.0.entry(scope).or_default();
            for (all, seen) in all.iter_mut().zip(&seen) {
                for (score, times) in seen {
                    *all.entry(*score).or_default() += times;
                }
            }
        }
        count
    }

    /// The medians of all that was taken in.
    pub fn usual(&self) -> Usual {
        let mut usual = Usual::default();
        for (scope, parts) in &self.0 {
            for (part, counts) in parts.iter().enumerate() {
                if let Some(median) = median(counts) {
                    usual.set(scope.clone(), part, median);
                }
            }
        }
        usual
    }
}

/// Half are no higher and half no lower; between two in the middle, the middle of them.
fn median(counts: &Counts) -> Option<Median> {
    let known: u32 = counts.values().sum();
    if known < LEAST_KNOWN {
        return None;
    }
    let at = |place: u32| {
        let mut passed = 0;
        counts.iter().find_map(|(score, times)| {
            passed += times;
            (passed > place).then_some(i64::from(*score))
        })
    };
    let value = narrow(div_round(at((known - 1) / 2)? + at(known / 2)?, 2));
    Some(Median { value, known })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(scores: &[i32]) -> Counts {
        let mut counts = Counts::new();
        for score in scores {
            *counts.entry(*score).or_default() += 1;
        }
        counts
    }

    #[test]
    fn the_median_is_the_middle_and_thirty_make_one() {
        let scores: Vec<i32> = (0..30).collect();
        let found = median(&counts(&scores));
        // 14 and 15 stand in the middle: 14.5 rounds up.
        assert_eq!(
            found,
            Some(Median {
                value: 15,
                known: 30
            })
        );
        assert_eq!(median(&counts(&scores[1..])), None);
        let skewed = [[7; 20].as_slice(), &[9_000; 11]].concat();
        assert_eq!(median(&counts(&skewed)).map(|median| median.value), Some(7));
    }

    #[test]
    fn the_nearest_scope_that_knows_a_part_decides() {
        let mut usual = Usual::default();
        let group = || Scope::Group("43".into());
        for (scope, part, value) in [
            (Scope::All, 0, 1_000),
            (Scope::All, 1, 2_000),
            (group(), 1, 3_000),
            (Scope::Occupation(7), 2, 20_000),
        ] {
            usual.set(scope, part, Median { value, known: 30 });
        }
        let scopes = [Scope::Occupation(7), group(), Scope::All];
        assert_eq!(
            usual.priors(&scopes),
            [1_000, 3_000, ONE, 5_000, 5_000, 5_000]
        );
        assert_eq!(usual.priors(&scopes[2..])[1], 2_000);
        assert_eq!(Usual::default().priors(&scopes), [DEFAULT_PRIOR; 6]);
        assert_eq!(usual.medians().count(), 4);
    }
}
