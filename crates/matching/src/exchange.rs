//! JSON lines in, JSON lines out: ranking without a database. The format is described for users in
//! `docs/cli.md`.
//!
//! A line that cannot be read is reported with its number and every field at fault, and left out
//! whole; the others are ranked all the same.

mod fields;
mod lines;
mod records;
mod values;

pub use lines::{Line, LinePart, LineReason, LineWish, rank};

use crate::model::{Job, Person};
use crate::world::{FIRST_GROUP, FIRST_OWN, World};
use fields::Fields;
use kernel::geo::Point;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap, HashSet};
use time::Date;

/// Who knows what labels, titles and places mean.
pub trait Vocabulary {
    /// The id of a skill by its label or an alias.
    fn skill(&self, label: &str) -> Option<u32>;
    /// The id of an occupation by its title.
    fn occupation(&self, title: &str) -> Option<u32>;
    /// The point of a postcode or town.
    fn place(&self, text: &str) -> Option<Point>;
}

/// Knows nothing: every label is a skill of its own, titles are compared by their words, and a place
/// must be a latitude and a longitude.
pub struct NoVocabulary;

impl Vocabulary for NoVocabulary {
    fn skill(&self, _: &str) -> Option<u32> {
        None
    }
    fn occupation(&self, _: &str) -> Option<u32> {
        None
    }
    fn place(&self, _: &str) -> Option<Point> {
        None
    }
}

/// Whose lists are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// For every job the people who fit.
    Job,
    /// For every person the jobs that fit.
    Person,
}

impl std::str::FromStr for Side {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "job" => Ok(Self::Job),
            "person" => Ok(Self::Person),
            _ => Err("job or person expected".into()),
        }
    }
}

/// What is wrong with a field of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineError {
    /// From 1.
    pub line: usize,
    /// Such as `skills[2].level`; empty if the line is no record at all.
    pub field: String,
    /// For people.
    pub message: String,
}

impl std::fmt::Display for LineError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.field.as_str() {
            "" => write!(f, "line {}: {}", self.line, self.message),
            field => write!(f, "line {}: {field}: {}", self.line, self.message),
        }
    }
}

/// People and jobs read, with the world they are scored in.
pub struct Exchange {
    /// Of the lines that could be read.
    pub people: Vec<Person>,
    /// Of the lines that could be read.
    pub jobs: Vec<Job>,
    /// The taxonomy, the labels it did not know, and the rarity of skills among these jobs.
    pub world: World,
    /// Lines of the people's file that are left out.
    pub people_errors: Vec<LineError>,
    /// Lines of the jobs' file that are left out.
    pub job_errors: Vec<LineError>,
}

/// Reads both files. `world` brings the taxonomy; `today` ends what is still going on and is the day
/// of scoring.
pub fn read(
    people: &[u8],
    jobs: &[u8],
    vocabulary: &dyn Vocabulary,
    world: World,
    today: Option<Date>,
) -> Exchange {
    let mut reader = Reader {
        vocabulary,
        world,
        today,
        labels: HashMap::new(),
        own: HashSet::new(),
    };
    let (jobs, job_errors) = each_line(jobs, |fields| records::job(&mut reader, fields));
    let (people, people_errors) = each_line(people, |fields| records::person(&mut reader, fields));
    let mut world = reader.world;
    count_skills(&mut world, &jobs);
    Exchange {
        people,
        jobs,
        world,
        people_errors,
        job_errors,
    }
}

/// The rarity of every skill among these jobs.
fn count_skills(world: &mut World, jobs: &[Job]) {
    let mut asking: BTreeMap<u32, u32> = BTreeMap::new();
    for job in jobs {
        let asked: HashSet<u32> = job.requirements.iter().map(|asked| asked.skill).collect();
        asked
            .into_iter()
            .for_each(|skill| *asking.entry(skill).or_default() += 1);
    }
    world.count_skills(u32::try_from(jobs.len()).unwrap_or(u32::MAX), asking);
}

trait Record {
    fn id(&self) -> &str;
}
impl Record for Person {
    fn id(&self) -> &str {
        &self.id
    }
}
impl Record for Job {
    fn id(&self) -> &str {
        &self.id
    }
}

fn each_line<T: Record>(
    text: &[u8],
    mut record: impl FnMut(&mut Fields<'_>) -> T,
) -> (Vec<T>, Vec<LineError>) {
    let (mut records, mut errors) = (Vec::new(), Vec::new());
    let mut seen: HashMap<String, usize> = HashMap::new();
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    for (at, bytes) in text.split(|&byte| byte == b'\n').enumerate() {
        let line = at + 1;
        if bytes.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        match serde_json::from_slice::<Value>(bytes) {
            Ok(Value::Object(map)) => {
                let mut fields = Fields::new(&map);
                let read = record(&mut fields);
                let mut wrong = fields.finish();
                if let Some(first) = seen.get(read.id()) {
                    wrong.push((
                        "id".into(),
                        format!("“{}” is already used on line {first}", read.id()),
                    ));
                }
                if wrong.is_empty() {
                    seen.insert(read.id().to_owned(), line);
                    records.push(read);
                }
                errors.extend(wrong.into_iter().map(|(field, message)| LineError {
                    line,
                    field,
                    message,
                }));
            }
            Ok(_) => errors.push(LineError {
                line,
                field: String::new(),
                message: "a JSON object expected".into(),
            }),
            Err(error) => errors.push(LineError {
                line,
                field: String::new(),
                message: not_json(&error),
            }),
        }
    }
    (records, errors)
}

/// The parser's words without its own count of lines, which is always 1 here.
fn not_json(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let what = text.split(" at line ").next().unwrap_or_default();
    format!("not JSON: {what} at column {}", error.column())
}

/// What reading a record needs to know.
struct Reader<'a> {
    vocabulary: &'a dyn Vocabulary,
    world: World,
    today: Option<Date>,
    labels: HashMap<String, u32>,
    own: HashSet<u32>,
}

impl Reader<'_> {
    /// The skill of a label: the taxonomy's, or one of its own.
    fn skill(&mut self, label: &str) -> u32 {
        let plain = plain(label);
        if let Some(&id) = self.labels.get(&plain) {
            return id;
        }
        let id = self
            .vocabulary
            .skill(label.trim())
            .unwrap_or_else(|| self.own_skill(&plain, label));
        self.labels.insert(plain, id);
        id
    }

    /// The id of an unknown label comes from the label, so it is the same in every run; should two
    /// labels meet on one, the later takes the next.
    fn own_skill(&mut self, plain: &str, label: &str) -> u32 {
        let digest = Sha256::digest(plain.as_bytes());
        let mut id = FIRST_OWN
            | (u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]]) & (FIRST_OWN - 1));
        while !self.own.insert(id) {
            id = FIRST_OWN | ((id + 1) & (FIRST_OWN - 1));
        }
        debug_assert!((FIRST_OWN..FIRST_GROUP).contains(&id));
        self.world.add_skill(id, label.trim(), &[]);
        id
    }
}

/// Lower case, single spaces.
fn plain(label: &str) -> String {
    label
        .split_whitespace()
        .map(str::to_lowercase)
        .collect::<Vec<_>>()
        .join(" ")
}
