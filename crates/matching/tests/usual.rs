//! What holds of everything learned.

mod common;

use common::{job, person, world};
use matching::usual::{DEFAULT_PRIOR, LEAST_KNOWN};
use matching::{Inputs, Job, Learner, Person, Scope, Scorer, Usual, World, replay};
use proptest::collection::vec;
use proptest::prelude::*;

fn learn<'a>(world: &World, jobs: impl IntoIterator<Item = &'a Job>, people: &[Person]) -> Usual {
    let mut learner = Learner::default();
    for job in jobs {
        learner.add(&Scorer::new(job, world), people);
    }
    learner.usual()
}

/// Enough people, by repeating some, that most medians are known.
fn people() -> impl Strategy<Value = Vec<Person>> {
    vec(person(), 5..12).prop_map(|some| some.iter().cycle().take(40).cloned().collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn the_order_of_jobs_and_people_shows_nowhere(world in world(), jobs in vec(job(), 1..5), people in people()) {
        let learned = learn(&world, &jobs, &people);
        let backwards: Vec<Person> = people.iter().rev().cloned().collect();
        prop_assert_eq!(&learned, &learn(&world, jobs.iter().rev(), &backwards));
        // Nor do those who come one by one count otherwise than those who come together.
        let mut learner = Learner::default();
        for job in &jobs {
            let scorer = Scorer::new(job, &world);
            people.iter().for_each(|person| { learner.add(&scorer, [person]); });
        }
        prop_assert_eq!(&learned, &learner.usual());
    }

    #[test]
    fn a_median_stands_in_the_middle_of_what_is_known(world in world(), job in job(), people in people()) {
        let scorer = Scorer::new(&job, &world);
        let learned = learn(&world, [&job], &people);
        for part in 0..6 {
            let known: Vec<i32> = people.iter().filter_map(|person| scorer.known(person)[part]).collect();
            let found = learned.medians().find(|(scope, at, _)| **scope == Scope::All && *at == part);
            prop_assert_eq!(found.is_some(), known.len() >= LEAST_KNOWN as usize);
            if let Some((_, _, median)) = found {
                prop_assert_eq!(median.known as usize, known.len());
                let below = known.iter().filter(|score| **score < median.value).count();
                let above = known.iter().filter(|score| **score > median.value).count();
                prop_assert!(2 * below <= known.len() && 2 * above <= known.len());
            }
        }
    }

    /// What was learned before does not enter what is learned next.
    #[test]
    fn learning_again_changes_nothing(world in world(), jobs in vec(job(), 1..5), people in people()) {
        let mut world = world;
        let learned = learn(&world, &jobs, &people);
        world.set_usual(learned.clone());
        prop_assert_eq!(learn(&world, &jobs, &people), learned);
    }

    #[test]
    fn a_score_made_with_what_was_learned_replays(world in world(), job in job(), people in people()) {
        let mut world = world;
        world.set_usual(learn(&world, [&job], &people));
        let scorer = Scorer::new(&job, &world);
        for person in people.iter().take(12) {
            let fit = scorer.fit(person);
            let inputs = Inputs::of(&scorer, person);
            prop_assert_eq!(inputs.priors, world.priors(job.occupation));
            prop_assert_eq!(replay(&inputs), Ok(fit));
        }
    }

    /// A job of an occupation nobody was seen in takes what is usual in its group, or in all.
    #[test]
    fn an_unseen_occupation_takes_what_is_usual_around_it(world in world(), job in job(), people in people()) {
        let (mut world, mut job) = (world, job);
        world.add_occupation(90, "seen", "5120");
        world.add_occupation(91, "of the same group", "5120");
        world.add_occupation(92, "far away", "0110");
        job.occupation = Some(90);
        world.set_usual(learn(&world, [&job], &people));
        prop_assert_eq!(world.priors(Some(91)), world.priors(Some(90)));
        prop_assert_eq!(world.priors(Some(92)), world.priors(None));
        prop_assert_eq!(World::new().priors(Some(90)), [DEFAULT_PRIOR; 6]);
    }
}
