//! O*NET's occupations as jobs and as people: what they do (detailed work activities), the tools they
//! use, the experience and schooling they ask.

use super::Result;
use super::files::{Files, columns};
use matching::{Importance, Job, Parent, Person, PersonSkill, Requirement, Spell, World};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Months of related experience each job zone asks, and its schooling as a level of the EQF.
const ZONES: [(u16, u8); 6] = [(0, 1), (0, 2), (6, 3), (24, 4), (36, 6), (60, 7)];
/// Occupations with fewer activities and tools are left out: half of so few says nothing.
const LEAST: usize = 8;

/// All occupations that are told of.
pub struct Onet {
    /// What the scorer knows.
    pub world: World,
    /// By code.
    pub occupations: Vec<Occupation>,
}

/// An occupation.
pub struct Occupation {
    /// Such as `11-1011.00`.
    pub code: String,
    /// Activities and tools.
    pub skills: Vec<u32>,
    /// 1 to 5.
    zone: usize,
}

impl Onet {
    /// Reads the tables.
    pub fn read(files: &Files) -> Result<Self> {
        let onet = |name: &str| files.set(&format!("onet/{name}.tsv.gz"));
        let mut skills: BTreeMap<String, BTreeSet<(String, String)>> = BTreeMap::new();
        for [code, activity] in columns(&onet("tasks_to_dwas"), ["O*NET-SOC Code", "DWA ID"])? {
            // `4.A.2.a.4.I09.D03` is one of the activities `4.A.2.a.4.I09`.
            let wider = activity.rsplit_once('.').map(|(wider, _)| wider.to_owned());
            skills
                .entry(code)
                .or_default()
                .insert((activity, wider.unwrap_or_default()));
        }
        for [code, tool, family] in columns(
            &onet("technology_skills"),
            ["O*NET-SOC Code", "Example", "Commodity Code"],
        )? {
            skills.entry(code).or_default().insert((tool, family));
        }
        let zones: HashMap<String, usize> =
            columns(&onet("job_zones"), ["O*NET-SOC Code", "Job Zone"])?
                .into_iter()
                .filter_map(|[code, zone]| Some((code, zone.parse().ok()?)))
                .collect();
        let mut world = World::new();
        let mut ids: HashMap<String, u32> = HashMap::new();
        let mut asking: BTreeMap<u32, u32> = BTreeMap::new();
        let mut occupations = Vec::new();
        for (code, skills) in skills {
            if skills.len() < LEAST {
                continue;
            }
            world.add_occupation(occupations.len() as u32, &code, &code);
            let mut own = Vec::new();
            for (name, family) in skills {
                let next = ids.len() as u32 + 1;
                let id = *ids.entry(name.clone()).or_insert(next);
                world.add_skill(id, &name, &[Parent::Group(&family)]);
                *asking.entry(id).or_default() += 1;
                own.push(id);
            }
            let zone = zones.get(&code).copied().unwrap_or(3).min(5);
            occupations.push(Occupation {
                code,
                skills: own,
                zone,
            });
        }
        world.count_skills(occupations.len() as u32, asking);
        Ok(Self { world, occupations })
    }

    /// A job that asks for everything of an occupation.
    pub fn job(&self, at: usize) -> Job {
        let Occupation { code, skills, zone } = &self.occupations[at];
        let (months, education) = ZONES[*zone];
        Job {
            occupation: Some(at as u32),
            requirements: skills
                .iter()
                .map(|skill| Requirement {
                    skill: *skill,
                    importance: Importance::Should,
                    level: None,
                })
                .collect(),
            experience_months: (months > 0).then_some(months),
            education: Some(education),
            ..Job::new(code.clone())
        }
    }

    /// Somebody who has worked in an occupation, with these skills.
    pub fn person(&self, at: usize, skills: &[u32]) -> Person {
        let (months, education) = ZONES[self.occupations[at].zone];
        Person {
            skills: skills
                .iter()
                .map(|skill| PersonSkill::stated(*skill))
                .collect(),
            experience: Some(vec![Spell {
                occupation: Some(at as u32),
                title: String::new(),
                months: months.max(12),
            }]),
            education: Some(education),
            ..Person::new(self.occupations[at].code.clone())
        }
    }
}

/// Chance that is the same in every run: SplitMix64.
pub struct Dice(pub u64);

impl Dice {
    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % end.max(1) as u64) as usize
    }

    /// So many of a list, in no order.
    pub fn some<T: Copy>(&mut self, list: &[T], count: usize) -> Vec<T> {
        let mut left = list.to_vec();
        (0..count.min(list.len()))
            .map(|_| left.swap_remove(self.below(left.len())))
            .collect()
    }
}
