//! The shipped taxonomy and postcodes, as the server loads them.

use flate2::read::GzDecoder;
use kernel::geo::Point;
use matching::{Parent, World};
use std::collections::HashMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// An occupation with its skills, the most typical first.
pub struct Calling {
    pub occupation: u32,
    pub title: String,
    pub skills: Vec<u32>,
}

pub struct Shipped {
    pub world: World,
    pub callings: Vec<Calling>,
    pub places: Vec<Point>,
}

fn rows(file: &str) -> Result<Vec<Vec<String>>, String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../data")
        .join(file);
    let mut text = String::new();
    let open = File::open(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    GzDecoder::new(open)
        .read_to_string(&mut text)
        .map_err(|error| format!("{}: {error}", path.display()))?;
    let split = |line: &str| line.split('\t').map(str::to_owned).collect();
    Ok(text.lines().skip(1).map(split).collect())
}

fn number<T: std::str::FromStr>(text: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("“{text}” is no number"))
}

impl Shipped {
    pub fn read() -> Result<Self, String> {
        let mut world = World::new();
        for row in rows("skills.tsv.gz")? {
            let parents: Result<Vec<u32>, String> = row[5]
                .split('|')
                .filter(|parent| !parent.is_empty())
                .map(number)
                .collect();
            let parents: Vec<Parent<'_>> = parents?.into_iter().map(Parent::Skill).collect();
            world.add_skill(number(&row[0])?, &row[4], &parents);
        }
        let mut titles = HashMap::new();
        for row in rows("occupations.tsv.gz")? {
            let id: u32 = number(&row[0])?;
            world.add_occupation(id, &row[2], &row[3]);
            titles.insert(id, row[2].clone());
        }
        let callings = callings(&titles)?;
        let mut needing: HashMap<u32, u32> = HashMap::new();
        for skill in callings.iter().flat_map(|calling| &calling.skills) {
            *needing.entry(*skill).or_default() += 1;
        }
        world.count_skills(u32::try_from(titles.len()).unwrap_or(u32::MAX), needing);
        let mut places = Vec::new();
        for row in rows("postcodes.tsv.gz")? {
            if row[1] == "SECTOR" {
                let (lat, lon) = (number(&row[2])?, number(&row[3])?);
                places.push(Point { lat, lon });
            }
        }
        Ok(Self {
            world,
            callings,
            places,
        })
    }
}

fn callings(titles: &HashMap<u32, String>) -> Result<Vec<Calling>, String> {
    let mut callings = Vec::new();
    for row in rows("occupation_skills.tsv.gz")? {
        let occupation = number(&row[0])?;
        let skills: Result<Vec<u32>, String> = row[1]
            .split('|')
            .map(|skill| number(skill.split(':').next().unwrap_or_default()))
            .collect();
        callings.push(Calling {
            occupation,
            title: titles.get(&occupation).cloned().unwrap_or_default(),
            skills: skills?,
        });
    }
    Ok(callings)
}
