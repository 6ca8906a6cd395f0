//! O*NET's text release: tables with tabs, as the database page gives them (versions 20 to 31).

use super::release::{Known, LONGEST_NAME, Occupation, Release, Skill, Source, one_line};
use super::table::{Broken, Column, Folder, Form, Row, Table};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const CODE: &[&str] = &["O*NET-SOC Code"];
/// Weights of needs. More than 90 is said of what was chosen by hand.
const IN_DEMAND: u8 = 85;
const HOT: u8 = 70;
const USED: u8 = 50;
const ACTIVITY: u8 = 75;
/// Least importance, of five, at which an occupation needs a skill.
const IMPORTANT: f64 = 3.0;

/// From so much importance on a need weighs five more.
const STEPS: [f64; 7] = [3.25, 3.5, 3.75, 4.0, 4.25, 4.5, 4.75];

/// The major groups of the American classification and the group of ISCO-08 nearest to each. Used
/// where no title of an occupation is known to ESCO.
const NEAREST: [(&str, &str); 23] = [
    ("11", "1"),
    ("13", "24"),
    ("15", "25"),
    ("17", "21"),
    ("19", "21"),
    ("21", "26"),
    ("23", "26"),
    ("25", "23"),
    ("27", "26"),
    ("29", "22"),
    ("31", "53"),
    ("33", "54"),
    ("35", "51"),
    ("37", "91"),
    ("39", "51"),
    ("41", "52"),
    ("43", "4"),
    ("45", "6"),
    ("47", "71"),
    ("49", "7"),
    ("51", "8"),
    ("53", "83"),
    ("55", "0"),
];

/// Reads the folder. Occupations are needed; of the other files those that are there.
pub fn read(folder: &Path, known: &Known) -> Result<Release, Broken> {
    let mut folder = Folder::new(folder, Form::Tabs);
    let mut release = Release::new(Source::Onet);
    occupations(folder.needed(&["Occupation Data.txt"])?, &mut release)?;
    if let Some(table) = folder.open(&["Alternate Titles.txt"])? {
        titles(table, &mut release)?;
    }
    classify(&mut release, known);
    let elements = match folder.open(&["Content Model Reference.txt"])? {
        Some(table) => elements(table)?,
        None => BTreeMap::new(),
    };
    for names in [
        &["Technology Skills.txt", "Software Skills.txt"][..],
        &["Tools Used.txt"],
    ] {
        if let Some(table) = folder.open(names)? {
            technologies(table, &mut release, known)?;
        }
    }
    for name in [
        "Skills.txt",
        "Essential Skills.txt",
        "Transferable Skills.txt",
    ] {
        if let Some(table) = folder.open(&[name])? {
            skills(table, &elements, &mut release, known)?;
        }
    }
    activities(&mut folder, &elements, &mut release, known)?;
    release.folder = folder.name();
    release.sha256 = folder.sha256();
    Ok(release)
}

fn occupations(table: Table, release: &mut Release) -> Result<(), Broken> {
    let (code, title) = (table.column(CODE)?, table.column(&["Title"])?);
    table.each(|row| {
        let key = soc(row, code)?;
        let occupation = Occupation {
            label: row.name(title, LONGEST_NAME)?.to_owned(),
            ..Occupation::default()
        };
        if release.occupations.insert(key, occupation).is_some() {
            return Err(row.refuse(code, "it was on a line above already".to_owned()));
        }
        Ok(())
    })
}

fn titles(table: Table, release: &mut Release) -> Result<(), Broken> {
    let (code, title) = (table.column(CODE)?, table.column(&["Alternate Title"])?);
    let short = table.optional(&["Short Title"]);
    table.each(|row| {
        let key = soc(row, code)?;
        let title = row.name(title, LONGEST_NAME)?;
        match release.occupations.get_mut(&key) {
            Some(occupation) => {
                occupation.aliases.push(title.to_owned());
                let short = row.get_optional(short);
                if !matches!(short, "" | "n/a") {
                    occupation.aliases.push(short.to_owned());
                }
            }
            None => release.skip("a title of an occupation that is not in Occupation Data.txt"),
        }
        Ok(())
    })
}

/// The releases do not say the group of ISCO-08. Most titles are known to ESCO: what most of an
/// occupation's titles say, its own five times, counts.
fn classify(release: &mut Release, known: &Known) {
    let mut unknown = 0;
    release.occupations.retain(|key, occupation| {
        let mut votes: BTreeMap<&str, usize> = BTreeMap::new();
        let own = [
            occupation.label.as_str(),
            occupation.label.strip_suffix('s').unwrap_or_default(),
        ];
        for title in own {
            if let Some(code) = known.isco_of(title) {
                *votes.entry(code).or_default() += 5;
            }
        }
        for code in occupation
            .aliases
            .iter()
            .filter_map(|title| known.isco_of(title))
        {
            *votes.entry(code).or_default() += 1;
        }
        // Of equally many the first code.
        let best = votes.into_iter().rev().max_by_key(|(_, count)| *count);
        let major = key.trim_start_matches("onet:");
        let nearest = NEAREST.iter().find(|(group, _)| major.starts_with(group));
        let code = best
            .map(|(code, _)| code)
            .or(nearest.map(|(_, code)| *code));
        match code.filter(|code| known.isco.contains(*code)) {
            Some(code) => code.clone_into(&mut occupation.isco),
            None => unknown += 1,
        }
        !occupation.isco.is_empty()
    });
    if unknown > 0 {
        let reason = "an occupation whose group of ISCO-08 is not known";
        release.skipped.insert(reason.to_owned(), unknown);
    }
}

/// Names of the elements of the content model by their numbers, such as `2.A.1`.
fn elements(table: Table) -> Result<BTreeMap<String, String>, Broken> {
    let (id, name) = (
        table.column(&["Element ID"])?,
        table.column(&["Element Name"])?,
    );
    let mut found = BTreeMap::new();
    table.each(|row| {
        found.insert(
            row.text(id)?.to_owned(),
            row.name(name, LONGEST_NAME)?.to_owned(),
        );
        Ok(())
    })?;
    Ok(found)
}

/// Software and tools, under the sort of goods they are traded as. What ESCO has as knowledge is that.
fn technologies(table: Table, release: &mut Release, known: &Known) -> Result<(), Broken> {
    let code = table.column(CODE)?;
    let name = table.column(&["Example", "Workplace Example"])?;
    let sort = table.optional(&["Commodity Title", "Software Skills Category"]);
    let (hot, demand) = (
        table.optional(&["Hot Technology"]),
        table.optional(&["In Demand"]),
    );
    table.each(|row| {
        let occupation = soc(row, code)?;
        let name = row.name(name, LONGEST_NAME)?;
        let sort = one_line(row.get_optional(sort));
        if is_sort(name, &sort) {
            release.skip("a name for a sort of software");
            return Ok(());
        }
        let own = format!("onet:{}", one_line(name));
        let short = name.strip_suffix(" software").unwrap_or(name);
        let key = recognised(&own, &[name, short], true, known).unwrap_or_else(|| {
            let key = own;
            let parents = group(release, &sort, &sort).into_iter().collect();
            release.skills.entry(key.clone()).or_insert_with(|| Skill {
                kind: "KNOWLEDGE",
                label: name.to_owned(),
                parents,
                aliases: Vec::new(),
            });
            key
        });
        let yes = |column| row.get_optional(column).eq_ignore_ascii_case("y");
        let weight = match (yes(demand), yes(hot)) {
            (true, _) => IN_DEMAND,
            (_, true) => HOT,
            _ => USED,
        };
        if release.occupations.contains_key(&occupation) {
            release.need(&occupation, &key, weight);
        }
        Ok(())
    })
}

/// Skills of the content model, under their groups.
fn skills(
    table: Table,
    elements: &BTreeMap<String, String>,
    release: &mut Release,
    known: &Known,
) -> Result<(), Broken> {
    let (code, scale) = (table.column(CODE)?, table.column(&["Scale ID"])?);
    let (id, name) = (
        table.column(&["Element ID"])?,
        table.column(&["Element Name"])?,
    );
    let (value, suppress) = (
        table.column(&["Data Value"])?,
        table.optional(&["Recommend Suppress"]),
    );
    table.each(|row| {
        let occupation = soc(row, code)?;
        let name = row.name(name, LONGEST_NAME)?;
        let key = concept(release, row.text(id)?, name, elements, known);
        if row.get(scale) != "IM" || row.get_optional(suppress) == "Y" {
            return Ok(());
        }
        let important: f64 = match row.get(value).parse() {
            Ok(important) if (0.0..=5.0).contains(&important) => important,
            _ => return Err(row.refuse(value, "not a number from 0 to 5".to_owned())),
        };
        if important >= IMPORTANT && release.occupations.contains_key(&occupation) {
            let steps = STEPS.iter().filter(|least| **least <= important).count();
            release.need(
                &occupation,
                &key,
                USED + 5 * u8::try_from(steps).unwrap_or(0),
            );
        }
        Ok(())
    })
}

/// Detailed work activities, under the wider ones, and which occupation does them.
fn activities(
    folder: &mut Folder,
    elements: &BTreeMap<String, String>,
    release: &mut Release,
    known: &Known,
) -> Result<(), Broken> {
    let mut wider: BTreeMap<String, String> = elements.clone();
    if let Some(table) = folder.open(&["IWA Reference.txt"])? {
        let (id, title) = (table.column(&["IWA ID"])?, table.column(&["IWA Title"])?);
        table.each(|row| {
            wider.insert(
                row.text(id)?.to_owned(),
                row.name(title, LONGEST_NAME)?.to_owned(),
            );
            Ok(())
        })?;
    }
    let Some(table) = folder.open(&["DWA Reference.txt", "GWAs to IWAs to DWAs.txt"])? else {
        return Ok(());
    };
    let keys = detailed(table, &mut wider, release, known)?;
    let Some(table) = folder.open(&["Tasks to DWAs.txt"])? else {
        return Ok(());
    };
    let (code, id) = (
        table.column(CODE)?,
        table.column(&["DWA ID", "DWA Element ID"])?,
    );
    table.each(|row| {
        let occupation = soc(row, code)?;
        match keys.get(row.text(id)?) {
            Some(key) if release.occupations.contains_key(&occupation) => {
                release.need(&occupation, key, ACTIVITY);
            }
            _ => release.skip("an activity or an occupation of a task that is not in the release"),
        }
        Ok(())
    })
}

/// The detailed activities: their keys by their numbers.
fn detailed(
    table: Table,
    wider: &mut BTreeMap<String, String>,
    release: &mut Release,
    known: &Known,
) -> Result<BTreeMap<String, String>, Broken> {
    let id = table.column(&["DWA ID", "DWA Element ID"])?;
    let title = table.column(&["DWA Title", "DWA Element Name"])?;
    let middle = table.optional(&["IWA ID", "IWA Element ID"]);
    let wide = table.optional(&["Element ID", "GWA Element ID"]);
    let names = [
        (middle, table.optional(&["IWA Element Name"])),
        (wide, table.optional(&["GWA Element Name"])),
    ];
    let mut keys = BTreeMap::new();
    table.each(|row| {
        for (id, name) in names {
            let name = row.get_optional(name);
            if !name.is_empty() {
                wider.insert(row.get_optional(id).to_owned(), name.to_owned());
            }
        }
        let (wide, middle) = (row.get_optional(wide), row.get_optional(middle));
        let label = |id: &str| wider.get(id).map_or("", String::as_str);
        let widest = group(release, wide, label(wide));
        let group = group(release, middle, label(middle));
        if let Some(group) = group.as_ref().and_then(|key| release.skills.get_mut(key)) {
            group.parents.extend(widest.clone());
        }
        let title = row.name(title, LONGEST_NAME)?;
        let own = format!("onet:{}", row.text(id)?);
        let key = recognised(&own, &[title], false, known).unwrap_or_else(|| {
            let skill = release.skills.entry(own.clone()).or_default();
            skill.kind = "SKILL";
            title.trim_end_matches('.').clone_into(&mut skill.label);
            skill.parents.extend(group.or(widest));
            own
        });
        keys.insert(row.text(id)?.to_owned(), key);
        Ok(())
    })?;
    Ok(keys)
}

/// The key of a skill of the content model: ESCO's, if it has one of that name.
fn concept(
    release: &mut Release,
    id: &str,
    name: &str,
    elements: &BTreeMap<String, String>,
    known: &Known,
) -> String {
    let key = format!("onet:{id}");
    if release.skills.contains_key(&key) {
        return key;
    }
    if let Some(known) = recognised(&key, &[name], false, known) {
        return known;
    }
    let above = id.rsplit_once('.').map_or("", |(above, _)| above);
    let parent = group(
        release,
        above,
        elements.get(above).map_or("", String::as_str),
    );
    let skill = Skill {
        kind: "SKILL",
        label: name.to_owned(),
        parents: parent.into_iter().collect::<BTreeSet<_>>(),
        aliases: Vec::new(),
    };
    release.skills.insert(key.clone(), skill);
    key
}

/// The key of a group, which is made if it is new; `None` without a label.
fn group(release: &mut Release, id: &str, label: &str) -> Option<String> {
    let (id, label) = (one_line(id), one_line(label));
    if id.is_empty() || label.is_empty() {
        return None;
    }
    let key = format!("onet-group:{id}");
    let skill = release.skills.entry(key.clone()).or_default();
    skill.kind = "GROUP";
    skill.label = label;
    Some(key)
}

/// Whose any of these names is already, unless what has them came by an import before: that is itself.
fn recognised(own: &str, names: &[&str], knowledge_only: bool, known: &Known) -> Option<String> {
    if known.skills.contains(own) {
        return None;
    }
    let key = names
        .iter()
        .find_map(|name| known.named(name, knowledge_only))?;
    Some(key.to_owned())
}

/// `Word processing software`: nothing after the first letter looks like a name.
fn is_sort(name: &str, sort: &str) -> bool {
    let named = |c: char| c.is_uppercase() || c.is_ascii_digit();
    name.eq_ignore_ascii_case(sort)
        || (name.ends_with(" software") && !name.chars().skip(1).any(named))
}

/// The key of an occupation: `onet:11-1011.00`.
fn soc(row: &Row<'_>, column: Column) -> Result<String, Broken> {
    let code = row.text(column)?;
    let shaped = code.len() == 10
        && code.bytes().enumerate().all(|(at, b)| match at {
            2 => b == b'-',
            7 => b == b'.',
            _ => b.is_ascii_digit(),
        });
    if shaped {
        return Ok(format!("onet:{code}"));
    }
    let reason = format!("“{}” is not a code such as 11-1011.00", code.escape_debug());
    Err(row.refuse(column, reason))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sort_of_software_is_not_a_product() {
        assert!(is_sort(
            "Word processing software",
            "Word processing software"
        ));
        assert!(is_sort("Spreadsheet software", "x"));
        assert!(!is_sort(
            "Microsoft Office software",
            "Office suite software"
        ));
        assert!(!is_sort("SAP software", "x"));
        assert!(!is_sort("Python", "Object oriented development software"));
    }

    #[test]
    fn a_product_esco_knows_is_recognised() {
        let mut known = Known::default();
        known.skill("java".to_owned(), "KNOWLEDGE", Some("Java"));
        known.skill("drive".to_owned(), "SKILL", Some("drive"));
        known.skill("onet:Slack".to_owned(), "KNOWLEDGE", Some("Slack"));
        let product = |own: &str, names: &[&str]| recognised(own, names, true, &known);
        assert_eq!(
            product("onet:Java software", &["Java software", "Java"]),
            Some("java".to_owned())
        );
        assert_eq!(product("onet:Drive", &["Drive"]), None);
        assert_eq!(
            recognised("onet:1", &["Drive"], false, &known),
            Some("drive".to_owned())
        );
        // It was imported, or shipped: it is itself.
        assert_eq!(product("onet:Slack", &["Slack"]), None);
    }
}
