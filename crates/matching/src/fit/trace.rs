//! Every number of one score, from what is asked and held to the last digit: for a page that shows a person their own. What is
//! in here is what the score was made of, taken from where it was made, never worked out a second time.

use super::availability::AvailabilityTrace;
use super::experience::ExperienceTrace;
use super::location::LocationTrace;
use super::skills::{AskTrace, Best};
use super::{Dimension, Fit, Mark, Scorer, Tally};
use crate::fixed::{ONE, div_round, narrow};
use crate::model::{Person, Styles};
use crate::{Evidence, Score};
use serde::{Deserialize, Serialize};

/// A score with every number it was made of. `start + Σ parts.brings = raw` and `raw + fit.cap.by = fit.kfn`, exactly.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Trace {
    /// The score with its reasons.
    pub fit: Fit,
    /// Where the sum begins: 0; 50 for a job that asks nothing.
    pub start: Score,
    /// Before a missing must-have holds it down.
    pub raw: Score,
    /// The weights of the parts that apply, in 1/10,000.
    pub weight: i32,
    /// In the order of [`Dimension::ALL`].
    pub parts: [PartTrace; 6],
}

/// One part.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PartTrace {
    /// Which.
    pub dimension: Dimension,
    /// Its share of the weights that apply, in 1/10,000; 0 if it does not apply.
    pub share: i32,
    /// The points it could bring, in 1/10,000 of a point.
    pub at_most: i32,
    /// The points it brings.
    pub brings: i32,
    /// What it was made of.
    pub detail: Detail,
}

/// What a part was made of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Detail {
    /// The job does not ask; for work style: one side did not answer.
    NotAsked,
    /// The person has not said: what is usual counts.
    Unknown,
    /// `Σ ω·g / Σ ω`.
    Skills {
        /// What is asked, in the order of the job.
        asks: Vec<AskTrace>,
        /// `Σ ω`, in 1/10,000.
        weight: i64,
    },
    /// Months.
    Experience(ExperienceTrace),
    /// Hours and first day.
    Availability(AvailabilityTrace),
    /// Distance.
    Location(LocationTrace),
    /// Levels of the European Qualifications Framework.
    Education {
        /// The person's.
        held: u8,
        /// The job's.
        asked: u8,
    },
    /// Answers of both sides and the cosine between them in 1/10,000.
    Culture {
        /// The person's.
        own: Styles,
        /// The team's.
        team: Styles,
        /// -1 to 1.
        cosine: i32,
    },
}

impl Scorer<'_> {
    /// The score with every number it was made of.
    pub fn trace(&self, person: &Person) -> Trace {
        let best = self.skills.best(person);
        let marks = self.marks(person, &best);
        let tally = Tally::of(&marks, &self.weights, &self.priors);
        let fit = self.fit(person);
        let mut sum = 0;
        let parts = std::array::from_fn(|i| {
            let (worth, weight) = self.worth(i, marks[i]);
            let before = sum;
            sum += worth;
            PartTrace {
                dimension: Dimension::ALL[i],
                share: share_of(weight, tally.weight),
                at_most: tally.points(weight * i64::from(ONE)) - tally.points(0),
                brings: tally.points(sum) - tally.points(before),
                detail: match marks[i] {
                    Mark::NotAsked => Detail::NotAsked,
                    Mark::Unknown => Detail::Unknown,
                    Mark::Known(_) => self.detail(&fit, i, person, &best, &tally),
                },
            }
        });
        Trace {
            start: Score(tally.points(0)),
            raw: Score(tally.points(sum)),
            weight: narrow(tally.weight),
            fit,
            parts,
        }
    }

    /// Of a part that is known.
    fn detail(
        &self,
        fit: &Fit,
        part: usize,
        person: &Person,
        best: &[Best],
        tally: &Tally,
    ) -> Detail {
        let found = match Dimension::ALL[part] {
            Dimension::Skills => Some(Detail::Skills {
                asks: self.ask_traces(fit, person, best, tally),
                weight: self.skills.asks().iter().map(|ask| ask.weight).sum(),
            }),
            Dimension::Experience => self
                .experience
                .as_ref()
                .and_then(|asked| asked.trace(person, self.world))
                .map(Detail::Experience),
            Dimension::Availability => Some(Detail::Availability(self.availability.trace(person))),
            Dimension::Location => self.location.trace(person).map(Detail::Location),
            Dimension::Education | Dimension::Culture => {
                fit.parts[part].evidence.first().and_then(|one| match one {
                    Evidence::Education { held, asked } => Some(Detail::Education {
                        held: *held,
                        asked: *asked,
                    }),
                    Evidence::Culture { cosine } => Some(Detail::Culture {
                        own: person.styles?,
                        team: self.job.styles?,
                        cosine: *cosine,
                    }),
                    _ => None,
                })
            }
        };
        found.unwrap_or(Detail::Unknown)
    }

    fn ask_traces(
        &self,
        fit: &Fit,
        person: &Person,
        best: &[Best],
        tally: &Tally,
    ) -> Vec<AskTrace> {
        let part = &fit.parts[0];
        let worth = i64::from(part.weight) * i64::from(part.score);
        let brings = tally.split(0, self.skills.rises(best, i64::from(part.weight), 0, worth));
        let contributions = self.skill_points(best, part, tally);
        let mut asks = self.skills.trace(person, best);
        for (ask, (brings, contribution)) in
            asks.iter_mut().zip(brings.into_iter().zip(contributions))
        {
            ask.brings = brings;
            ask.contribution = contribution;
        }
        asks
    }
}

fn share_of(weight: i64, all: i64) -> i32 {
    if all == 0 {
        0
    } else {
        narrow(div_round(weight * i64::from(ONE), all))
    }
}
