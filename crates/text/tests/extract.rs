//! Reading texts with a small taxonomy.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use proptest::prelude::*;
use std::sync::LazyLock;
use text::lines::{self, Line};
use text::{Extractor, How, Kind, Learned, Settings, Skill};

static EXTRACTOR: LazyLock<Extractor> = LazyLock::new(|| {
    let skill = |id: i32, label: &str, kind: Kind, aliases: &[&str]| Skill {
        id,
        label: label.to_owned(),
        kind,
        aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
    };
    let skills = vec![
        skill(1, "operate forklift", Kind::Skill, &["drive forklift"]),
        skill(
            2,
            "Python (computer programming)",
            Kind::Knowledge,
            &["Python"],
        ),
        skill(3, "R", Kind::Knowledge, &[]),
        skill(4, "Go", Kind::Technology, &[]),
        skill(5, "SAS", Kind::Technology, &[]),
        skill(6, "lay bricks", Kind::Skill, &["bricklaying"]),
        skill(7, "mix construction grouts", Kind::Skill, &[]),
        skill(8, "Kubernetes", Kind::Technology, &["K8s"]),
        skill(9, "C", Kind::Knowledge, &[]),
        skill(10, "C++", Kind::Knowledge, &[]),
        skill(11, "computer programming", Kind::Knowledge, &[]),
        skill(12, "welding", Kind::Knowledge, &[]),
    ];
    let learned = Learned {
        phrases: "phrase\tknown\tinside\tseen\npython\t40\t40\t40\nwelding\t0\t0\t40\n",
        tagger: "slot\tbegins\tgoes_on\tnone\neager\t0\t0\t0\n",
    };
    Extractor::new(skills, learned).unwrap()
});

const ALL: Settings = Settings {
    most: usize::MAX,
    least: 0.0,
    names_only: false,
};

fn named(text: &str) -> Vec<&'static str> {
    let mut found = EXTRACTOR.extract(
        text,
        Settings {
            names_only: true,
            ..ALL
        },
    );
    found.sort_by_key(|found| found.spans[0].start);
    found
        .iter()
        .map(|found| EXTRACTOR.skill(found).label.as_str())
        .collect()
}

#[test]
fn the_longest_name_at_each_word_counts() {
    assert_eq!(
        named("You lay bricks, OPERATE FORKLIFT trucks and mix construction grouts"),
        ["lay bricks", "operate forklift", "mix construction grouts"]
    );
    assert_eq!(
        named("Computer programming in C++, not in Ccc"),
        ["computer programming", "C++"]
    );
    assert!(
        named("You lay. Bricks are ours").is_empty(),
        "a sentence ends a name"
    );
    assert!(named("").is_empty());
}

#[test]
fn case_matters_for_short_names_and_plain_words() {
    assert_eq!(
        named("We use R, C and SAS; some of it in Go"),
        ["R", "C", "SAS", "Go"]
    );
    assert!(named("Go on, r you ready for c or sas? R&D").is_empty());
}

#[test]
fn a_slip_of_typing_is_forgiven_in_long_words() {
    assert_eq!(named("knows Kuberntes well, and pythn"), ["Kubernetes"]);
    assert_eq!(named("operate forklfit"), ["operate forklift"]);
}

#[test]
fn what_is_not_wanted_and_talk_are_left_out() {
    let text = "Requirements:\nPython. No knowledge of Kubernetes needed.\nNice to have:\nSAS\nBenefits:\nlay bricks with us";
    assert_eq!(named(text), ["Python (computer programming)", "SAS"]);
    let found = EXTRACTOR.extract(text, ALL);
    let nice = |id: i32| {
        found
            .iter()
            .find(|found| EXTRACTOR.skill(found).id == id)
            .map(|found| found.nice)
    };
    assert_eq!((nice(2), nice(5), nice(8)), (Some(false), Some(true), None));
}

#[test]
fn what_is_implied_is_ranked_below_what_is_named() {
    let found = EXTRACTOR.extract("Python. Laying of bricks for houses.", ALL);
    let read: Vec<(i32, How)> = found
        .iter()
        .map(|found| (EXTRACTOR.skill(found).id, found.how))
        .collect();
    assert_eq!(read[0], (2, How::Named));
    assert!(read.contains(&(6, How::Implied)), "{read:?}");
    assert!(
        !read
            .iter()
            .any(|(id, how)| *id == 8 && *how == How::Implied),
        "products are named or not"
    );
}

#[test]
fn what_marked_adverts_taught_decides_how_sure_a_name_is() {
    let found = EXTRACTOR.extract(
        "Python and welding",
        Settings {
            names_only: true,
            ..ALL
        },
    );
    let sure = |id: i32| {
        found
            .iter()
            .find(|found| EXTRACTOR.skill(found).id == id)
            .unwrap()
            .confidence
    };
    assert!(sure(2) > 0.9 && sure(12) < 0.2, "{} {}", sure(2), sure(12));
}

#[test]
fn each_line_is_read_and_each_bad_one_named() {
    let file = "{\"id\":\"a\",\"text\":\"Über Python\"}\n\nnot json\n{\"id\":2}\n{\"id\":\"a\",\"text\":\"x\"}\n{\"id\":3,\"text\":\"nothing\"}\n";
    let mut read: Vec<Line> = Vec::new();
    let errors = lines::extract(file.as_bytes(), &EXTRACTOR, Settings::default(), |line| {
        read.push(line.clone());
    });
    let told: Vec<String> = errors.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "line 3: not JSON: expected ident at column 2",
            "line 4: text: a text expected",
            "line 5: id: “a” is already used on line 1",
        ]
    );
    let ids: Vec<&str> = read.iter().map(|line| line.id.as_str()).collect();
    assert_eq!(ids, ["a", "3"]);
    let span = &read[0].skills[0].spans[0];
    assert_eq!(
        (span.start, span.end, span.text.as_str()),
        (5, 11, "Python"),
        "characters, not bytes"
    );
    assert!(read[1].skills.is_empty());
}

proptest! {
    #[test]
    fn any_text_is_read_and_spans_lie_on_it(text in "(\\PC|\n|python|R|SAS|lay bricks|[.,;:() ]|no |Benefits\n){0,60}") {
        let found = EXTRACTOR.extract(&text, ALL);
        prop_assert_eq!(&found, &EXTRACTOR.extract(&text, ALL));
        for found in found {
            prop_assert!((0.0..=1.0).contains(&found.confidence));
            for span in found.spans {
                prop_assert!(text.get(span).is_some_and(|quoted| !quoted.is_empty()));
            }
        }
    }
}
