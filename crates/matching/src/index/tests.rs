//! The index against a comparison with everybody.

#[path = "../../tests/common/mod.rs"]
mod common;

use super::{
    Around, CandidateEngine, Change, Common, Filter, Hit, LocalEngine, Query, SnapshotError,
    Watermark,
};
use crate::explain::{Check, Standing, eligibility};
use crate::{Job, Person, PersonSkill, Requirement, Scorer, World, distance, rank_people};
use common::{SKILLS, job, person, world};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use std::collections::{BTreeMap, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};

type People = BTreeMap<String, Person>;

#[derive(Debug, Clone)]
enum Step {
    Apply(Vec<Change>),
    Rebuild,
    /// Written to a file and read again.
    Restart,
    Ask(Box<Question>),
}

#[derive(Debug, Clone)]
struct Question {
    job: Job,
    top: usize,
    bar: Option<i32>,
    within_m: Option<u32>,
    any_skill: Vec<u32>,
    eligible: bool,
    least: Option<i32>,
    sure: bool,
    only: Option<Vec<String>>,
    except: HashSet<String>,
    common: Option<(Vec<u32>, Vec<u32>)>,
    around: Option<Around>,
}

/// Some are UUIDs and some are not; few enough that people are replaced.
fn id() -> impl Strategy<Value = String> {
    (0..600u32, prop::bool::weighted(0.98)).prop_map(|(id, usual)| {
        if usual {
            format!("0198c5a1-0000-7000-8000-{id:012x}")
        } else {
            format!("p{id}")
        }
    })
}

fn change() -> impl Strategy<Value = Change> {
    let upsert =
        (id(), person()).prop_map(|(id, person)| Change::Upsert(Box::new(Person { id, ..person })));
    prop_oneof![4 => upsert, 1 => id().prop_map(Change::Remove)]
}

fn around() -> impl Strategy<Value = Around> {
    (50.9..52.0, 0.0..1.0, -0.6..0.5, 0.0..1.0).prop_map(|(south, up, west, aside)| Around {
        south,
        north: south + up,
        west,
        east: west + aside,
    })
}

fn question() -> impl Strategy<Value = Question> {
    let filter = (
        option::weighted(0.3, 0..80_000u32),
        prop_oneof![3 => Just(Vec::new()), 1 => vec(0..SKILLS, 1..4)],
        prop::bool::weighted(0.2),
        option::weighted(0.2, 0..100i32),
        prop::bool::weighted(0.2),
        option::weighted(0.1, vec(id(), 0..200)),
        prop::collection::hash_set(id(), 0..20),
        option::weighted(0.3, (vec(0..SKILLS, 0..6), vec(0..10u32, 0..3))),
        option::weighted(0.3, around()),
    );
    (job(), 0..60usize, option::weighted(0.2, 0..100i32), filter).prop_map(
        |(job, top, bar, filter)| Question {
            job,
            top,
            bar,
            within_m: filter.0,
            any_skill: filter.1,
            eligible: filter.2,
            least: filter.3,
            sure: filter.4,
            only: filter.5,
            except: filter.6,
            common: filter.7,
            around: filter.8,
        },
    )
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => vec(change(), 0..60).prop_map(Step::Apply),
        1 => Just(Step::Rebuild),
        1 => Just(Step::Restart),
        5 => question().prop_map(|question| Step::Ask(Box::new(question))),
    ]
}

impl Question {
    fn filter(&self) -> Filter<'_> {
        Filter {
            within_m: self.within_m,
            any_skill: &self.any_skill,
            eligible: self.eligible,
            least: self.least,
            sure: self.sure,
            only: self.only.as_deref(),
            except: Some(&self.except),
            common: self.common.as_ref().map(|(skills, occupations)| Common {
                skills,
                occupations,
            }),
            around: self.around,
        }
    }

    fn admits(&self, person: &Person) -> bool {
        let metres = || distance::metres(self.job.place?, person.place?);
        let able = |skill: &PersonSkill| self.any_skill.contains(&skill.skill);
        let yes = |check: &Check| check.standing() == Standing::Yes;
        let common = |(skills, occupations): &(Vec<u32>, Vec<u32>)| {
            let mut spells = person.experience.iter().flatten();
            person
                .skills
                .iter()
                .any(|held| skills.contains(&held.skill))
                || spells.any(|spell| spell.occupation.is_some_and(|o| occupations.contains(&o)))
        };
        // A place off the earth is none.
        let home = person
            .place
            .filter(|&place| distance::Direction::of(place).is_some());
        self.within_m
            .is_none_or(|within| metres().is_some_and(|metres| metres <= within))
            && (self.any_skill.is_empty() || person.skills.iter().any(able))
            && (!self.eligible || eligibility(&self.job, person).iter().all(yes))
            && self
                .only
                .as_ref()
                .is_none_or(|only| only.contains(&person.id))
            && !self.except.contains(&person.id)
            && self.common.as_ref().is_none_or(common)
            && self
                .around
                .zip(home)
                .is_none_or(|(around, home)| around.holds(home))
    }

    fn ask(&self, world: &World, engine: &LocalEngine) -> Vec<Hit> {
        let scorer = Scorer::new(&self.job, world);
        let query = Query {
            scorer: &scorer,
            top: self.top,
            bar: self.bar,
            filter: self.filter(),
        };
        engine.top_k(&query).unwrap()
    }

    /// Everybody compared, one by one.
    fn compare(&self, world: &World, people: &People) -> Vec<Hit> {
        let scorer = Scorer::new(&self.job, world);
        let admitted: Vec<Person> = people
            .values()
            .filter(|person| self.admits(person))
            .cloned()
            .collect();
        let mut ranked = rank_people(&scorer, &admitted, admitted.len());
        ranked.retain(|ranked| {
            let points = ranked.brief.kfn.rounded();
            self.least.is_none_or(|least| points >= least)
                && !(self.sure && ranked.brief.provisional)
        });
        // Stable: within either part the order stays.
        let below = |bar: i32, points: i32| points < bar;
        ranked.sort_by_key(|ranked| {
            self.bar
                .is_some_and(|bar| below(bar, ranked.brief.kfn.rounded()))
        });
        let hit = |ranked: &crate::Ranked| Hit {
            id: admitted[ranked.index].id.clone(),
            brief: ranked.brief,
            wish: ranked.wish,
            mutual: ranked.mutual,
        };
        ranked.iter().take(self.top).map(hit).collect()
    }
}

fn change_people(people: &mut People, changes: &[Change]) {
    for change in changes {
        match change {
            Change::Upsert(person) => drop(people.insert(person.id.clone(), (**person).clone())),
            Change::Remove(id) => drop(people.remove(id)),
        }
    }
}

fn restarted(engine: &LocalEngine) -> LocalEngine {
    let mut file = Vec::new();
    engine.save(&mut file).unwrap();
    LocalEngine::load(&file[..]).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_index_finds_what_a_comparison_with_everybody_finds(
        world in world(), begin in vec((id(), person()), 0..400), steps in vec(step(), 1..20), last in question(),
    ) {
        let begin: Vec<Person> = begin.into_iter().map(|(id, person)| Person { id, ..person }).collect();
        let mut people: People = begin.iter().map(|person| (person.id.clone(), person.clone())).collect();
        let mut engine = LocalEngine::of(begin, Watermark::default()).unwrap();
        let mut watermark = Watermark::default();
        for step in steps.into_iter().chain([Step::Ask(Box::new(last))]) {
            match step {
                Step::Apply(changes) => {
                    change_people(&mut people, &changes);
                    watermark.transaction += 1;
                    engine.apply(changes, watermark).unwrap();
                }
                Step::Rebuild => engine.rebuild().unwrap(),
                Step::Restart => engine = restarted(&engine),
                Step::Ask(question) => {
                    prop_assert_eq!(question.ask(&world, &engine), question.compare(&world, &people));
                }
            }
            prop_assert_eq!(engine.watermark(), watermark);
            prop_assert_eq!(engine.size().people, people.len() as u64);
        }
        let mut kept = 0;
        engine.for_each(|person| kept += usize::from(people.contains_key(&person.id)));
        prop_assert_eq!(kept, people.len());
    }

    #[test]
    fn a_damaged_snapshot_is_refused(people in vec((id(), person()), 0..40), at in any::<prop::sample::Index>(), bit in 0..8u32) {
        let people = people.into_iter().map(|(id, person)| Person { id, ..person });
        let engine = LocalEngine::of(people, Watermark { transaction: 7, as_of: None }).unwrap();
        let mut file = Vec::new();
        engine.save(&mut file).unwrap();
        let cut = at.index(file.len());
        prop_assert!(LocalEngine::load(&file[..cut]).is_err());
        file[cut] ^= 1 << bit;
        prop_assert!(LocalEngine::load(&file[..]).is_err());
    }
}

fn asking(skill: u32) -> Job {
    let mut job = Job::new("j");
    job.requirements = vec![Requirement {
        skill,
        importance: crate::Importance::Should,
        level: None,
    }];
    job
}

fn holding(id: &str, skill: u32) -> Person {
    let mut person = Person::new(id);
    person.skills = vec![PersonSkill::stated(skill)];
    person
}

#[test]
fn a_snapshot_knows_how_far_it_came() {
    let watermark = Watermark {
        transaction: 1 << 40,
        as_of: Some(time::macros::date!(2026 - 11 - 30)),
    };
    let engine = LocalEngine::of([holding("a", 1)], watermark).unwrap();
    assert_eq!(restarted(&engine).watermark(), watermark);
    let other = b"KWINDEX\x02 of another version".as_slice();
    assert!(matches!(
        LocalEngine::load(other),
        Err(SnapshotError::Foreign)
    ));
}

#[test]
fn small_segments_are_merged() {
    let engine = LocalEngine::default();
    for turn in 0..500 {
        let person = holding(&format!("p{turn}"), 1);
        engine.upsert(person).unwrap();
    }
    let size = engine.size();
    assert_eq!(size.people, 500);
    assert!(size.segments < 8, "{} segments", size.segments);
    engine.remove("p7").unwrap();
    assert_eq!(engine.size().people, 499);
    engine.rebuild().unwrap();
    assert_eq!((engine.size().people, engine.size().segments), (499, 1));
    assert!(!engine.wants_rebuild());
}

/// Somebody who is replaced all the time is found once by every search, whatever else goes on.
#[test]
fn a_search_sees_a_change_whole_or_not_at_all() {
    let engine = LocalEngine::of(
        (0..2_000).map(|n| holding(&format!("p{n}"), n % 7)),
        Watermark::default(),
    )
    .unwrap();
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for turn in 0..300u32 {
                let batch = (0..20).map(|n| {
                    let id = format!("p{}", (turn * 20 + n) % 500);
                    Change::Upsert(Box::new(holding(&id, turn % 7)))
                });
                let always = Change::Upsert(Box::new(holding("always", turn % 7)));
                let watermark = Watermark {
                    transaction: u64::from(turn),
                    as_of: None,
                };
                engine
                    .apply(batch.chain([always]).collect(), watermark)
                    .unwrap();
            }
            over.store(true, Ordering::Relaxed);
        });
        scope.spawn(|| {
            while !over.load(Ordering::Relaxed) {
                engine.rebuild().unwrap();
            }
        });
        let (world, job) = (World::new(), asking(3));
        let scorer = Scorer::new(&job, &world);
        let only = ["always".to_owned()];
        let query = Query {
            scorer: &scorer,
            top: 5,
            bar: None,
            filter: Filter {
                only: Some(&only),
                ..Filter::default()
            },
        };
        let mut seen = 0;
        while !over.load(Ordering::Relaxed) {
            let found = engine.top_k(&query).unwrap().len();
            assert!(found == 1 || (seen == 0 && found == 0));
            seen = seen.max(found);
        }
    });
    assert_eq!(engine.watermark().transaction, 299);
    let mut people = Vec::new();
    engine.for_each(|person| people.push(person.id));
    people.sort();
    let before = people.len();
    people.dedup();
    assert_eq!((before, people.len()), (2_001, 2_001));
}
