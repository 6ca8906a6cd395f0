//! The form of the list of skills.

use super::optional;
use crate::model::SKILLS_MAX;
use kernel::FieldErrors;
use serde::{Deserialize, Serialize};

/// A row of the list of skills.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SkillRow {
    /// Taxonomy id.
    pub id: String,
    /// Its name, to show it again.
    pub label: String,
    /// 0 to 4, or empty.
    pub level: String,
    /// Years, with halves.
    pub years: String,
    /// Year of last use.
    pub last_used: String,
    /// Not empty: takes it out.
    pub remove: String,
}

/// A skill to be stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatedSkill {
    /// Taxonomy id.
    pub id: i32,
    /// 0 to 4.
    pub level: Option<i16>,
    /// Months of practice.
    pub months: Option<i16>,
    /// Year of last use.
    pub last_used_year: Option<i16>,
}

/// The whole list of skills.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SkillsForm {
    /// What was listed.
    pub rows: Vec<SkillRow>,
    /// More to add, by name or alias: one a line, or separated by commas.
    pub add: String,
    /// More to add, by taxonomy id.
    pub picked: Vec<String>,
    /// Words that were not understood, with the id chosen for each in `choices` (`0` leaves it out).
    pub asked: Vec<String>,
    /// See `asked`.
    pub choices: Vec<String>,
    /// `add` stays on the page; anything else goes on.
    pub then: String,
    /// The wizard's step.
    pub step: String,
}

impl SkillsForm {
    /// The words in `add` for which nothing has been chosen yet.
    pub fn words(&self) -> Vec<String> {
        let mut words: Vec<String> = Vec::new();
        let pieces = self
            .add
            .split(['\n', '\r', ',', ';'])
            .map(|piece| piece.split_whitespace().collect::<Vec<_>>().join(" "));
        for word in pieces.filter(|word| !word.is_empty()) {
            if !words.contains(&word) && self.choice(&word).is_none() {
                words.push(word);
            }
        }
        words
    }

    /// The id chosen for a word; `Some(0)` leaves it out.
    pub fn choice(&self, word: &str) -> Option<i32> {
        let at = self.asked.iter().position(|asked| asked == word)?;
        self.choices.get(at)?.parse().ok()
    }

    /// Ids of everything picked or chosen.
    pub fn chosen(&self) -> Vec<i32> {
        let choices = self.choices.iter().take(self.asked.len());
        self.picked
            .iter()
            .chain(choices)
            .filter_map(|id| id.parse().ok())
            .filter(|id| *id > 0)
            .collect()
    }

    /// Checks the rows that stay. Messages are named `rows[3][years]`.
    pub fn check_rows(&self, this_year: i32, errors: &mut FieldErrors) -> Vec<StatedSkill> {
        let stays = self
            .rows
            .iter()
            .enumerate()
            .filter(|(_, row)| row.remove.is_empty());
        stays
            .filter_map(|(at, row)| row.check(at, this_year, errors))
            .collect()
    }

    /// The message for a list that is too long.
    pub fn too_many(count: usize) -> String {
        format!(
            "You can list up to {SKILLS_MAX} skills, and this would be {count}. Keep those that matter most; nothing you typed is lost."
        )
    }
}

impl SkillRow {
    fn check(&self, at: usize, this_year: i32, errors: &mut FieldErrors) -> Option<StatedSkill> {
        let id: i32 = self.id.parse().ok().filter(|id| *id > 0)?;
        let level = errors.take(&format!("rows[{at}][level]"), optional(&self.level, level));
        let months = errors.take(&format!("rows[{at}][years]"), optional(&self.years, years));
        let used = errors.take(
            &format!("rows[{at}][last_used]"),
            optional(&self.last_used, |text| year(text, this_year)),
        );
        Some(StatedSkill {
            id,
            level: level?,
            months: months?,
            last_used_year: used?,
        })
    }
}

fn level(text: &str) -> Result<i16, String> {
    text.parse()
        .ok()
        .filter(|level| (0..=4).contains(level))
        .ok_or_else(|| "Choose from the list".to_owned())
}

/// Years with one decimal as months.
fn years(text: &str) -> Result<i16, String> {
    let bad = || "Write years from 0 to 50, such as 2.5".to_owned();
    let (whole, tenth) = text.split_once(['.', ',']).unwrap_or((text, "0"));
    let whole: i16 = whole
        .parse()
        .ok()
        .filter(|years| (0..=50).contains(years))
        .ok_or_else(bad)?;
    let tenth: i16 = if tenth.len() == 1 {
        tenth.parse().map_err(|_| bad())?
    } else {
        return Err(bad());
    };
    let months = whole * 12 + (tenth * 12 + 5) / 10;
    if months > 600 || tenth < 0 {
        Err(bad())
    } else {
        Ok(months)
    }
}

fn year(text: &str, this_year: i32) -> Result<i16, String> {
    let year = text
        .parse::<i16>()
        .ok()
        .filter(|year| (1950..=this_year).contains(&i32::from(*year)));
    year.ok_or_else(|| format!("Write a year from 1950 to {this_year}"))
}
