//! The share of the hours needed that the person can work × `0.5^(weeks late / 4)`.

use super::Mark;
use crate::explain::Evidence;
use crate::fixed::{ONE, halved, mul, share};
use crate::model::{Job, Person};
use kernel::week::Week;
use serde::{Deserialize, Serialize};
use time::Date;

/// Hours and first day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AvailabilityTrace {
    /// Half hours the job needs; 0 if it gives only a first day.
    pub half_hours_asked: u32,
    /// Of these the person can work.
    pub half_hours: u32,
    /// The one of the other, in 1/10,000; 1 if the job needs no hours.
    pub share: i32,
    /// Days after the first day; unknown if either side does not say.
    pub days_late: Option<u32>,
    /// What they leave, in 1/10,000; the score is share × this.
    pub punctual: i32,
}

/// The hours and first day a job needs.
pub(crate) struct Availability {
    pattern: Option<Week>,
    half_hours: u32,
    starts: Option<Date>,
}

impl Availability {
    pub(super) fn new(job: &Job) -> Self {
        let pattern = job.pattern.filter(|pattern| !pattern.is_empty());
        Self {
            pattern,
            half_hours: pattern.map_or(0, |pattern| pattern.count()),
            starts: job.starts,
        }
    }

    fn days_late(&self, from: Option<Date>) -> Option<u32> {
        let late = (from? - self.starts?).whole_days();
        Some(u32::try_from(late.max(0)).unwrap_or(u32::MAX))
    }

    fn covered(&self, hours: Option<Week>) -> u32 {
        self.pattern
            .zip(hours)
            .map_or(0, |(needed, can)| needed.and(&can).count())
    }

    /// Of somebody with these hours, from this day.
    pub(crate) fn mark(&self, hours: Option<Week>, from: Option<Date>) -> Mark {
        let late = self.days_late(from);
        let punctual = late.map_or(ONE, |days| halved(u128::from(days), 28));
        match (self.pattern, self.starts) {
            (None, None) => Mark::NotAsked,
            (None, Some(_)) if late.is_none() => Mark::Unknown,
            (None, Some(_)) => Mark::Known(punctual),
            (Some(_), _) if hours.is_none() => Mark::Unknown,
            (Some(_), _) => Mark::Known(mul(
                share(u64::from(self.covered(hours)), u64::from(self.half_hours)),
                punctual,
            )),
        }
    }

    pub(super) fn trace(&self, person: &Person) -> AvailabilityTrace {
        let days_late = self.days_late(person.available_from);
        let half_hours = self.covered(person.availability);
        AvailabilityTrace {
            half_hours_asked: self.half_hours,
            half_hours,
            share: share(u64::from(half_hours), u64::from(self.half_hours)),
            days_late,
            punctual: days_late.map_or(ONE, |days| halved(u128::from(days), 28)),
        }
    }

    pub(super) fn evidence(&self, person: &Person) -> Evidence {
        Evidence::Availability {
            half_hours: self.covered(person.availability),
            half_hours_asked: self.half_hours,
            days_late: self.days_late(person.available_from).unwrap_or(0),
        }
    }
}
