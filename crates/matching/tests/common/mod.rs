//! Random worlds, jobs and people, small enough that everything meets everything.

use kernel::geo::Point;
use kernel::money::Currency;
use kernel::week::Week;
use matching::{
    Held, Importance, Job, Mode, Parent, Pay, Person, PersonSkill, Proof, Requirement, Scope,
    Spell, Styles, Weights, Wishes, World,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use time::{Date, Duration};

const DAY_ZERO: Date = time::macros::date!(2026 - 01 - 01);
pub const SKILLS: u32 = 24;
const OCCUPATIONS: [&str; 8] = ["4321", "4322", "4323.1", "4110", "9333", "2512", "2513", ""];

pub fn world() -> impl Strategy<Value = World> {
    let parents = vec(vec(0..SKILLS, 0..3), SKILLS as usize);
    let priors = vec((scope(), prop::array::uniform6(0..=10_000i32)), 0..4);
    (
        parents,
        vec(option::of(0..90_000i32), SKILLS as usize),
        vec(0..4u32, SKILLS as usize),
        priors,
    )
        .prop_map(|(parents, idf, groups, priors)| {
            let mut world = World::new();
            for (id, (parents, group)) in (0..).zip(parents.iter().zip(&groups)) {
                let code = format!("S{group}");
                let mut all: Vec<Parent<'_>> = parents
                    .iter()
                    .filter(|&&parent| parent < id)
                    .map(|&p| Parent::Skill(p))
                    .collect();
                if *group > 0 {
                    all.push(Parent::Group(&code));
                }
                world.add_skill(id, &format!("skill {id}"), &all);
            }
            idf.iter()
                .enumerate()
                .for_each(|(id, idf)| idf.iter().for_each(|&idf| world.set_idf(id as u32, idf)));
            (0..)
                .zip(OCCUPATIONS)
                .for_each(|(id, code)| world.add_occupation(id, "occupation", code));
            priors
                .into_iter()
                .for_each(|(scope, priors)| world.set_priors(&scope, priors));
            world
        })
}

/// Of the occupations above, of their groups, or of all.
fn scope() -> impl Strategy<Value = Scope> {
    let group = prop_oneof![Just("4321"), Just("432"), Just("25"), Just("9")];
    prop_oneof![
        (0..8u32).prop_map(Scope::Occupation),
        group.prop_map(|code| Scope::Group(code.into())),
        Just(Scope::All)
    ]
}

pub fn proof() -> impl Strategy<Value = Proof> {
    prop_oneof![
        Just(Proof::Verified),
        Just(Proof::Stated),
        Just(Proof::Inferred)
    ]
}

pub fn person_skill() -> impl Strategy<Value = PersonSkill> {
    (
        0..SKILLS,
        option::of(0..=5u8),
        option::of(0..200u16),
        option::of(0..150u16),
        proof(),
    )
        .prop_map(
            |(skill, level, months, months_since_used, proof)| PersonSkill {
                skill,
                level,
                months,
                months_since_used,
                proof,
            },
        )
}

pub fn spell() -> impl Strategy<Value = Spell> {
    (option::of(0..10u32), title(), 0..200u16).prop_map(|(occupation, title, months)| Spell {
        occupation,
        title,
        months,
    })
}

fn title() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(""),
        Just("Warehouse operative"),
        Just("Senior warehouse manager"),
        Just("Nurse"),
        Just("night porter")
    ]
    .prop_map(str::to_owned)
}

fn point() -> impl Strategy<Value = Point> {
    (51.0..52.0, -0.5..0.5).prop_map(|(lat, lon)| Point { lat, lon })
}

pub fn week() -> impl Strategy<Value = Week> {
    vec((0..7usize, 0..48usize, 0..48usize), 0..8).prop_map(|ranges| {
        let mut week = Week::EMPTY;
        ranges
            .into_iter()
            .for_each(|(day, from, to)| week.add_range(day, from, to));
        week
    })
}

fn day() -> impl Strategy<Value = Date> {
    (0..200i64).prop_map(|days| DAY_ZERO + Duration::days(days))
}

fn mode() -> impl Strategy<Value = Mode> {
    prop_oneof![3 => Just(Mode::OnSite), 1 => Just(Mode::Hybrid), 1 => Just(Mode::Remote)]
}

fn code() -> impl Strategy<Value = String> {
    prop_oneof![Just("dbs"), Just("right_to_work"), Just("licence")].prop_map(str::to_owned)
}

fn styles() -> impl Strategy<Value = Styles> {
    prop::array::uniform8(-2..=2i8)
}

fn wishes() -> impl Strategy<Value = Wishes> {
    let currency = option::of(prop_oneof![Just(Currency::Gbp), Just(Currency::Eur)]);
    (
        option::of(800..3_000u32),
        currency,
        vec(mode(), 0..2),
        vec(code(), 0..2),
        option::of(1..60u16),
        option::of(week()),
    )
        .prop_map(
            |(pay_minor, currency, modes, kinds, commute_km, pattern)| Wishes {
                pay_minor,
                currency,
                modes,
                kinds,
                commute_km,
                pattern,
            },
        )
}

pub fn person() -> impl Strategy<Value = Person> {
    let known = (
        vec(person_skill(), 0..8),
        option::of(vec(spell(), 0..4)),
        option::of(point()),
        option::of(1..40u16),
    );
    let free = (
        option::of(week()),
        option::of(day()),
        option::of(1..=8u8),
        option::of(styles()),
    );
    let held = vec(
        (code(), option::of(day())).prop_map(|(document, expires)| Held { document, expires }),
        0..3,
    );
    (0..1_000u32, known, free, held, wishes()).prop_map(|(id, known, free, documents, wishes)| {
        Person {
            skills: known.0,
            experience: known.1,
            place: known.2,
            radius_km: known.3,
            availability: free.0,
            available_from: free.1,
            education: free.2,
            styles: free.3,
            documents,
            wishes,
            ..Person::new(format!("p{id}"))
        }
    })
}

fn requirement() -> impl Strategy<Value = Requirement> {
    let importance = prop_oneof![
        Just(Importance::Must),
        Just(Importance::Should),
        Just(Importance::Nice)
    ];
    (0..SKILLS, importance, option::of(0..=4u8)).prop_map(|(skill, importance, level)| {
        Requirement {
            skill,
            importance,
            level,
        }
    })
}

fn weights() -> impl Strategy<Value = Weights> {
    prop_oneof![
        Just(Weights::default()),
        Just(Weights::new([6_000, 500, 3_000, 500, 0, 0]).expect("within the limits")),
        Just(Weights::new([2_000, 3_500, 1_333, 1_667, 1_000, 500]).expect("within the limits")),
    ]
}

pub fn job() -> impl Strategy<Value = Job> {
    let asks = (
        option::of(0..10u32),
        title(),
        vec(requirement(), 0..7),
        option::of(0..72u16),
    );
    let place = (
        mode(),
        option::of(point()),
        option::of(1..40u16),
        any::<bool>(),
    );
    let time = (
        option::of(week()),
        option::of(day()),
        option::of(day()),
        option::of(day()),
    );
    let pay = option::of((800..3_000u32, option::of(800..3_000u32))).prop_map(|pay| {
        pay.map(|(min_minor, max_minor)| Pay {
            min_minor,
            max_minor,
            currency: Currency::Gbp,
        })
    });
    let rest = (
        option::of(1..=8u8),
        option::of(styles()),
        vec(code(), 0..3),
        pay,
        option::of(code()),
        weights(),
    );
    (0..1_000u32, asks, place, time, rest).prop_map(|(id, asks, place, time, rest)| Job {
        occupation: asks.0,
        title: asks.1,
        requirements: asks.2,
        experience_months: asks.3,
        mode: place.0,
        place: place.1,
        radius_km: place.2,
        hard_radius: place.3,
        pattern: time.0,
        starts: time.1,
        ends: time.2,
        as_of: time.3,
        education: rest.0,
        styles: rest.1,
        documents: rest.2,
        pay: rest.3,
        kind: rest.4,
        weights: rest.5,
        ..Job::new(format!("j{id}"))
    })
}
