//! What the scorer knows of the taxonomy, read once when the server starts, and of what is usual, read
//! again when something was learned.

use super::store;
use kernel::Result;
use matching::{Parent, World};
use platform::Services;
use platform::db::internal;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

/// The taxonomy in the form the scorer wants; one for all requests.
#[derive(Debug)]
pub struct Matching {
    known: RwLock<Known>,
}

#[derive(Debug, Clone)]
struct Known {
    /// Which set of priors is in the world.
    priors: Option<i32>,
    world: Arc<World>,
}

impl Matching {
    /// The world of the services.
    ///
    /// # Errors
    /// `Internal` without [`install`].
    pub fn world(services: &Services) -> Result<Arc<World>> {
        Ok(installed(services)?.known().world)
    }

    fn known(&self) -> Known {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.clone()
    }
}

fn installed(services: &Services) -> Result<Arc<Matching>> {
    services
        .part::<Matching>()
        .ok_or_else(|| internal("matching is not installed"))
}

/// Takes up what was learned since. Scores under way go on with what they began with.
///
/// # Errors
/// `Internal` if it cannot be read.
pub async fn refresh(services: &Services) -> Result<()> {
    let (matching, pool) = (installed(services)?, services.db.pool());
    let known = matching.known();
    if store::prior_version(pool).await? == known.priors {
        return Ok(());
    }
    let (priors, usual) = store::priors(pool).await?;
    let mut world = World::clone(&known.world);
    world.set_usual(usual);
    let world = Arc::new(world);
    *matching
        .known
        .write()
        .unwrap_or_else(PoisonError::into_inner) = Known { priors, world };
    Ok(())
}

/// Reads the taxonomy and what is usual, and adds both to the services.
///
/// How rare a skill is comes from the occupations that typically need it, not from today's jobs: a score
/// must not move because somebody else posted a job.
///
/// # Errors
/// `Internal` if the taxonomy cannot be read.
pub async fn install(services: Services) -> Result<Services> {
    let pool = services.db.pool();
    let mut parents: HashMap<i32, Vec<i32>> = HashMap::new();
    for (skill, parent) in store::skill_parents(pool).await? {
        parents.entry(skill).or_default().push(parent);
    }
    let mut world = World::new();
    for (id, label) in store::skills(pool).await? {
        let above: Vec<Parent<'_>> = parents
            .get(&id)
            .into_iter()
            .flatten()
            .filter_map(|parent| u32::try_from(*parent).ok())
            .map(Parent::Skill)
            .collect();
        if let Ok(id) = u32::try_from(id) {
            world.add_skill(id, &label, &above);
        }
    }
    let occupations = store::occupations(pool).await?;
    let count = u32::try_from(occupations.len()).unwrap_or(u32::MAX);
    for (id, label, isco) in occupations {
        if let Ok(id) = u32::try_from(id) {
            world.add_occupation(id, &label, &isco);
        }
    }
    let needing = store::occupations_needing(pool).await?;
    world.count_skills(
        count,
        needing.into_iter().filter_map(|(skill, needing)| {
            Some((u32::try_from(skill).ok()?, u32::try_from(needing).ok()?))
        }),
    );
    let (priors, usual) = store::priors(pool).await?;
    world.set_usual(usual);
    let world = Arc::new(world);
    Ok(services.with(Matching {
        known: RwLock::new(Known { priors, world }),
    }))
}
