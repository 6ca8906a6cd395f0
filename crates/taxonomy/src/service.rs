//! What the areas ask of the taxonomy. It is public: nothing here needs an actor.

use crate::index::{Hit, Index, Owner};
use crate::model::{
    LONGEST_QUERY, LONGEST_TEXT, MOST_HITS, OccupationHit, OccupationId, Place, PlaceHit, SkillHit,
    SkillId, SkillKind,
};
use crate::places::Cities;
use crate::{prose, shipped, store};
use kernel::Result;
use kernel::postcode::Postcode;
use matching::world::World;
use platform::Services;
use sqlx::PgPool;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};
use text::{Extractor, Found, Settings};

/// Skills, occupations and cities in memory, for all requests.
#[derive(Debug)]
pub struct Taxonomy {
    skills: Index,
    kinds: Vec<SkillKind>,
    /// Is each ESCO's?
    esco: Vec<bool>,
    skill_places: HashMap<SkillId, u32>,
    occupations: Index,
    /// ISCO code of each.
    groups: Vec<Box<str>>,
    occupation_places: HashMap<OccupationId, u32>,
    cities: Cities,
    /// Made when the first text is read: it takes a moment, and most commands read none.
    extractor: OnceLock<Option<Extractor>>,
}

/// Reads the taxonomy and keeps it in the services. Call it once, after the data was loaded.
///
/// # Errors
/// `Internal`.
pub async fn install(services: Services) -> Result<Services> {
    let taxonomy = Taxonomy::read(services.db.pool()).await?;
    Ok(services.with(taxonomy))
}

/// The taxonomy of these services.
///
/// # Errors
/// `Internal` if it was not installed.
pub fn taxonomy(services: &Services) -> Result<Arc<Taxonomy>> {
    services
        .part::<Taxonomy>()
        .ok_or_else(|| platform::db::internal("the taxonomy is not installed"))
}

impl Taxonomy {
    /// Reads everything that is searched. What is retired has no terms any more, only its label.
    ///
    /// # Errors
    /// `Internal`.
    pub async fn read(pool: &PgPool) -> Result<Self> {
        let rows = store::skills(pool).await?;
        let skill_places = places(rows.iter().map(|row| row.id));
        let kinds = rows
            .iter()
            .map(|row| SkillKind::parse(&row.kind).unwrap_or(SkillKind::Skill))
            .collect();
        let esco = rows.iter().map(|row| row.source == "ESCO").collect();
        let owners = rows.iter().map(skill_owner).collect();
        let terms = store::skill_terms(pool).await?;
        let skills = Index::new(
            owners,
            terms.iter().filter_map(|term| name(&skill_places, term)),
        );

        let rows = store::occupations(pool).await?;
        let occupation_places = places(rows.iter().map(|row| row.id));
        let groups = rows.iter().map(|row| row.isco.as_str().into()).collect();
        let owners = rows
            .iter()
            .map(|row| Owner {
                id: row.id,
                label: row.label.as_str().into(),
                weight: if row.common { 0 } else { UNCOMMON },
                home: true,
            })
            .collect();
        let terms = store::occupation_terms(pool).await?;
        let occupations = Index::new(
            owners,
            terms
                .iter()
                .filter_map(|term| name(&occupation_places, term)),
        );

        let cities = Cities::new(&store::cities(pool).await?);
        Ok(Self {
            skills,
            kinds,
            esco,
            skill_places,
            occupations,
            groups,
            occupation_places,
            cities,
            extractor: OnceLock::new(),
        })
    }

    /// Skills for what somebody is typing, best first: by label or alias, by prefix, by any of their
    /// words, with slips.
    pub fn search_skills(&self, typed: &str, limit: usize) -> Vec<SkillHit> {
        self.skills
            .search(&cut(typed, LONGEST_QUERY), limit.min(MOST_HITS))
            .iter()
            .map(|hit| self.skill(hit))
            .collect()
    }

    /// Occupations for what somebody is typing, best first.
    pub fn search_occupations(&self, typed: &str, limit: usize) -> Vec<OccupationHit> {
        self.occupations
            .search(&cut(typed, LONGEST_QUERY), limit.min(MOST_HITS))
            .iter()
            .map(occupation)
            .collect()
    }

    /// The skill whose label or alias this is.
    pub fn skill_named(&self, name: &str) -> Option<SkillHit> {
        self.skills.exact(name).first().map(|hit| self.skill(hit))
    }

    /// The occupation whose label or other title this is.
    pub fn occupation_named(&self, title: &str) -> Option<OccupationHit> {
        self.occupations.exact(title).first().map(occupation)
    }

    /// The skill with this number.
    pub fn skill_by_id(&self, id: SkillId) -> Option<SkillHit> {
        let place = *self.skill_places.get(&id)? as usize;
        Some(SkillHit {
            id,
            label: self.skills.owners()[place].label.to_string(),
            kind: self.kinds[place],
            alias: None,
        })
    }

    /// Label of an occupation.
    pub fn occupation_label(&self, id: OccupationId) -> Option<&str> {
        let place = *self.occupation_places.get(&id)? as usize;
        Some(&self.occupations.owners()[place].label)
    }

    /// The ISCO-08 unit group of an occupation, as estimated.
    pub fn occupation_group(&self, id: OccupationId) -> Option<&str> {
        let place = *self.occupation_places.get(&id)? as usize;
        self.groups.get(place).map(AsRef::as_ref)
    }

    /// Skills named in a text, in the order they come, each once: the longest name at each word. What
    /// the text says is not wanted, and what it says of benefits and the like, is left out.
    ///
    /// # Errors
    /// `Internal` if the built-in data is broken.
    pub fn match_labels(&self, text: &str) -> Result<Vec<SkillHit>> {
        let extractor = self.extractor()?;
        let text = cut(text, LONGEST_TEXT);
        let mut found = extractor.extract(&text, NAMED);
        found.sort_by_key(|found| found.spans.iter().map(|span| (span.start, span.end)).min());
        let hit = |found: &Found| {
            let skill = extractor.skill(found);
            self.skill_by_id(skill.id)
        };
        Ok(found.iter().filter_map(hit).collect())
    }

    /// What reads prose.
    ///
    /// # Errors
    /// `Internal` if the built-in data is broken.
    pub fn extractor(&self) -> Result<&Extractor> {
        let make = || prose::of(&self.skills, &self.kinds, &self.esco).ok();
        let made = self.extractor.get_or_init(make).as_ref();
        made.ok_or_else(|| platform::db::internal("the built-in data for reading prose is broken"))
    }

    fn skill(&self, hit: &Hit<'_>) -> SkillHit {
        SkillHit {
            id: hit.owner.id,
            label: hit.owner.label.to_string(),
            kind: self.kinds[hit.place],
            alias: hit.alias.map(str::to_owned),
        }
    }
}

/// Skills for what somebody is typing.
///
/// # Errors
/// `Internal` if the taxonomy was not installed.
pub fn search_skills(services: &Services, typed: &str, limit: usize) -> Result<Vec<SkillHit>> {
    Ok(taxonomy(services)?.search_skills(typed, limit))
}

/// Occupations for what somebody is typing.
///
/// # Errors
/// `Internal` if the taxonomy was not installed.
pub fn search_occupations(
    services: &Services,
    typed: &str,
    limit: usize,
) -> Result<Vec<OccupationHit>> {
    Ok(taxonomy(services)?.search_occupations(typed, limit))
}

/// Skills named in a text.
///
/// # Errors
/// `Internal` if the taxonomy was not installed.
pub fn match_labels(services: &Services, text: &str) -> Result<Vec<SkillHit>> {
    taxonomy(services)?.match_labels(text)
}

/// The skills with these numbers, in this order; unknown ones are left out.
///
/// # Errors
/// `Internal` if the taxonomy was not installed.
pub fn labels_of(services: &Services, ids: &[SkillId]) -> Result<Vec<SkillHit>> {
    let taxonomy = taxonomy(services)?;
    Ok(ids
        .iter()
        .filter_map(|id| taxonomy.skill_by_id(*id))
        .collect())
}

/// What people of an occupation typically can, most typical first.
///
/// # Errors
/// `Internal`.
pub async fn typical_skills(
    services: &Services,
    occupation: OccupationId,
    limit: usize,
) -> Result<Vec<SkillHit>> {
    let limit = i64::try_from(limit.min(MOST_HITS)).unwrap_or_default();
    labels_of(
        services,
        &store::typical_skills(services.db.pool(), occupation, limit).await?,
    )
}

/// The place a text names: a British postcode, in full or in part, or a city of the world. A
/// postcode of a known district always has a point: its sector's, or else its district's.
///
/// # Errors
/// `Internal`.
pub async fn find_place(services: &Services, text: &str) -> Result<Option<Place>> {
    let text = cut(text.trim(), LONGEST_QUERY);
    let Some(postcode) = Postcode::parse(&text) else {
        let found = taxonomy(services)?.cities.find(&text);
        return Ok(found.map(|(label, point)| Place {
            label,
            point,
            sector: None,
        }));
    };
    let codes: Vec<String> = postcode
        .sector()
        .into_iter()
        .chain([postcode.district().to_owned()])
        .collect();
    let found = store::postcode_area(services.db.pool(), &codes).await?;
    Ok(found.map(|(_, point)| Place {
        label: postcode.to_string(),
        point,
        sector: postcode.sector(),
    }))
}

/// Places for what somebody is typing: postcode districts and sectors, or cities.
///
/// # Errors
/// `Internal`.
pub async fn search_places(
    services: &Services,
    typed: &str,
    limit: usize,
) -> Result<Vec<PlaceHit>> {
    let typed = cut(typed.trim(), LONGEST_QUERY);
    let limit = limit.min(MOST_HITS);
    let found = match postcode_prefix(&typed) {
        Some(prefix) => {
            let whole = Postcode::parse(&typed).and_then(|postcode| postcode.sector());
            let prefix = whole.unwrap_or(prefix);
            store::postcode_areas(
                services.db.pool(),
                &prefix,
                i64::try_from(limit).unwrap_or_default(),
            )
            .await?
        }
        None => taxonomy(services)?.cities.search(&typed, limit),
    };
    Ok(found
        .into_iter()
        .map(|(label, point)| PlaceHit { label, point })
        .collect())
}

/// The hierarchy of skills: each with the groups and wider skills it stands under.
///
/// # Errors
/// `Internal`.
pub async fn load_hierarchy(pool: &PgPool) -> Result<Vec<(SkillId, Vec<SkillId>)>> {
    Ok(store::skills(pool)
        .await?
        .into_iter()
        .map(|row| (row.id, row.parents))
        .collect())
}

/// What the scorer knows of skills and occupations, before anything is counted.
///
/// # Errors
/// `Internal`.
pub async fn load_world(pool: &PgPool) -> Result<World> {
    let skills: Vec<(u32, String, Vec<u32>)> = store::skills(pool)
        .await?
        .into_iter()
        .map(|row| {
            (
                row.id.unsigned_abs(),
                row.label,
                row.parents.iter().map(|id| id.unsigned_abs()).collect(),
            )
        })
        .collect();
    let occupations = store::occupations(pool).await?;
    Ok(shipped::world(
        skills
            .iter()
            .map(|(id, label, parents)| (*id, label.as_str(), parents.as_slice())),
        occupations
            .iter()
            .map(|row| (row.id.unsigned_abs(), row.label.as_str(), row.isco.as_str())),
    ))
}

/// Everything a text names.
const NAMED: Settings = Settings {
    most: usize::MAX,
    least: 0.0,
    names_only: true,
};

/// How much heavier than a common occupation every other is.
const UNCOMMON: u32 = 12;

/// Skills that common occupations name come first, the more of them the better, then ESCO's, then
/// technologies, then groups. Weighed against how well a name answers: see `index::cost`.
fn skill_owner(row: &store::SkillRow) -> Owner {
    let group = row.kind == "GROUP";
    let doublings = |count: i64| u32::try_from(count).unwrap_or(u32::MAX).max(1).ilog2();
    let weight = match (group, row.named, row.source.as_str()) {
        (true, ..) => 120,
        (false, 1.., _) => 12u32.saturating_sub(3 * doublings(row.named)),
        (false, _, "ESCO") => 24 - (3 * doublings(row.needing + 1) / 2).min(12),
        _ => 32,
    };
    Owner {
        id: row.id,
        label: row.label.as_str().into(),
        weight,
        home: !group,
    }
}

fn occupation(hit: &Hit<'_>) -> OccupationHit {
    OccupationHit {
        id: hit.owner.id,
        label: hit.owner.label.to_string(),
        alias: hit.alias.map(str::to_owned),
    }
}

fn places(ids: impl Iterator<Item = i32>) -> HashMap<i32, u32> {
    ids.zip(0..).collect()
}

fn name<'a>(
    places: &HashMap<i32, u32>,
    term: &'a store::TermRow,
) -> Option<(usize, &'a str, bool)> {
    Some((
        *places.get(&term.owner)? as usize,
        term.shown.as_str(),
        term.is_label,
    ))
}

/// The beginning of a postcode (`E1`, `SW1A 1`, `m1`) as codes are written; `None` for anything else.
fn postcode_prefix(typed: &str) -> Option<String> {
    let typed = typed.to_ascii_uppercase();
    let letters = typed.chars().take_while(char::is_ascii_uppercase).count();
    let digit = typed.chars().nth(letters)?.is_ascii_digit();
    let shaped = typed.chars().all(|c| c.is_ascii_alphanumeric() || c == ' ');
    let (outward, inward) = typed.split_once(' ').unwrap_or((&typed, ""));
    ((1..=2).contains(&letters) && digit && shaped).then(|| match inward.trim().get(..1) {
        Some(sector) => format!("{outward} {sector}"),
        None => outward.to_owned(),
    })
}

/// The first characters of a text.
fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}
