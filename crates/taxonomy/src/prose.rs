//! What reads prose, made of the same names the search knows.

use crate::index::Index;
use crate::model::SkillKind;
use crate::shipped::{File, LoadError, list, number, rows, text};
use flate2::read::GzDecoder;
use std::io::Read;
use text::{Extractor, Kind, Learned, Skill};

/// What was learned from marked adverts, packed; `data/ATTRIBUTION.md` says from which.
const PHRASES: &[u8] = include_bytes!("../../../data/phrases.tsv.gz");
const KNOWLEDGE: &[u8] = include_bytes!("../../../data/knowledge.tsv.gz");

/// A reader of prose that needs no database.
///
/// # Errors
/// If the data the binary was built with is broken.
pub fn shipped() -> Result<Extractor, LoadError> {
    let file = text(File::Skills, &File::Skills.bytes(None)?)?;
    let mut skills = Vec::new();
    for row in rows::<7>(File::Skills, &file) {
        let [id, _, kind, source, label, _, aliases] = row?;
        if let Some(kind) =
            SkillKind::parse(kind).and_then(|known| kind_of(known, source == "ESCO"))
        {
            skills.push(Skill {
                id: number(File::Skills, id)?,
                label: label.to_owned(),
                kind,
                aliases: list(aliases).map(str::to_owned).collect(),
            });
        }
    }
    extractor(skills)
}

/// A reader of prose over the names of an index. `kinds` and `esco` (is it ESCO's?) are of its owners.
///
/// # Errors
/// If the data the binary was built with is broken.
pub fn of(index: &Index, kinds: &[SkillKind], esco: &[bool]) -> Result<Extractor, LoadError> {
    let mut aliases: Vec<Option<Vec<String>>> = vec![None; kinds.len()];
    for hit in (0..index.len()).map(|term| index.hit(term)) {
        let names = aliases[hit.place].get_or_insert_default();
        names.extend(hit.alias.map(str::to_owned));
    }
    let of_owner = |(place, aliases): (usize, Option<Vec<String>>)| {
        let owner = &index.owners()[place];
        Some(Skill {
            id: owner.id,
            label: owner.label.to_string(),
            kind: kind_of(kinds[place], esco[place])?,
            // Without a name it has been retired.
            aliases: aliases?,
        })
    };
    extractor(
        aliases
            .into_iter()
            .enumerate()
            .filter_map(of_owner)
            .collect(),
    )
}

/// Groups are not looked for in prose.
fn kind_of(kind: SkillKind, esco: bool) -> Option<Kind> {
    match (kind, esco) {
        (SkillKind::Group, _) => None,
        (SkillKind::Skill, _) => Some(Kind::Skill),
        (SkillKind::Knowledge, false) => Some(Kind::Technology),
        (SkillKind::Knowledge, true) => Some(Kind::Knowledge),
    }
}

fn extractor(skills: Vec<Skill>) -> Result<Extractor, LoadError> {
    let learned = Learned {
        phrases: &unpacked("phrases.tsv.gz", PHRASES)?,
        tagger: &unpacked("knowledge.tsv.gz", KNOWLEDGE)?,
    };
    Extractor::new(skills, learned).map_err(|bad| LoadError::Line {
        file: "phrases.tsv.gz or knowledge.tsv.gz",
        line: bad.0,
        reason: bad.to_string(),
    })
}

fn unpacked(name: &str, bytes: &[u8]) -> Result<String, LoadError> {
    let mut text = String::new();
    GzDecoder::new(bytes)
        .read_to_string(&mut text)
        .map(|_| text)
        .map_err(|source| LoadError::File {
            file: name.into(),
            source,
        })
}
