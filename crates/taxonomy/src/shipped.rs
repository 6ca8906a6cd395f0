//! The shipped files, built into the binary or read from a folder.

use flate2::read::GzDecoder;
use kernel::geo::Point;
use kernel::postcode::Postcode;
use matching::exchange::Vocabulary;
use matching::world::{Parent, World};
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::collections::HashMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use text::plain::plain;

/// A shipped file: its name, and its bytes as built in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum File {
    /// Skills and groups.
    Skills,
    /// Occupations.
    Occupations,
    /// Typical skills of occupations.
    OccupationSkills,
    /// Groups of ISCO-08.
    Isco,
    /// Postcode sectors and districts.
    Postcodes,
    /// Countries.
    Countries,
    /// Cities.
    Cities,
}

/// Why reference data could not be read or loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// A file could not be read.
    #[error("{}", file.display())]
    File {
        /// Which.
        file: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A line is not what it should be.
    #[error("{file}, line {line}: {reason}")]
    Line {
        /// Which file.
        file: &'static str,
        /// Counted from 1.
        line: usize,
        /// What is wrong.
        reason: String,
    },
    /// A field that should be a number is none.
    #[error("{file}: {field:?} is not a number")]
    Number {
        /// Which file.
        file: &'static str,
        /// What stands there.
        field: String,
    },
    /// The database refused.
    #[error("the database refused the reference data")]
    Database(#[from] sqlx::Error),
}

impl File {
    /// In an order in which each refers only to earlier ones.
    pub const ALL: [Self; 7] = [
        Self::Skills,
        Self::Isco,
        Self::Occupations,
        Self::OccupationSkills,
        Self::Postcodes,
        Self::Countries,
        Self::Cities,
    ];

    /// Its name in `data/`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Skills => "skills.tsv.gz",
            Self::Occupations => "occupations.tsv.gz",
            Self::OccupationSkills => "occupation_skills.tsv.gz",
            Self::Isco => "isco.tsv.gz",
            Self::Postcodes => "postcodes.tsv.gz",
            Self::Countries => "countries.tsv",
            Self::Cities => "cities.tsv.gz",
        }
    }

    /// Does it say something of skills or occupations, by their numbers?
    pub fn is_of_concepts(self) -> bool {
        matches!(
            self,
            Self::Skills | Self::Isco | Self::Occupations | Self::OccupationSkills
        )
    }

    fn built_in(self) -> &'static [u8] {
        match self {
            Self::Skills => include_bytes!("../../../data/skills.tsv.gz"),
            Self::Occupations => include_bytes!("../../../data/occupations.tsv.gz"),
            Self::OccupationSkills => include_bytes!("../../../data/occupation_skills.tsv.gz"),
            Self::Isco => include_bytes!("../../../data/isco.tsv.gz"),
            Self::Postcodes => include_bytes!("../../../data/postcodes.tsv.gz"),
            Self::Countries => include_bytes!("../../../data/countries.tsv"),
            Self::Cities => include_bytes!("../../../data/cities.tsv.gz"),
        }
    }

    /// Its bytes, from a folder if one is given.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn bytes(self, folder: Option<&Path>) -> Result<Cow<'static, [u8]>, LoadError> {
        let Some(folder) = folder else {
            return Ok(Cow::Borrowed(self.built_in()));
        };
        let file = folder.join(self.name());
        std::fs::read(&file)
            .map(Cow::Owned)
            .map_err(|source| LoadError::File { file, source })
    }
}

/// SHA-256 of a file's bytes, in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// The text of a file, unpacked if need be.
///
/// # Errors
/// If it is not gzip, or not UTF-8.
pub fn text(file: File, bytes: &[u8]) -> Result<String, LoadError> {
    let mut text = String::new();
    let read = if file.name().ends_with(".gz") {
        GzDecoder::new(bytes).read_to_string(&mut text)
    } else {
        { bytes }.read_to_string(&mut text)
    };
    read.map(|_| text).map_err(|source| LoadError::File {
        file: file.name().into(),
        source,
    })
}

/// The rows of a file under its header, each with its line number and `N` fields.
pub fn rows<const N: usize>(
    file: File,
    text: &str,
) -> impl Iterator<Item = Result<[&str; N], LoadError>> {
    text.lines().enumerate().skip(1).map(move |(at, line)| {
        let fields: Vec<&str> = line.split('\t').collect();
        let count = fields.len();
        let reason = || format!("{count} fields instead of {N}");
        fields.try_into().map_err(|_| LoadError::Line {
            file: file.name(),
            line: at + 1,
            reason: reason(),
        })
    })
}

/// Several values in one field.
pub fn list(field: &str) -> impl Iterator<Item = &str> {
    field.split('|').filter(|value| !value.is_empty())
}

/// The shipped data in memory, for ranking without a database.
#[derive(Debug)]
pub struct Shipped {
    skills: HashMap<String, u32>,
    occupations: HashMap<String, u32>,
    postcodes: HashMap<String, Point>,
    cities: crate::places::Cities,
    skill_rows: Vec<(u32, String, Vec<u32>)>,
    occupation_rows: Vec<(u32, String, String)>,
}

impl Shipped {
    /// Reads what is built in.
    ///
    /// # Errors
    /// If the data the binary was built with is broken.
    pub fn read() -> Result<Self, LoadError> {
        let read = |file: File| text(file, &file.bytes(None)?);
        let mut shipped = Self {
            skills: HashMap::new(),
            occupations: HashMap::new(),
            postcodes: HashMap::new(),
            cities: crate::places::Cities::new(&cities(
                &read(File::Countries)?,
                &read(File::Cities)?,
            )?),
            skill_rows: Vec::new(),
            occupation_rows: Vec::new(),
        };
        shipped.read_skills(&read(File::Skills)?)?;
        shipped.read_occupations(&read(File::Occupations)?)?;
        for row in rows::<4>(File::Postcodes, &read(File::Postcodes)?) {
            let [code, _, lat, lon] = row?;
            shipped.postcodes.insert(
                code.to_owned(),
                Point {
                    lat: number(File::Postcodes, lat)?,
                    lon: number(File::Postcodes, lon)?,
                },
            );
        }
        Ok(shipped)
    }

    /// What the scorer knows of skills and occupations.
    pub fn world(&self) -> World {
        let skills = self
            .skill_rows
            .iter()
            .map(|(id, label, parents)| (*id, label.as_str(), parents.as_slice()));
        let occupations = self
            .occupation_rows
            .iter()
            .map(|(id, label, code)| (*id, label.as_str(), code.as_str()));
        world(skills, occupations)
    }

    /// Labels go before aliases, and both before the label of a group.
    fn read_skills(&mut self, text: &str) -> Result<(), LoadError> {
        let mut others: Vec<(String, u32)> = Vec::new();
        let mut groups: Vec<(String, u32)> = Vec::new();
        for row in rows::<7>(File::Skills, text) {
            let [id, _, kind, _, label, parents, aliases] = row?;
            let id = number(File::Skills, id)?;
            let parents = list(parents)
                .map(|parent| number(File::Skills, parent))
                .collect::<Result<_, _>>()?;
            self.skill_rows.push((id, label.to_owned(), parents));
            if kind == "GROUP" {
                groups.push((plain(label), id));
            } else {
                self.skills.entry(plain(label)).or_insert(id);
                others.extend(list(aliases).map(|alias| (plain(alias), id)));
            }
        }
        for (term, id) in others.into_iter().chain(groups) {
            self.skills.entry(term).or_insert(id);
        }
        Ok(())
    }

    fn read_occupations(&mut self, text: &str) -> Result<(), LoadError> {
        let mut others: Vec<(String, u32)> = Vec::new();
        for row in rows::<5>(File::Occupations, text) {
            let [id, _, label, isco, aliases] = row?;
            let id = number(File::Occupations, id)?;
            self.occupation_rows
                .push((id, label.to_owned(), isco.to_owned()));
            self.occupations.entry(plain(label)).or_insert(id);
            others.extend(list(aliases).map(|alias| (plain(alias), id)));
        }
        for (term, id) in others {
            self.occupations.entry(term).or_insert(id);
        }
        Ok(())
    }
}

impl Vocabulary for Shipped {
    fn skill(&self, label: &str) -> Option<u32> {
        self.skills.get(&plain(label)).copied()
    }

    fn occupation(&self, title: &str) -> Option<u32> {
        self.occupations.get(&plain(title)).copied()
    }

    fn place(&self, text: &str) -> Option<Point> {
        match Postcode::parse(text) {
            Some(postcode) => postcode
                .sector()
                .and_then(|sector| self.postcodes.get(&sector))
                .or_else(|| self.postcodes.get(postcode.district()))
                .copied(),
            None => self.cities.find(text).map(|(_, point)| point),
        }
    }
}

/// The scorer's knowledge from skills under their parents and occupations with their ISCO codes.
pub(crate) fn world<'a>(
    skills: impl Iterator<Item = (u32, &'a str, &'a [u32])>,
    occupations: impl Iterator<Item = (u32, &'a str, &'a str)>,
) -> World {
    let mut world = World::new();
    for (id, label, parents) in skills {
        let parents: Vec<Parent<'_>> = parents
            .iter()
            .map(|parent| Parent::Skill(*parent))
            .collect();
        world.add_skill(id, label, &parents);
    }
    for (id, label, code) in occupations {
        world.add_occupation(id, label, code);
    }
    world
}

/// Cities with the names of their countries.
pub(crate) fn cities(countries: &str, cities: &str) -> Result<Vec<crate::places::City>, LoadError> {
    let countries: HashMap<&str, &str> = rows::<2>(File::Countries, countries)
        .map(|row| row.map(|[code, name]| (code, name)))
        .collect::<Result<_, _>>()?;
    rows::<9>(File::Cities, cities)
        .map(|row| {
            let [id, name, _, country, region, lat, lon, population, aliases] = row?;
            Ok(crate::places::City {
                id: number(File::Cities, id)?,
                name: name.to_owned(),
                country: country.to_owned(),
                country_name: countries
                    .get(country)
                    .copied()
                    .unwrap_or(country)
                    .to_owned(),
                region: region.to_owned(),
                point: Point {
                    lat: number(File::Cities, lat)?,
                    lon: number(File::Cities, lon)?,
                },
                population: number(File::Cities, population)?,
                aliases: list(aliases).map(str::to_owned).collect(),
            })
        })
        .collect()
}

pub(crate) fn number<T: std::str::FromStr>(file: File, field: &str) -> Result<T, LoadError> {
    field.parse().map_err(|_| LoadError::Number {
        file: file.name(),
        field: field.to_owned(),
    })
}
