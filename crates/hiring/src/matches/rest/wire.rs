//! What the public API sends of matches. Scores are points of a hundred.

use crate::applications::model::Stage;
use crate::matches::model::{Candidate, JobCard, Match, OwnMatch};
use crate::matches::words;
use kernel::id::ApplicationId;
use kernel::money::Currency;
use matching::{Fit, Score, Standing, World};
use serde::Serialize;
use ui::score::Speaks;
use utoipa::ToSchema;
use uuid::Uuid;

/// A score with its reasons.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Fit)]
pub struct FitShown {
    /// 0 to 100, to the last digit.
    score: f64,
    /// How much of what was asked is known, in per cent.
    confidence: i32,
    /// Too little is known.
    provisional: bool,
    /// Are the legal needs met?
    eligible: Eligible,
    /// The six dimensions.
    parts: Vec<PartShown>,
    /// What speaks for it, against it, and what is not known.
    reasons: Vec<ReasonShown>,
    /// The version of the formula.
    formula: String,
}

/// Whether legal needs are met.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Eligible {
    Yes,
    /// Nothing on file says so.
    Unknown,
    No,
}

/// One dimension of a score.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FitPart)]
struct PartShown {
    dimension: String,
    /// 0 to 100; `null` if the job does not ask.
    score: Option<f64>,
    /// What is usual for the occupation.
    usual: Option<f64>,
    /// Points it adds to the whole, or takes from it.
    contribution: f64,
}

/// One reason.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Reason)]
struct ReasonShown {
    speaks: SpeaksShown,
    text: String,
    /// What it rests on.
    evidence: Option<String>,
    /// Points; `null` where it moves none.
    points: Option<f64>,
}

/// Which way a reason speaks.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Speaks)]
#[serde(rename_all = "lowercase")]
enum SpeaksShown {
    For,
    Against,
    Unknown,
}

impl FitShown {
    fn of(fit: &Fit, world: &World) -> Self {
        let parts = words::parts(fit).into_iter().map(|part| PartShown {
            dimension: part.label,
            score: part.score,
            usual: part.usual,
            contribution: part.contribution,
        });
        Self {
            score: fit.kfn.points(),
            confidence: (fit.confidence + 50) / 100,
            provisional: fit.provisional,
            eligible: match fit.eligible() {
                Standing::Yes => Eligible::Yes,
                Standing::Unknown => Eligible::Unknown,
                Standing::No => Eligible::No,
            },
            parts: parts.collect(),
            reasons: reasons(words::reasons(fit, world)),
            formula: fit.version.clone(),
        }
    }
}

fn reasons(all: Vec<ui::score::ReasonItem>) -> Vec<ReasonShown> {
    let shown = |reason: ui::score::ReasonItem| ReasonShown {
        speaks: match reason.speaks {
            Speaks::For => SpeaksShown::For,
            Speaks::Against => SpeaksShown::Against,
            Speaks::Unknown => SpeaksShown::Unknown,
        },
        text: reason.text,
        evidence: reason.evidence.0,
        points: reason.points,
    };
    all.into_iter().map(shown).collect()
}

/// Somebody's application, in short.
#[derive(Debug, Serialize, ToSchema)]
struct ApplicationInShort {
    id: Uuid,
    stage: Stage,
}

fn application(of: Option<(ApplicationId, Stage)>) -> Option<ApplicationInShort> {
    of.map(|(id, stage)| ApplicationInShort { id: id.0, stage })
}

fn km(metres: Option<u32>) -> Option<f64> {
    metres.map(|metres| f64::from(metres) / 1_000.0)
}

/// Somebody who fits a job.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Candidate)]
pub struct CandidateShown {
    person_id: Uuid,
    name: String,
    /// Empty if hidden.
    headline: String,
    /// District or city.
    place: String,
    /// Pay asked for an hour, in minor units; `null` if not said or hidden.
    rate_minor: Option<i64>,
    /// Its currency.
    currency: Option<Currency>,
    /// Place in the list, from 1.
    rank: usize,
    /// The job's side.
    fit: FitShown,
    /// How well the job answers their wishes.
    wish_score: f64,
    /// The harmonic mean of both, by which the list is ordered.
    mutual_score: f64,
    /// Under the employer's bar.
    below_threshold: bool,
    distance_km: Option<f64>,
    /// Their application to this job.
    application: Option<ApplicationInShort>,
}

impl CandidateShown {
    pub fn of(row: &Candidate, world: &World) -> Self {
        Self {
            person_id: row.person.id.0,
            name: row.person.name.clone(),
            headline: row.person.headline.clone(),
            place: row.person.place.clone(),
            rate_minor: row.person.rate.map(|rate| rate.minor),
            currency: row.person.rate.map(|rate| rate.currency),
            rank: row.rank,
            fit: FitShown::of(&row.fit, world),
            wish_score: Score::points(row.wish),
            mutual_score: Score::points(row.mutual),
            below_threshold: row.below,
            distance_km: km(row.metres),
            application: application(row.application),
        }
    }
}

/// The job of a match.
#[derive(Debug, Serialize, ToSchema)]
struct MatchedJob {
    id: Uuid,
    title: String,
    organisation_id: Uuid,
    organisation: String,
    place: String,
}

impl From<&JobCard> for MatchedJob {
    fn from(card: &JobCard) -> Self {
        Self {
            id: card.id.0,
            title: card.title.clone(),
            organisation_id: card.organisation.0,
            organisation: card.organisation_name.clone(),
            place: card.place.clone(),
        }
    }
}

/// A job that fits me.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Match)]
pub struct MatchShown {
    job: MatchedJob,
    /// Place in the list, from 1.
    rank: usize,
    /// My score, as the employer would see it.
    fit: FitShown,
    /// How well the job answers my wishes.
    wish_score: f64,
    /// The harmonic mean of both, by which the list is ordered.
    mutual_score: f64,
    distance_km: Option<f64>,
    /// My latest application to it.
    application: Option<ApplicationInShort>,
}

impl MatchShown {
    pub fn of(row: &Match, world: &World) -> Self {
        Self {
            job: MatchedJob::from(&row.job),
            rank: row.rank,
            fit: FitShown::of(&row.fit, world),
            wish_score: row.wish.points(),
            mutual_score: row.mutual.points(),
            distance_km: km(row.metres),
            application: application(row.application),
        }
    }
}

/// My fit with one job.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OwnMatch)]
pub struct OwnMatchShown {
    job: MatchedJob,
    fit: FitShown,
    /// How well the job answers my wishes.
    wish_score: f64,
    /// The same, wish by wish.
    wishes: Vec<ReasonShown>,
    /// What would raise the score, what unlocks most first.
    changes: Vec<ChangeShown>,
    distance_km: Option<f64>,
}

/// Something that would raise a score.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FitChange)]
struct ChangeShown {
    text: String,
    /// Points gained.
    points: f64,
    /// It makes eligible who is not, or lifts the cap of a missing must-have.
    unlocks: bool,
}

impl OwnMatchShown {
    pub fn of(found: &OwnMatch, world: &World) -> Self {
        let change = |change: &matching::Change| ChangeShown {
            text: words::action(&change.action, world),
            points: f64::from(change.plus) / 10_000.0,
            unlocks: change.unlocks,
        };
        Self {
            job: MatchedJob::from(&found.job),
            fit: FitShown::of(&found.fit, world),
            wish_score: found.wishes.score.points(),
            wishes: reasons(words::wishes(&found.wishes)),
            changes: found.changes.iter().map(change).collect(),
            distance_km: km(found.metres),
        }
    }
}
