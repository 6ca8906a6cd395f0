//! What holds of every score.

mod common;

use common::{job, person, person_skill, spell, week, world};
use kernel::week::SLOTS;
use matching::{
    Action, Dimension, Evidence, Importance, Inputs, Proof, Scope, Score, Scorer, fit, inputs_hash,
    mutual, opportunities, rank_jobs, rank_people, replay, what_would_change, wish_fit, wish_score,
};
use proptest::collection::vec;
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn adding_a_skill_never_lowers_a_score(world in world(), job in job(), person in person(), skill in person_skill()) {
        let scorer = Scorer::new(&job, &world);
        let mut more = person.clone();
        more.skills.push(skill);
        prop_assert!(scorer.score(&more).kfn >= scorer.score(&person).kfn);
    }

    #[test]
    fn knowing_a_skill_better_never_lowers_a_score(world in world(), job in job(), person in person(), at in any::<prop::sample::Index>()) {
        let mut person = person;
        if person.skills.is_empty() {
            person.skills.push(matching::PersonSkill::stated(0));
        }
        let scorer = Scorer::new(&job, &world);
        let before = scorer.score(&person).kfn;
        let change = |change: &dyn Fn(&mut matching::PersonSkill)| {
            let mut person = person.clone();
            let at = at.index(person.skills.len());
            change(&mut person.skills[at]);
            scorer.score(&person).kfn
        };
        prop_assert!(change(&|held| held.proof = Proof::Verified) >= before);
        prop_assert!(change(&|held| held.level = held.level.map(|level| level + 1)) >= before);
        prop_assert!(change(&|held| held.months_since_used = held.months_since_used.map(|months| months / 2)) >= before);
    }

    #[test]
    fn more_experience_never_hurts(world in world(), job in job(), person in person(), spell in spell(), months in 0..300u16) {
        let scorer = Scorer::new(&job, &world);
        let mut person = person;
        let spells = person.experience.get_or_insert_default().clone();
        let before = scorer.score(&person).kfn;
        person.experience = Some(spells.iter().cloned().chain([spell]).collect());
        prop_assert!(scorer.score(&person).kfn >= before);
        person.experience = Some(spells.into_iter().map(|mut spell| { spell.months += months; spell }).collect());
        prop_assert!(scorer.score(&person).kfn >= before);
    }

    #[test]
    fn more_hours_a_wider_radius_and_more_education_never_hurt(world in world(), job in job(), person in person(), more in week()) {
        let scorer = Scorer::new(&job, &world);
        let before = scorer.score(&person).kfn;
        let mut person = person;
        if let Some(week) = &mut person.availability {
            (0..SLOTS).filter(|&slot| more.has(slot)).for_each(|slot| week.set(slot));
        }
        let hours = scorer.score(&person).kfn;
        prop_assert!(hours >= before);
        person.radius_km = person.radius_km.map(|km| km + 5);
        let radius = scorer.score(&person).kfn;
        prop_assert!(radius >= hours);
        person.education = person.education.map(|level| level + 1);
        prop_assert!(scorer.score(&person).kfn >= radius);
    }

    #[test]
    fn what_is_unknown_contributes_nothing(world in world(), job in job(), person in person()) {
        let scorer = Scorer::new(&job, &world);
        let with = scorer.fit(&person);
        let mut person = person;
        person.experience = None;
        person.availability = None;
        person.available_from = None;
        person.place = None;
        person.education = None;
        let without = scorer.fit(&person);
        for part in without.parts.iter().filter(|part| part.applies && part.confidence == 0) {
            prop_assert_eq!(part.contribution, 0);
            prop_assert_eq!(part.blended, part.prior);
            prop_assert_eq!(&part.evidence, &[Evidence::Unknown]);
        }
        prop_assert!(without.confidence <= with.confidence);
        prop_assert_eq!(with.baseline, without.baseline);
    }

    /// A level whose score is exactly the prior is the same as no level.
    #[test]
    fn an_unknown_at_its_prior_changes_nothing(world in world(), job in job(), person in person(), gap in 0..=3u8) {
        let (mut job, mut person, mut world) = (job, person, world);
        job.occupation = Some(3);
        job.education = Some(5);
        let mut priors = world.priors(Some(3));
        priors[4] = [10_000, 6_500, 3_000, 0][usize::from(gap)];
        world.set_priors(&Scope::Occupation(3), priors);
        person.education = None;
        let unknown = fit(&job, &person, &world);
        person.education = Some(5 - gap);
        let known = fit(&job, &person, &world);
        prop_assert_eq!(unknown.kfn, known.kfn);
        prop_assert_eq!(unknown.parts[4].contribution, known.parts[4].contribution);
        prop_assert!(known.confidence >= unknown.confidence);
    }

    #[test]
    fn the_explanation_sums_exactly(world in world(), job in job(), person in person()) {
        let fit = fit(&job, &person, &world);
        let cap = fit.cap.as_ref().map_or(0, |cap| cap.by);
        let parts: i32 = fit.parts.iter().map(|part| part.contribution).sum();
        prop_assert_eq!(fit.baseline.0 + parts + cap, fit.kfn.0);
        let reasons: i32 = fit.strengths.iter().chain(&fit.concerns).map(|reason| reason.contribution).sum();
        prop_assert_eq!(fit.baseline.0 + reasons + cap, fit.kfn.0);
        for part in &fit.parts {
            let of_part = fit.strengths.iter().chain(&fit.concerns).filter(|reason| reason.dimension == part.dimension);
            prop_assert_eq!(of_part.map(|reason| reason.contribution).sum::<i32>(), part.contribution);
            let missing = |reason: &&matching::Reason| reason.code == matching::Code::MustMissing;
            prop_assert!(fit.strengths.iter().all(|reason| reason.contribution > 0));
            prop_assert!(fit.concerns.iter().filter(|reason| !missing(reason)).all(|reason| reason.contribution < 0));
        }
    }

    #[test]
    fn everything_stays_in_range(world in world(), job in job(), person in person()) {
        let fit = fit(&job, &person, &world);
        prop_assert!((Score(0)..=Score::FULL).contains(&fit.kfn));
        prop_assert!((0..=10_000).contains(&fit.confidence));
        prop_assert_eq!(fit.provisional, fit.confidence < 6_000);
        for part in &fit.parts {
            prop_assert!((0..=10_000).contains(&part.score) && (0..=10_000).contains(&part.blended));
            prop_assert!(part.applies || (part.contribution == 0 && part.evidence.is_empty()));
        }
        let wish = wish_fit(&job, &person);
        prop_assert!((Score(0)..=Score::FULL).contains(&wish.score));
        prop_assert!((Score(0)..=Score::FULL).contains(&mutual(fit.kfn, wish.score)));
    }

    #[test]
    fn a_missing_must_have_stops_the_score_at_59(world in world(), job in job(), person in person()) {
        let fit = fit(&job, &person, &world);
        let missing: Vec<u32> = fit.parts[0]
            .evidence
            .iter()
            .filter_map(|evidence| match evidence {
                Evidence::Skill { skill, importance: Importance::Must, gain, .. } if *gain < 3_000 => Some(*skill),
                _ => None,
            })
            .collect();
        match &fit.cap {
            Some(cap) => {
                prop_assert!(fit.kfn <= Score(590_000) && cap.by <= 0);
                prop_assert_eq!(&cap.missing, &missing);
                prop_assert_eq!(fit.concerns.iter().filter(|reason| reason.code == matching::Code::MustMissing).count(), missing.len());
            }
            None => prop_assert!(missing.is_empty()),
        }
    }

    #[test]
    fn the_number_is_that_of_the_explanation(world in world(), job in job(), person in person()) {
        let scorer = Scorer::new(&job, &world);
        let (brief, fit) = (scorer.score(&person), scorer.fit(&person));
        prop_assert_eq!((brief.kfn, brief.confidence, brief.provisional), (fit.kfn, fit.confidence, fit.provisional));
        prop_assert_eq!(brief.capped, fit.cap.is_some());
        for (brief, part) in brief.parts.iter().zip(&fit.parts) {
            prop_assert_eq!(*brief, part.applies.then_some(part.blended));
        }
        prop_assert_eq!(wish_score(&job, &person), wish_fit(&job, &person).score);
    }

    #[test]
    fn a_replay_is_identical(world in world(), job in job(), person in person()) {
        let scorer = Scorer::new(&job, &world);
        let inputs = Inputs::of(&scorer, &person);
        let fit = scorer.fit(&person);
        let stored = serde_json::to_string(&inputs).unwrap();
        let read: Inputs = serde_json::from_str(&stored).unwrap();
        prop_assert_eq!(&replay(&read).unwrap(), &fit);
        prop_assert_eq!(read.hash(), inputs_hash(&scorer, &person));
        prop_assert_eq!(&serde_json::from_str::<matching::Fit>(&serde_json::to_string(&fit).unwrap()).unwrap(), &fit);
    }

    #[test]
    fn the_order_of_a_persons_lists_shows_nowhere(world in world(), job in job(), person in person()) {
        let scorer = Scorer::new(&job, &world);
        let mut turned = person.clone();
        turned.skills.reverse();
        turned.experience.iter_mut().for_each(|spells| spells.reverse());
        turned.documents.reverse();
        turned.wishes.modes.reverse();
        prop_assert_eq!(scorer.fit(&turned), scorer.fit(&person));
        prop_assert_eq!(inputs_hash(&scorer, &turned), inputs_hash(&scorer, &person));
    }

    /// The id is all that could stand for a name: it breaks ties and changes nothing else.
    #[test]
    fn who_it_is_changes_nothing(world in world(), job in job(), person in person(), id in "\\PC{0,12}") {
        let mut other = person.clone();
        other.id = id;
        prop_assert_eq!(fit(&job, &other, &world), fit(&job, &person, &world));
        prop_assert_eq!(wish_fit(&job, &other), wish_fit(&job, &person));
    }

    #[test]
    fn wishes_sum_exactly_and_do_not_move_the_other_side(world in world(), job in job(), person in person()) {
        let wish = wish_fit(&job, &person);
        let parts: i32 = wish.parts.iter().map(|part| part.contribution).sum();
        prop_assert_eq!(Score::FULL.0 + parts, wish.score.0);
        prop_assert!(wish.parts.iter().all(|part| part.contribution <= 0));
        let mut content = person.clone();
        content.wishes = matching::Wishes::default();
        prop_assert_eq!(fit(&job, &content, &world), fit(&job, &person, &world));
        prop_assert_eq!(wish_score(&job, &content), Score::FULL);
    }

    #[test]
    fn better_pay_never_lowers_the_persons_score(job in job(), person in person(), more in 0..2_000u32) {
        let mut better = job.clone();
        better.pay = job.pay.map(|pay| matching::Pay { min_minor: pay.min_minor + more, max_minor: pay.max_minor.map(|max| max + more), ..pay });
        prop_assert!(wish_score(&better, &person) >= wish_score(&job, &person));
    }

    #[test]
    fn changes_are_what_the_scorer_says(world in world(), job in job(), person in person()) {
        let scorer = Scorer::new(&job, &world);
        let before = scorer.score(&person).kfn;
        let changes = what_would_change(&job, &person, &world, 50);
        for change in &changes {
            prop_assert!(change.plus >= 0);
            let mut person = person.clone();
            match &change.action {
                Action::AddSkill { skill, level } => {
                    person.skills.push(matching::PersonSkill { level: *level, ..matching::PersonSkill::stated(*skill) });
                }
                Action::VerifySkill { skill } => {
                    person.skills.iter_mut().filter(|held| held.skill == *skill).for_each(|held| held.proof = Proof::Verified);
                }
                Action::ReachEducation { level } => person.education = Some(*level),
                _ => continue,
            }
            prop_assert_eq!(scorer.score(&person).kfn.0 - before.0, change.plus);
        }
        prop_assert!(changes.windows(2).all(|pair| (pair[0].unlocks, pair[0].plus) >= (pair[1].unlocks, pair[1].plus)));
        let first = what_would_change(&job, &person, &world, 1);
        prop_assert_eq!(first.first(), changes.first());
    }

    #[test]
    fn a_stated_unknown_brings_at_most_its_promise(world in world(), job in job(), person in person(), known in person()) {
        let scorer = Scorer::new(&job, &world);
        let before = scorer.score(&person).kfn;
        for change in what_would_change(&job, &person, &world, 50) {
            let mut told = person.clone();
            match change.action {
                Action::State { dimension: Dimension::Education } => told.education = known.education,
                Action::State { dimension: Dimension::Experience } => told.experience = known.experience.clone(),
                Action::State { dimension: Dimension::Location } => told.place = known.place,
                _ => continue,
            }
            prop_assert!(scorer.score(&told).kfn.0 - before.0 <= change.plus);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// Against a plain sort of every full fit.
    #[test]
    fn a_list_equals_brute_force_whatever_the_order(world in world(), job in job(), people in vec(person(), 0..90), top in 0..80usize, seed in any::<u64>()) {
        let mut people = people;
        (0..).zip(&mut people).for_each(|(i, person)| person.id = format!("{:02}-{i}", i % 7));
        let scorer = Scorer::new(&job, &world);
        let mut all: Vec<(Score, i32, String)> = people
            .iter()
            .map(|person| {
                let fit = fit(&job, person, &world);
                (mutual(fit.kfn, wish_fit(&job, person).score), fit.confidence, person.id.clone())
            })
            .collect();
        all.sort_by(|a, b| (b.0, b.1).cmp(&(a.0, a.1)).then_with(|| a.2.cmp(&b.2)));
        all.truncate(top);
        let listed = |people: &[matching::Person]| -> Vec<(Score, i32, String)> {
            let ranked = rank_people(&scorer, people, top);
            assert!(ranked.iter().enumerate().all(|(i, place)| place.rank == i + 1));
            ranked.iter().map(|place| (place.mutual, place.brief.confidence, people[place.index].id.clone())).collect()
        };
        prop_assert_eq!(&listed(&people), &all);
        let turn = usize::try_from(seed % 97).unwrap() % people.len().max(1);
        people.rotate_left(turn);
        people.reverse();
        prop_assert_eq!(&listed(&people), &all);
    }

    #[test]
    fn both_sides_see_the_same_pair_alike(world in world(), jobs in vec(job(), 1..12), people in vec(person(), 1..12)) {
        let scorers: Vec<Scorer<'_>> = jobs.iter().map(|job| Scorer::new(job, &world)).collect();
        for (p, person) in people.iter().enumerate() {
            for place in rank_jobs(&scorers, person, jobs.len()) {
                let other = rank_people(&scorers[place.index], &people, people.len()).into_iter().find(|other| other.index == p).unwrap();
                prop_assert_eq!((place.brief, place.wish, place.mutual), (other.brief, other.wish, other.mutual));
            }
        }
    }

    #[test]
    fn opportunities_add_up_the_changes(world in world(), jobs in vec(job(), 0..8), person in person()) {
        let scorers: Vec<Scorer<'_>> = jobs.iter().map(|job| Scorer::new(job, &world)).collect();
        let found = opportunities(&scorers, &person, Score(600_000), usize::MAX);
        let expected: i64 = jobs.iter().flat_map(|job| what_would_change(job, &person, &world, 99)).map(|change| i64::from(change.plus)).sum();
        prop_assert_eq!(found.iter().map(|sum| sum.total_plus).sum::<i64>(), expected);
        prop_assert!(found.iter().all(|sum| sum.unlocks <= sum.jobs && i64::from(sum.best_plus) <= sum.total_plus));
        prop_assert!(found.windows(2).all(|pair| pair[0].unlocks >= pair[1].unlocks));
    }
}
