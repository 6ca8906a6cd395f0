//! What is known of skills and occupations in general: the hierarchy, how rare a skill is, what is
//! usual for an occupation. Built once, shared by every score.

use crate::fixed::{self, ONE};
use crate::usual::{Median, Scope, Usual};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Ids from here on name groups of skills.
pub const FIRST_GROUP: u32 = 1 << 31;
/// Ids from here up to [`FIRST_GROUP`] name skills no taxonomy knows.
pub const FIRST_OWN: u32 = 1 << 30;
/// Rarity of a skill nobody has counted: in the middle of 1 to 6.
const UNCOUNTED_IDF: i32 = 30_000;

/// What a skill belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parent<'a> {
    /// A broader skill.
    Skill(u32),
    /// A group, by its code.
    Group(&'a str),
}

/// How a person's skill stands to the one asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// Under the same parent.
    Sibling,
    /// The person's is broader.
    Broader,
    /// The person's is narrower.
    Narrower,
    /// It is the one.
    Same,
}

impl Relation {
    /// Similarity in 1/10,000.
    pub fn similarity(self) -> i32 {
        match self {
            Self::Same => ONE,
            Self::Narrower => 9_000,
            Self::Broader => 4_000,
            Self::Sibling => 3_000,
        }
    }
}

#[derive(Debug, Clone, Default)]
struct Node {
    label: Box<str>,
    parents: Vec<u32>,
    children: Vec<u32>,
    idf: Option<i32>,
}

#[derive(Debug, Clone)]
struct Occupation {
    label: Box<str>,
    code: Box<str>,
}

/// The taxonomy and the figures drawn from it. Order of building does not matter to any score.
#[derive(Debug, Clone, Default)]
pub struct World {
    nodes: HashMap<u32, Node>,
    groups: HashMap<Box<str>, u32>,
    occupations: HashMap<u32, Occupation>,
    usual: Usual,
    relations: BTreeMap<(u32, u32), Relation>,
    relatedness: BTreeMap<(u32, u32), i32>,
}

impl World {
    /// Knows nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a skill (or gives a known one its label) under its parents.
    pub fn add_skill(&mut self, id: u32, label: &str, parents: &[Parent<'_>]) {
        let parents: Vec<u32> = parents
            .iter()
            .map(|parent| match *parent {
                Parent::Skill(parent) => parent,
                Parent::Group(code) => self.group(code),
            })
            .collect();
        self.place(id, label, &parents);
    }

    /// Adds a group of skills, under a wider group if there is one. Returns its id.
    pub fn add_group(&mut self, code: &str, label: &str, parent: Option<&str>) -> u32 {
        let id = self.group(code);
        let parents: Vec<u32> = parent
            .map(|parent| self.group(parent))
            .into_iter()
            .collect();
        self.place(id, label, &parents);
        id
    }

    /// The id of a group, made if it is new.
    pub fn group(&mut self, code: &str) -> u32 {
        if let Some(&id) = self.groups.get(code) {
            return id;
        }
        let id = FIRST_GROUP + u32::try_from(self.groups.len()).unwrap_or(0);
        self.groups.insert(code.into(), id);
        self.nodes.entry(id).or_default();
        id
    }

    fn place(&mut self, id: u32, label: &str, parents: &[u32]) {
        let node = self.nodes.entry(id).or_default();
        if !label.is_empty() {
            node.label = label.into();
        }
        for &parent in parents {
            let node = self.nodes.entry(id).or_default();
            if parent != id && !node.parents.contains(&parent) {
                node.parents.push(parent);
                self.nodes.entry(parent).or_default().children.push(id);
            }
        }
    }

    /// Adds an occupation with its classification code (ISCO digits), which says what it is near to.
    pub fn add_occupation(&mut self, id: u32, label: &str, code: &str) {
        self.occupations.insert(
            id,
            Occupation {
                label: label.into(),
                code: code.into(),
            },
        );
    }

    /// Sets what is usual, in place of all that was known of it.
    pub fn set_usual(&mut self, usual: Usual) {
        self.usual = usual;
    }

    /// States what is usual in a scope: the median of each part in 1/10,000.
    pub fn set_priors(&mut self, scope: &Scope, priors: [i32; 6]) {
        for (part, value) in priors.into_iter().enumerate() {
            self.usual
                .set(scope.clone(), part, Median { value, known: 0 });
        }
    }

    /// Sets the rarity of a skill in 1/10,000; the scorer holds it between 1 and 6.
    pub fn set_idf(&mut self, skill: u32, idf: i32) {
        self.nodes.entry(skill).or_default().idf = Some(idf);
    }

    /// Sets the rarity of skills from how many of `jobs` ask for each: `ln(jobs / asking)`.
    pub fn count_skills(&mut self, jobs: u32, asking: impl IntoIterator<Item = (u32, u32)>) {
        for (skill, asking) in asking {
            self.set_idf(skill, fixed::ln(jobs, asking.max(1)));
        }
    }

    /// States how a person's skill stands to a job's, over the hierarchy.
    pub fn set_relation(&mut self, person_skill: u32, job_skill: u32, relation: Relation) {
        self.relations.insert((job_skill, person_skill), relation);
    }

    /// States how near two occupations are in 1/10,000, over their codes.
    pub fn set_relatedness(&mut self, held: u32, asked: u32, relatedness: i32) {
        self.relatedness
            .insert((held, asked), relatedness.clamp(0, ONE));
    }

    /// Rarity of a skill in 1/10,000, between 1 and 6.
    pub fn idf(&self, skill: u32) -> i32 {
        let idf = self.nodes.get(&skill).and_then(|node| node.idf);
        idf.unwrap_or(UNCOUNTED_IDF).clamp(ONE, 6 * ONE)
    }

    /// What is usual for an occupation, part by part; see [`crate::usual`].
    pub fn priors(&self, occupation: Option<u32>) -> [i32; 6] {
        self.usual.priors(&self.scopes(occupation))
    }

    /// The scopes an occupation belongs to, the narrowest first.
    pub fn scopes(&self, occupation: Option<u32>) -> Vec<Scope> {
        let mut scopes = Vec::new();
        if let Some(id) = occupation {
            scopes.push(Scope::Occupation(id));
            let code = self.occupations.get(&id).map_or("", |known| &known.code);
            let digits: String = isco_digits(code).collect();
            let groups = (1..=digits.len()).rev();
            scopes.extend(groups.map(|length| Scope::Group(digits[..length].into())));
        }
        scopes.push(Scope::All);
        scopes
    }

    /// How near the occupation held is to the one asked, in 1/10,000; `None` if either is unknown here.
    /// By shared leading digits: unit group .8, minor .6, sub-major .35, major .15.
    pub fn occupation_relatedness(&self, held: u32, asked: u32) -> Option<i32> {
        if held == asked {
            return Some(ONE);
        }
        if let Some(&relatedness) = self.relatedness.get(&(held, asked)) {
            return Some(relatedness);
        }
        let (held, asked) = (
            &self.occupations.get(&held)?.code,
            &self.occupations.get(&asked)?.code,
        );
        if held.is_empty() || asked.is_empty() {
            return None;
        }
        let shared = isco_digits(held)
            .zip(isco_digits(asked))
            .take_while(|(a, b)| a == b)
            .count();
        Some([0, 1_500, 3_500, 6_000, 8_000][shared.min(4)])
    }

    /// How a person's skill stands to a job's; `None` if they have nothing to do with each other.
    pub fn relation(&self, person_skill: u32, job_skill: u32) -> Option<Relation> {
        self.neighbours(job_skill)
            .into_iter()
            .find(|(skill, _)| *skill == person_skill)
            .map(|(_, relation)| relation)
    }

    /// Every skill that answers `job_skill` at least in part, by id.
    pub fn neighbours(&self, job_skill: u32) -> Vec<(u32, Relation)> {
        let siblings = self
            .parents(job_skill)
            .iter()
            .flat_map(|parent| self.children(*parent));
        let mut found: Vec<(u32, Relation)> = siblings.map(|&id| (id, Relation::Sibling)).collect();
        found.extend(
            self.reach(job_skill, Self::parents)
                .into_iter()
                .map(|id| (id, Relation::Broader)),
        );
        found.extend(
            self.reach(job_skill, Self::children)
                .into_iter()
                .map(|id| (id, Relation::Narrower)),
        );
        let stated = || self.relations.range((job_skill, 0)..=(job_skill, u32::MAX));
        if stated().next().is_some() {
            found.retain(|(id, _)| !self.relations.contains_key(&(job_skill, *id)));
            found.extend(stated().map(|(&(_, id), &relation)| (id, relation)));
        }
        found.push((job_skill, Relation::Same));
        // The nearest relation of each first; the others go.
        found.sort_unstable_by_key(|&(id, relation)| (id, std::cmp::Reverse(relation)));
        found.dedup_by_key(|(id, _)| *id);
        found
    }

    fn parents(&self, id: u32) -> &[u32] {
        self.nodes.get(&id).map_or(&[], |node| &node.parents)
    }

    fn children(&self, id: u32) -> &[u32] {
        self.nodes.get(&id).map_or(&[], |node| &node.children)
    }

    /// Everything reached from `start` by `step`, without `start`; a loop in the data ends.
    fn reach<'a>(&'a self, start: u32, step: impl Fn(&'a Self, u32) -> &'a [u32]) -> Vec<u32> {
        let mut seen = HashSet::from([start]);
        let mut found = Vec::new();
        let mut open = vec![start];
        while let Some(id) = open.pop() {
            for &next in step(self, id) {
                if seen.insert(next) {
                    found.push(next);
                    open.push(next);
                }
            }
        }
        found
    }

    /// The name of a skill or group; empty if unknown.
    pub fn skill_label(&self, id: u32) -> &str {
        self.nodes.get(&id).map_or("", |node| &node.label)
    }

    /// The name of an occupation; empty if unknown.
    pub fn occupation_label(&self, id: u32) -> &str {
        self.occupations
            .get(&id)
            .map_or("", |occupation| &occupation.label)
    }

    /// Is the skill known?
    pub fn has_skill(&self, id: u32) -> bool {
        self.nodes.contains_key(&id)
    }
}

/// The digits of an ISCO code, four at most.
fn isco_digits(code: &str) -> impl Iterator<Item = char> {
    code.chars().filter(char::is_ascii_digit).take(4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hierarchy_gives_the_similarity() {
        let mut world = World::new();
        world.add_group("S1", "handling", None);
        world.add_skill(1, "operate forklift", &[Parent::Group("S1")]);
        world.add_skill(2, "operate counterbalance forklift", &[Parent::Skill(1)]);
        world.add_skill(3, "stack pallets", &[Parent::Group("S1")]);
        world.add_skill(4, "sing", &[]);
        let group = world.group("S1");
        assert_eq!(world.relation(1, 1), Some(Relation::Same));
        assert_eq!(world.relation(2, 1), Some(Relation::Narrower));
        assert_eq!(world.relation(1, 2), Some(Relation::Broader));
        assert_eq!(world.relation(3, 1), Some(Relation::Sibling));
        assert_eq!(world.relation(4, 1), None);
        assert_eq!(world.relation(2, group), Some(Relation::Narrower));
        assert_eq!(Relation::Narrower.similarity(), 9_000);
    }

    #[test]
    fn a_loop_in_the_hierarchy_ends() {
        let mut world = World::new();
        world.add_skill(1, "a", &[Parent::Skill(2)]);
        world.add_skill(2, "b", &[Parent::Skill(1)]);
        world.add_skill(3, "c", &[Parent::Skill(3)]);
        assert_eq!(
            world.neighbours(1),
            [(1, Relation::Same), (2, Relation::Narrower)]
        );
        assert_eq!(world.neighbours(3), [(3, Relation::Same)]);
    }

    #[test]
    fn occupations_are_near_by_their_codes() {
        let mut world = World::new();
        for (id, code) in [
            (1, "4321.1"),
            (2, "4321.2"),
            (3, "4322"),
            (4, "4110"),
            (5, "9333"),
            (6, ""),
        ] {
            world.add_occupation(id, "x", code);
        }
        let near: Vec<_> = (1..=6)
            .map(|held| world.occupation_relatedness(held, 1))
            .collect();
        assert_eq!(
            near,
            [
                Some(10_000),
                Some(8_000),
                Some(6_000),
                Some(1_500),
                Some(0),
                None
            ]
        );
    }

    #[test]
    fn an_occupation_belongs_to_its_groups_and_to_all() {
        let mut world = World::new();
        world.add_occupation(1, "x", "4321.7");
        world.add_occupation(2, "x", "");
        let group = |code: &str| Scope::Group(code.into());
        assert_eq!(
            world.scopes(Some(1)),
            [
                Scope::Occupation(1),
                group("4321"),
                group("432"),
                group("43"),
                group("4"),
                Scope::All
            ]
        );
        assert_eq!(world.scopes(Some(2)), [Scope::Occupation(2), Scope::All]);
        assert_eq!(world.scopes(None), [Scope::All]);
    }

    #[test]
    fn rarity_is_held_between_one_and_six() {
        let mut world = World::new();
        world.count_skills(1_000, [(1, 1_000), (2, 50), (3, 0)]);
        world.set_idf(4, 90_000);
        // ln(1000/50) = 2.9957, ln(1000) = 6.9078.
        assert_eq!(
            [1, 2, 3, 4, 5].map(|skill| world.idf(skill)),
            [10_000, 29_957, 60_000, 60_000, 30_000]
        );
    }
}
