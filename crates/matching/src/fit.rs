//! The score and its explanation.
//!
//! `KFN = 100 · Σ w·ŝ / Σ w` over the dimensions that apply, `ŝ = c·s + (1−c)·μ`. Everything is a
//! whole number of 1/10,000. Contributions are differences of one rounded running sum, from the
//! baseline `100 · Σ w·μ / Σ w` to the KFN, so they add up exactly whatever the rounding.

mod availability;
pub(crate) mod culture;
pub(crate) mod education;
mod experience;
mod location;
pub(crate) mod skills;
mod trace;

use crate::explain::{self, Check, Evidence, Reason};
use crate::fixed::{ONE, div_round, narrow};
use crate::model::{Job, Person};
use crate::world::World;
use serde::{Deserialize, Serialize};

pub use availability::AvailabilityTrace;
pub(crate) use experience::Experience;
pub use experience::{ExperienceTrace, SpellTrace};
pub use location::LocationTrace;
pub(crate) use location::{DEFAULT_RADIUS_KM, radius_m};
pub(crate) use skills::MUST_GAIN;
pub use skills::{AnswerTrace, AskTrace, Factors};
pub use trace::{Detail, PartTrace, Trace};

/// A score of 0 to 100 in 1/10,000.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Score(pub i32);

impl Score {
    /// Where a missing must-have stops a KFN.
    pub const CAP: Self = Self(590_000);
    /// 100.
    pub const FULL: Self = Self(1_000_000);

    /// The whole number shown to people.
    pub fn rounded(self) -> i32 {
        narrow(div_round(i64::from(self.0), 10_000))
    }

    /// As a decimal fraction of points, exact to four places.
    pub fn points(self) -> f64 {
        f64::from(self.0) / 10_000.0
    }
}

impl std::fmt::Display for Score {
    /// One decimal: `91.2`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let tenths = div_round(i64::from(self.0), 1_000);
        let sign = if tenths < 0 { "-" } else { "" };
        write!(f, "{sign}{}.{}", tenths.abs() / 10, tenths.abs() % 10)
    }
}

/// One of the six sides of a fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dimension {
    /// Skills asked and held.
    Skills,
    /// Related experience.
    Experience,
    /// Hours and first day.
    Availability,
    /// Distance.
    Location,
    /// Level of education.
    Education,
    /// Work style.
    Culture,
}

impl Dimension {
    /// All, in the order of weights and parts.
    pub const ALL: [Self; 6] = [
        Self::Skills,
        Self::Experience,
        Self::Availability,
        Self::Location,
        Self::Education,
        Self::Culture,
    ];

    /// Its name on a page.
    pub fn label(self) -> &'static str {
        match self {
            Self::Skills => "Skills",
            Self::Experience => "Experience",
            Self::Availability => "Availability",
            Self::Location => "Location",
            Self::Education => "Education",
            Self::Culture => "Work style",
        }
    }
}

/// One dimension of a fit. Figures in 1/10,000.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// Which.
    pub dimension: Dimension,
    /// The job asks for it (for work style: both sides answered).
    pub applies: bool,
    /// `s`, 0 to 1; 0 where unknown.
    pub score: i32,
    /// `c`: 1 known, 0 unknown.
    pub confidence: i32,
    /// `w`.
    pub weight: i32,
    /// `μ`: what is usual for the occupation.
    pub prior: i32,
    /// `ŝ`: what enters the sum.
    pub blended: i32,
    /// Points over or under the baseline, in 1/10,000 of a point.
    pub contribution: i32,
    /// What the score stands on.
    pub evidence: Vec<Evidence>,
}

/// A must-have that is missing holds the score down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cap {
    /// The most the KFN may be.
    pub at: Score,
    /// Points taken off, in 1/10,000 of a point; 0 or less.
    pub by: i32,
    /// The skills missing.
    pub missing: Vec<u32>,
}

/// A KFN with its whole explanation. `baseline + Σ parts.contribution + cap.by = kfn`, exactly; so do
/// the contributions of `strengths` and `concerns` together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fit {
    /// The score.
    pub kfn: Score,
    /// The score of someone usual in every dimension.
    pub baseline: Score,
    /// In the order of [`Dimension::ALL`].
    pub parts: [Part; 6],
    /// Set if a must-have is missing, even where it takes nothing off.
    pub cap: Option<Cap>,
    /// Share of the weight that is known, in 1/10,000.
    pub confidence: i32,
    /// Too little is known.
    pub provisional: bool,
    /// Legal needs and hard limits: apart from the points.
    pub eligibility: Vec<Check>,
    /// What lifts the score, largest first.
    pub strengths: Vec<Reason>,
    /// What lowers it, largest first; missing must-haves lead.
    pub concerns: Vec<Reason>,
    /// Formula version.
    pub version: String,
}

/// A KFN without its explanation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brief {
    /// The score.
    pub kfn: Score,
    /// Share of the weight that is known, in 1/10,000.
    pub confidence: i32,
    /// Too little is known.
    pub provisional: bool,
    /// A must-have is missing.
    pub capped: bool,
    /// `ŝ` of each dimension in 1/10,000; `None` where it does not apply.
    pub parts: [Option<i32>; 6],
}

/// Below this confidence a score is provisional.
const PROVISIONAL_BELOW: i32 = 6_000;

/// What a dimension says of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    /// The job does not ask.
    NotAsked,
    /// Not known of the person.
    Unknown,
    /// 0 to 1.
    Known(i32),
}

/// A job made ready to score many people.
pub struct Scorer<'a> {
    job: &'a Job,
    world: &'a World,
    weights: [u16; 6],
    priors: [i32; 6],
    pub(crate) skills: skills::Skills,
    pub(crate) experience: Option<Experience>,
    pub(crate) availability: availability::Availability,
    pub(crate) location: location::Location,
}

/// Running sums of one person's score: the one place where dimensions become a KFN.
struct Tally {
    weight: i64,
    /// `Σ w·μ`, then after each dimension `Σ w·μ + Σ w·(ŝ − μ)` so far.
    steps: [i64; 7],
    known: i64,
}

impl Tally {
    fn of(marks: &[Mark; 6], weights: &[u16; 6], priors: &[i32; 6]) -> Self {
        let mut tally = Self {
            weight: 0,
            steps: [0; 7],
            known: 0,
        };
        let mut rises = [0; 6];
        for i in 0..6 {
            let (weight, prior) = (i64::from(weights[i]), i64::from(priors[i]));
            match marks[i] {
                Mark::NotAsked => continue,
                Mark::Unknown => {}
                Mark::Known(score) => {
                    tally.known += weight;
                    rises[i] = weight * (i64::from(score) - prior);
                }
            }
            tally.weight += weight;
            tally.steps[0] += weight * prior;
        }
        for (i, rise) in rises.into_iter().enumerate() {
            tally.steps[i + 1] = tally.steps[i] + rise;
        }
        tally
    }

    /// A running sum as points in 1/10,000. A job that asks nothing says nothing: 50.
    fn points(&self, sum: i64) -> i32 {
        if self.weight == 0 {
            Score::FULL.0 / 2
        } else {
            narrow(div_round(sum * 100, self.weight))
        }
    }

    /// A running sum that goes on from `sum`, as the points of each of its steps.
    fn split(&self, mut sum: i64, rises: Vec<i64>) -> Vec<i32> {
        let step = |rise: i64| {
            let before = self.points(sum);
            sum += rise;
            self.points(sum) - before
        };
        rises.into_iter().map(step).collect()
    }

    fn confidence(&self) -> i32 {
        if self.weight == 0 {
            0
        } else {
            narrow(div_round(self.known * i64::from(ONE), self.weight))
        }
    }
}

impl<'a> Scorer<'a> {
    /// Looks up everything the job asks once.
    pub fn new(job: &'a Job, world: &'a World) -> Self {
        Self {
            job,
            world,
            weights: job.weights.get(),
            priors: world.priors(job.occupation),
            skills: skills::Skills::new(job, world),
            experience: Experience::new(job),
            availability: availability::Availability::new(job),
            location: location::Location::new(job),
        }
    }

    /// The job.
    pub fn job(&self) -> &'a Job {
        self.job
    }

    /// The world it is scored in.
    pub fn world(&self) -> &'a World {
        self.world
    }

    /// The score alone: about a microsecond.
    pub fn score(&self, person: &Person) -> Brief {
        let best = self.skills.best(person);
        let capped = self.skills.misses_must(gains(&best));
        self.brief(&self.marks(person, &best), capped)
    }

    /// What a mark adds to `Σ w·ŝ`, and its weight.
    pub(crate) fn worth(&self, dimension: usize, mark: Mark) -> (i64, i64) {
        let weight = i64::from(self.weights[dimension]);
        match mark {
            Mark::NotAsked => (0, 0),
            Mark::Unknown => (weight * i64::from(self.priors[dimension]), weight),
            Mark::Known(score) => (weight * i64::from(score), weight),
        }
    }

    /// The score of somebody with these marks. It never falls as a mark known rises.
    pub(crate) fn brief(&self, marks: &[Mark; 6], capped: bool) -> Brief {
        let tally = Tally::of(marks, &self.weights, &self.priors);
        let confidence = tally.confidence();
        Brief {
            kfn: capped_at(tally.points(tally.steps[6]), capped),
            confidence,
            provisional: confidence < PROVISIONAL_BELOW,
            capped,
            parts: std::array::from_fn(|i| match marks[i] {
                Mark::NotAsked => None,
                Mark::Unknown => Some(self.priors[i]),
                Mark::Known(score) => Some(score),
            }),
        }
    }

    /// What is known of a person: the score of each part, whatever is usual.
    pub fn known(&self, person: &Person) -> [Option<i32>; 6] {
        self.marks(person, &self.skills.best(person))
            .map(|mark| match mark {
                Mark::Known(score) => Some(score),
                Mark::NotAsked | Mark::Unknown => None,
            })
    }

    fn marks(&self, person: &Person, best: &[skills::Best]) -> [Mark; 6] {
        [
            self.skills.mark(gains(best)),
            self.experience
                .as_ref()
                .map_or(Mark::NotAsked, |experience| {
                    experience.mark(person, self.world)
                }),
            self.availability
                .mark(person.availability, person.available_from),
            self.location.mark(person),
            education::mark(self.job, person.education),
            culture::mark(self.job, person.styles),
        ]
    }

    /// The score with its explanation.
    pub fn fit(&self, person: &Person) -> Fit {
        let best = self.skills.best(person);
        let marks = self.marks(person, &best);
        let tally = Tally::of(&marks, &self.weights, &self.priors);
        let parts = self.parts(person, &best, &marks, &tally);
        let raw = tally.points(tally.steps[6]);
        let capped = self.skills.misses_must(gains(&best));
        let kfn = capped_at(raw, capped);
        let cap = capped.then(|| Cap {
            at: Score::CAP,
            by: kfn.0 - raw,
            missing: self.skills.missing(&best),
        });
        let (strengths, concerns) = self.reasons(&parts, &best, &tally);
        let confidence = tally.confidence();
        Fit {
            kfn,
            baseline: Score(tally.points(tally.steps[0])),
            parts,
            cap,
            confidence,
            provisional: confidence < PROVISIONAL_BELOW,
            eligibility: explain::eligibility(self.job, person),
            strengths,
            concerns,
            version: crate::VERSION.to_owned(),
        }
    }

    fn parts(
        &self,
        person: &Person,
        best: &[skills::Best],
        marks: &[Mark; 6],
        tally: &Tally,
    ) -> [Part; 6] {
        std::array::from_fn(|i| {
            let dimension = Dimension::ALL[i];
            let prior = self.priors[i];
            let (score, confidence, blended) = match marks[i] {
                Mark::NotAsked => (0, 0, 0),
                Mark::Unknown => (0, 0, prior),
                Mark::Known(score) => (score, ONE, score),
            };
            Part {
                dimension,
                applies: marks[i] != Mark::NotAsked,
                score,
                confidence,
                weight: i32::from(self.weights[i]),
                prior,
                blended,
                contribution: tally.points(tally.steps[i + 1]) - tally.points(tally.steps[i]),
                evidence: match marks[i] {
                    Mark::NotAsked => Vec::new(),
                    Mark::Unknown => vec![Evidence::Unknown],
                    Mark::Known(_) => self.evidence(dimension, person, best),
                },
            }
        })
    }

    fn evidence(
        &self,
        dimension: Dimension,
        person: &Person,
        best: &[skills::Best],
    ) -> Vec<Evidence> {
        match dimension {
            Dimension::Skills => self.skills.evidence(person, best),
            Dimension::Experience => self
                .experience
                .iter()
                .map(|it| it.evidence(person, self.world))
                .collect(),
            Dimension::Availability => vec![self.availability.evidence(person)],
            Dimension::Location => vec![self.location.evidence(person)],
            Dimension::Education => education::evidence(self.job, person).into_iter().collect(),
            Dimension::Culture => culture::evidence(self.job, person).into_iter().collect(),
        }
    }

    /// What each skill asked contributes; together the contribution of the part.
    fn skill_points(&self, best: &[skills::Best], part: &Part, tally: &Tally) -> Vec<i32> {
        let rise = tally.steps[1] - tally.steps[0];
        let rises = self
            .skills
            .rises(best, i64::from(part.weight), part.prior, rise);
        tally.split(tally.steps[0], rises)
    }

    /// One reason a skill asked and one for every other known dimension.
    fn reasons(
        &self,
        parts: &[Part; 6],
        best: &[skills::Best],
        tally: &Tally,
    ) -> (Vec<Reason>, Vec<Reason>) {
        let mut reasons = Vec::new();
        for (i, part) in parts
            .iter()
            .enumerate()
            .filter(|(_, part)| part.applies && part.confidence > 0)
        {
            if part.dimension == Dimension::Skills {
                let points = self.skill_points(best, part, tally);
                for (evidence, contribution) in part.evidence.iter().zip(points) {
                    reasons.push(Reason::new(part.dimension, contribution, evidence.clone()));
                }
            } else if let Some(evidence) = part.evidence.first() {
                let contribution = tally.points(tally.steps[i + 1]) - tally.points(tally.steps[i]);
                reasons.push(Reason::new(part.dimension, contribution, evidence.clone()));
            }
        }
        explain::sort(reasons)
    }
}

fn gains(best: &[skills::Best]) -> impl Iterator<Item = i32> {
    best.iter().map(|best| best.gain)
}

fn capped_at(raw: i32, capped: bool) -> Score {
    if capped {
        Score(raw).min(Score::CAP)
    } else {
        Score(raw)
    }
}

/// Scores one person for one job. For many people make one [`Scorer`].
pub fn fit(job: &Job, person: &Person, world: &World) -> Fit {
    Scorer::new(job, world).fit(person)
}
