//! Examples worked by hand.

use kernel::geo::Point;
use kernel::week::Week;
use matching::{
    Action, Check, Code, Dimension, Held, Importance, Job, Mode, Parent, Person, PersonSkill,
    Proof, Requirement, Scope, Score, Scorer, Spell, Standing, World, fit, opportunities, phrase,
    phrase_action, what_would_change,
};
use time::macros::date;

const FORKLIFT: u32 = 1;
const COUNTERBALANCE: u32 = 2;
const PICKING: u32 = 3;
const STOCK: u32 = 4;
const OPERATIVE: u32 = 10;
const CLERK: u32 = 11;
const SHOREDITCH: Point = Point {
    lat: 51.5265,
    lon: -0.0780,
};

fn world() -> World {
    let mut world = World::new();
    world.add_skill(FORKLIFT, "operate forklift", &[Parent::Group("S6")]);
    world.add_skill(
        COUNTERBALANCE,
        "operate counterbalance forklift",
        &[Parent::Skill(FORKLIFT)],
    );
    world.add_skill(PICKING, "pick orders", &[]);
    world.add_skill(STOCK, "keep stock records", &[Parent::Group("S6")]);
    [(FORKLIFT, 20_000), (PICKING, 10_000), (STOCK, 30_000)]
        .into_iter()
        .for_each(|(skill, idf)| world.set_idf(skill, idf));
    world.add_occupation(OPERATIVE, "warehouse operative", "9333");
    world.add_occupation(CLERK, "stock clerk", "4321");
    world
}

fn weekdays(hours: &str) -> Week {
    let mut week = Week::EMPTY;
    (0..5).for_each(|day| week.add_day_text(day, hours).expect("hours"));
    week
}

fn job() -> Job {
    let ask = |skill, importance, level| Requirement {
        skill,
        importance,
        level,
    };
    Job {
        occupation: Some(OPERATIVE),
        title: "Warehouse operative".into(),
        requirements: vec![
            ask(FORKLIFT, Importance::Must, Some(2)),
            ask(PICKING, Importance::Should, None),
            ask(STOCK, Importance::Nice, None),
        ],
        experience_months: Some(24),
        place: Some(SHOREDITCH),
        radius_km: Some(10),
        pattern: Some(weekdays("07:00-15:00")),
        starts: Some(date!(2026 - 11 - 30)),
        education: Some(4),
        ..Job::new("warehouse")
    }
}

fn jane() -> Person {
    Person {
        skills: vec![
            PersonSkill {
                level: Some(3),
                proof: Proof::Verified,
                ..PersonSkill::stated(COUNTERBALANCE)
            },
            PersonSkill::stated(PICKING),
        ],
        experience: Some(vec![Spell {
            occupation: Some(OPERATIVE),
            title: String::new(),
            months: 12,
        }]),
        place: Some(SHOREDITCH),
        availability: Some(weekdays("07:00-11:00")),
        available_from: Some(date!(2026 - 12 - 28)),
        education: Some(2),
        ..Person::new("jane")
    }
}

#[test]
fn every_part_and_the_sum() {
    let fit = fit(&job(), &jane(), &world());
    // Forklift: must 3 × idf 2 = 6; narrower .9 × level min(1, 4/3) × 1 × verified 1 = .9.
    // Picking: should 2 × idf 1 = 2; same 1 × 1 × 1 × stated .9 = .9.
    // Stock: nice 1 × idf 3 = 3. Counterbalance hangs under forklift, not under the group: 0.
    // (6·.9 + 2·.9 + 0) / 11 = .654545
    // Experience: 12/24 = .5^.7 = .615572.
    // Availability: 40 of 80 half hours, 28 days late: .5 × .5^(4/4) = .25.
    // Location: at the door, 1. Education: gap 2, 1 − .7 = .3. Work style: nobody asked.
    assert_eq!(
        fit.parts.each_ref().map(|part| part.score),
        [6_545, 6_156, 2_500, 10_000, 3_000, 0]
    );
    assert!(!fit.parts[5].applies);
    // (.40·.6545 + .18·.6156 + .15·.25 + .12·1 + .08·.3) / .93 = .5541080 / .93
    assert_eq!(fit.kfn, Score(595_815));
    // Baseline: all priors .5. Contributions: .40·.1545/.93, .18·.1156/.93, −.15·.25/.93, .12·.5/.93, −.08·.2/.93
    assert_eq!(fit.baseline, Score(500_000));
    assert_eq!(
        fit.parts.each_ref().map(|part| part.contribution),
        [66_452, 22_374, -40_323, 64_516, -17_204, 0]
    );
    assert_eq!(fit.confidence, 10_000);
    assert!(!fit.provisional && fit.cap.is_none());
    assert_eq!(
        (fit.kfn.rounded(), fit.kfn.to_string().as_str()),
        (60, "59.6")
    );
}

#[test]
fn reasons_name_their_evidence_largest_first() {
    let world = world();
    let fit = fit(&job(), &jane(), &world);
    let lines = |reasons: &[matching::Reason]| -> Vec<String> {
        reasons
            .iter()
            .map(|reason| {
                format!(
                    "{:+} {}",
                    reason.contribution,
                    phrase(&reason.evidence, &world)
                )
            })
            .collect()
    };
    // Forklift's share: .40·6·(.9 − .5)/11/.93 = 9.3842; picking a third of it; stock .40·3·(−.5)/11/.93.
    assert_eq!(
        lines(&fit.strengths),
        [
            "+93842 operate counterbalance forklift, a kind of operate forklift, verified",
            "+64516 0 km away, within 10 km",
            "+31280 pick orders, stated",
            "+22374 12 months of related experience, 24 asked",
        ]
    );
    assert_eq!(
        lines(&fit.concerns),
        [
            "-58670 keep stock records not stated",
            "-40323 Can work 20 of 40 hours, from 28 days after the start",
            "-17204 Level 2 education, below the 4 asked",
        ]
    );
    assert_eq!(fit.strengths[0].code, Code::SkillHeld);
}

#[test]
fn a_missing_must_have_is_its_own_line() {
    let mut person = jane();
    person.skills = vec![
        PersonSkill {
            proof: Proof::Verified,
            ..PersonSkill::stated(STOCK)
        },
        PersonSkill::stated(PICKING),
    ];
    person.experience = Some(vec![Spell {
        occupation: Some(OPERATIVE),
        title: String::new(),
        months: 240,
    }]);
    person.availability = Some(Week::full());
    person.available_from = None;
    person.education = Some(8);
    // Stock is a sibling of forklift: .3 × unknown level .8 = .24, under .3.
    // Skills: (6·.24 + 2·.9 + 3·1)/11 = .5673; everything else 1: (.40·.5673 + .53)/.93 = .813892 → 59.
    let fit = fit(&job(), &person, &world());
    assert_eq!(fit.kfn, Score::CAP);
    let cap = fit.cap.unwrap();
    assert_eq!((cap.missing, cap.by), (vec![FORKLIFT], 590_000 - 813_892));
    assert_eq!(fit.concerns[0].code, Code::MustMissing);
    assert_eq!(
        phrase(&fit.concerns[0].evidence, &world()),
        "Must-have missing: operate forklift; nearest is keep stock records"
    );
}

#[test]
fn nothing_known_is_the_baseline_without_the_skills() {
    // Skills count as not held: −.40·.5/.93 = −21.5054; the rest is unknown and moves nothing.
    let mut job = job();
    job.requirements.remove(0);
    let fit = fit(&job, &Person::new("p"), &world());
    assert_eq!((fit.kfn, fit.baseline), (Score(284_946), Score(500_000)));
    assert!(fit.provisional);
    // .40/.93
    assert_eq!(fit.confidence, 4_301);
}

#[test]
fn a_job_that_asks_nothing_says_nothing() {
    let fit = fit(&Job::new("j"), &Person::new("p"), &World::new());
    assert_eq!(
        (fit.kfn, fit.baseline, fit.confidence, fit.provisional),
        (Score(500_000), Score(500_000), 0, true)
    );
}

#[test]
fn experience_elsewhere_counts_by_how_near_it_is() {
    let world = world();
    let scored = |occupation, title: &str| {
        let mut person = jane();
        person.experience = Some(vec![Spell {
            occupation,
            title: title.into(),
            months: 24,
        }]);
        fit(&job(), &person, &world).parts[1].score
    };
    assert_eq!(scored(Some(OPERATIVE), ""), 10_000);
    assert_eq!(scored(Some(CLERK), ""), 0);
    assert_eq!(scored(None, "Senior Warehouse Operative"), 10_000);
    // One word of two: .5^.7
    assert_eq!(scored(None, "warehouse cleaner"), 6_156);
    assert_eq!(scored(None, "chef"), 0);
}

#[test]
fn what_is_usual_moves_the_baseline() {
    let mut world = world();
    world.set_priors(
        &Scope::Occupation(OPERATIVE),
        [6_000, 4_000, 7_000, 8_000, 5_000, 5_000],
    );
    let fit = fit(&job(), &jane(), &world);
    // (.40·.6 + .18·.4 + .15·.7 + .12·.8 + .08·.5)/.93 = .553/.93. The score itself stays.
    assert_eq!((fit.baseline, fit.kfn), (Score(594_624), Score(595_815)));
}

#[test]
fn a_document_must_outlast_the_work() {
    let mut job = job();
    job.documents = vec!["dbs".into()];
    job.ends = Some(date!(2027 - 02 - 28));
    let mut person = jane();
    let before = fit(&job, &person, &world());
    assert_eq!(before.eligible(), Standing::Unknown);
    let mut standing = |expires| {
        person.documents = vec![Held {
            document: "dbs".into(),
            expires,
        }];
        let fit = fit(&job, &person, &world());
        assert_eq!(fit.kfn, before.kfn);
        fit.eligible()
    };
    assert_eq!(standing(Some(date!(2027 - 02 - 28))), Standing::No);
    assert_eq!(standing(Some(date!(2027 - 03 - 01))), Standing::Yes);
    assert_eq!(standing(None), Standing::Yes);
    job.ends = None;
    job.as_of = Some(date!(2027 - 06 - 01));
    person.documents = vec![Held {
        document: "dbs".into(),
        expires: Some(date!(2027 - 05 - 01)),
    }];
    assert_eq!(fit(&job, &person, &world()).eligible(), Standing::No);
    person.documents.push(Held {
        document: "dbs".into(),
        expires: Some(date!(2030 - 05 - 01)),
    });
    assert_eq!(fit(&job, &person, &world()).eligible(), Standing::Yes);
}

#[test]
fn a_shift_takes_nobody_from_beyond_its_radius() {
    let mut job = job();
    let mut person = jane();
    // 0.1° of latitude is 11.120 km.
    person.place = Some(Point {
        lat: 51.6265,
        ..SHOREDITCH
    });
    // .5·exp(−(11.120−10)/5) = .3997
    let soft = fit(&job, &person, &world());
    assert_eq!(
        (soft.parts[3].score, soft.eligible()),
        (3_997, Standing::Yes)
    );
    job.hard_radius = true;
    let hard = fit(&job, &person, &world());
    assert_eq!((hard.parts[3].score, hard.eligible()), (0, Standing::No));
    assert!(matches!(
        hard.eligibility[0],
        Check::Radius {
            metres: Some(11_120),
            radius_m: 10_000,
            ..
        }
    ));
    job.mode = Mode::Remote;
    let remote = fit(&job, &person, &world());
    assert_eq!(
        (remote.parts[3].score, remote.eligible()),
        (10_000, Standing::Yes)
    );
}

#[test]
fn what_would_change_it_is_found_by_scoring_again() {
    let world = world();
    let changes = what_would_change(&job(), &jane(), &world, 20);
    let found = |action: &Action| {
        changes
            .iter()
            .find(|change| change.action == *action)
            .map(|change| change.plus)
    };
    // Stock stated: .40·3·.9/11/.93 = 10.5572, from .6545 to (7.2+2.7)/11 = .9.
    assert_eq!(
        found(&Action::AddSkill {
            skill: STOCK,
            level: None
        }),
        Some(105_591)
    );
    // Picking verified: .40·2·.1/11/.93.
    assert_eq!(found(&Action::VerifySkill { skill: PICKING }), Some(7_828));
    // All 80 half hours, still late: .15·.25/.93.
    assert_eq!(
        found(&Action::ExtendAvailability { half_hours: 40 }),
        Some(40_323)
    );
    assert_eq!(found(&Action::StartEarlier { days: 28 }), Some(40_323));
    assert_eq!(found(&Action::GainExperience { months: 12 }), Some(74_400));
    assert_eq!(found(&Action::ReachEducation { level: 4 }), Some(60_215));
    assert_eq!(
        changes[0].action,
        Action::AddSkill {
            skill: STOCK,
            level: None
        }
    );
    assert_eq!(
        phrase_action(&changes[0].action, &world),
        "Add keep stock records"
    );
    assert_eq!(what_would_change(&job(), &jane(), &world, 2).len(), 2);
}

#[test]
fn the_next_step_is_the_one_that_unlocks_most() {
    let world = world();
    let mut lift = job();
    lift.documents = vec!["forklift_licence".into()];
    let mut person = jane();
    person.skills.remove(0);
    let licensed = Person {
        documents: vec![Held {
            document: "forklift_licence".into(),
            expires: None,
        }],
        ..person.clone()
    };
    let changes = what_would_change(&lift, &person, &world, 9);
    // Adding the skill lifts the cap; the licence alone makes eligible.
    assert_eq!(changes.iter().filter(|change| change.unlocks).count(), 2);
    assert!(
        changes
            .iter()
            .any(|change| change.unlocks && matches!(change.action, Action::AddDocument { .. }))
    );
    let jobs = [job(), lift];
    let scorers: Vec<Scorer<'_>> = jobs.iter().map(|job| Scorer::new(job, &world)).collect();
    let first = &opportunities(&scorers, &licensed, Score(600_000), 5)[0];
    assert_eq!(
        first.action,
        Action::AddSkill {
            skill: FORKLIFT,
            level: Some(2)
        }
    );
    assert_eq!((first.jobs, first.unlocks), (2, 2));
}

#[test]
fn the_six_parts_keep_their_order() {
    let labels = Dimension::ALL.map(Dimension::label);
    assert_eq!(
        labels,
        [
            "Skills",
            "Experience",
            "Availability",
            "Location",
            "Education",
            "Work style"
        ]
    );
}
