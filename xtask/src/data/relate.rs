//! What the sources do not say and is worked out from their words: the ISCO group of an occupation,
//! and the skills it typically needs. Both are estimates; `data/ATTRIBUTION.md` says how good.

use super::Result;
use super::occupations::{Group, Occupation};
use super::skills::{Skill, Skills};
use super::text::{self, Bag, Corpus};
use std::collections::{BTreeMap, HashMap};

/// Skills kept for an occupation.
const MOST_SKILLS: usize = 24;
/// Below this likeness (cosine) a skill is not kept, beyond the first few.
const LEAST_LIKENESS: f32 = 0.09;
const AT_LEAST: usize = 8;
/// Skills by hand for common occupations, one `occupation: skill; skill` a line.
const BY_HAND: &str = include_str!("typical.txt");

/// The unit group (four digits) whose description is nearest to each occupation's.
pub fn isco(occupations: &[Occupation], groups: &[Group]) -> Vec<String> {
    let units: Vec<&Group> = groups
        .iter()
        .filter(|group| group.code.len() == 4)
        .collect();
    let bags: Vec<Bag> = units.iter().map(|group| group_bag(group)).collect();
    let corpus = Corpus::new(&bags);
    let mut examples: HashMap<String, Vec<usize>> = HashMap::new();
    for (place, group) in units.iter().enumerate() {
        for title in group
            .examples
            .iter()
            .map(|title| text::plain(title))
            .chain([text::stems(&group.label).join(" ")])
        {
            examples.entry(title).or_default().push(place);
        }
    }
    occupations
        .iter()
        .map(|occupation| {
            let mut bag = occupation_bag(occupation);
            text::add(&mut bag, &occupation.label, 2.0);
            let mut scores: BTreeMap<usize, f32> = corpus.nearest(&bag, 25).into_iter().collect();
            let mut bonus = |title: &str, worth: f32| {
                for place in [text::plain(title), text::stems(title).join(" ")]
                    .iter()
                    .filter_map(|title| examples.get(title))
                    .flatten()
                {
                    *scores.entry(*place).or_default() += worth;
                }
            };
            bonus(&occupation.label, 0.5);
            occupation
                .aliases
                .iter()
                .for_each(|alias| bonus(alias, 0.12));
            let best = scores
                .into_iter()
                .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
            best.map(|(place, _)| units[place].code.clone())
                .unwrap_or_default()
        })
        .collect()
}

/// Skills (id and weight 1 to 100) for each occupation, heaviest first.
pub fn skills(
    occupations: &[Occupation],
    isco: &[String],
    groups: &[Group],
    skills: &Skills,
) -> Result<Vec<Vec<(u32, u8)>>> {
    let wanted: Vec<&Skill> = skills
        .values()
        .filter(|skill| skill.kind != "GROUP" && !skill.description.is_empty())
        .collect();
    let bags: Vec<Bag> = wanted.iter().map(|skill| skill_bag(skill)).collect();
    let corpus = Corpus::new(&bags);
    let groups: HashMap<&str, &Group> = groups
        .iter()
        .map(|group| (group.code.as_str(), group))
        .collect();
    let by_hand = by_hand(occupations, skills)?;
    Ok(occupations
        .iter()
        .zip(isco)
        .map(|(occupation, isco)| {
            let mut bag = occupation_bag(occupation);
            if let Some(group) = groups.get(isco.as_str()) {
                text::add(&mut bag, &group.description, 0.25);
            }
            let mut found = by_hand.get(&occupation.label).cloned().unwrap_or_default();
            for (at, (place, likeness)) in corpus.nearest(&bag, MOST_SKILLS).into_iter().enumerate()
            {
                let id = wanted[place].id;
                if (at < AT_LEAST || likeness >= LEAST_LIKENESS)
                    && found.iter().all(|(known, _)| *known != id)
                {
                    found.push((id, (likeness * 150.0).clamp(1.0, 90.0) as u8));
                }
            }
            found.truncate(MOST_SKILLS);
            found
        })
        .collect())
}

fn group_bag(group: &Group) -> Bag {
    let mut bag = Bag::new();
    text::add(&mut bag, &group.label, 2.0);
    text::add(&mut bag, &group.examples.join(" "), 1.5);
    text::add(&mut bag, &group.description, 1.0);
    bag
}

fn occupation_bag(occupation: &Occupation) -> Bag {
    let mut bag = Bag::new();
    text::add(&mut bag, &occupation.label, 2.0);
    text::add(&mut bag, &occupation.aliases.join(" "), 0.5);
    text::add(&mut bag, &occupation.description, 1.0);
    bag
}

fn skill_bag(skill: &Skill) -> Bag {
    let mut bag = Bag::new();
    text::add(&mut bag, &skill.label, 2.0);
    // The description repeats label and aliases before its own words.
    text::add(&mut bag, &skill.description, 0.7);
    bag
}

/// The hand-made lists, by label of the occupation. An unknown name is a mistake in the list.
fn by_hand(occupations: &[Occupation], skills: &Skills) -> Result<HashMap<String, Vec<(u32, u8)>>> {
    let mut terms: HashMap<String, u32> = HashMap::new();
    for skill in skills.values().filter(|skill| skill.kind != "GROUP") {
        for alias in &skill.aliases {
            terms.entry(text::plain(alias)).or_insert(skill.id);
        }
    }
    terms.extend(
        skills
            .values()
            .filter(|skill| skill.kind != "GROUP")
            .map(|skill| (text::plain(&skill.label), skill.id)),
    );
    let mut lists = HashMap::new();
    let mut unknown = Vec::new();
    for line in BY_HAND
        .lines()
        .filter(|line| !line.starts_with('#') && !line.trim().is_empty())
    {
        let (occupation, list) = line
            .split_once(": ")
            .ok_or_else(|| format!("typical.txt: {line}"))?;
        if !occupations.iter().any(|known| known.label == occupation) {
            unknown.push(format!("occupation {occupation}"));
        }
        let mut found: Vec<(u32, u8)> = Vec::new();
        for (at, name) in list.split("; ").enumerate() {
            match terms.get(&text::plain(name)) {
                Some(id) if found.iter().all(|(known, _)| known != id) => {
                    found.push((*id, 100 - at.min(9) as u8));
                }
                Some(_) => {}
                None => unknown.push(format!("skill {name}")),
            }
        }
        lists.insert(occupation.to_owned(), found);
    }
    if unknown.is_empty() {
        Ok(lists)
    } else {
        Err(format!("typical.txt names what is not there: {unknown:#?}").into())
    }
}
