//! JSON lines in and out.

use kernel::geo::Point;
use matching::exchange::{Exchange, Line, NoVocabulary, Side, Vocabulary, rank, read};
use matching::{Importance, Parent, Proof, World};
use proptest::prelude::*;
use time::macros::date;

const TODAY: time::Date = date!(2026 - 11 - 21);

struct Words;
impl Vocabulary for Words {
    fn skill(&self, label: &str) -> Option<u32> {
        label.eq_ignore_ascii_case("operate forklift").then_some(1)
    }
    fn occupation(&self, title: &str) -> Option<u32> {
        title
            .eq_ignore_ascii_case("warehouse operative")
            .then_some(10)
    }
    fn place(&self, text: &str) -> Option<Point> {
        (text == "E1 6AN").then_some(Point {
            lat: 51.52,
            lon: -0.07,
        })
    }
}

fn world() -> World {
    let mut world = World::new();
    world.add_skill(1, "operate forklift", &[]);
    world.add_skill(2, "operate counterbalance forklift", &[Parent::Skill(1)]);
    world.add_occupation(10, "warehouse operative", "9333");
    world
}

fn read_with(people: &str, jobs: &str) -> Exchange {
    read(
        people.as_bytes(),
        jobs.as_bytes(),
        &Words,
        world(),
        Some(TODAY),
    )
}

fn ranked(exchange: &Exchange, side: Side, top: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    rank(exchange, side, top, |line| lines.push(line.clone()));
    lines
}

const PERSON: &str = r#"{"id":"jane","name":"ignored","skills":["Operate  Forklift",{"label":"Juggling","level":"expert","years":1.5,"evidence":"verified","last_used":"2024-05"},{"id":2,"level":3}],
"experience":[{"title":"Warehouse operative","start":"2024-01","end":"2025-06"},{"title":"Baker","years":2},{"occupation":10,"start":"2026-10"}],
"place":"E1 6AN","radius_km":10,"availability":{"weekdays":"07:00-15:00","sat":"22:00-02:00"},"available_from":"2026-12-01","education":4,
"styles":[1,2,-2,0,0,0,1,0],"documents":["DBS",{"document":"licence","expires":"2028-03-14"}],
"wishes":{"pay":12.5,"modes":["on_site"],"kinds":["Permanent"],"commute_km":8,"pattern":"any"}}"#;

const JOB: &str = r#"{"id":7,"title":"Warehouse operative","skills":["operate forklift",{"label":"juggling","importance":"must","level":2},{"label":"tap dance","importance":"nice"}],
"experience_years":2,"mode":"hybrid","place":{"lat":51.5265,"lon":-0.078},"radius_km":12,"hard_radius":true,"pattern":{"mon":"07:00-15:00"},
"starts":"2026-12-07","ends":"2027-12-07","education":3,"styles":[1,2,-2,0,0,0,1,0],"documents":["dbs"],"pay":{"min":12,"max":"13.20","currency":"gbp"},
"kind":"permanent","weights":{"skills":60,"experience":20,"availability":10,"location":10}}"#;

fn one_line(text: &str) -> String {
    text.replace('\n', "")
}

#[test]
fn every_field_is_read() {
    let exchange = read_with(&one_line(PERSON), &one_line(JOB));
    assert_eq!(
        (exchange.people_errors.len(), exchange.job_errors.len()),
        (0, 0),
        "{:?}{:?}",
        exchange.people_errors,
        exchange.job_errors
    );
    let (person, job) = (&exchange.people[0], &exchange.jobs[0]);
    let juggling = job.requirements[1].skill;
    assert_eq!(
        person
            .skills
            .iter()
            .map(|held| held.skill)
            .collect::<Vec<_>>(),
        [1, juggling, 2]
    );
    let held = &person.skills[1];
    assert_eq!(
        (held.level, held.months, held.months_since_used, held.proof),
        (Some(4), Some(18), Some(30), Proof::Verified)
    );
    let spells = person.experience.as_ref().unwrap();
    // January 2024 to June 2025, two years, October and November.
    assert_eq!(
        spells
            .iter()
            .map(|spell| (spell.occupation, spell.months))
            .collect::<Vec<_>>(),
        [(Some(10), 18), (None, 24), (Some(10), 2)]
    );
    assert_eq!(
        person.place,
        Some(Point {
            lat: 51.52,
            lon: -0.07
        })
    );
    assert_eq!(person.availability.unwrap().count(), 5 * 16 + 8);
    assert_eq!(
        person
            .documents
            .iter()
            .map(|held| held.document.as_str())
            .collect::<Vec<_>>(),
        ["dbs", "licence"]
    );
    assert_eq!(
        (person.wishes.pay_minor, person.wishes.commute_km),
        (Some(1_250), Some(8))
    );
    assert_eq!(
        (job.id.as_str(), job.occupation, job.experience_months),
        ("7", Some(10), Some(24))
    );
    assert_eq!(
        job.requirements
            .iter()
            .map(|asked| asked.importance)
            .collect::<Vec<_>>(),
        [Importance::Should, Importance::Must, Importance::Nice]
    );
    assert_eq!(
        job.pay.map(|pay| (pay.min_minor, pay.max_minor)),
        Some((1_200, Some(1_320)))
    );
    assert_eq!(job.weights.get(), [6_000, 2_000, 1_000, 1_000, 0, 0]);
    assert_eq!(
        (job.as_of, job.kind.as_deref()),
        (Some(TODAY), Some("permanent"))
    );
    assert_eq!(exchange.world.skill_label(juggling), "juggling");
}

#[test]
fn labels_are_the_same_whatever_their_case_and_spaces() {
    let exchange = read_with(
        "{\"id\":1,\"skills\":[\"Sock   Darning\"]}\n{\"id\":2,\"skills\":[\" sock darning \"]}\n{\"id\":3,\"skills\":[\"sock-darning\"]}",
        "{\"id\":1,\"skills\":[\"SOCK DARNING\"]}",
    );
    let asked = exchange.jobs[0].requirements[0].skill;
    let held: Vec<bool> = exchange
        .people
        .iter()
        .map(|person| person.skills[0].skill == asked)
        .collect();
    assert_eq!(held, [true, true, false]);
    // The same in every run, whatever else is read.
    let again = read_with("", "{\"id\":1,\"skills\":[\"other\",\"sock darning\"]}");
    assert_eq!(again.jobs[0].requirements[1].skill, asked);
}

#[test]
fn rarity_comes_from_the_jobs() {
    let jobs: Vec<String> = (0..40)
        .map(|i| {
            format!(
                "{{\"id\":{i},\"skills\":[\"common\"{}]}}",
                if i < 2 { ",\"rare\"" } else { "" }
            )
        })
        .collect();
    let exchange = read_with("", &jobs.join("\n"));
    let asked = &exchange.jobs[0].requirements;
    // ln(40/40) = 0, held at 1; ln(40/2) = 2.9957.
    assert_eq!(
        [
            exchange.world.idf(asked[0].skill),
            exchange.world.idf(asked[1].skill)
        ],
        [10_000, 29_957]
    );
}

#[test]
fn a_bad_line_is_named_and_the_rest_is_ranked() {
    let people = "\u{feff}{\"id\":\"a\",\"skills\":[\"x\"]}\r\n\n{oops\n[1]\n{\"id\":\"a\"}\n{\"skills\":[3.5,{\"level\":9,\"label\":\"x\"},{}],\"education\":9,\"availability\":{\"mon\":\"all day\",\"noday\":\"07:00-08:00\"},\"place\":\"Atlantis\",\"styles\":[1],\"wishes\":{\"pay\":-1,\"modes\":[\"moon\"]},\"experience\":[{\"title\":\"x\"},{\"title\":\"y\",\"start\":\"2024-05\",\"end\":\"2023\"}]}\n{\"id\":\"b\",\"skills\":\"x\"}\n{\"id\":\"c\"}";
    let jobs = "{\"id\":1,\"skills\":[\"x\"],\"starts\":\"2026-02-30\",\"pay\":{\"min\":9,\"max\":8},\"weights\":{\"skills\":100}}\n{\"id\":2,\"skills\":[\"x\"],\"place\":{\"lat\":91}}\n{\"id\":3,\"skills\":[\"x\"]}";
    let exchange = read_with(people, jobs);
    let faults = |errors: &[matching::exchange::LineError]| {
        errors
            .iter()
            .map(|error| (error.line, error.field.clone()))
            .collect::<Vec<_>>()
    };
    let of = |line: usize, fields: &[&str]| {
        fields
            .iter()
            .map(|field| (line, (*field).to_owned()))
            .collect::<Vec<_>>()
    };
    let expected = [
        of(3, &[""]),
        of(4, &[""]),
        of(5, &["id"]),
        of(
            6,
            &[
                "id",
                "skills[0]",
                "skills[1].level",
                "skills[2].label",
                "experience[0].months",
                "experience[1].end",
                "place",
            ],
        ),
        of(
            6,
            &[
                "availability.mon",
                "availability.noday",
                "education",
                "styles",
                "wishes.pay",
                "wishes.modes[0]",
            ],
        ),
        of(7, &["skills"]),
    ];
    assert_eq!(faults(&exchange.people_errors), expected.concat());
    assert_eq!(
        exchange.people_errors[2].to_string(),
        "line 5: id: “a” is already used on line 1"
    );
    assert!(
        exchange.people_errors[0]
            .to_string()
            .starts_with("line 3: not JSON: key must be a string at column 2"),
        "{}",
        exchange.people_errors[0]
    );
    let expected = [
        of(1, &["starts", "pay.max", "weights"]),
        of(2, &["place.lat", "place.lon"]),
    ];
    assert_eq!(faults(&exchange.job_errors), expected.concat());
    let lines = ranked(&exchange, Side::Job, 10);
    assert_eq!(
        lines
            .iter()
            .map(|line| (line.job.as_str(), line.person.as_str(), line.rank))
            .collect::<Vec<_>>(),
        [("3", "a", 1), ("3", "c", 2)]
    );
}

#[test]
fn text_that_is_not_unicode_is_one_bad_line() {
    let exchange = read(
        b"{\"id\":\"\xff\"}\n{\"id\":1}",
        b"",
        &NoVocabulary,
        World::new(),
        None,
    );
    assert_eq!(
        (
            exchange.people.len(),
            exchange.people_errors.len(),
            exchange.people_errors[0].line
        ),
        (1, 1, 1)
    );
}

#[test]
fn the_line_written_explains_itself() {
    let exchange = read_with(&one_line(PERSON), &one_line(JOB));
    let line = &ranked(&exchange, Side::Job, 1)[0];
    let json = serde_json::to_value(line).unwrap();
    assert_eq!(
        (
            json["job"].as_str(),
            json["person"].as_str(),
            json["rank"].as_u64()
        ),
        (Some("7"), Some("jane"), Some(1))
    );
    let sum: f64 = line.baseline
        + line.parts.iter().map(|part| part.contribution).sum::<f64>()
        + line.cap.unwrap_or(0.0);
    assert!((sum - line.kfn).abs() < 1e-9);
    assert_eq!(json["eligible"], "yes");
    assert_eq!(line.inputs_hash.len(), 64);
    assert!(
        line.reasons
            .iter()
            .any(|reason| reason.text == "juggling, verified, last used 2 years ago"),
        "{:?}",
        line.reasons
    );
    // The other side gives the same scores.
    let other = &ranked(&exchange, Side::Person, 1)[0];
    assert_eq!(other, line);
}

/// The examples of `docs/cli.md` are read, and give the result printed there.
#[test]
fn the_documented_examples_hold() {
    let blocks: Vec<String> = include_str!("../../../docs/cli.md")
        .split("```json")
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap().replace('\n', " "))
        .collect();
    let [person, job, result, ..] = &blocks[..] else {
        panic!("three examples come first")
    };
    let exchange = read_with(&person.replace("E2 9AA", "E1 6AN"), job);
    assert_eq!(
        (&exchange.people_errors, &exchange.job_errors),
        (&vec![], &vec![])
    );
    let ours = serde_json::to_value(&ranked(&exchange, Side::Job, 1)[0]).unwrap();
    let printed: serde_json::Value = serde_json::from_str(result).unwrap();
    for (field, value) in printed.as_object().unwrap() {
        match (field.as_str(), value.as_array(), ours[field].as_array()) {
            ("inputs_hash", ..) => {}
            (_, Some(printed), Some(ours)) => {
                assert_eq!(printed[..], ours[..printed.len()], "{field}");
            }
            _ => assert_eq!(*value, ours[field], "{field}"),
        }
    }
    assert_eq!(
        printed.as_object().unwrap().len(),
        ours.as_object().unwrap().len()
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_bytes_are_read_or_named(people in prop::collection::vec(any::<u8>(), 0..200), text in "(\\{\"id\":[0-9]{1,2},\"(skills|place|wishes|experience|availability)\":[\\[\\]{}\"a-z0-9,:.-]{0,20}\\}\n){0,4}") {
        read(&people, text.as_bytes(), &Words, world(), None);
        let exchange = read_with(&text, &text);
        let lines = text.lines().count();
        let refused: std::collections::BTreeSet<usize> = exchange.people_errors.iter().map(|error| error.line).collect();
        prop_assert_eq!(exchange.people.len() + refused.len(), lines);
    }
}
