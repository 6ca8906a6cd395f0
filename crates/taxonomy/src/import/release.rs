//! What a release says, in the rows that the shipped files have.

use crate::shipped::File;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use text::plain::plain;

/// Longest label or other name, in characters.
pub const LONGEST_NAME: usize = 500;
/// Most other names of one concept.
const MOST_ALIASES: usize = 400;

/// Whose release it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The European classification.
    Esco,
    /// The American one.
    Onet,
}

impl Source {
    /// Its name in `reference_load`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Esco => "import:esco",
            Self::Onet => "import:onet",
        }
    }

    /// Its name for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Esco => "ESCO",
            Self::Onet => "O*NET",
        }
    }

    /// Whom to credit, as their licences ask.
    pub fn attribution(self) -> &'static str {
        match self {
            Self::Esco => {
                "ESCO classification © European Union, CC BY 4.0; Kinwork selects and rearranges labels, aliases and codes."
            }
            Self::Onet => {
                "O*NET by the U.S. Department of Labor, Employment and Training Administration, CC BY 4.0; Kinwork has modified the selection, \
                 and USDOL/ETA has not approved, endorsed or tested it."
            }
        }
    }

    fn column(self) -> &'static str {
        match self {
            Self::Esco => "ESCO",
            Self::Onet => "ONET",
        }
    }
}

/// A skill or a group of skills.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Skill {
    /// `SKILL`, `KNOWLEDGE` or `GROUP`.
    pub kind: &'static str,
    pub label: String,
    /// Keys.
    pub parents: BTreeSet<String>,
    pub aliases: Vec<String>,
}

/// An occupation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Occupation {
    pub label: String,
    pub isco: String,
    pub aliases: Vec<String>,
}

/// Everything of a release that is taken over.
#[derive(Debug)]
pub struct Release {
    /// Whose.
    pub source: Source,
    /// The folder it came from.
    pub folder: Option<String>,
    /// Of all that was read.
    pub sha256: String,
    /// By key.
    pub(super) skills: BTreeMap<String, Skill>,
    pub(super) isco: BTreeMap<String, String>,
    pub(super) occupations: BTreeMap<String, Occupation>,
    /// Occupation, skill, weight.
    pub(super) needs: BTreeMap<String, BTreeMap<String, u8>>,
    /// Keys of what is called obsolete.
    pub(super) obsolete_skills: Vec<String>,
    pub(super) obsolete_occupations: Vec<String>,
    /// How many lines were left out, by the reason.
    pub skipped: BTreeMap<String, u64>,
}

/// What is there before the import.
#[derive(Debug, Default)]
pub struct Known {
    /// Keys of skills and groups.
    pub skills: HashSet<String>,
    /// Codes of ISCO-08.
    pub isco: HashSet<String>,
    /// Whose a name is: the key, and whether it is knowledge.
    names: HashMap<String, (String, bool)>,
    /// The ISCO code of ESCO's occupation with this title.
    titles: HashMap<String, String>,
}

impl Known {
    /// Adds a skill with one of its names. Who comes first keeps a name; groups have none here.
    pub fn skill(&mut self, key: String, kind: &str, name: Option<&str>) {
        if let Some(name) = name.filter(|_| kind != "GROUP") {
            let whose = || (key.clone(), kind == "KNOWLEDGE");
            self.names.entry(plain(name)).or_insert_with(whose);
        }
        self.skills.insert(key);
    }

    /// Adds a title of an occupation.
    pub fn title(&mut self, title: &str, isco: String) {
        self.titles.entry(plain(title)).or_insert(isco);
    }

    /// The key of what is known by this name; knowledge only, or anything.
    pub fn named(&self, name: &str, knowledge_only: bool) -> Option<&str> {
        let (key, is_knowledge) = self.names.get(&plain(name))?;
        (*is_knowledge || !knowledge_only).then_some(key.as_str())
    }

    /// The ISCO code of the occupation with this title.
    pub fn isco_of(&self, title: &str) -> Option<&str> {
        self.titles.get(&plain(title)).map(String::as_str)
    }
}

impl Release {
    pub(super) fn new(source: Source) -> Self {
        Self {
            source,
            folder: None,
            sha256: String::new(),
            skills: BTreeMap::new(),
            isco: BTreeMap::new(),
            occupations: BTreeMap::new(),
            needs: BTreeMap::new(),
            obsolete_skills: Vec::new(),
            obsolete_occupations: Vec::new(),
            skipped: BTreeMap::new(),
        }
    }

    pub(super) fn skip(&mut self, reason: impl Into<String>) {
        *self.skipped.entry(reason.into()).or_default() += 1;
    }

    /// Notes that an occupation needs a skill; the heaviest word counts.
    pub(super) fn need(&mut self, occupation: &str, skill: &str, weight: u8) {
        let of = self.needs.entry(occupation.to_owned()).or_default();
        let known = of.entry(skill.to_owned()).or_default();
        *known = (*known).max(weight);
    }

    /// Names in one line, no name twice, none that only repeats the label.
    pub(super) fn tidy(&mut self) {
        for skill in self.skills.values_mut() {
            tidy(&mut skill.label, &mut skill.aliases);
        }
        for occupation in self.occupations.values_mut() {
            tidy(&mut occupation.label, &mut occupation.aliases);
        }
        for label in self.isco.values_mut() {
            *label = one_line(label);
        }
    }

    /// How many skills and occupations it has.
    pub fn count(&self) -> usize {
        self.skills.len() + self.occupations.len()
    }

    /// Keys of skills and occupations that are called obsolete.
    pub(crate) fn obsolete(&self) -> (&[String], &[String]) {
        (&self.obsolete_skills, &self.obsolete_occupations)
    }

    /// Its rows as the shipped file has them, but that keys stand where numbers do.
    pub(crate) fn rows(&self, file: File) -> String {
        let mut text = String::from("a line for the names of the columns\n");
        let mut add = |fields: &[&str]| {
            text.push_str(&fields.join("\t"));
            text.push('\n');
        };
        match file {
            File::Skills => {
                for (number, (key, skill)) in (1..).zip(&self.skills) {
                    let number: u32 = number;
                    let parents: Vec<&str> = skill.parents.iter().map(String::as_str).collect();
                    add(&[
                        &number.to_string(),
                        key,
                        skill.kind,
                        self.source.column(),
                        &skill.label,
                        &parents.join("|"),
                        &skill.aliases.join("|"),
                    ]);
                }
            }
            File::Isco => self
                .isco
                .iter()
                .for_each(|(code, label)| add(&[code, label])),
            File::Occupations => {
                for (number, (key, occupation)) in (1..).zip(&self.occupations) {
                    let number: u32 = number;
                    let Occupation {
                        label,
                        isco,
                        aliases,
                    } = occupation;
                    add(&[&number.to_string(), key, label, isco, &aliases.join("|")]);
                }
            }
            File::OccupationSkills => {
                for (occupation, skills) in &self.needs {
                    let skills = skills
                        .iter()
                        .map(|(skill, weight)| format!("{skill}:{weight}"));
                    add(&[occupation, &skills.collect::<Vec<_>>().join("|")]);
                }
            }
            File::Postcodes | File::Countries | File::Cities => {}
        }
        text
    }
}

/// Words with single spaces, without what parts fields and names.
pub fn one_line(name: &str) -> String {
    let words: Vec<&str> = name
        .split(|c: char| c.is_whitespace() || c.is_control() || c == '|')
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ")
}

fn tidy(label: &mut String, aliases: &mut Vec<String>) {
    *label = one_line(label);
    let mut seen = HashSet::from([plain(label), String::new()]);
    let mut kept: Vec<String> = aliases.iter().map(|alias| one_line(alias)).collect();
    kept.sort();
    kept.retain(|alias| alias.chars().count() <= LONGEST_NAME && seen.insert(plain(alias)));
    kept.truncate(MOST_ALIASES);
    *aliases = kept;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_tidy_and_parents_stand_by_their_keys() {
        let mut release = Release::new(Source::Onet);
        let skill = Skill {
            kind: "KNOWLEDGE",
            label: " Fork\n lift | truck ".to_owned(),
            parents: ["onet-group:lifts".to_owned(), "onet-group:a".to_owned()].into(),
            aliases: ["fork lift truck", "", "\t", "Truck", "truck", "A\tB"]
                .map(str::to_owned)
                .into(),
        };
        release.skills.insert("onet:x".to_owned(), skill);
        release.need("o", "onet:x", 3);
        release.need("o", "onet:x", 7);
        release.need("o", "onet:a:b", 5);
        release.tidy();
        assert_eq!(
            release.rows(File::Skills).lines().nth(1),
            Some(
                "1\tonet:x\tKNOWLEDGE\tONET\tFork lift truck\tonet-group:a|onet-group:lifts\tA B|Truck"
            )
        );
        assert_eq!(
            release.rows(File::OccupationSkills).lines().nth(1),
            Some("o\tonet:a:b:5|onet:x:7")
        );
    }

    #[test]
    fn a_name_belongs_to_who_came_first() {
        let mut known = Known::default();
        known.skill("a".to_owned(), "SKILL", Some("Drive a van"));
        known.skill("b".to_owned(), "KNOWLEDGE", Some("drive a van"));
        known.skill("g".to_owned(), "GROUP", Some("driving"));
        assert_eq!(known.named("DRIVE A VAN", false), Some("a"));
        assert_eq!(known.named("drive a van", true), None);
        assert_eq!(known.named("driving", false), None);
        assert!(known.skills.contains("g"));
    }
}
