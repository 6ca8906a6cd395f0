//! What a score was made of, small enough to store beside it, and the score made again from that.

use crate::fit::{Fit, Scorer};
use crate::model::{Job, Person};
use crate::usual::Scope;
use crate::world::{Relation, World};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Everything one score depends on: the job, the person and the few figures of the world it used.
/// Lists of the person are sorted, so the order in which rows were read shows nowhere.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Inputs {
    /// Formula version.
    pub version: String,
    /// The job with its weights.
    pub job: Job,
    /// The person.
    pub person: Person,
    /// Rarity of each skill asked, in 1/10,000.
    pub idf: Vec<(u32, i32)>,
    /// Person's skill, job's skill, how they stand.
    pub relations: Vec<(u32, u32, Relation)>,
    /// Occupation held, occupation asked, how near in 1/10,000.
    pub relatedness: Vec<(u32, u32, i32)>,
    /// What is usual for the occupation, in 1/10,000.
    pub priors: [i32; 6],
}

/// The stored score was made by a formula this build does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownVersion(pub String);

impl std::fmt::Display for UnknownVersion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "the formula “{}” is not in this version; it has {}",
            self.0,
            crate::VERSION
        )
    }
}

impl std::error::Error for UnknownVersion {}

impl Inputs {
    /// Gathers what the score of `person` for the scorer's job depends on.
    pub fn of(scorer: &Scorer<'_>, person: &Person) -> Self {
        let (world, mut job, mut person) = (scorer.world(), scorer.job().clone(), person.clone());
        if job.ends.is_some() || job.documents.is_empty() {
            // The day of scoring decides nothing then; without it the hash holds from day to day.
            job.as_of = None;
        }
        sort(&mut person);
        let mut idf: Vec<(u32, i32)> = job
            .requirements
            .iter()
            .map(|asked| (asked.skill, world.idf(asked.skill)))
            .collect();
        idf.sort_unstable();
        idf.dedup();
        let mut relatedness = Vec::new();
        if let Some(asked) = job.occupation.filter(|_| job.experience_months.is_some()) {
            let held = person
                .experience
                .iter()
                .flatten()
                .filter_map(|spell| spell.occupation);
            relatedness.extend(held.filter_map(|held| {
                Some((held, asked, world.occupation_relatedness(held, asked)?))
            }));
            relatedness.sort_unstable();
            relatedness.dedup();
        }
        Self {
            version: crate::VERSION.to_owned(),
            idf,
            relations: relations(&job, &person, world),
            relatedness,
            priors: world.priors(job.occupation),
            job,
            person,
        }
    }

    /// SHA-256 over the JSON of all this, in hexadecimal. Fields keep their order and numbers their one
    /// form, so equal inputs give equal hashes.
    pub fn hash(&self) -> String {
        let json = serde_json::to_vec(self).unwrap_or_default();
        hex::encode(Sha256::digest(json))
    }

    /// A world that knows just this.
    pub fn world(&self) -> World {
        let mut world = World::new();
        for &(skill, idf) in &self.idf {
            world.set_idf(skill, idf);
        }
        for &(held, asked, relation) in &self.relations {
            world.set_relation(held, asked, relation);
        }
        for &(held, asked, relatedness) in &self.relatedness {
            world.set_relatedness(held, asked, relatedness);
        }
        world.set_priors(&Scope::All, self.priors);
        world
    }
}

fn relations(job: &Job, person: &Person, world: &World) -> Vec<(u32, u32, Relation)> {
    let held: std::collections::HashSet<u32> =
        person.skills.iter().map(|held| held.skill).collect();
    let asked = job.requirements.iter().map(|asked| asked.skill);
    let mut relations: Vec<(u32, u32, Relation)> = asked
        .flat_map(|asked| {
            world
                .neighbours(asked)
                .into_iter()
                .map(move |(skill, relation)| (skill, asked, relation))
        })
        .filter(|(skill, asked, _)| skill != asked && held.contains(skill))
        .collect();
    relations.sort_unstable();
    relations.dedup();
    relations
}

fn sort(person: &mut Person) {
    person.skills.sort_by_key(|held| {
        (
            held.skill,
            held.proof,
            held.level,
            held.months,
            held.months_since_used,
        )
    });
    if let Some(spells) = &mut person.experience {
        spells.sort_by(|a, b| {
            (a.occupation, &a.title, a.months).cmp(&(b.occupation, &b.title, b.months))
        });
    }
    person
        .documents
        .sort_by(|a, b| (&a.document, a.expires).cmp(&(&b.document, b.expires)));
    person.wishes.modes.sort_by_key(|mode| *mode as u8);
    person.wishes.kinds.sort();
}

/// The hash of [`Inputs::of`].
pub fn inputs_hash(scorer: &Scorer<'_>, person: &Person) -> String {
    Inputs::of(scorer, person).hash()
}

/// Makes a stored score again, without a database.
///
/// # Errors
/// A formula version this build does not have.
pub fn replay(inputs: &Inputs) -> Result<Fit, UnknownVersion> {
    if inputs.version != crate::VERSION {
        return Err(UnknownVersion(inputs.version.clone()));
    }
    Ok(Scorer::new(&inputs.job, &inputs.world()).fit(&inputs.person))
}
