//! Cities by name, and what a text says of where.

use crate::index::{Hit, Index, Owner};
use kernel::geo::Point;
use text::plain::plain;

/// How much a place at home outweighs one abroad while somebody is typing.
const HOME_FACTOR: u32 = 50;
/// A place this much larger is meant by the first words of its name (`Newcastle`).
const MUCH_LARGER: u32 = 5;
/// Shortest beginning of a name that is taken for the name.
const LEAST_LETTERS: usize = 4;

/// A city as it is loaded.
#[derive(Debug)]
pub struct City {
    /// GeoNames number.
    pub id: i32,
    /// Its usual name.
    pub name: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// Name of the country.
    pub country_name: String,
    /// Nation or state, or nothing.
    pub region: String,
    /// Its centre.
    pub point: Point,
    /// People living there.
    pub population: i32,
    /// Other names.
    pub aliases: Vec<String>,
}

/// What is kept of a city beside its names.
#[derive(Debug)]
struct Facts {
    lat: f32,
    lon: f32,
    population: u32,
    /// Where its qualifiers begin in the label.
    comma: u16,
}

/// The cities, searchable.
#[derive(Debug, Default)]
pub struct Cities {
    index: Index,
    facts: Vec<Facts>,
}

impl Cities {
    /// Builds the index.
    pub fn new(cities: &[City]) -> Self {
        let owners = cities.iter().map(|city| Owner {
            id: city.id,
            label: label(city).into(),
            weight: weight(city),
            home: city.country == "GB",
        });
        let facts = cities.iter().map(|city| Facts {
            lat: city.point.lat as f32,
            lon: city.point.lon as f32,
            population: city.population.unsigned_abs(),
            comma: city.name.len() as u16,
        });
        let names = cities.iter().enumerate().flat_map(|(at, city)| {
            city.aliases
                .iter()
                .chain([&city.name])
                .map(move |name| (at, name.as_str(), false))
        });
        let facts = facts.collect();
        Self {
            index: Index::new(owners.collect(), names),
            facts,
        }
    }

    /// Cities for what somebody is typing: those at home first, then by population.
    pub fn search(&self, typed: &str, limit: usize) -> Vec<(String, Point)> {
        let (name, qualifiers) = split(typed);
        let hits = self.index.search(
            name,
            if qualifiers.is_empty() {
                limit
            } else {
                limit * 8
            },
        );
        let fitting = hits
            .iter()
            .filter(|hit| self.fits(hit, &qualifiers))
            .take(limit);
        fitting
            .map(|hit| (hit.owner.label.to_string(), self.point(hit)))
            .collect()
    }

    /// The city a text means, if it names one.
    pub fn find(&self, text: &str) -> Option<(String, Point)> {
        let (name, qualifiers) = split(text);
        if name.trim().chars().count() < 2 {
            return None;
        }
        let whole = self.index.exact(name);
        let whole = whole
            .iter()
            .filter(|hit| self.fits(hit, &qualifiers))
            .max_by_key(|hit| (hit.owner.home, self.facts[hit.place].population));
        let longer = self.index.search(name, 20);
        let longer = longer
            .iter()
            .filter(|hit| self.fits(hit, &qualifiers) && begins(hit, name, whole.is_some()))
            .max_by_key(|hit| (hit.owner.home, self.facts[hit.place].population));
        let population = |hit: &Hit<'_>| self.facts[hit.place].population;
        let best = match (whole, longer) {
            (Some(whole), Some(longer))
                if longer.owner.home && population(longer) / MUCH_LARGER > population(whole) =>
            {
                longer
            }
            (Some(whole), _) => whole,
            (None, Some(longer)) if name.trim().chars().count() >= LEAST_LETTERS => longer,
            _ => return None,
        };
        Some((best.owner.label.to_string(), self.point(best)))
    }

    fn point(&self, hit: &Hit<'_>) -> Point {
        let facts = &self.facts[hit.place];
        let exact = |degrees: f32| (f64::from(degrees) * 1e4).round() / 1e4;
        Point {
            lat: exact(facts.lat),
            lon: exact(facts.lon),
        }
    }

    /// Do region and country begin with what was given after the comma?
    fn fits(&self, hit: &Hit<'_>, qualifiers: &[String]) -> bool {
        let own = &hit.owner.label[usize::from(self.facts[hit.place].comma)..];
        qualifiers.iter().all(|wanted| {
            own.split(", ").any(|own| plain(own).starts_with(wanted))
                || hit.owner.home
                    && ["uk", "gb", "united kingdom", "great britain", "britain"]
                        .contains(&wanted.as_str())
        })
    }
}

/// Name, region where it helps, country if it is another one.
fn label(city: &City) -> String {
    let mut label = city.name.clone();
    for part in [
        city.region.as_str(),
        if city.country == "GB" {
            ""
        } else {
            &city.country_name
        },
    ] {
        if !part.is_empty() {
            label = format!("{label}, {part}");
        }
    }
    label
}

/// Lighter for more people, and for places at home.
fn weight(city: &City) -> u32 {
    let factor = if city.country == "GB" { HOME_FACTOR } else { 1 };
    let people = f64::from(city.population.max(1)) * f64::from(factor);
    // A thousand steps for each factor of e: length of the name decides nothing.
    (40_000.0 - people.ln() * 1_000.0).max(0.0) as u32
}

/// `Leeds, England` → the name and what narrows it.
fn split(text: &str) -> (&str, Vec<String>) {
    let mut parts = text.split(',');
    let name = parts.next().unwrap_or_default();
    (
        name,
        parts.map(plain).filter(|part| !part.is_empty()).collect(),
    )
}

/// Does the name begin with the text; with whole words of it, if `words`?
fn begins(hit: &Hit<'_>, text: &str, words: bool) -> bool {
    let name = plain(hit.alias.unwrap_or(&hit.owner.label));
    let rest = name.strip_prefix(plain(text).as_str());
    rest.is_some_and(|rest| !words || rest.is_empty() || rest.starts_with(' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cities() -> Cities {
        let city =
            |id, name: &str, country: &str, region: &str, population, aliases: &[&str]| City {
                id,
                name: name.into(),
                country: country.into(),
                country_name: if country == "GB" {
                    "United Kingdom".into()
                } else {
                    "Elsewhere".into()
                },
                region: region.into(),
                point: Point {
                    lat: f64::from(id),
                    lon: 0.5,
                },
                population,
                aliases: aliases.iter().map(|&alias| alias.to_owned()).collect(),
            };
        Cities::new(&[
            city(1, "Newcastle", "GB", "Northern Ireland", 7_500, &[]),
            city(2, "Newcastle upon Tyne", "GB", "England", 190_000, &[]),
            city(3, "Newcastle", "AU", "", 500_000, &[]),
            city(4, "Perth", "GB", "Scotland", 47_000, &[]),
            city(5, "Perth", "AU", "", 2_000_000, &[]),
            city(6, "Köln", "DE", "", 960_000, &["Cologne"]),
        ])
    }

    fn find(text: &str) -> Option<f64> {
        cities().find(text).map(|(_, point)| point.lat)
    }

    #[test]
    fn home_comes_first_and_the_large_one_is_meant() {
        assert_eq!(find("newcastle"), Some(2.0));
        assert_eq!(find("Newcastle, Northern Ireland"), Some(1.0));
        assert_eq!(find("Perth"), Some(4.0));
        assert_eq!(find("Perth, Elsewhere"), Some(5.0));
        assert_eq!(find("perth, uk"), Some(4.0));
        assert_eq!(find("cologne"), Some(6.0));
        assert_eq!(find("KOLN"), Some(6.0));
    }

    #[test]
    fn what_is_no_place_is_none() {
        for text in ["", "x", "Nowhere", "Perth, Mars", ","] {
            assert_eq!(find(text), None, "{text}");
        }
    }

    #[test]
    fn typing_shows_labels() {
        let found: Vec<String> = cities()
            .search("pert", 5)
            .into_iter()
            .map(|(label, _)| label)
            .collect();
        assert_eq!(found, ["Perth, Scotland", "Perth, Elsewhere"]);
    }
}
