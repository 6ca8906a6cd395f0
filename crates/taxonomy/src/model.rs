//! What both sides see of skills, occupations and places.

use kernel::geo::Point;
use serde::{Deserialize, Serialize};

/// Number of a skill; the same in every release of the data.
pub type SkillId = i32;
/// Number of an occupation; the same in every release of the data.
pub type OccupationId = i32;

/// Longest text a search reads, in characters; the rest is ignored.
pub const LONGEST_QUERY: usize = 100;
/// Most answers of one search.
pub const MOST_HITS: usize = 50;
/// Longest text read for mentions of skills, in characters; the rest is ignored.
pub const LONGEST_TEXT: usize = 20_000;

/// What a skill is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SkillKind {
    /// Something one can do.
    Skill,
    /// Something one knows, tools and languages too.
    Knowledge,
    /// A family of skills; whoever has one of them has some of it.
    Group,
}

impl SkillKind {
    /// Reads the database's word.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "SKILL" => Some(Self::Skill),
            "KNOWLEDGE" => Some(Self::Knowledge),
            "GROUP" => Some(Self::Group),
            _ => None,
        }
    }
}

/// A skill that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "ssr", schema(as = Skill))]
pub struct SkillHit {
    /// Its number.
    pub id: SkillId,
    /// As shown.
    pub label: String,
    /// What it is.
    pub kind: SkillKind,
    /// The other name by which it was found.
    pub alias: Option<String>,
}

/// An occupation that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "ssr", schema(as = Occupation))]
pub struct OccupationHit {
    /// Its number.
    pub id: OccupationId,
    /// As shown.
    pub label: String,
    /// The other title by which it was found.
    pub alias: Option<String>,
}

/// A place to choose while typing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlaceHit {
    /// `Leeds, England`, `Lyon, France`, `E1 6`.
    pub label: String,
    /// Its centre.
    pub point: Point,
}

/// A place that was found for a text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// How to show it; a postcode as far as it was given, never more.
    pub label: String,
    /// The centre of the postcode sector, district or city.
    pub point: Point,
    /// The sector (`E1 6`), if the text was a postcode that has one.
    pub sector: Option<String>,
}
