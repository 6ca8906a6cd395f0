//! A score in words: what the pages say about its parts, its reasons and the legal needs.

mod action;
mod reason;

pub use action::{action, action_href};
pub use reason::{say, span};

use kernel::money::Money;
use matching::{Check, Code, Dimension, Fit, Reason, Standing, Weights, WishFit, World};
use people::model::Document;
use reason::chip;
use ui::format::{self, Per};
use ui::{ReasonItem, ScorePart, Speaks, Tag, Text, Tone};

/// Chips shown in a row, at most.
const CHIPS: usize = 4;
/// Chips shown in a row however long they are; a long one is cut short on the screen.
const LEAST_CHIPS: usize = 2;
/// Characters that two lines of chips hold in a list beside a panel.
const ROOM: usize = 72;
/// A place is known to its postcode sector or town: nearer than this it says no more.
const NEAR_M: u32 = 1_000;

/// The name of a skill, with a capital.
pub fn skill(id: u32, world: &World) -> String {
    let label = world.skill_label(id);
    if label.is_empty() {
        format!("Skill {id}")
    } else {
        capital(label)
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}

/// Points of a contribution in 1/10,000 of a point.
fn points(contribution: i32) -> f64 {
    f64::from(contribution) / 10_000.0
}

/// The six parts as bars with what is usual.
pub fn parts(fit: &Fit) -> Vec<ScorePart> {
    let part = |part: &matching::Part| ScorePart {
        label: part.dimension.label().to_owned(),
        score: part.applies.then(|| f64::from(part.blended) / 100.0),
        usual: part.applies.then(|| f64::from(part.prior) / 100.0),
        contribution: points(part.contribution),
    };
    fit.parts.iter().map(part).collect()
}

/// Strengths, then concerns, then what is not known; the cap of a missing must-have is a line of its own.
pub fn reasons(fit: &Fit, world: &World) -> Vec<ReasonItem> {
    let item = |speaks: Speaks| {
        move |reason: &Reason| {
            let (text, evidence) = say(reason, world);
            ReasonItem {
                speaks,
                text,
                evidence: evidence.into(),
                points: Some(points(reason.contribution)),
            }
        }
    };
    let mut items: Vec<ReasonItem> = fit.strengths.iter().map(item(Speaks::For)).collect();
    items.extend(fit.concerns.iter().map(item(Speaks::Against)));
    items.extend(fit.cap.as_ref().map(|cap| {
        ReasonItem {
            speaks: Speaks::Against,
            text: format!(
                "A missing must-have stops the score at {}",
                cap.at.rounded()
            ),
            evidence: cap
                .missing
                .iter()
                .map(|id| skill(*id, world))
                .collect::<Vec<_>>()
                .join(", ")
                .into(),
            points: Some(points(cap.by)),
        }
    }));
    items.extend(unknown(fit).map(|dimension| ReasonItem {
        speaks: Speaks::Unknown,
        text: format!("{} not stated", dimension.label()),
        evidence: "Counts as what is usual, so it neither lifts nor lowers the score".into(),
        points: None,
    }));
    items
}

/// What the job asks and the person has not said.
fn unknown(fit: &Fit) -> impl Iterator<Item = Dimension> {
    fit.parts
        .iter()
        .filter(|part| part.applies && part.confidence == 0)
        .map(|part| part.dimension)
}

/// The chips of a row, as many as two lines hold: what the law says first, then the strongest on each side in turn,
/// then the others. What is left over is a number that leads to `all`, where every one of them stands. Distance has a
/// column of its own.
pub fn chips(fit: &Fit, world: &World, all: &str) -> Vec<Tag> {
    let mut tags: Vec<Tag> = Vec::new();
    match fit.eligible() {
        Standing::Yes => {}
        Standing::Unknown => tags.push(Tag::new("Documents not on file").tone(Tone::Neutral)),
        Standing::No => tags.push(Tag::new("May not work this job").tone(Tone::Bad)),
    }
    let told = |reasons: &[Reason], tone: fn(Code) -> Tone| -> Vec<Tag> {
        reasons
            .iter()
            .filter(|reason| reason.dimension != Dimension::Location)
            .map(|reason| Tag::new(chip(reason, world)).tone(tone(reason.code)))
            .collect()
    };
    let mut strengths = told(&fit.strengths, |_| Tone::Good).into_iter();
    let mut concerns = told(&fit.concerns, |code| match code {
        Code::SkillMissing | Code::Unknown => Tone::Neutral,
        _ => Tone::Warn,
    })
    .into_iter();
    tags.extend(strengths.next());
    tags.extend(concerns.next());
    tags.extend(strengths.chain(concerns));
    if fit.provisional {
        tags.push(Tag::new("Provisional").tone(Tone::Neutral));
    }
    capped(tags, all)
}

/// The first tags that fit, at least two of them, and how many more there are.
fn capped(mut tags: Vec<Tag>, all: &str) -> Vec<Tag> {
    let mut room = ROOM;
    let fitting = tags
        .iter()
        .take(CHIPS)
        .take_while(|tag| {
            let needs = tag.label.chars().count();
            let fits = needs <= room;
            room = room.saturating_sub(needs);
            fits
        })
        .count();
    let shown = fitting.max(LEAST_CHIPS).min(tags.len());
    let more = tags.len() - shown;
    tags.truncate(shown);
    if more > 0 {
        tags.push(Tag::new(format!("+{more} more")).href(all));
    }
    tags
}

/// How far away, as exactly as places are known.
pub fn away(metres: u32) -> String {
    if metres < NEAR_M {
        "Under 1 km".to_owned()
    } else {
        format::distance(metres)
    }
}

/// The legal needs and hard limits: a badge each.
pub fn checks(fit: &Fit) -> Vec<Tag> {
    fit.eligibility
        .iter()
        .map(|check| match check {
            Check::Document {
                document,
                standing,
                expires,
                ..
            } => {
                let name = document_name(document);
                let until = expires.map(format::date);
                match standing {
                    Standing::Yes => Tag::new(name)
                        .tone(Tone::Good)
                        .icon(ui::Icon::Check)
                        .detail(until.map(|day| format!("to {day}"))),
                    Standing::Unknown => Tag::new(name)
                        .tone(Tone::Warn)
                        .icon(ui::Icon::CircleHelp)
                        .detail("not on file"),
                    Standing::No => {
                        let ends = until.map(|day| format!("ends {day}, before the work does"));
                        Tag::new(name)
                            .tone(Tone::Bad)
                            .icon(ui::Icon::X)
                            .detail(ends)
                    }
                }
            }
            Check::Radius {
                standing, radius_m, ..
            } => {
                let name = format!("Within {}", format::distance(*radius_m));
                match standing {
                    Standing::Yes => Tag::new(name).tone(Tone::Good).icon(ui::Icon::Check),
                    Standing::Unknown => Tag::new(name)
                        .tone(Tone::Warn)
                        .icon(ui::Icon::CircleHelp)
                        .detail("place not stated"),
                    Standing::No => Tag::new(name)
                        .tone(Tone::Bad)
                        .icon(ui::Icon::X)
                        .detail("farther away"),
                }
            }
        })
        .collect()
}

/// A document's name by its code.
pub fn document_name(code: &str) -> String {
    let known = Document::ALL
        .iter()
        .find(|document| document.code() == code);
    known.map_or_else(
        || capital(&code.replace('_', " ")),
        |document| document.label().to_owned(),
    )
}

/// How sure the score is and by which formula, in one sentence each.
pub fn confidence(fit: &Fit) -> String {
    let known = (fit.confidence + 50) / 100;
    let formula = fit.version.trim_start_matches("kfn-");
    let provisional = if fit.provisional {
        " Too little is known: the score is provisional."
    } else {
        ""
    };
    let own = fit
        .parts
        .iter()
        .zip(Weights::default().get())
        .any(|(part, usual)| part.weight != i32::from(usual));
    let weights: Vec<String> = fit
        .parts
        .iter()
        .map(|part| {
            format!(
                "{} {}%",
                part.dimension.label().to_lowercase(),
                part.weight / 100
            )
        })
        .collect();
    let weights = if own {
        format!(" Weights set by the employer: {}.", weights.join(", "))
    } else {
        String::new()
    };
    format!("Confidence {known}%.{provisional} Formula {formula}.{weights}")
}

/// The person's side, wish by wish.
pub fn wishes(wishes: &WishFit) -> Vec<ReasonItem> {
    let item = |part: &matching::WishPart| {
        let (speaks, text) = match part.score {
            None => (
                Speaks::Unknown,
                format!("{}: the job does not say", part.wish.label()),
            ),
            Some(10_000) => (Speaks::For, format!("{}: as you wish", part.wish.label())),
            Some(score) => (
                Speaks::Against,
                format!(
                    "{}: {}% of what you wish",
                    part.wish.label(),
                    (score + 50) / 100
                ),
            ),
        };
        ReasonItem {
            speaks,
            text,
            evidence: Text::default(),
            points: (part.contribution != 0).then(|| points(part.contribution)),
        }
    };
    wishes.parts.iter().map(item).collect()
}

/// Pay by its stored kind: the amount, and what it is for.
pub fn pay(kind: &str, min: Option<Money>, max: Option<Money>) -> (Option<String>, Option<String>) {
    let per = match kind {
        "HOURLY" => Per::Hour,
        "DAILY" => Per::Day,
        "SALARY" => Per::Year,
        "UNPAID" => return (Some("Unpaid".to_owned()), None),
        _ => Per::Job,
    };
    let amount = format::pay(min, max, per)
        .map(|text| text.trim_end_matches(per.words()).trim_end().to_owned());
    let words = amount.is_some().then(|| per.words().to_owned());
    (amount, words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::money::Currency;
    use matching::{Importance, Job, Person, PersonSkill, Requirement, Scorer};

    fn world() -> World {
        let mut world = World::new();
        world.add_skill(1, "operate forklift", &[]);
        world.add_skill(2, "stack pallets", &[]);
        world
    }

    #[test]
    fn a_missing_must_have_is_said_and_its_cap_has_a_line() {
        let world = world();
        let mut job = Job::new("j");
        job.requirements = vec![
            Requirement {
                skill: 1,
                importance: Importance::Must,
                level: Some(2),
            },
            Requirement {
                skill: 2,
                importance: Importance::Nice,
                level: None,
            },
        ];
        job.documents = vec!["right_to_work".into()];
        let mut person = Person::new("p");
        person.skills = vec![PersonSkill {
            level: Some(3),
            months: Some(26),
            ..PersonSkill::stated(2)
        }];
        let fit = Scorer::new(&job, &world).fit(&person);
        let reasons = reasons(&fit, &world);
        let texts: Vec<&str> = reasons.iter().map(|reason| reason.text.as_str()).collect();
        assert_eq!(
            texts,
            [
                "Stack pallets",
                "Must-have missing: operate forklift",
                "A missing must-have stops the score at 59"
            ]
        );
        assert_eq!(
            reasons[0].evidence.as_str(),
            "Stated, proficient, 2 years 2 months of practice"
        );
        let sum: f64 = reasons.iter().filter_map(|reason| reason.points).sum();
        assert!((fit.baseline.points() + sum - fit.kfn.points()).abs() < 1e-6);
        assert_eq!(checks(&fit)[0].detail.as_str(), "not on file");
        let shown: Vec<String> = chips(&fit, &world, "/why")
            .into_iter()
            .map(|tag| tag.label)
            .collect();
        assert_eq!(
            shown,
            [
                "Documents not on file",
                "Stack pallets",
                "Must-have missing: operate forklift"
            ]
        );
    }

    #[test]
    fn a_row_shows_what_fits_and_counts_the_rest() {
        let tags =
            |labels: &[&str]| -> Vec<Tag> { labels.iter().map(|one| Tag::new(*one)).collect() };
        let shown = |labels: &[&str]| -> Vec<String> {
            let shown = capped(tags(labels), "/why").into_iter();
            shown
                .map(|tag| format!("{}{}", tag.label, tag.href.as_str()))
                .collect()
        };
        assert_eq!(shown(&["a", "b"]), ["a", "b"]);
        assert_eq!(
            shown(&["a", "b", "c", "d", "e", "f"]),
            ["a", "b", "c", "d", "+2 more/why"]
        );
        let long = "Must-have missing: ".to_owned() + &"x".repeat(60);
        assert_eq!(
            shown(&[&long, &long, &long]),
            [long.as_str(), long.as_str(), "+1 more/why"]
        );
        assert_eq!(
            shown(&["Short", &long, "c", "d"]),
            ["Short", long.as_str(), "+2 more/why"]
        );
    }

    #[test]
    fn pay_and_time_read_as_people_say_them() {
        let gbp = |minor| Some(Money::new(minor, Currency::Gbp));
        assert_eq!(
            pay("HOURLY", gbp(1250), gbp(1320)),
            (Some("£12.50–£13.20".into()), Some("an hour".into()))
        );
        assert_eq!(pay("UNPAID", None, None), (Some("Unpaid".into()), None));
        assert_eq!(pay("SALARY", None, None), (None, None));
        assert_eq!(
            [span(1), span(18), span(24), span(31)],
            ["1 month", "18 months", "2 years", "2 years 7 months"]
        );
    }
}
