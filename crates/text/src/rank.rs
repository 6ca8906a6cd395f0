//! Which of many named things a text is about, although it may not name them: words shared with the
//! names, rare words weighing more.
//!
//! A name counts by how much of its weight the text covers, sharply: two of three words are far from
//! three. Added is BM25 over the label. Descriptions do not help: over ESCO's they lowered every
//! figure of `docs/evaluation.md`.

use crate::lexicon::bare;
use crate::plain::{Stems, plain};
use std::collections::HashMap;

/// How much a name other than the label counts.
const ALIAS: f32 = 0.95;
/// How much BM25 over the label counts.
const LABEL: f32 = 0.3;
/// BM25: how soon the length of a label counts against it.
const LENGTH: f32 = 0.75;
/// BM25: the weight of a word that is there.
const SATURATION: f32 = 1.2;

/// An index over the names of many owners.
#[derive(Debug)]
pub struct Ranker {
    stems: Stems,
    words: HashMap<Box<str>, u32>,
    /// Weight of each word: the rarer the heavier.
    weights: Vec<f32>,
    /// Where the postings of each word begin; one more at the end.
    starts: Vec<u32>,
    /// Names, word after word.
    postings: Vec<u32>,
    names: Vec<Name>,
    owners: usize,
    /// How much all names of an owner count together, beside its best.
    votes: f32,
}

#[derive(Debug)]
struct Name {
    owner: u32,
    /// One over the weight of all its words.
    share: f32,
    /// What BM25 adds for each unit of weight covered; 0 for other names than the label.
    label: f32,
}

/// An answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ranked {
    /// Place of the owner.
    pub owner: usize,
    /// The more the better; only for comparing.
    pub score: f32,
    /// How much of the best name's weight the text covers, 0 to 1.
    pub covered: f32,
}

/// Room for one ranking after another.
#[derive(Debug)]
pub struct Scratch {
    mass: Vec<f32>,
    touched: Vec<u32>,
    best: Vec<Ranked>,
    /// What all names of an owner come to.
    together: Vec<f32>,
    answered: Vec<u32>,
}

impl Ranker {
    /// Builds an index. A name is the place of its owner, the text, and whether it is the label.
    pub fn new<'a>(owners: usize, names: impl Iterator<Item = (usize, &'a str, bool)>) -> Self {
        let stems = Stems::new();
        let mut words: HashMap<Box<str>, u32> = HashMap::new();
        let mut read: Vec<(u32, Vec<u32>, bool)> = Vec::new();
        for (owner, name, is_label) in names {
            let mut own: Vec<u32> = stemmed(&stems, bare(name))
                .into_iter()
                .map(|stem| {
                    let next = words.len() as u32;
                    *words.entry(stem.into()).or_insert(next)
                })
                .collect();
            own.sort_unstable();
            own.dedup();
            if !own.is_empty() {
                read.push((owner as u32, own, is_label));
            }
        }
        let weights = weights(&read, words.len(), owners);
        let (starts, postings) = postings(&read, words.len());
        let labels = read.iter().filter(|name| name.2).count().max(1) as f32;
        let length: usize = read
            .iter()
            .filter(|name| name.2)
            .map(|name| name.1.len())
            .sum();
        let mean = length as f32 / labels;
        let names = read
            .into_iter()
            .map(|(owner, own, is_label)| {
                let mass: f32 = own.iter().map(|word| weights[*word as usize]).sum();
                let longer = 1.0 - LENGTH + LENGTH * own.len() as f32 / mean;
                let label = (SATURATION + 1.0) / (1.0 + SATURATION * longer);
                Name {
                    owner,
                    share: 1.0 / mass,
                    label: if is_label { LABEL * label } else { 0.0 },
                }
            })
            .collect();
        Self {
            stems,
            words,
            weights,
            starts,
            postings,
            names,
            owners,
            votes: 0.0,
        }
    }

    /// The same with all names of an owner counting together by so much: where names are many and short,
    /// as titles are, what many of them have in common tells more than any one.
    pub fn with_votes(self, votes: f32) -> Self {
        Self { votes, ..self }
    }

    /// Room for rankings.
    pub fn scratch(&self) -> Scratch {
        let none = Ranked {
            owner: 0,
            score: 0.0,
            covered: 0.0,
        };
        Scratch {
            mass: vec![0.0; self.names.len()],
            touched: Vec::new(),
            best: vec![none; self.owners],
            together: vec![0.0; self.owners],
            answered: Vec::new(),
        }
    }

    /// The owners a text with these plain words is about, likeliest first, equals by place.
    pub fn rank<'w>(
        &self,
        text: impl Iterator<Item = &'w str>,
        most: usize,
        scratch: &mut Scratch,
    ) -> Vec<Ranked> {
        let mut asked: Vec<u32> = text
            .filter_map(|word| self.stems.of(word))
            .filter_map(|stem| self.words.get(stem.as_str()).copied())
            .collect();
        asked.sort_unstable();
        asked.dedup();
        for word in asked {
            let weight = self.weights[word as usize];
            let range =
                self.starts[word as usize] as usize..self.starts[word as usize + 1] as usize;
            for name in &self.postings[range] {
                let mass = &mut scratch.mass[*name as usize];
                if *mass == 0.0 {
                    scratch.touched.push(*name);
                }
                *mass += weight;
            }
        }
        self.gather(scratch);
        let mut found: Vec<Ranked> = scratch
            .answered
            .drain(..)
            .map(|owner| {
                let best = &mut scratch.best[owner as usize];
                let mut found = *best;
                best.score = 0.0;
                let together = std::mem::take(&mut scratch.together[owner as usize]);
                if self.votes > 0.0 {
                    found.score += self.votes * together.ln_1p();
                }
                found
            })
            .collect();
        let better =
            |a: &Ranked, b: &Ranked| b.score.total_cmp(&a.score).then(a.owner.cmp(&b.owner));
        if found.len() > most && most > 0 {
            found.select_nth_unstable_by(most - 1, better);
        }
        found.truncate(most);
        found.sort_by(better);
        found
    }

    /// Each owner's best name, plus what its label adds.
    fn gather(&self, scratch: &mut Scratch) {
        let Scratch {
            mass,
            touched,
            best,
            together,
            answered,
        } = scratch;
        for name in touched.iter() {
            let Name {
                owner,
                share,
                label,
            } = self.names[*name as usize];
            let mass = mass[*name as usize];
            let covered = (mass * share).min(1.0);
            let rest = if label > 0.0 { 1.0 } else { ALIAS };
            let score = covered.powi(3) * mass * rest;
            let owners = &mut best[owner as usize];
            if owners.score == 0.0 {
                *owners = Ranked {
                    owner: owner as usize,
                    score: 0.0,
                    covered: 0.0,
                };
                answered.push(owner);
            }
            together[owner as usize] += score;
            if score > owners.score {
                owners.score = score;
                owners.covered = covered;
            }
        }
        for name in touched.drain(..) {
            let Name { owner, label, .. } = self.names[name as usize];
            best[owner as usize].score += label * std::mem::take(&mut mass[name as usize]);
        }
    }
}

/// The stems of a name; of a name made of words that say nothing, those.
fn stemmed(stems: &Stems, name: &str) -> Vec<String> {
    let plain = plain(name);
    let words = || plain.split(' ').filter(|word| !word.is_empty());
    let telling: Vec<String> = words().filter_map(|word| stems.of(word)).collect();
    if telling.is_empty() {
        words().map(|word| stems.any(word)).collect()
    } else {
        telling
    }
}

fn weights(names: &[(u32, Vec<u32>, bool)], words: usize, owners: usize) -> Vec<f32> {
    let mut last = vec![u32::MAX; words];
    let mut counts = vec![0u32; words];
    for (owner, own, _) in names {
        for word in own {
            if std::mem::replace(&mut last[*word as usize], *owner) != *owner {
                counts[*word as usize] += 1;
            }
        }
    }
    counts
        .into_iter()
        .map(|count| (1.0 + owners as f32 / count.max(1) as f32).ln())
        .collect()
}

fn postings(names: &[(u32, Vec<u32>, bool)], words: usize) -> (Vec<u32>, Vec<u32>) {
    let mut starts = vec![0u32; words + 1];
    for word in names.iter().flat_map(|(_, own, _)| own) {
        starts[*word as usize + 1] += 1;
    }
    for at in 1..starts.len() {
        starts[at] += starts[at - 1];
    }
    let mut next = starts.clone();
    let mut postings = vec![0u32; starts.last().copied().unwrap_or_default() as usize];
    for (name, (_, own, _)) in (0..).zip(names) {
        for word in own {
            postings[next[*word as usize] as usize] = name;
            next[*word as usize] += 1;
        }
    }
    (starts, postings)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(text: &str) -> Vec<usize> {
        let names = [
            (0, "lay bricks", true),
            (1, "lay floors", true),
            (1, "install flooring", false),
            (2, "manage staff", true),
            (2, "lead a team", false),
        ];
        let ranker = Ranker::new(3, names.into_iter());
        let mut scratch = ranker.scratch();
        let plain = plain(text);
        let first = ranker.rank(plain.split(' '), 5, &mut scratch);
        assert_eq!(
            ranker.rank(plain.split(' '), 5, &mut scratch),
            first,
            "the room is clean again"
        );
        first.into_iter().map(|ranked| ranked.owner).collect()
    }

    #[test]
    fn the_name_covered_whole_comes_first() {
        assert_eq!(order("You will be laying the bricks"), [0, 1]);
        assert_eq!(order("installed floorings for years"), [1]);
        assert_eq!(order("leading of our team"), [2]);
        assert!(order("nothing of that").is_empty());
    }

    #[test]
    fn many_names_outvote_one_where_that_is_asked() {
        let shifts = [
            "day", "night", "early", "late", "dock", "store", "kitchen", "ward",
        ];
        let others: Vec<String> = shifts.map(|shift| format!("{shift} shift lead")).into();
        let names = || {
            let others = others.iter().map(|name| (1, name.as_str(), false));
            [(0, "shift lead", false)].into_iter().chain(others)
        };
        let first = |votes: f32| {
            let ranker = Ranker::new(2, names()).with_votes(votes);
            let asked = ["shift", "lead"].into_iter();
            ranker.rank(asked, 1, &mut ranker.scratch())[0].owner
        };
        assert_eq!((first(0.0), first(50.0)), (0, 1));
    }
}
