//! The list as JSON lines.

use super::{Exchange, Side};
use crate::explain::{Check, Code, Standing, phrase};
use crate::fit::{Cap, Dimension, Fit, Scorer};
use crate::model::{Job, Person};
use crate::rank::{Ranked, rank_jobs, rank_people};
use crate::replay::inputs_hash;
use crate::wishes::{Wish, wish_fit};
use crate::world::World;
use serde::Serialize;

/// One place of a list. Scores are points from 0 to 100 with four decimals.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    /// The job's id.
    pub job: String,
    /// The person's id.
    pub person: String,
    /// From 1.
    pub rank: usize,
    /// What orders the list.
    pub mutual: f64,
    /// The job's side.
    pub kfn: f64,
    /// The person's side.
    pub person_score: f64,
    /// 0 to 1.
    pub confidence: f64,
    /// Too little is known.
    pub provisional: bool,
    /// Legal needs and hard limits taken together.
    pub eligible: Standing,
    /// One by one.
    pub eligibility: Vec<Check>,
    /// The score of someone usual.
    pub baseline: f64,
    /// The six dimensions.
    pub parts: Vec<LinePart>,
    /// Points a missing must-have takes off; 0 or less.
    pub cap: Option<f64>,
    /// Strengths, then concerns.
    pub reasons: Vec<LineReason>,
    /// The person's wishes.
    pub wishes: Vec<LineWish>,
    /// Formula version.
    pub version: String,
    /// What the score was made of.
    pub inputs_hash: String,
}

/// A dimension. Shares from 0 to 1; the contribution in points.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LinePart {
    /// Which.
    pub dimension: Dimension,
    /// The job asks for it.
    pub applies: bool,
    /// `None` where unknown or not asked.
    pub score: Option<f64>,
    /// Its weight.
    pub weight: f64,
    /// What is usual.
    pub prior: f64,
    /// Points over or under the baseline.
    pub contribution: f64,
}

/// A strength or concern.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LineReason {
    /// Its dimension.
    pub dimension: Dimension,
    /// What it says.
    pub code: Code,
    /// Points.
    pub contribution: f64,
    /// In words.
    pub text: String,
}

/// A wish.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LineWish {
    /// Which.
    pub wish: Wish,
    /// How far the job meets it, 0 to 1; `None` if the job does not say.
    pub score: Option<f64>,
    /// Points it costs; 0 or less.
    pub contribution: f64,
}

/// The `top` of every list, list by list in the order of the file.
pub fn rank(exchange: &Exchange, side: Side, top: usize, mut write: impl FnMut(&Line)) {
    let Exchange {
        people,
        jobs,
        world,
        ..
    } = exchange;
    match side {
        Side::Job => {
            for job in jobs {
                let scorer = Scorer::new(job, world);
                for ranked in rank_people(&scorer, people, top) {
                    write(&line(&scorer, &people[ranked.index], &ranked));
                }
            }
        }
        Side::Person => {
            let scorers: Vec<Scorer<'_>> = jobs.iter().map(|job| Scorer::new(job, world)).collect();
            for person in people {
                for ranked in rank_jobs(&scorers, person, top) {
                    write(&line(&scorers[ranked.index], person, &ranked));
                }
            }
        }
    }
}

fn share(n: i32) -> f64 {
    f64::from(n) / 10_000.0
}

fn line(scorer: &Scorer<'_>, person: &Person, ranked: &Ranked) -> Line {
    let (job, fit): (&Job, Fit) = (scorer.job(), scorer.fit(person));
    Line {
        job: job.id.clone(),
        person: person.id.clone(),
        rank: ranked.rank,
        mutual: ranked.mutual.points(),
        kfn: fit.kfn.points(),
        person_score: ranked.wish.points(),
        confidence: share(fit.confidence),
        provisional: fit.provisional,
        eligible: fit.eligible(),
        baseline: fit.baseline.points(),
        parts: parts(&fit),
        cap: fit.cap.as_ref().map(|cap: &Cap| share(cap.by)),
        reasons: reasons(&fit, scorer.world()),
        wishes: wishes(job, person),
        inputs_hash: inputs_hash(scorer, person),
        version: fit.version,
        eligibility: fit.eligibility,
    }
}

fn parts(fit: &Fit) -> Vec<LinePart> {
    let part = |part: &crate::Part| LinePart {
        dimension: part.dimension,
        applies: part.applies,
        score: (part.applies && part.confidence > 0).then_some(share(part.score)),
        weight: share(part.weight),
        prior: share(part.prior),
        contribution: share(part.contribution),
    };
    fit.parts.iter().map(part).collect()
}

fn reasons(fit: &Fit, world: &World) -> Vec<LineReason> {
    let reason = |reason: &crate::Reason| LineReason {
        dimension: reason.dimension,
        code: reason.code,
        contribution: share(reason.contribution),
        text: phrase(&reason.evidence, world),
    };
    fit.strengths
        .iter()
        .chain(&fit.concerns)
        .map(reason)
        .collect()
}

fn wishes(job: &Job, person: &Person) -> Vec<LineWish> {
    let wish = |part: crate::WishPart| LineWish {
        wish: part.wish,
        score: part.score.map(share),
        contribution: share(part.contribution),
    };
    wish_fit(job, person).parts.into_iter().map(wish).collect()
}
