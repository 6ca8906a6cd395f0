//! The share of the hours needed that the person can work × `0.5^(weeks late / 4)`.

use super::Mark;
use crate::explain::Evidence;
use crate::fixed::{ONE, halved, mul, share};
use crate::model::{Job, Person};
use kernel::week::Week;
use time::Date;

/// The hours and first day a job needs.
pub(super) struct Availability {
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

    fn days_late(&self, person: &Person) -> Option<u32> {
        let late = (person.available_from? - self.starts?).whole_days();
        Some(u32::try_from(late.max(0)).unwrap_or(u32::MAX))
    }

    fn covered(&self, person: &Person) -> u32 {
        self.pattern
            .zip(person.availability)
            .map_or(0, |(needed, can)| needed.and(&can).count())
    }

    pub(super) fn mark(&self, person: &Person) -> Mark {
        let late = self.days_late(person);
        let punctual = late.map_or(ONE, |days| halved(u128::from(days), 28));
        match (self.pattern, self.starts) {
            (None, None) => Mark::NotAsked,
            (None, Some(_)) if late.is_none() => Mark::Unknown,
            (None, Some(_)) => Mark::Known(punctual),
            (Some(_), _) if person.availability.is_none() => Mark::Unknown,
            (Some(_), _) => Mark::Known(mul(
                share(u64::from(self.covered(person)), u64::from(self.half_hours)),
                punctual,
            )),
        }
    }

    pub(super) fn evidence(&self, person: &Person) -> Evidence {
        Evidence::Availability {
            half_hours: self.covered(person),
            half_hours_asked: self.half_hours,
            days_late: self.days_late(person).unwrap_or(0),
        }
    }
}
