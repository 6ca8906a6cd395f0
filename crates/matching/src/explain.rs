//! Why a score is what it is: evidence as data, and the plain words for it.

use crate::fit::{Dimension, MUST_GAIN, radius_m};
use crate::model::{Importance, Job, Mode, Person, Proof};
use crate::world::{Relation, World};
use crate::{Action, day, distance};
use serde::{Deserialize, Serialize};
use time::Date;

/// The skill of the person that answers a skill asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MetBy {
    /// The person's skill.
    pub skill: u32,
    /// How it stands to the one asked.
    pub relation: Relation,
    /// 0 to 4.
    pub level: Option<u8>,
    /// Months of practice.
    pub months: Option<u16>,
    /// Months since last used.
    pub months_since_used: Option<u16>,
    /// How it is known.
    pub proof: Proof,
}

/// A job held that counts for the job at hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpellCounted {
    /// Its occupation.
    pub occupation: Option<u32>,
    /// Its title.
    pub title: String,
    /// Whole months.
    pub months: u16,
    /// How much of them counts, in 1/10,000.
    pub relatedness: i32,
}

/// What a part of a score stands on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Evidence {
    /// The person has not said.
    Unknown,
    /// A skill asked, and the best the person has for it.
    Skill {
        /// The skill asked.
        skill: u32,
        /// How much it matters.
        importance: Importance,
        /// The level asked.
        level: Option<u8>,
        /// How far it is met, in 1/10,000.
        gain: i32,
        /// By what.
        met_by: Option<MetBy>,
    },
    /// Months counted and asked.
    Experience {
        /// Weighted by relatedness.
        months_related: u32,
        /// All months.
        months_total: u32,
        /// Asked.
        months_asked: u16,
        /// Those that count, most related first.
        spells: Vec<SpellCounted>,
    },
    /// Hours and first day.
    Availability {
        /// Half hours of the pattern the person can work.
        half_hours: u32,
        /// Half hours of the pattern; 0 if the job gives only a first day.
        half_hours_asked: u32,
        /// Days after the first day.
        days_late: u32,
    },
    /// Work is done anywhere.
    Remote,
    /// Distance from home.
    Location {
        /// Along the surface.
        metres: u32,
        /// The smaller of both radii.
        radius_m: u32,
    },
    /// Levels of the European Qualifications Framework.
    Education {
        /// The person's.
        held: u8,
        /// The job's.
        asked: u8,
    },
    /// How alike the stated work styles are.
    Culture {
        /// -1 to 1, in 1/10,000.
        cosine: i32,
    },
}

/// What a reason says, for the choice of icon and words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// A must-have is missing.
    MustMissing,
    /// A skill is missing.
    SkillMissing,
    /// A skill is met in part: a related one, a lower level, long unused or unverified.
    SkillPartly,
    /// A skill is held.
    SkillHeld,
    /// As much experience as asked, or more.
    ExperienceMet,
    /// Less.
    ExperienceShort,
    /// Every hour needed.
    HoursMet,
    /// Some hours.
    HoursShort,
    /// Can start only later.
    StartsLate,
    /// Work is done anywhere.
    Remote,
    /// Within the radius.
    Near,
    /// Beyond it.
    Far,
    /// The level asked, or more.
    EducationMet,
    /// Less.
    EducationShort,
    /// Alike work styles.
    StyleAlike,
    /// Unlike.
    StyleUnlike,
    /// Not stated.
    Unknown,
}

/// A strength or a concern.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// Its dimension.
    pub dimension: Dimension,
    /// What it says.
    pub code: Code,
    /// Points over or under what is usual, in 1/10,000 of a point.
    pub contribution: i32,
    /// What it stands on.
    pub evidence: Evidence,
}

/// Met by at least this, a skill counts as held: the skill itself, stated, at the level asked.
const HELD_GAIN: i32 = 9_000;

impl Reason {
    pub(crate) fn new(dimension: Dimension, contribution: i32, evidence: Evidence) -> Self {
        Self {
            dimension,
            code: code(&evidence),
            contribution,
            evidence,
        }
    }
}

fn code(evidence: &Evidence) -> Code {
    let either = |met: bool, yes: Code, no: Code| if met { yes } else { no };
    match evidence {
        Evidence::Unknown => Code::Unknown,
        Evidence::Skill {
            importance: Importance::Must,
            gain,
            ..
        } if *gain < MUST_GAIN => Code::MustMissing,
        Evidence::Skill { met_by: None, .. } => Code::SkillMissing,
        Evidence::Skill { gain, .. } => {
            either(*gain >= HELD_GAIN, Code::SkillHeld, Code::SkillPartly)
        }
        Evidence::Experience {
            months_related,
            months_asked,
            ..
        } => either(
            *months_related >= u32::from(*months_asked),
            Code::ExperienceMet,
            Code::ExperienceShort,
        ),
        Evidence::Availability {
            half_hours,
            half_hours_asked,
            ..
        } if half_hours < half_hours_asked => Code::HoursShort,
        Evidence::Availability { days_late, .. } => {
            either(*days_late == 0, Code::HoursMet, Code::StartsLate)
        }
        Evidence::Remote => Code::Remote,
        Evidence::Location { metres, radius_m } => {
            either(metres <= radius_m, Code::Near, Code::Far)
        }
        Evidence::Education { held, asked } => {
            either(held >= asked, Code::EducationMet, Code::EducationShort)
        }
        Evidence::Culture { cosine } => {
            either(*cosine >= 5_000, Code::StyleAlike, Code::StyleUnlike)
        }
    }
}

/// Strengths and concerns, each largest first. A missing must-have is a concern whatever its points;
/// what neither lifts nor lowers is left out.
pub(crate) fn sort(reasons: Vec<Reason>) -> (Vec<Reason>, Vec<Reason>) {
    let shown = reasons
        .into_iter()
        .filter(|reason| reason.contribution != 0 || reason.code == Code::MustMissing);
    let (mut strengths, mut concerns): (Vec<_>, Vec<_>) =
        shown.partition(|reason| reason.contribution > 0 && reason.code != Code::MustMissing);
    // Stable sorts: equal points keep the order of the formula and of the job's own list.
    strengths.sort_by_key(|reason| -reason.contribution);
    concerns.sort_by_key(|reason| (reason.code != Code::MustMissing, reason.contribution));
    (strengths, concerns)
}

/// The answer to a legal need or hard limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Not met.
    No,
    /// Nothing on file says so.
    Unknown,
    /// Met.
    Yes,
}

/// A legal need or hard limit: no points, but a bar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Check {
    /// A document must outlast the work.
    Document {
        /// Its code.
        document: String,
        /// Is it met?
        standing: Standing,
        /// Last day of the best one on file.
        #[serde(with = "day::option")]
        expires: Option<Date>,
        /// The day it must outlast.
        #[serde(with = "day::option")]
        needed_after: Option<Date>,
    },
    /// The place must lie within the radius.
    Radius {
        /// Is it met?
        standing: Standing,
        /// Distance, if known.
        metres: Option<u32>,
        /// The limit.
        radius_m: u32,
    },
}

impl Check {
    /// Is it met?
    pub fn standing(&self) -> Standing {
        match self {
            Self::Document { standing, .. } | Self::Radius { standing, .. } => *standing,
        }
    }
}

impl crate::Fit {
    /// The worst of all checks; yes if there are none.
    pub fn eligible(&self) -> Standing {
        self.eligibility
            .iter()
            .map(Check::standing)
            .min()
            .unwrap_or(Standing::Yes)
    }
}

/// Every legal need and hard limit of the job. A document must expire **after** the last day: the end,
/// else the start, else the day of scoring.
pub fn eligibility(job: &Job, person: &Person) -> Vec<Check> {
    let needed_after = needed_after(job);
    let mut checks: Vec<Check> = job
        .documents
        .iter()
        .map(|document| {
            let held = person
                .documents
                .iter()
                .filter(|held| held.document == *document);
            let best = held
                .map(|held| held.expires)
                .max_by_key(|expires| expires.unwrap_or(Date::MAX));
            let standing = match (best, needed_after) {
                (None, _) => Standing::Unknown,
                (Some(Some(expires)), Some(last)) if expires <= last => Standing::No,
                (Some(_), _) => Standing::Yes,
            };
            Check::Document {
                document: document.clone(),
                standing,
                expires: best.flatten(),
                needed_after,
            }
        })
        .collect();
    if let Some(place) = job
        .place
        .filter(|_| job.hard_radius && job.mode != Mode::Remote)
    {
        let radius_m = radius_m(job.radius_km, person.radius_km);
        let metres = person.place.and_then(|home| distance::metres(place, home));
        let standing = metres.map_or(Standing::Unknown, |m| {
            if m <= radius_m {
                Standing::Yes
            } else {
                Standing::No
            }
        });
        checks.push(Check::Radius {
            standing,
            metres,
            radius_m,
        });
    }
    checks
}

/// The day that documents must outlast.
pub(crate) fn needed_after(job: &Job) -> Option<Date> {
    job.ends.or(job.starts.max(job.as_of))
}

/// A reason's evidence in plain words.
pub fn phrase(evidence: &Evidence, world: &World) -> String {
    match evidence {
        Evidence::Unknown => "Not stated".into(),
        Evidence::Skill {
            skill,
            importance: Importance::Must,
            gain,
            met_by,
            ..
        } if *gain < MUST_GAIN => {
            let nearest = met_by.as_ref().filter(|met_by| met_by.skill != *skill);
            let nearest = nearest
                .map(|met_by| format!("; nearest is {}", name(met_by.skill, world)))
                .unwrap_or_default();
            format!("Must-have missing: {}{nearest}", name(*skill, world))
        }
        Evidence::Skill {
            skill,
            met_by: None,
            ..
        } => format!("{} not stated", name(*skill, world)),
        Evidence::Skill {
            skill,
            level,
            met_by: Some(met_by),
            ..
        } => phrase_skill(*skill, *level, met_by, world),
        Evidence::Experience {
            months_related,
            months_asked,
            ..
        } => {
            format!("{months_related} months of related experience, {months_asked} asked")
        }
        Evidence::Availability {
            half_hours,
            half_hours_asked,
            days_late,
        } => {
            let hours = match half_hours_asked {
                0 => "Can work".to_owned(),
                asked if half_hours == asked => format!("Can work all {} hours", hours(*asked)),
                asked => format!("Can work {} of {} hours", hours(*half_hours), hours(*asked)),
            };
            match days_late {
                0 => hours,
                1 => format!("{hours}, from 1 day after the start"),
                days => format!("{hours}, from {days} days after the start"),
            }
        }
        Evidence::Remote => "Works from anywhere".into(),
        Evidence::Location { metres, radius_m } => {
            let side = if metres <= radius_m {
                "within"
            } else {
                "beyond"
            };
            format!(
                "{} away, {side} {}",
                kilometres(*metres),
                kilometres(*radius_m)
            )
        }
        Evidence::Education { held, asked } if held >= asked => {
            format!("Level {held} education, {asked} asked")
        }
        Evidence::Education { held, asked } => {
            format!("Level {held} education, below the {asked} asked")
        }
        Evidence::Culture { cosine } => {
            format!("Work styles agree {}%", (cosine.max(&0) + 50) / 100)
        }
    }
}

fn phrase_skill(asked: u32, level: Option<u8>, met_by: &MetBy, world: &World) -> String {
    let mut text = match met_by.relation {
        Relation::Same => name(asked, world),
        relation => {
            let how = match relation {
                Relation::Narrower => "a kind of",
                Relation::Broader => "wider than",
                _ => "akin to",
            };
            format!(
                "{}, {how} {}",
                name(met_by.skill, world),
                name(asked, world)
            )
        }
    };
    text.push_str(match met_by.proof {
        Proof::Verified => ", verified",
        Proof::Stated => ", stated",
        Proof::Inferred => ", inferred",
    });
    match (met_by.level, level) {
        (Some(held), Some(asked)) if held < asked => {
            text.push_str(&format!(", level {held} of {asked} asked"));
        }
        (None, Some(_)) => text.push_str(", level not stated"),
        _ => {}
    }
    if let Some(months) = met_by.months_since_used.filter(|&months| months > 24) {
        text.push_str(&format!(", last used {} years ago", months / 12));
    }
    text
}

/// What to do, in plain words.
pub fn phrase_action(action: &Action, world: &World) -> String {
    match action {
        Action::AddSkill { skill, .. } => format!("Add {}", name(*skill, world)),
        Action::VerifySkill { skill } => format!("Verify {}", name(*skill, world)),
        Action::RaiseLevel { skill, to } => format!("Raise {} to level {to}", name(*skill, world)),
        Action::UseAgain { skill } => format!("Use {} again", name(*skill, world)),
        Action::GainExperience { months } => {
            format!("Gain {months} more months of related experience")
        }
        Action::ExtendAvailability { half_hours } => {
            format!("Be available {} more hours a week", hours(*half_hours))
        }
        Action::StartEarlier { days } => format!("Start {days} days earlier"),
        Action::WidenRadius { km } => format!("Travel up to {km} km"),
        Action::State { dimension } => match dimension {
            Dimension::Location => "State where you live".into(),
            other => format!("State your {}", other.label().to_lowercase()),
        },
        Action::ReachEducation { level } => format!("Reach education level {level}"),
        Action::AddDocument { document } => format!("Add your {}", document.replace('_', " ")),
        Action::RenewDocument { document } => format!("Renew your {}", document.replace('_', " ")),
    }
}

fn name(skill: u32, world: &World) -> String {
    let label = world.skill_label(skill);
    if label.is_empty() {
        format!("skill {skill}")
    } else {
        label.to_owned()
    }
}

fn hours(half_hours: u32) -> String {
    if half_hours.is_multiple_of(2) {
        format!("{}", half_hours / 2)
    } else {
        format!("{}.5", half_hours / 2)
    }
}

fn kilometres(metres: u32) -> String {
    let tenths = (metres + 50) / 100;
    if tenths >= 100 || tenths.is_multiple_of(10) {
        format!("{} km", (metres + 500) / 1_000)
    } else {
        format!("{}.{} km", tenths / 10, tenths % 10)
    }
}
