//! A strength or a concern: what it says, and what it rests on.

use super::{away, capital, skill};
use matching::{Code, Evidence, Importance, MetBy, Proof, Reason, Relation, World};
use people::model::{LEVELS, qualification};
use ui::format;

/// What a reason says, and what it rests on.
pub fn say(reason: &Reason, world: &World) -> (String, Option<String>) {
    match &reason.evidence {
        Evidence::Unknown => (format!("{} not stated", reason.dimension.label()), None),
        Evidence::Skill {
            skill: asked,
            importance,
            level,
            met_by,
            ..
        } => say_skill(
            reason.code,
            *asked,
            *importance,
            *level,
            met_by.as_ref(),
            world,
        ),
        Evidence::Experience {
            months_related,
            months_asked,
            spells,
            ..
        } => {
            let titles: Vec<String> = spells
                .iter()
                .take(3)
                .map(|spell| {
                    let label = spell.occupation.map_or("", |id| world.occupation_label(id));
                    let title = if spell.title.is_empty() {
                        capital(label)
                    } else {
                        spell.title.clone()
                    };
                    format!("{title} ({})", span(u32::from(spell.months)))
                })
                .collect();
            let counted = if titles.is_empty() {
                String::new()
            } else {
                format!("; {}", titles.join(", "))
            };
            (
                format!("{} of related experience", span(*months_related)),
                Some(format!("{} asked{counted}", span(u32::from(*months_asked)))),
            )
        }
        Evidence::Availability {
            half_hours,
            half_hours_asked,
            days_late,
        } => {
            let late = match days_late {
                0 => None,
                1 => Some("From 1 day after the start".to_owned()),
                days => Some(format!("From {days} days after the start")),
            };
            match half_hours_asked {
                0 => (
                    late.unwrap_or_else(|| "Free from the first day".to_owned()),
                    None,
                ),
                asked if half_hours >= asked => {
                    (format!("Free at all {} hours a week", hours(*asked)), late)
                }
                asked => (
                    format!(
                        "Free at {} of {} hours a week",
                        hours(*half_hours),
                        hours(*asked)
                    ),
                    late,
                ),
            }
        }
        Evidence::Remote => ("Works from anywhere".to_owned(), None),
        Evidence::Location { metres, radius_m } => {
            let near = radius_m * 3 / 10;
            (
                format!("{} away", away(*metres)),
                Some(format!(
                    "Full points up to {}, half of them at {}",
                    format::distance(near),
                    format::distance(*radius_m)
                )),
            )
        }
        Evidence::Education { held, asked } => {
            let name = |level: u8| {
                qualification(level).map_or_else(|| format!("Level {level}"), str::to_owned)
            };
            (name(*held), Some(format!("{} asked", name(*asked))))
        }
        Evidence::Culture { cosine } => (
            format!("Work styles agree {}%", (cosine.max(&0) + 50) / 100),
            Some("Both sides answered the eight questions".to_owned()),
        ),
    }
}

fn say_skill(
    code: Code,
    asked: u32,
    importance: Importance,
    level: Option<u8>,
    met_by: Option<&MetBy>,
    world: &World,
) -> (String, Option<String>) {
    let name = skill(asked, world);
    let need = match importance {
        Importance::Must => "Asked as a must",
        Importance::Should => "Asked as a should",
        Importance::Nice => "Asked as nice to have",
    };
    match (code, met_by) {
        (Code::MustMissing, near) => {
            let near = near
                .filter(|met| met.skill != asked)
                .map(|met| format!("Nearest is {}", world.skill_label(met.skill)));
            (
                format!("Must-have missing: {}", world.skill_label(asked)),
                near,
            )
        }
        (_, None) => (format!("{name} not stated"), Some(need.to_owned())),
        (_, Some(met)) => {
            let mut facts = Vec::new();
            match met.relation {
                Relation::Same => {}
                Relation::Narrower => facts.push(format!(
                    "Through {}, a kind of it",
                    world.skill_label(met.skill)
                )),
                Relation::Broader => facts.push(format!(
                    "Through {}, which is wider",
                    world.skill_label(met.skill)
                )),
                Relation::Sibling => facts.push(format!(
                    "Through {}, which is akin",
                    world.skill_label(met.skill)
                )),
            }
            facts.push(
                match met.proof {
                    Proof::Verified => "verified",
                    Proof::Stated => "stated",
                    Proof::Inferred => "read from their history",
                }
                .to_owned(),
            );
            facts.extend(level_words(met.level, level));
            facts.extend(
                met.months
                    .filter(|months| *months > 0)
                    .map(|months| format!("{} of practice", span(u32::from(months)))),
            );
            let idle = met.months_since_used.filter(|months| *months > 24);
            facts.extend(idle.map(|months| format!("last used {} years ago", months / 12)));
            (name, Some(capital(&facts.join(", "))))
        }
    }
}

fn level_words(held: Option<u8>, asked: Option<u8>) -> Option<String> {
    let name = |level: u8| {
        LEVELS
            .get(usize::from(level))
            .map(|name| name.to_lowercase())
    };
    match (held.and_then(name), asked.and_then(name)) {
        (Some(has), Some(wants)) if held < asked => Some(format!("{has} where {wants} is asked")),
        (Some(has), _) => Some(has),
        (None, Some(wants)) => Some(format!("level not stated, {wants} asked")),
        (None, None) => None,
    }
}

/// Months as people say them.
pub fn span(months: u32) -> String {
    match months {
        1 => "1 month".to_owned(),
        months if months < 24 => format!("{months} months"),
        months if months.is_multiple_of(12) => format!("{} years", months / 12),
        months => format!("{} years {} months", months / 12, months % 12),
    }
}

fn hours(half_hours: u32) -> String {
    if half_hours.is_multiple_of(2) {
        (half_hours / 2).to_string()
    } else {
        format!("{}.5", half_hours / 2)
    }
}

/// What a reason says, in the fewest words.
pub(super) fn chip(reason: &Reason, world: &World) -> String {
    match &reason.evidence {
        Evidence::Availability {
            half_hours,
            half_hours_asked,
            days_late: 0,
        } if *half_hours_asked > 0 => {
            if half_hours >= half_hours_asked {
                "Free at all hours".to_owned()
            } else {
                format!(
                    "Free {} of {} hours",
                    hours(*half_hours),
                    hours(*half_hours_asked)
                )
            }
        }
        Evidence::Experience { months_related, .. } => {
            format!("{} in related work", span(*months_related))
        }
        Evidence::Skill { skill: asked, .. }
            if reason.code == Code::SkillPartly && reason.contribution < 0 =>
        {
            format!("{} in part", skill(*asked, world))
        }
        _ => say(reason, world).0,
    }
}
