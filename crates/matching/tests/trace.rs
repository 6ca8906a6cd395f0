//! Every number of a score adds up to it, to the last digit.

mod common;

use common::{job, person, world};
use matching::fixed::{div_round, mul, pow07};
use matching::{
    Detail, Inputs, Job, LocationTrace, Person, Requirement, Scorer, Trace, World, replay,
};
use proptest::prelude::*;

/// `Σ ω·g / Σ ω` and the product behind each `g`, worked out from the numbers that are shown.
fn skills_add_up(trace: &Trace) -> Result<(), TestCaseError> {
    let Detail::Skills { asks, weight } = &trace.parts[0].detail else {
        return Ok(());
    };
    let part = &trace.fit.parts[0];
    for ask in asks {
        prop_assert_eq!(ask.weight, i64::from(ask.idf) * ask.times);
        prop_assert_eq!(
            ask.gain,
            ask.answer
                .as_ref()
                .map_or(0, |answer| answer.factors.gain())
        );
    }
    let met: i64 = asks
        .iter()
        .map(|ask| ask.weight * i64::from(ask.gain))
        .sum();
    prop_assert_eq!(asks.iter().map(|ask| ask.weight).sum::<i64>(), *weight);
    prop_assert_eq!(div_round(met, *weight), i64::from(part.score));
    prop_assert_eq!(
        asks.iter().map(|ask| ask.brings).sum::<i32>(),
        trace.parts[0].brings
    );
    prop_assert_eq!(
        asks.iter().map(|ask| ask.contribution).sum::<i32>(),
        part.contribution
    );
    Ok(())
}

/// The score of each other part, worked out from the numbers that are shown.
fn parts_add_up(trace: &Trace) -> Result<(), TestCaseError> {
    for (part, score) in trace.parts.iter().zip(&trace.fit.parts) {
        match &part.detail {
            Detail::Experience(months) => {
                let counted: u64 = months.spells.iter().map(|spell| spell.counted).sum();
                prop_assert_eq!(counted, months.related);
                prop_assert_eq!(pow07(months.share), score.score);
            }
            Detail::Availability(hours) => {
                prop_assert_eq!(mul(hours.share, hours.punctual), score.score);
            }
            Detail::Location(LocationTrace::Distance {
                metres,
                radius_m,
                full_up_to_m,
                ..
            }) => {
                prop_assert_eq!(
                    metres <= full_up_to_m || score.score < 10_000 || metres <= radius_m,
                    true
                );
            }
            Detail::Education { held, asked } => {
                let gap = i32::from(asked.saturating_sub(*held));
                prop_assert_eq!((10_000 - 3_500 * gap).max(0), score.score);
            }
            Detail::Culture { cosine, .. } => prop_assert_eq!((*cosine).max(0), score.score),
            Detail::NotAsked => {
                prop_assert_eq!((part.share, part.brings, score.applies), (0, 0, false));
            }
            Detail::Unknown => prop_assert_eq!((score.blended, score.applies), (score.prior, true)),
            Detail::Skills { .. } | Detail::Location(LocationTrace::Remote) => {}
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn every_number_adds_up_to_the_score(world in world(), job in job(), person in person()) {
        let scorer = Scorer::new(&job, &world);
        let trace = scorer.trace(&person);
        prop_assert_eq!(&trace.fit, &scorer.fit(&person));
        let brought: i32 = trace.parts.iter().map(|part| part.brings).sum();
        prop_assert_eq!(trace.start.0 + brought, trace.raw.0);
        prop_assert_eq!(trace.raw.0 + trace.fit.cap.as_ref().map_or(0, |cap| cap.by), trace.fit.kfn.0);
        prop_assert!(trace.parts.iter().all(|part| part.brings >= 0 && part.brings <= part.at_most + 1));
        skills_add_up(&trace)?;
        parts_add_up(&trace)?;
    }

    /// What is kept with a score gives the same numbers again; lists of the person are kept in an order of their own.
    #[test]
    fn a_kept_score_gives_the_same_numbers_again(world in world(), job in job(), person in person()) {
        let scorer = Scorer::new(&job, &world);
        let kept = Inputs::of(&scorer, &person);
        let again = Scorer::new(&kept.job, &kept.world()).trace(&kept.person);
        let now = scorer.trace(&kept.person);
        prop_assert_eq!(&again.parts, &now.parts);
        prop_assert_eq!((again.start, again.raw, again.weight), (now.start, now.raw, now.weight));
        prop_assert_eq!(again.fit.kfn, replay(&kept).unwrap().kfn);
    }
}

#[test]
fn the_weights_of_parts_that_do_not_apply_go_to_the_others() {
    let mut job = Job::new("j");
    job.requirements = vec![Requirement {
        skill: 1,
        importance: matching::Importance::Should,
        level: None,
    }];
    job.experience_months = Some(12);
    job.title = "Picker".into();
    let trace = Scorer::new(&job, &World::new()).trace(&Person::new("p"));
    // .40 and .18 of .58.
    assert_eq!(trace.weight, 5_800);
    assert_eq!(
        [
            trace.parts[0].share,
            trace.parts[1].share,
            trace.parts[2].share
        ],
        [6_897, 3_103, 0]
    );
    assert_eq!(trace.parts[1].detail, Detail::Unknown);
    // 18 · .5 of 58.
    assert_eq!((trace.parts[0].brings, trace.parts[1].brings), (0, 155_172));
}

#[test]
fn a_job_that_asks_nothing_begins_and_ends_in_the_middle() {
    let trace = Scorer::new(&Job::new("j"), &World::new()).trace(&Person::new("p"));
    assert_eq!(
        (trace.start.0, trace.raw.0, trace.weight),
        (500_000, 500_000, 0)
    );
    assert!(
        trace
            .parts
            .iter()
            .all(|part| part.brings == 0 && part.at_most == 0)
    );
}
