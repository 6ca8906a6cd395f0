//! What the scorer knows of the taxonomy, read once when the server starts.

use super::store;
use kernel::Result;
use matching::{Parent, World};
use platform::Services;
use platform::db::internal;
use std::collections::HashMap;
use std::sync::Arc;

/// The taxonomy in the form the scorer wants; one for all requests.
#[derive(Debug, Clone)]
pub struct Matching {
    world: Arc<World>,
}

impl Matching {
    /// The world of the services.
    ///
    /// # Errors
    /// `Internal` without [`install`].
    pub fn world(services: &Services) -> Result<Arc<World>> {
        services
            .part::<Self>()
            .map(|part| part.world.clone())
            .ok_or_else(|| internal("matching is not installed"))
    }
}

/// Reads the taxonomy and adds it to the services.
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
    Ok(services.with(Matching {
        world: Arc::new(world),
    }))
}
