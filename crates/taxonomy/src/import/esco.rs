//! ESCO's CSV release, as its download page gives it (v1.1 and v1.2, English).

use super::release::{Known, LONGEST_NAME, Occupation, Release, Skill, Source};
use super::table::{Broken, Column, Folder, Form, Row, Table};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;
use text::plain::plain;

/// What an occupation cannot do without. More than 90 is said of what was chosen by hand.
const ESSENTIAL: u8 = 90;
const OPTIONAL: u8 = 60;
/// Groups that hold what fits nowhere else say nothing of nearness.
const LEFTOVERS: [&str; 4] = [
    "not further defined",
    "not elsewhere classified",
    "inter-disciplinary programmes",
    "field unknown",
];

/// Reads the folder. Skills are needed; of the other files those that are there.
pub fn read(folder: &Path, known: &Known) -> Result<Release, Broken> {
    let mut folder = Folder::new(folder, Form::Csv);
    let mut release = Release::new(Source::Esco);
    let mut groups = Groups::default();
    skills(folder.needed(&["skills_en.csv"])?, &mut release, known)?;
    if let Some(table) = folder.open(&["skillGroups_en.csv"])? {
        groups.read(table, &mut release)?;
    }
    let broader = [
        "broaderRelationsSkillPillar_en.csv",
        "broaderRelationsSkillPillar.csv",
    ];
    if let Some(table) = folder.open(&broader)? {
        let broader = self::broader(table, &groups)?;
        groups.place(broader, &mut release, known);
    }
    groups.into_skills(&mut release);
    if let Some(table) = folder.open(&["ISCOGroups_en.csv"])? {
        isco(table, &mut release)?;
    }
    if let Some(table) = folder.open(&["occupations_en.csv"])? {
        occupations(table, &mut release, known)?;
    }
    let needs = [
        "occupationSkillRelations_en.csv",
        "occupationSkillRelations.csv",
    ];
    if let Some(table) = folder.open(&needs)? {
        self::needs(table, &mut release, known)?;
    }
    release.folder = folder.name();
    release.sha256 = folder.sha256();
    Ok(release)
}

fn skills(table: Table, release: &mut Release, known: &Known) -> Result<(), Broken> {
    let (uri, label) = (
        table.column(&["conceptUri"])?,
        table.column(&["preferredLabel"])?,
    );
    let (kind, aliases) = (
        table.column(&["skillType"])?,
        table.optional(&["altLabels"]),
    );
    let status = table.optional(&["status"]);
    table.each(|row| {
        let key = tail(row, uri, "/esco/skill/")?;
        if is_obsolete(row, status) {
            if known.skills.contains(key) {
                release.obsolete_skills.push(key.to_owned());
            } else {
                release.skip("a skill that ESCO calls obsolete");
            }
            return Ok(());
        }
        let kind = match row.get(kind) {
            "knowledge" => "KNOWLEDGE",
            "skill/competence" => "SKILL",
            other => {
                release.skip(format!("a concept of the type “{}”", other.escape_debug()));
                return Ok(());
            }
        };
        let label = row.name(label, LONGEST_NAME)?;
        let mut skill = Skill {
            kind,
            label: label.to_owned(),
            parents: BTreeSet::new(),
            aliases: list(row.get_optional(aliases)),
        };
        // `Java (computer programming)`: people say `Java`.
        if let Some((name, _)) = label.split_once(" (") {
            skill.aliases.push(name.to_owned());
        }
        once(
            row,
            uri,
            release.skills.insert(key.to_owned(), skill).is_none(),
        )
    })
}

/// Groups of skills and fields of knowledge, by their addresses.
#[derive(Debug, Default)]
struct Groups {
    keys: HashMap<String, String>,
    labels: BTreeMap<String, String>,
    parents: BTreeMap<String, BTreeSet<String>>,
}

impl Groups {
    fn read(&mut self, table: Table, release: &mut Release) -> Result<(), Broken> {
        let (uri, label) = (
            table.column(&["conceptUri"])?,
            table.column(&["preferredLabel"])?,
        );
        let (code, status) = (table.optional(&["code"]), table.optional(&["status"]));
        table.each(|row| {
            let address = row.text(uri)?;
            let label = row.name(label, LONGEST_NAME)?;
            let leftover = LEFTOVERS.iter().any(|part| label.contains(part));
            match group_key(address, row.get_optional(code)) {
                Some(key) if !leftover && !is_obsolete(row, status) => {
                    self.labels.insert(key.clone(), label.to_owned());
                    self.keys.insert(address.to_owned(), key);
                }
                _ => release.skip(
                    "a group that says nothing of nearness: a pillar, or what fits nowhere else",
                ),
            }
            Ok(())
        })
    }

    fn key(&self, address: &str) -> Option<String> {
        let known = self.keys.get(address).cloned();
        // Groups of a release before stay, where this one comes without its groups.
        known.or_else(|| {
            let of_release = self.labels.is_empty();
            of_release.then(|| group_key(address, "")).flatten()
        })
    }

    /// `S4.5.0` repeats the label of `S4.5`: the widest of a chain of equal labels stands for all.
    fn canonical(&self, key: &str) -> String {
        let label = self.labels.get(key).map(|label| plain(label));
        let wider = self.parents.get(key).into_iter().flatten().find(|wider| {
            let same = |of: &String| Some(plain(of)) == label;
            *wider < &key.to_owned() && self.labels.get(*wider).is_some_and(same)
        });
        wider.map_or_else(|| key.to_owned(), |wider| self.canonical(wider))
    }

    /// Puts skills and groups under what is wider. Transversal groups (T) are wide and count only where
    /// there is no other.
    fn place(&mut self, broader: Vec<(String, String)>, release: &mut Release, known: &Known) {
        let mut of_skills: Vec<(String, String)> = Vec::new();
        for (narrow, wide) in broader {
            let is_group = self.labels.contains_key(&wide);
            if !is_group && !release.skills.contains_key(&wide) && !known.skills.contains(&wide) {
                release.skip("a place in the hierarchy under a pillar or what is not known");
            } else if self.labels.contains_key(&narrow) {
                self.parents.entry(narrow).or_default().insert(wide);
            } else {
                of_skills.push((narrow, wide));
            }
        }
        for (narrow, wide) in of_skills {
            if let Some(skill) = release.skills.get_mut(&narrow) {
                skill.parents.insert(self.canonical(&wide));
            }
        }
        let is_wide = |key: &str| key.starts_with('T') && is_code(key);
        for skill in release.skills.values_mut() {
            if skill.parents.iter().any(|key| !is_wide(key)) {
                skill.parents.retain(|key| !is_wide(key));
            }
        }
    }

    fn into_skills(self, release: &mut Release) {
        for (key, label) in &self.labels {
            if self.canonical(key) != *key {
                continue;
            }
            let above = self.parents.get(key).into_iter().flatten();
            let skill = Skill {
                kind: "GROUP",
                label: label.clone(),
                parents: above.map(|wider| self.canonical(wider)).collect(),
                aliases: Vec::new(),
            };
            release.skills.insert(key.clone(), skill);
        }
    }
}

/// `S1.2` and `T3` are their own keys; a field of education, `0613`, is `K0613`. `None` for a pillar.
fn group_key(address: &str, code: &str) -> Option<String> {
    let (way, tail) = address.rsplit_once('/')?;
    if way.ends_with("/isced-f") {
        return tail
            .chars()
            .all(|c| c.is_ascii_digit())
            .then(|| format!("K{tail}"));
    }
    [tail, code]
        .into_iter()
        .find(|word| is_code(word))
        .map(str::to_owned)
}

/// `S1.2.3`, not `S` and not the tail of an address.
fn is_code(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(|c| c.is_ascii_uppercase())
        && word.len() > 1
        && letters.all(|c| c.is_ascii_digit() || c == '.')
}

/// Every address that stands under another, with that.
fn broader(table: Table, groups: &Groups) -> Result<Vec<(String, String)>, Broken> {
    let (narrow, wide) = (
        table.column(&["conceptUri"])?,
        table.column(&["broaderUri"])?,
    );
    let mut found = Vec::new();
    table.each(|row| {
        let key = |address: &str| {
            groups.key(address).or_else(|| {
                let (_, tail) = address.rsplit_once("/esco/skill/")?;
                Some(tail.to_owned())
            })
        };
        let (narrow, wide) = (row.text(narrow)?, row.text(wide)?);
        found.extend(key(narrow).zip(key(wide)));
        Ok(())
    })?;
    Ok(found)
}

fn isco(table: Table, release: &mut Release) -> Result<(), Broken> {
    let (code, label) = (table.column(&["code"])?, table.column(&["preferredLabel"])?);
    table.each(|row| {
        let digits = row.text(code)?;
        if digits.len() > 4 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(row.refuse(code, format!("“{digits}” is not a code of ISCO-08")));
        }
        let label = row.name(label, LONGEST_NAME)?;
        release.isco.insert(digits.to_owned(), label.to_owned());
        Ok(())
    })
}

fn occupations(table: Table, release: &mut Release, known: &Known) -> Result<(), Broken> {
    let (uri, label) = (
        table.column(&["conceptUri"])?,
        table.column(&["preferredLabel"])?,
    );
    let (group, aliases) = (
        table.column(&["iscoGroup"])?,
        table.optional(&["altLabels"]),
    );
    let status = table.optional(&["status"]);
    table.each(|row| {
        let key = tail(row, uri, "/esco/occupation/")?;
        if is_obsolete(row, status) {
            release.obsolete_occupations.push(key.to_owned());
            return Ok(());
        }
        // Spreadsheets lose the zero that armed forces begin with.
        let isco = format!("{:0>4}", row.text(group)?);
        if !release.isco.contains_key(&isco) && !known.isco.contains(&isco) {
            return Err(row.refuse(group, format!("there is no group {isco} in ISCO-08")));
        }
        let occupation = Occupation {
            label: row.name(label, LONGEST_NAME)?.to_owned(),
            isco,
            aliases: list(row.get_optional(aliases)),
        };
        let new = release.occupations.insert(key.to_owned(), occupation);
        once(row, uri, new.is_none())
    })
}

fn needs(table: Table, release: &mut Release, known: &Known) -> Result<(), Broken> {
    let (occupation, skill) = (
        table.column(&["occupationUri"])?,
        table.column(&["skillUri"])?,
    );
    let relation = table.column(&["relationType"])?;
    table.each(|row| {
        let occupation = tail(row, occupation, "/esco/occupation/")?;
        let skill = tail(row, skill, "/esco/skill/")?;
        let weight = match row.get(relation) {
            "essential" => ESSENTIAL,
            "optional" => OPTIONAL,
            other => {
                return Err(row.refuse(
                    relation,
                    format!("“{other}” is neither essential nor optional"),
                ));
            }
        };
        let there = release.skills.contains_key(skill) || known.skills.contains(skill);
        if there && release.occupations.contains_key(occupation) {
            release.need(occupation, skill, weight);
        } else {
            release.skip("a need of an occupation or for a skill that is not in the release");
        }
        Ok(())
    })
}

/// The last part of an address below `way`: the key of a concept.
fn tail<'a>(row: &'a Row<'_>, column: Column, way: &str) -> Result<&'a str, Broken> {
    let address = row.text(column)?;
    let tail = address.rsplit_once(way).map_or("", |(_, tail)| tail);
    let shaped = (1..=100).contains(&tail.len())
        && tail
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b));
    if address.starts_with("http") && shaped {
        return Ok(tail);
    }
    let reason = format!("this is no address of ESCO with {way} in it");
    Err(row.refuse(column, reason))
}

fn once(row: &Row<'_>, column: Column, new: bool) -> Result<(), Broken> {
    if new {
        return Ok(());
    }
    Err(row.refuse(column, "it was on a line above already".to_owned()))
}

fn is_obsolete(row: &Row<'_>, status: Option<Column>) -> bool {
    row.get_optional(status).eq_ignore_ascii_case("obsolete")
}

/// Names stand on lines of their own; in some releases ` | ` parts them.
fn list(field: &str) -> Vec<String> {
    field
        .split(['\n', '\r'])
        .flat_map(|line| line.split(" | "))
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_called_by_their_codes() {
        let key = |address: &str, code: &str| group_key(address, code);
        let some = |key: &str| Some(key.to_owned());
        let esco = "http://data.europa.eu/esco";
        assert_eq!(key(&format!("{esco}/isced-f/0613"), "0613"), some("K0613"));
        assert_eq!(
            key(&format!("{esco}/skill/S1.2.3"), "S1.2.3"),
            some("S1.2.3")
        );
        assert_eq!(
            key(
                &format!("{esco}/skill/43f425aa-f45d-4bb7-a200-6f82fe8a4ed4"),
                "L1"
            ),
            some("L1")
        );
        assert_eq!(
            key(
                &format!("{esco}/skill/e35a5936-091d-4e87-bafe-f264e55bd656"),
                "L"
            ),
            None
        );
    }

    #[test]
    fn names_stand_on_lines_or_between_bars() {
        assert_eq!(list("a b\nc\r\nd"), ["a b", "c", "", "d"]);
        assert_eq!(list("a | b"), ["a", "b"]);
    }
}
