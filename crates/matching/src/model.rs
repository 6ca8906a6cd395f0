//! What a score is made of: the person, the job, their wishes. Filled from the database or from JSON
//! lines; nothing here can name a person or say anything about them that is protected.

use crate::day;
use kernel::{geo::Point, money::Currency, week::Week};
use serde::{Deserialize, Serialize};
use time::Date;

/// The work-style questions both sides may answer, each from -2 (first pole) to 2 (second pole).
pub const STYLES: [(&str, &str); 8] = [
    ("steady pace", "fast pace"),
    ("clear instructions", "room to decide"),
    ("on one's own", "in a team"),
    ("one thing for long", "many things in turn"),
    ("behind the scenes", "with customers"),
    ("tactful feedback", "blunt feedback"),
    ("proven ways", "new ways"),
    ("fixed hours", "flexible hours"),
];

/// Answers to [`STYLES`].
pub type Styles = [i8; STYLES.len()];

/// Highest skill level; levels run from 0 (beginner) to 4 (expert).
pub const MAX_LEVEL: u8 = 4;

/// Where the knowledge of a person's skill comes from.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default,
)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// Read out of a text or a job held.
    Inferred,
    /// The person says so.
    #[default]
    Stated,
    /// Someone else checked it.
    Verified,
}

/// A skill a person has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonSkill {
    /// Taxonomy id.
    pub skill: u32,
    /// 0 to 4.
    #[serde(default)]
    pub level: Option<u8>,
    /// Months of practice. Shown as evidence, not scored: level and recency are.
    #[serde(default)]
    pub months: Option<u16>,
    /// Months since last used; unknown counts as in use.
    #[serde(default)]
    pub months_since_used: Option<u16>,
    /// How it is known.
    #[serde(default)]
    pub proof: Proof,
}

impl PersonSkill {
    /// A skill stated without further detail.
    pub fn stated(skill: u32) -> Self {
        Self {
            skill,
            level: None,
            months: None,
            months_since_used: None,
            proof: Proof::Stated,
        }
    }
}

/// A job held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spell {
    /// Taxonomy id, where the title could be placed.
    #[serde(default)]
    pub occupation: Option<u32>,
    /// As written; compared word by word where one side has no occupation.
    #[serde(default)]
    pub title: String,
    /// Whole months. Spells are added up: the caller joins those that overlap.
    pub months: u16,
}

/// A document a person holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// Code such as `right_to_work`.
    pub document: String,
    /// Last day; `None` never expires.
    #[serde(default, with = "day::option")]
    pub expires: Option<Date>,
}

/// Where work is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// At the place.
    #[default]
    OnSite,
    /// Some of it at the place.
    Hybrid,
    /// Anywhere.
    Remote,
}

/// What a person wants from a job; what is left open is not asked.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Wishes {
    /// Least pay an hour, in minor units.
    pub pay_minor: Option<u32>,
    /// Its currency.
    pub currency: Option<Currency>,
    /// Modes wanted; empty means any.
    pub modes: Vec<Mode>,
    /// Kinds of work wanted, as the job's [`Job::kind`]; empty means any.
    pub kinds: Vec<String>,
    /// Farthest daily journey, one way.
    pub commute_km: Option<u16>,
    /// Hours wanted, which may be fewer than those possible.
    pub pattern: Option<Week>,
}

/// A person, as the scorer sees one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Person {
    /// Breaks ties; compared as text.
    pub id: String,
    /// Skills held. An unlisted skill counts as not held, so that listing one more never costs.
    #[serde(default)]
    pub skills: Vec<PersonSkill>,
    /// Jobs held; `None` if never asked, empty if the person said there are none.
    #[serde(default)]
    pub experience: Option<Vec<Spell>>,
    /// Home.
    #[serde(default)]
    pub place: Option<Point>,
    /// How far the person travels to work.
    #[serde(default)]
    pub radius_km: Option<u16>,
    /// Hours the person can work.
    #[serde(default)]
    pub availability: Option<Week>,
    /// First day the person can work.
    #[serde(default, with = "day::option")]
    pub available_from: Option<Date>,
    /// European Qualifications Framework level, 1 to 8.
    #[serde(default)]
    pub education: Option<u8>,
    /// Answers to the work-style questions.
    #[serde(default)]
    pub styles: Option<Styles>,
    /// Documents on file.
    #[serde(default)]
    pub documents: Vec<Held>,
    /// What the person wants.
    #[serde(default)]
    pub wishes: Wishes,
}

impl Person {
    /// A person nothing is known of.
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            skills: Vec::new(),
            experience: None,
            place: None,
            radius_km: None,
            availability: None,
            available_from: None,
            education: None,
            styles: None,
            documents: Vec::new(),
            wishes: Wishes::default(),
        }
    }
}

/// How much a skill matters to a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Importance {
    /// Would help.
    Nice,
    /// Expected.
    Should,
    /// Without it the KFN stops at 59.
    Must,
}

/// A skill a job asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requirement {
    /// Taxonomy id of a skill or a group of skills.
    pub skill: u32,
    /// Must, should or nice.
    pub importance: Importance,
    /// 0 to 4; `None` asks for no level.
    #[serde(default)]
    pub level: Option<u8>,
}

/// Pay an hour, in minor units. The caller brings day rates and salaries to the hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pay {
    /// Least.
    pub min_minor: u32,
    /// Most; `None` if there is no range.
    #[serde(default)]
    pub max_minor: Option<u32>,
    /// Its currency.
    pub currency: Currency,
}

/// A job, shift, project or volunteering, as the scorer sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Job {
    /// Breaks ties; compared as text.
    pub id: String,
    /// Taxonomy id.
    #[serde(default)]
    pub occupation: Option<u32>,
    /// As written; see [`Spell::title`].
    #[serde(default)]
    pub title: String,
    /// Skills asked.
    #[serde(default)]
    pub requirements: Vec<Requirement>,
    /// Months of related experience asked.
    #[serde(default)]
    pub experience_months: Option<u16>,
    /// Where it is done.
    #[serde(default)]
    pub mode: Mode,
    /// Its place.
    #[serde(default)]
    pub place: Option<Point>,
    /// From how far people are sought.
    #[serde(default)]
    pub radius_km: Option<u16>,
    /// Nobody from beyond the radius (shifts).
    #[serde(default)]
    pub hard_radius: bool,
    /// Hours of the week it needs.
    #[serde(default)]
    pub pattern: Option<Week>,
    /// First day.
    #[serde(default, with = "day::option")]
    pub starts: Option<Date>,
    /// Last day; documents must outlast it.
    #[serde(default, with = "day::option")]
    pub ends: Option<Date>,
    /// The day of scoring. Documents must outlast it where the job has no dates.
    #[serde(default, with = "day::option")]
    pub as_of: Option<Date>,
    /// European Qualifications Framework level, 1 to 8.
    #[serde(default)]
    pub education: Option<u8>,
    /// The team's answers to the work-style questions.
    #[serde(default)]
    pub styles: Option<Styles>,
    /// Codes of documents the law or the job asks for.
    #[serde(default)]
    pub documents: Vec<String>,
    /// Pay an hour.
    #[serde(default)]
    pub pay: Option<Pay>,
    /// Kind of work, such as `permanent`, `shift`, `volunteer`.
    #[serde(default)]
    pub kind: Option<String>,
    /// Weights of its own; else the default.
    #[serde(default)]
    pub weights: Weights,
}

impl Job {
    /// A job that asks nothing.
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            occupation: None,
            title: String::new(),
            requirements: Vec::new(),
            experience_months: None,
            mode: Mode::OnSite,
            place: None,
            radius_km: None,
            hard_radius: false,
            pattern: None,
            starts: None,
            ends: None,
            as_of: None,
            education: None,
            styles: None,
            documents: Vec::new(),
            pay: None,
            kind: None,
            weights: Weights::default(),
        }
    }
}

/// Weights of the six dimensions in 1/10,000, in the order of [`crate::Dimension::ALL`]. They sum to
/// 10,000 and each lies within its limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "[u16; 6]", into = "[u16; 6]")]
pub struct Weights([u16; 6]);

impl Weights {
    /// Least and most of each: skills always lead the list, nothing else can drown them.
    pub const LIMITS: [(u16, u16); 6] = [
        (2_000, 6_000),
        (500, 3_500),
        (0, 3_000),
        (0, 3_000),
        (0, 2_000),
        (0, 1_500),
    ];

    /// Weights of an organisation's own.
    ///
    /// # Errors
    /// A message for the form: a weight beyond its limits, or a sum that is not 10,000.
    pub fn new(weights: [u16; 6]) -> Result<Self, String> {
        for ((weight, (least, most)), dimension) in
            weights.iter().zip(Self::LIMITS).zip(crate::Dimension::ALL)
        {
            if !(least..=most).contains(weight) {
                return Err(format!(
                    "{} must weigh between {}% and {}%",
                    dimension.label(),
                    least / 100,
                    most / 100
                ));
            }
        }
        let sum: u32 = weights.iter().map(|&weight| u32::from(weight)).sum();
        if sum != 10_000 {
            return Err("The weights must add up to 100%".into());
        }
        Ok(Self(weights))
    }

    /// The six figures.
    pub fn get(self) -> [u16; 6] {
        self.0
    }
}

impl Default for Weights {
    fn default() -> Self {
        Self([4_000, 1_800, 1_500, 1_200, 800, 700])
    }
}

impl TryFrom<[u16; 6]> for Weights {
    type Error = String;
    fn try_from(weights: [u16; 6]) -> Result<Self, String> {
        Self::new(weights)
    }
}

impl From<Weights> for [u16; 6] {
    fn from(weights: Weights) -> Self {
        weights.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_keep_their_limits() {
        assert!(Weights::new(Weights::default().get()).is_ok());
        assert!(
            Weights::new([6_500, 1_500, 500, 500, 500, 500])
                .unwrap_err()
                .contains("Skills")
        );
        assert!(
            Weights::new([4_000, 1_800, 1_500, 1_200, 800, 600])
                .unwrap_err()
                .contains("100%")
        );
        assert!(serde_json::from_str::<Weights>("[10000,0,0,0,0,0]").is_err());
    }

    #[test]
    fn a_job_reads_back() {
        let mut job = Job::new("j");
        job.starts = Some(time::macros::date!(2026 - 11 - 30));
        job.pattern = Some(Week::full());
        let json = serde_json::to_string(&job).unwrap();
        assert!(json.contains("\"2026-11-30\""));
        assert_eq!(serde_json::from_str::<Job>(&json).unwrap(), job);
        assert_eq!(
            serde_json::from_str::<Job>("{\"id\":\"j\"}").unwrap(),
            Job::new("j")
        );
        assert_eq!(
            serde_json::from_str::<Person>("{\"id\":\"p\"}").unwrap(),
            Person::new("p")
        );
    }
}
