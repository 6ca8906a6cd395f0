//! What one segment says to one search.

use super::columns::NONE;
use super::credit::{self, Gains};
use super::segment::{BLOCK, Block, Segment};
use super::{Around, Query};
use crate::fit::{Experience, Mark, Score, Scorer};
use crate::wishes::{Wants, wanted_score};
use crate::world::Relation;
use roaring::RoaringBitmap;
use std::collections::HashSet;
use std::sync::atomic::{AtomicU32, Ordering};

/// What a segment says to the search.
pub(super) struct View<'s> {
    pub(super) segment: &'s Segment,
    pub(super) dead: &'s RoaringBitmap,
    /// Where what a skill answers begins and ends in `answers`, by the number of the skill.
    slots: Vec<(u32, u32)>,
    answers: Vec<(usize, Gains)>,
    asks: Vec<Ask>,
    /// `Σ ω·g` of somebody with siblings only.
    pub(super) base: i64,
    pub(super) wanted: HashSet<u32>,
    common: Option<Shares<'s>>,
    around: Option<Around>,
    /// Nobody else comes into question.
    pub(super) only: Option<RoaringBitmap>,
    pub(super) documents: Vec<u32>,
    /// By the number of a point, once asked for.
    metres: Vec<AtomicU32>,
    /// How near a job held is, by its number, once asked for.
    relatedness: Vec<AtomicU32>,
}

/// What somebody has to have in common with the job.
struct Shares<'q> {
    /// By the number of the skill.
    skills: Vec<bool>,
    occupations: &'q [u32],
}

/// One thing asked and the skills, but for siblings, that answer it.
struct Ask {
    weight: i64,
    /// The most a sibling gains.
    floor: u16,
    lists: Vec<(u32, Gains)>,
}

/// What a thread adds up in.
pub(super) struct Scratch {
    best: Vec<u16>,
    pub(super) lift: Vec<i64>,
    pub(super) touched: Vec<u64>,
    pub(super) gains: Vec<i32>,
}

impl Scratch {
    pub(super) fn new(asks: usize) -> Self {
        Self {
            best: vec![0; BLOCK],
            lift: vec![0; BLOCK],
            touched: vec![0; BLOCK / 64],
            gains: vec![0; asks],
        }
    }
}

impl<'s> View<'s> {
    pub(super) fn new(query: &Query<'s>, segment: &'s Segment, dead: &'s RoaringBitmap) -> Self {
        let (skills, names) = (&query.scorer.skills, &segment.columns.names);
        let asks = skills.asks().iter().map(|ask| Ask {
            weight: ask.weight,
            floor: 0,
            lists: Vec::new(),
        });
        let mut asks: Vec<Ask> = asks.collect();
        let mut slots = vec![(0, 0); names.skills.len()];
        let mut answers = Vec::new();
        for (skill, links) in skills.answers() {
            let Some(rank) = segment.rank(skill) else {
                continue;
            };
            let from = answers.len() as u32;
            for &(ask, relation) in links {
                let gains = Gains::new(skills.asks()[ask].level, relation);
                answers.push((ask, gains));
                if relation == Relation::Sibling {
                    asks[ask].floor = asks[ask].floor.max(gains.most());
                } else {
                    asks[ask].lists.push((rank, gains));
                }
            }
            slots[rank as usize] = (from, answers.len() as u32);
        }
        let base = asks.iter().map(|ask| ask.weight * i64::from(ask.floor));
        let base = base.sum();
        let (documents, only) = bitmaps(query, segment);
        let unasked = |count: usize| (0..count).map(|_| AtomicU32::new(NONE)).collect();
        let wanted = query.filter.any_skill.iter();
        let wanted = wanted.filter_map(|&skill| segment.rank(skill));
        Self {
            segment,
            dead,
            slots,
            answers,
            asks,
            base,
            wanted: wanted.collect(),
            common: query.filter.common.map(|common| {
                let mut skills = vec![false; names.skills.len()];
                let known = common
                    .skills
                    .iter()
                    .filter_map(|&skill| segment.rank(skill));
                known.for_each(|rank| skills[rank as usize] = true);
                Shares {
                    skills,
                    occupations: common.occupations,
                }
            }),
            around: query.filter.around,
            only,
            documents,
            metres: unasked(names.points.len()),
            relatedness: unasked(names.works.len()),
        }
    }

    /// Adds up, for everybody of a block, what their skills add to those of a sibling.
    pub(super) fn add_up(&self, block: &Block, scratch: &mut Scratch) {
        for ask in &self.asks {
            for &(rank, gains) in &ask.lists {
                for (local, credit) in self.segment.having(rank, block) {
                    let best = &mut scratch.best[local];
                    *best = gains.of(credit).max(*best);
                }
            }
            for &(rank, _) in &ask.lists {
                for (local, _) in self.segment.having(rank, block) {
                    let gain = std::mem::take(&mut scratch.best[local]);
                    if gain > ask.floor {
                        scratch.lift[local] += ask.weight * i64::from(gain - ask.floor);
                        scratch.touched[local / 64] |= 1 << (local % 64);
                    }
                }
            }
        }
    }

    /// The best gain for every ask.
    pub(super) fn gains(&self, at: usize, best: &mut [i32]) {
        best.fill(0);
        for &packed in self.segment.columns.skills(at) {
            let (from, to) = self.slots[credit::rank(packed) as usize];
            for &(ask, gains) in &self.answers[from as usize..to as usize] {
                let gain = i32::from(gains.of(credit::credit(packed)));
                best[ask] = best[ask].max(gain);
            }
        }
    }

    /// Has somebody in common with the job what they must?
    pub(super) fn shares(&self, at: usize) -> bool {
        let Some(common) = &self.common else {
            return true;
        };
        let columns = &self.segment.columns;
        let mut skills = columns.skills(at).iter();
        skills.any(|&packed| common.skills[credit::rank(packed) as usize])
            || columns.spells(at).into_iter().flatten().any(|(work, _)| {
                let work = &columns.names.works[work as usize];
                work.occupation
                    .is_some_and(|occupation| common.occupations.contains(&occupation))
            })
    }

    /// Is somebody not known to live elsewhere?
    pub(super) fn inside(&self, at: usize) -> bool {
        let columns = &self.segment.columns;
        let home = columns.names.points.get(columns.places[at] as usize);
        self.around
            .zip(home)
            .is_none_or(|(around, home)| around.holds(*home))
    }

    /// What the job is worth to somebody.
    pub(super) fn wish(&self, scorer: &Scorer<'_>, at: usize) -> Score {
        let columns = &self.segment.columns;
        let taste = columns.taste(at);
        let wants = Wants {
            pay_minor: columns.pay_minor(at),
            currency: taste.currency,
            modes: &taste.modes,
            kinds: &taste.kinds,
            commute_km: columns.commute_km(at),
            pattern: columns.pattern(at),
        };
        wanted_score(scorer.job(), &wants, || self.metres(scorer, at))
    }

    pub(super) fn metres(&self, scorer: &Scorer<'_>, at: usize) -> Option<u32> {
        let place = self.segment.columns.places[at] as usize;
        let (known, from) = (self.metres.get(place)?, scorer.location.place?);
        let metres = known.load(Ordering::Relaxed);
        if metres != NONE {
            return Some(metres);
        }
        let metres = from.metres_to(self.segment.directions[place]);
        known.store(metres, Ordering::Relaxed);
        Some(metres)
    }

    pub(super) fn experience(&self, scorer: &Scorer<'_>, at: usize) -> Mark {
        let Some(experience) = &scorer.experience else {
            return Mark::NotAsked;
        };
        let Some(spells) = self.segment.columns.spells(at) else {
            return Mark::Unknown;
        };
        let related =
            |(work, months): (u32, u16)| u64::from(months) * self.near(experience, scorer, work);
        experience.mark_of(spells.map(related).sum())
    }

    /// How much work done counts as what is asked, in 1/10,000.
    pub(super) fn near(&self, experience: &Experience, scorer: &Scorer<'_>, work: u32) -> u64 {
        let known = &self.relatedness[work as usize];
        let mut near = known.load(Ordering::Relaxed);
        if near == NONE {
            let work = &self.segment.columns.names.works[work as usize];
            let found = experience.relatedness(work.occupation, &work.title, scorer.world());
            near = u32::try_from(found).unwrap_or(0);
            known.store(near, Ordering::Relaxed);
        }
        u64::from(near)
    }
}

/// The documents asked, by number, and those who come into question: who holds them all, if that is
/// asked, and is among those named, if any are.
fn bitmaps(query: &Query<'_>, segment: &Segment) -> (Vec<u32>, Option<RoaringBitmap>) {
    let filter = &query.filter;
    let mut only: Option<RoaringBitmap> = filter
        .only
        .map(|ids| ids.iter().filter_map(|id| segment.find(id)).collect());
    let mut documents = Vec::new();
    if filter.eligible {
        let names = &segment.columns.names.documents;
        for asked in &query.scorer.job().documents {
            let number = names.iter().position(|name| name == asked);
            let holders = number.map(|at| &segment.holders[at]);
            let holders = holders.cloned().unwrap_or_default();
            only = Some(only.map_or(holders.clone(), |only| only & holders));
            documents.extend(number.and_then(|at| u32::try_from(at).ok()));
        }
    }
    (documents, only)
}
