//! Levels of the European Qualifications Framework: met 1; else `max(0, 1 − .35 · gap)`.

use super::Mark;
use crate::explain::Evidence;
use crate::fixed::ONE;
use crate::model::{Job, Person};

pub(crate) fn mark(job: &Job, held: Option<u8>) -> Mark {
    match (job.education, held) {
        (None | Some(0), _) => Mark::NotAsked,
        (Some(_), None) => Mark::Unknown,
        (Some(asked), Some(held)) => {
            Mark::Known((ONE - 3_500 * i32::from(asked.saturating_sub(held))).max(0))
        }
    }
}

pub(super) fn evidence(job: &Job, person: &Person) -> Option<Evidence> {
    Some(Evidence::Education {
        held: person.education?,
        asked: job.education?,
    })
}
