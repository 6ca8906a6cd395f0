//! Words of a form to things of the taxonomy, with messages for the form.

mod category;

use super::model::{Category, Place};
use kernel::{AppError, Result};
use platform::Services;
use std::collections::BTreeMap;
use taxonomy::service as taxonomy;

/// A skill or occupation to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// Taxonomy id.
    pub id: i32,
    /// Its name.
    pub label: String,
    /// Is this exactly what was written?
    pub exact: bool,
}

/// The place a text names; `None` if nobody knows it.
pub async fn place(services: &Services, text: &str) -> Result<Option<Place>> {
    let found = taxonomy::find_place(services, text).await?;
    Ok(found.map(|place| Place {
        text: place.label,
        point: Some(place.point),
    }))
}

/// Skills whose names stand in a text.
pub fn skills_in(services: &Services, text: &str) -> Result<Vec<Suggestion>> {
    let mut found: Vec<Suggestion> = Vec::new();
    for hit in taxonomy::match_labels(services, text)? {
        if found.iter().all(|known| known.id != hit.id) {
            found.push(Suggestion {
                id: hit.id,
                label: hit.label,
                exact: true,
            });
        }
    }
    Ok(found)
}

/// Names read from one line: more than a person would type, so that the message can say how many there were.
const MOST_NAMES: usize = 1_000;

/// The skills a line names: one or several, separated by commas.
///
/// # Errors
/// `Invalid` at `add` with what comes nearest to a name nobody knows.
pub fn skills_named(services: &Services, line: &str) -> Result<Vec<i32>> {
    let known = taxonomy::taxonomy(services)?;
    let mut ids = Vec::new();
    for name in line
        .split([',', ';', '\n'])
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .take(MOST_NAMES)
    {
        let Some(hit) = known.skill_named(name) else {
            let near = known
                .search_skills(name, 4)
                .into_iter()
                .map(|hit| hit.label);
            return Err(AppError::invalid("add", unknown(name, near)));
        };
        ids.push(hit.id);
    }
    Ok(ids)
}

/// Occupations a title may mean, the likeliest first.
pub fn occupations(services: &Services, title: &str) -> Result<Vec<Suggestion>> {
    let known = taxonomy::taxonomy(services)?;
    // What follows a comma or a dash is rarely part of the occupation: “Warehouse operative, days”.
    let short = title
        .split([',', '(', '/', '|'])
        .next()
        .unwrap_or(title)
        .split(" - ")
        .next()
        .unwrap_or(title)
        .trim();
    let mut found: Vec<Suggestion> = Vec::new();
    for text in [title, short] {
        if let Some(hit) = known.occupation_named(text) {
            push(
                &mut found,
                Suggestion {
                    id: hit.id,
                    label: hit.label,
                    exact: true,
                },
            );
        }
    }
    for text in [title, short] {
        for hit in known.search_occupations(text, 8) {
            push(
                &mut found,
                Suggestion {
                    id: hit.id,
                    label: hit.label,
                    exact: false,
                },
            );
        }
    }
    found.truncate(8);
    Ok(found)
}

/// The likely field of work of a title, or of the occupation chosen for it.
pub fn category(
    services: &Services,
    title: &str,
    occupation: Option<i32>,
) -> Result<Option<Category>> {
    let known = taxonomy::taxonomy(services)?;
    let meant = || -> Result<Option<i32>> {
        let found = occupations(services, title)?;
        Ok(found.into_iter().find(|one| one.exact).map(|one| one.id))
    };
    let occupation = match occupation {
        Some(id) => Some(id),
        None => meant()?,
    };
    let group = occupation.and_then(|id| known.occupation_group(id));
    Ok(category::suggest(title, group))
}

fn push(list: &mut Vec<Suggestion>, one: Suggestion) {
    if list.iter().all(|known| known.id != one.id) {
        list.push(one);
    }
}

/// The occupation of this name.
///
/// # Errors
/// `Invalid` at `occupation_name` with what comes nearest.
pub fn occupation_named(services: &Services, name: &str) -> Result<(i32, String)> {
    let known = taxonomy::taxonomy(services)?;
    match known.occupation_named(name) {
        Some(hit) => Ok((hit.id, hit.label)),
        None => {
            let near = known
                .search_occupations(name, 4)
                .into_iter()
                .map(|hit| hit.label);
            Err(AppError::invalid("occupation_name", unknown(name, near)))
        }
    }
}

fn unknown(name: &str, near: impl Iterator<Item = String>) -> String {
    let name: String = name.chars().take(60).collect();
    let near: Vec<String> = near.collect();
    if near.is_empty() {
        format!("We do not know “{name}”. Try a shorter or more common name.")
    } else {
        format!(
            "We do not know “{name}”. Did you mean: {}?",
            near.join("; ")
        )
    }
}

/// Names of skills that exist.
pub fn skill_labels(services: &Services, ids: &[i32]) -> Result<BTreeMap<i32, String>> {
    Ok(taxonomy::labels_of(services, ids)?
        .into_iter()
        .map(|hit| (hit.id, hit.label))
        .collect())
}

/// The name of an occupation, if it exists.
pub fn occupation_label(services: &Services, id: i32) -> Result<Option<String>> {
    Ok(taxonomy::taxonomy(services)?
        .occupation_label(id)
        .map(str::to_owned))
}
