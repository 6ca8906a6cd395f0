//! Remote 1; up to .3 of the radius 1; falling to .5 at the radius; beyond it `.5·exp(−(d−R)/(R/2))`.
//! Where the radius is hard, nothing beyond it.

use super::Mark;
use crate::distance::Direction;
use crate::explain::Evidence;
use crate::fixed::{ONE, half_decayed, narrow};
use crate::model::{Job, Mode, Person};
use serde::{Deserialize, Serialize};

/// Where neither side says how far is far.
pub(crate) const DEFAULT_RADIUS_KM: u16 = 25;

/// Where a job is done.
pub(crate) struct Location {
    remote: bool,
    pub(crate) place: Option<Direction>,
    pub(crate) radius_km: Option<u16>,
    hard: bool,
}

/// The smaller of the two radii, in metres; at least one kilometre.
pub(crate) fn radius_m(job: Option<u16>, person: Option<u16>) -> u32 {
    let radius = match (job, person) {
        (Some(a), Some(b)) => a.min(b),
        (one, other) => one.or(other).unwrap_or(DEFAULT_RADIUS_KM),
    };
    u32::from(radius.max(1)) * 1_000
}

impl Location {
    pub(super) fn new(job: &Job) -> Self {
        Self {
            remote: job.mode == Mode::Remote,
            place: job.place.and_then(Direction::of),
            radius_km: job.radius_km,
            hard: job.hard_radius,
        }
    }

    fn metres(&self, person: &Person) -> Option<u32> {
        Some(self.place?.metres_to(Direction::of(person.place?)?))
    }

    pub(super) fn mark(&self, person: &Person) -> Mark {
        self.mark_at(|| self.metres(person), person.radius_km)
    }

    /// Of somebody so far away who travels so far.
    pub(crate) fn mark_at(
        &self,
        metres: impl FnOnce() -> Option<u32>,
        radius_km: Option<u16>,
    ) -> Mark {
        if self.remote {
            return Mark::Known(ONE);
        }
        if self.place.is_none() {
            return Mark::NotAsked;
        }
        let Some(metres) = metres() else {
            return Mark::Unknown;
        };
        Mark::Known(near(metres, radius_m(self.radius_km, radius_km), self.hard))
    }

    /// `None` if either place is unknown and the work is not remote.
    pub(super) fn trace(&self, person: &Person) -> Option<LocationTrace> {
        if self.remote {
            return Some(LocationTrace::Remote);
        }
        let radius_m = radius_m(self.radius_km, person.radius_km);
        Some(LocationTrace::Distance {
            metres: self.metres(person)?,
            job_radius_km: self.radius_km,
            person_radius_km: person.radius_km,
            radius_m,
            full_up_to_m: radius_m * 3 / 10,
            hard: self.hard,
        })
    }

    pub(super) fn evidence(&self, person: &Person) -> Evidence {
        if self.remote {
            return Evidence::Remote;
        }
        Evidence::Location {
            metres: self.metres(person).unwrap_or(0),
            radius_m: radius_m(self.radius_km, person.radius_km),
        }
    }
}

/// How far, and how far is far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LocationTrace {
    /// Work is done anywhere.
    Remote,
    /// From home.
    Distance {
        /// Along the surface.
        metres: u32,
        /// From how far the job seeks people.
        job_radius_km: Option<u16>,
        /// How far the person travels.
        person_radius_km: Option<u16>,
        /// The smaller of both.
        radius_m: u32,
        /// Up to here it counts in full.
        full_up_to_m: u32,
        /// Nothing counts beyond the radius.
        hard: bool,
    },
}

fn near(metres: u32, radius: u32, hard: bool) -> i32 {
    let (d, r) = (u64::from(metres), u64::from(radius));
    if 10 * d <= 3 * r {
        ONE
    } else if d <= r {
        // 1 − .5·(d − .3R)/(.7R)
        ONE - narrow(((5_000 * (10 * d - 3 * r) + 7 * r / 2) / (7 * r)).cast_signed())
    } else if hard {
        0
    } else {
        half_decayed(2 * (d - r), r)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_falls_with_distance() {
        let at = |km: f64| near((km * 1_000.0) as u32, 10_000, false);
        assert_eq!([at(0.0), at(3.0), at(10.0)], [ONE, ONE, 5_000]);
        // Half-way between 3 and 10 km: .75. Five km beyond: .5·e^-1 = .1839.
        assert_eq!([at(6.5), at(15.0), at(1_000.0)], [7_500, 1_839, 0]);
        assert_eq!(
            [near(10_001, 10_000, true), near(10_000, 10_000, true)],
            [0, 5_000]
        );
        assert!((0..40_000).all(|m| near(m, 10_000, false) >= near(m + 1, 10_000, false)));
    }

    #[test]
    fn the_smaller_radius_counts() {
        let cases = [
            (None, None),
            (Some(5), None),
            (None, Some(7)),
            (Some(5), Some(7)),
            (Some(0), None),
        ];
        assert_eq!(
            cases.map(|(job, person)| radius_m(job, person)),
            [25_000, 5_000, 7_000, 5_000, 1_000]
        );
    }
}
