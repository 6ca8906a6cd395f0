//! The best people for a job among a million, in milliseconds: exactly those, with exactly the scores,
//! that [`crate::rank_people`] finds by comparing the job with everybody.
//!
//! # How it is made
//! People are kept column by column in immutable segments, sorted by H3 cell so that neighbours on the
//! earth are neighbours in memory, and cut into blocks. A block knows a circle around its homes and who has
//! which skill. A search bounds what a block and then a person could score at best, and scores exactly,
//! by the same functions as the scorer, only whom the bound lets pass. With a radius only blocks that it
//! touches are looked at; a job that asks no skills is compared with everybody. See `search.rs`.
//!
//! [`LocalEngine`] keeps segments of falling size. A batch of changes becomes a small segment of its own,
//! people replaced or removed are marked in the segments they were in, and small segments are merged as
//! they become many; all of this is put up at once, so a search sees a batch whole or not at all and waits
//! for nobody. [`LocalEngine::rebuild`] makes one segment of all, beside searches and changes.
//!
//! # How it is fed
//! The truth is in the database. Whatever changes a person notes, in the same transaction, the person's id
//! with `pg_current_xact_id()`. A reader that polls every second (`NOTIFY` only wakes it) keeps the
//! `pg_current_snapshot()` of its last look and asks for the notes of all transactions which that snapshot
//! did not see: what is committed late is not skipped, as it would be with a serial number, and what is
//! committed waits for nothing that is not. It reads those people as they are now, gives them to
//! [`CandidateEngine::apply`] and with the last of them the new snapshot's `xmin` as [`Watermark`]: every
//! transaction below it is over and in the index. A person read a second time, or in a newer state than
//! the note was written for, does no harm. Somebody who lets themselves be found no longer is removed.
//! After a start the reader loads a snapshot of the index and goes on from the watermark in it; notes must
//! be kept until every such file is past them.
//!
//! A [`Person`] is made for a day: months since a skill was used and months of experience go on by
//! themselves. The watermark says which day it is. For every day the feeder makes an index anew, before it begins.
//!
//! # How it is used
//! The index knows no rights. A page asks for somewhat more people than it shows, asks row security which
//! of the ids it may see, and explains those with the scorer and the person as stored. Who has blocked
//! whom is in [`Filter::except`].

mod columns;
mod credit;
mod engine;
mod ids;
mod search;
mod segment;
mod snapshot;
#[cfg(test)]
mod tests;
mod top;
mod view;

pub use columns::Full;
pub use engine::{LocalEngine, Size};
pub use snapshot::SnapshotError;

use crate::fit::{Brief, Score, Scorer};
use crate::model::Person;
use kernel::geo::Point;
use std::collections::HashSet;
use time::Date;

/// What somebody has to have in common with a job: one of the skills, or work in one of the occupations.
#[derive(Debug, Clone, Copy)]
pub struct Common<'a> {
    /// Skills that count.
    pub skills: &'a [u32],
    /// Occupations that count.
    pub occupations: &'a [u32],
}

/// Degrees between which somebody has to live, if it is known where they live.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Around {
    /// The least latitude.
    pub south: f64,
    /// The greatest latitude.
    pub north: f64,
    /// The least longitude.
    pub west: f64,
    /// The greatest longitude.
    pub east: f64,
}

impl Around {
    /// Is this between them?
    pub fn holds(&self, point: Point) -> bool {
        (self.south..=self.north).contains(&point.lat)
            && (self.west..=self.east).contains(&point.lon)
    }
}

/// Who comes into question; by default everybody.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter<'a> {
    /// Only those who have something in common with the job.
    pub common: Option<Common<'a>>,
    /// Nobody who is known to live elsewhere.
    pub around: Option<Around>,
    /// Only those known to live at most so many metres from the job's place.
    pub within_m: Option<u32>,
    /// Only those who have one of these skills; none asks for nothing.
    pub any_skill: &'a [u32],
    /// Only those whose every [`crate::Check`] stands at yes.
    pub eligible: bool,
    /// Only those with at least this fit, in whole points.
    pub least: Option<i32>,
    /// Nobody whose score is provisional.
    pub sure: bool,
    /// Only these ids.
    pub only: Option<&'a [String]>,
    /// None of these ids.
    pub except: Option<&'a HashSet<String>>,
}

/// What is searched.
#[derive(Clone, Copy)]
pub struct Query<'a> {
    /// The job.
    pub scorer: &'a Scorer<'a>,
    /// How many people.
    pub top: usize,
    /// Those with a lower fit than this, in whole points, come after all others.
    pub bar: Option<i32>,
    /// Who comes into question.
    pub filter: Filter<'a>,
}

/// Somebody found, with the scores of [`crate::Ranked`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Of the person.
    pub id: String,
    /// The job's side.
    pub brief: Brief,
    /// The person's side.
    pub wish: Score,
    /// The harmonic mean of both: what orders the list.
    pub mutual: Score,
}

/// How far an engine has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Watermark {
    /// The work of every transaction below this one is in the index.
    pub transaction: u64,
    /// The day as of which people are kept.
    pub as_of: Option<Date>,
}

/// A change of one person.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// New, or in place of the person with the same id.
    Upsert(Box<Person>),
    /// Gone, by id.
    Remove(String),
}

/// Finds people. One machine is a [`LocalEngine`]; beyond that, shards by region of which each gives its
/// best, or a search service asked for many times more than needed and scored again here.
pub trait CandidateEngine: Send + Sync {
    /// Why something cannot be done.
    type Error: std::error::Error;

    /// The best for a job: by both sides together, then confidence, then id.
    ///
    /// # Errors
    /// If a part of the engine does not answer.
    fn top_k(&self, query: &Query<'_>) -> Result<Vec<Hit>, Self::Error>;

    /// Makes changes in order, all or none. Searches that begin after it returns see them.
    ///
    /// # Errors
    /// If they cannot be taken in.
    fn apply(&self, changes: Vec<Change>, watermark: Watermark) -> Result<(), Self::Error>;

    /// Takes in one person.
    ///
    /// # Errors
    /// As [`Self::apply`].
    fn upsert(&self, person: Person) -> Result<(), Self::Error> {
        self.apply(vec![Change::Upsert(Box::new(person))], self.watermark())
    }

    /// Leaves one person out.
    ///
    /// # Errors
    /// As [`Self::apply`].
    fn remove(&self, id: &str) -> Result<(), Self::Error> {
        self.apply(vec![Change::Remove(id.to_owned())], self.watermark())
    }

    /// How far it has come.
    fn watermark(&self) -> Watermark;
}
