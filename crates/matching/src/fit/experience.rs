//! Months × occupation relatedness = y; `min(1, y/asked)^0.7`. More than asked is never a penalty.

use super::Mark;
use crate::explain::{Evidence, SpellCounted};
use crate::fixed::{ONE, div_round, narrow, pow07, share};
use crate::model::{Job, Person, Spell};
use crate::world::World;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The experience a job asks for.
pub(crate) struct Experience {
    asked: u16,
    occupation: Option<u32>,
    title: BTreeSet<String>,
}

impl Experience {
    /// `None` if the job asks for none.
    pub(super) fn new(job: &Job) -> Option<Self> {
        let asked = job.experience_months.filter(|&months| months > 0)?;
        Some(Self {
            asked,
            occupation: job.occupation,
            title: words(&job.title),
        })
    }

    /// By occupation where both have one, else by the words of the titles. A job that says neither
    /// what it is asks for experience of any kind.
    pub(crate) fn relatedness(&self, occupation: Option<u32>, title: &str, world: &World) -> i32 {
        let by_occupation = self
            .occupation
            .zip(occupation)
            .and_then(|(asked, held)| world.occupation_relatedness(held, asked));
        by_occupation.unwrap_or_else(|| {
            if self.title.is_empty() {
                return if self.occupation.is_none() { ONE } else { 0 };
            }
            overlap(&self.title, &words(title))
        })
    }

    /// Related months in 1/10,000.
    fn related(&self, spells: &[Spell], world: &World) -> u64 {
        let related = |spell: &Spell| {
            let near = self.relatedness(spell.occupation, &spell.title, world);
            u64::from(spell.months) * u64::try_from(near).unwrap_or(0)
        };
        spells.iter().map(related).sum()
    }

    pub(super) fn mark(&self, person: &Person, world: &World) -> Mark {
        let Some(spells) = &person.experience else {
            return Mark::Unknown;
        };
        self.mark_of(self.related(spells, world))
    }

    /// Of so many related months, in 1/10,000.
    pub(crate) fn mark_of(&self, related: u64) -> Mark {
        Mark::Known(pow07(share(related, u64::from(self.asked) * 10_000)))
    }

    /// `None` if it was never asked of the person.
    pub(super) fn trace(&self, person: &Person, world: &World) -> Option<ExperienceTrace> {
        let spells = person.experience.as_deref()?;
        let related = self.related(spells, world);
        let traced = spells.iter().map(|spell| {
            let near = self.relatedness(spell.occupation, &spell.title, world);
            let pair = self.occupation.zip(spell.occupation);
            SpellTrace {
                occupation: spell.occupation,
                title: spell.title.clone(),
                months: spell.months,
                relatedness: near,
                by_occupation: pair
                    .and_then(|(asked, held)| world.occupation_relatedness(held, asked))
                    .is_some(),
                counted: u64::from(spell.months) * u64::try_from(near).unwrap_or(0),
            }
        });
        Some(ExperienceTrace {
            asked: self.asked,
            spells: traced.collect(),
            related,
            share: share(related, u64::from(self.asked) * 10_000),
        })
    }

    pub(super) fn evidence(&self, person: &Person, world: &World) -> Evidence {
        let spells = person.experience.as_deref().unwrap_or_default();
        let mut counted: Vec<SpellCounted> = spells
            .iter()
            .map(|spell| SpellCounted {
                occupation: spell.occupation,
                title: spell.title.clone(),
                months: spell.months,
                relatedness: self.relatedness(spell.occupation, &spell.title, world),
            })
            .filter(|spell| spell.relatedness > 0 && spell.months > 0)
            .collect();
        counted.sort_by(|a, b| {
            (b.relatedness, b.months, &a.title, a.occupation).cmp(&(
                a.relatedness,
                a.months,
                &b.title,
                b.occupation,
            ))
        });
        let months = i64::try_from(self.related(spells, world)).unwrap_or(i64::MAX - 10_000);
        Evidence::Experience {
            months_related: u32::try_from(narrow(div_round(months, 10_000))).unwrap_or(0),
            months_total: spells.iter().map(|spell| u32::from(spell.months)).sum(),
            months_asked: self.asked,
            spells: counted,
        }
    }
}

/// Months counted and asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExperienceTrace {
    /// Months asked.
    pub asked: u16,
    /// Every job held, also those of which nothing counts.
    pub spells: Vec<SpellTrace>,
    /// Related months in 1/10,000: the sum of what is counted.
    pub related: u64,
    /// Of the months asked, in 1/10,000, at most 1; the score is this to the power of 0.7.
    pub share: i32,
}

/// A job held, and how much of it counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpellTrace {
    /// Its occupation.
    pub occupation: Option<u32>,
    /// Its title.
    pub title: String,
    /// Whole months.
    pub months: u16,
    /// How near it is to the work asked, in 1/10,000.
    pub relatedness: i32,
    /// By the taxonomy of occupations; else by the words of the titles.
    pub by_occupation: bool,
    /// Months × relatedness, in 1/10,000 of a month.
    pub counted: u64,
}

/// Words that tell a rank or join others, not the work.
const IDLE_WORDS: [&str; 18] = [
    "and",
    "of",
    "the",
    "in",
    "for",
    "with",
    "to",
    "at",
    "senior",
    "junior",
    "lead",
    "head",
    "trainee",
    "assistant",
    "full",
    "part",
    "time",
    "temporary",
];

fn words(title: &str) -> BTreeSet<String> {
    let words = title
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase);
    words
        .filter(|word| !IDLE_WORDS.contains(&word.as_str()))
        .collect()
}

/// Dice's coefficient in 1/10,000.
fn overlap(a: &BTreeSet<String>, b: &BTreeSet<String>) -> i32 {
    if a.is_empty() || b.is_empty() {
        return 0;
    }
    let (common, all) = (a.intersection(b).count(), a.len() + b.len());
    share(2 * common as u64, all as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_compared_by_their_words() {
        let near = |a: &str, b: &str| overlap(&words(a), &words(b));
        assert_eq!(
            near("Warehouse Operative", "warehouse operative (part-time)"),
            ONE
        );
        // 2·1/(2+2)
        assert_eq!(near("warehouse operative", "warehouse manager"), 5_000);
        assert_eq!(near("nurse", "chef"), 0);
        assert_eq!(near("", ""), 0);
    }
}
