//! Every red flag on real-looking adverts, and its silence where nothing is wrong.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeMap;
use text::advert::{Code, Facts, Flag, Rules, Severity, read};
use time::macros::date;

const ADVERTS: &str = include_str!("adverts.tsv");

fn facts() -> Facts {
    Facts::of_text(date!(2026 - 11 - 21))
}

fn flags(text: &str, facts: &Facts) -> Vec<Flag> {
    read(text, facts, &Rules::new().unwrap())
}

fn codes(flags: &[Flag]) -> Vec<Code> {
    flags.iter().map(|flag| flag.code).collect()
}

#[test]
fn each_advert_has_the_flag_it_should_have() {
    let rules = Rules::new().unwrap();
    let mut seen: BTreeMap<&str, [u32; 2]> = BTreeMap::new();
    for line in ADVERTS.lines().filter(|line| !line.starts_with('#')) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [name, expected, advert] = fields[..] else {
            panic!("three fields: {line}")
        };
        let advert = advert.replace(" / ", "\n");
        let found = read(&advert, &facts(), &rules);
        match expected {
            "alarm" => assert!(
                found.iter().any(|flag| flag.code.name() == name),
                "{line}\n{found:?}"
            ),
            _ => assert!(found.is_empty(), "{line}\n{found:?}"),
        }
        seen.entry(name).or_default()[usize::from(expected == "silence")] += 1;
    }
    // Only the caller knows what is usual.
    for code in Code::ALL
        .into_iter()
        .filter(|code| *code != Code::UnusualPay)
    {
        let [alarms, silences] = seen.get(code.name()).copied().unwrap_or_default();
        assert!(
            alarms >= 2 && silences >= 2,
            "{}: {alarms} alarms, {silences} silences",
            code.name()
        );
    }
}

#[test]
fn pay_far_from_what_is_usual_is_told() {
    let usual = Facts {
        usual_minor: Some((1_400, 2_000)),
        ..facts()
    };
    for unusual in [
        "Joiner, Hull. £45.00 per hour.",
        "Joiner, Hull. 40 hours per week. £95,000 per annum.",
    ] {
        assert_eq!(
            codes(&flags(unusual, &usual)),
            [Code::UnusualPay],
            "{unusual}"
        );
    }
    for fine in [
        "Joiner, Hull. £19.50 per hour.",
        "Joiner, Hull. £14.00 to £28.00 per hour.",
    ] {
        assert!(flags(fine, &usual).is_empty(), "{fine}");
        assert!(flags(fine, &facts()).is_empty(), "{fine}");
    }
}

#[test]
fn a_flag_quotes_the_words_that_say_so() {
    let text = "Über uns. Kitchen porter, £7.50 per hour.";
    let found = flags(text, &facts());
    assert_eq!(codes(&found), [Code::BelowMinimumWage]);
    assert_eq!(found[0].quote.as_deref(), Some("£7.50 per hour"));
    assert_eq!(&text[found[0].span.clone().unwrap()], "£7.50 per hour");
    assert_eq!(found[0].severity, Severity::Serious);
}

#[test]
fn the_minimum_wage_is_that_of_the_day() {
    let on = |today| flags("Porter, £12.50 per hour", &Facts::of_text(today));
    assert!(on(date!(2026 - 03 - 31)).is_empty());
    assert_eq!(codes(&on(date!(2026 - 04 - 01))), [Code::BelowMinimumWage]);
}

#[test]
fn what_the_caller_knows_is_not_missing() {
    let long = "word ".repeat(60);
    assert_eq!(
        codes(&flags(&long, &facts())),
        [Code::MissingEmployer, Code::MissingPlace]
    );
    let known = Facts {
        employer: Some(true),
        place: Some(false),
        ..facts()
    };
    assert_eq!(codes(&flags(&long, &known)), [Code::MissingPlace]);
}
