//! How well a person and a job fit, and why: the KFN. Pure and deterministic: no I/O, no clock, no
//! randomness, no name or any other protected attribute.
//!
//! [`Scorer`] is made once for a job and scores many people: [`Scorer::score`] gives the number,
//! [`Scorer::fit`] the number with its whole explanation, [`Scorer::trace`] every number it was made of. [`wish_fit`] is the person's side,
//! [`rank`](mod@rank) orders lists by both, [`changes`] says what would raise a score, [`usual`] learns
//! what is usual in an occupation, [`replay`] stores what a score was made of and makes it again,
//! [`exchange`] reads and writes JSON lines.
//!
//! Invariants, each a property test: adding a skill or experience never lowers a KFN; a dimension
//! nobody knows contributes nothing; contributions and the cap sum exactly to the KFN less its
//! baseline; the trace adds up to the KFN; `score` equals `fit`; a replay equals the original; an order does not depend on the
//! order of the input; the index finds what a comparison with everybody finds.
#![warn(missing_docs)]

// Tests of the index use what the tests outside of the crate use.
#[cfg(test)]
extern crate self as matching;

pub mod changes;
pub mod day;
pub mod distance;
pub mod exchange;
pub mod explain;
pub mod fit;
pub mod fixed;
pub mod index;
pub mod model;
pub mod rank;
pub mod replay;
pub mod usual;
pub mod wishes;
pub mod world;

pub use changes::{Action, Change, Opportunity, opportunities, what_would_change};
pub use explain::{
    Check, Code, Evidence, MetBy, Reason, SpellCounted, Standing, phrase, phrase_action,
};
pub use fit::{
    AnswerTrace, AskTrace, AvailabilityTrace, Brief, Cap, Detail, Dimension, ExperienceTrace,
    Factors, Fit, LocationTrace, Part, PartTrace, Score, Scorer, SpellTrace, Trace, fit,
};
pub use model::{
    Held, Importance, Job, Mode, Pay, Person, PersonSkill, Proof, Requirement, STYLES, Spell,
    Styles, Weights, Wishes,
};
pub use rank::{Ranked, mutual, rank_jobs, rank_people};
pub use replay::{Inputs, UnknownVersion, inputs_hash, replay};
pub use usual::{Learner, Median, Scope, Usual};
pub use wishes::{Wish, WishFit, WishPart, wish_fit, wish_score};
pub use world::{Parent, Relation, World};

/// The version of the formula; it travels with every stored score. Any change that can move a score
/// by one unit takes a new version.
pub const VERSION: &str = "kfn-1.0";
