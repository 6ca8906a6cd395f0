//! Who fits what, and who may know. An organisation sees the candidates of its own jobs; a person sees
//! their own scores, before they apply and after.

mod candidates;
mod found;
mod kept;
mod learn;
mod numbers;
mod own;

pub use candidates::{MOST_PEOPLE, PAGE, candidates, candidates_csv, compare, panel};
pub use found::COUNTED;
pub use kept::{Made, keep_in_tx, own_score, replay, score_applications};
pub use learn::{Learned, learn};
pub use numbers::{Numbers, own_numbers};
pub use own::{
    MOST_JOBS, PAGE as JOBS_PAGE, fits_for, jobs_for_me, own_match, rank_jobs_for, top_matches,
};

use matching::{Person, Relation, World};
use platform::Services;
use time::Date;

/// The day of scoring.
fn today(services: &Services) -> Date {
    services.clock.now().date()
}

/// Skills that answer any of `skills` better than a mere sibling does: they themselves, wider and narrower ones.
fn answering(world: &World, skills: impl Iterator<Item = u32>) -> Vec<i32> {
    let mut found: Vec<i32> = skills
        .flat_map(|skill| world.neighbours(skill))
        .filter(|(_, relation)| *relation != Relation::Sibling)
        .filter_map(|(skill, _)| i32::try_from(skill).ok())
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// Metres between a job and a person, where both places are known.
fn metres(job: &matching::Job, person: &Person) -> Option<u32> {
    matching::distance::metres(job.place?, person.place?)
}

/// Is every legal need met?
fn standing(job: &matching::Job, person: &Person) -> matching::Standing {
    matching::explain::eligibility(job, person)
        .iter()
        .map(matching::Check::standing)
        .min()
        .unwrap_or(matching::Standing::Yes)
}
