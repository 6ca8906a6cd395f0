//! What the lines of a paper say: sections, jobs, education, certificates, and skills with where they were seen.

use super::certificates::{Certificate, certificates};
use super::dates::Month;
use super::education::{Study, studies};
use super::headings::{self, Kind};
use super::jobs::{Job, jobs};
use super::paper::{Hidden, Line, Paper};
use crate::extract::{Extractor, Found, How, Settings};
use crate::lexicon;
use serde::Serialize;
use std::collections::BTreeSet;
use std::ops::Range;
use time::Date;

/// Most jobs, qualifications, certificates and skills told of.
const JOBS: usize = 30;
const STUDIES: usize = 15;
const CERTIFICATES: usize = 20;
const SKILLS: usize = 40;
/// Least confidence of a skill, and of one that is only implied.
const LEAST: f32 = 0.4;
const LEAST_IMPLIED: f32 = 0.55;
/// What a skill is worth where it is told of: with the work it was used for, in a list, elsewhere. How often
/// it is told of makes no difference: a page of keywords is worth no more than one.
const IN_JOB: f32 = 1.0;
const IN_LIST: f32 = 0.8;
const ELSEWHERE: f32 = 0.65;
/// Places shown of a skill, and how much of each.
const SPOTS: usize = 3;
const QUOTE: usize = 160;

/// What a paper says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Resume {
    /// In their order.
    pub sections: Vec<Section>,
    /// Jobs held, in their order.
    pub jobs: Vec<Job>,
    /// Qualifications, in their order.
    pub education: Vec<Study>,
    /// Certificates and licences, in their order.
    pub certificates: Vec<Certificate>,
    /// The best shown first.
    pub skills: Vec<Seen>,
    /// What a person does not see and was therefore not read.
    pub hidden: Vec<Hidden>,
    /// How many characters that is.
    pub hidden_chars: usize,
    /// Columns stood side by side.
    pub columns: bool,
    /// Rows of a table were read as lines.
    pub tables: bool,
    /// Something is a picture, whose words cannot be read.
    pub pictures: bool,
    /// There was more than is read.
    pub cut: bool,
}

/// A section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Section {
    /// What it is about.
    pub kind: Kind,
    /// As written; empty before the first one.
    pub heading: String,
    /// How many lines it has.
    pub lines: usize,
    #[serde(skip)]
    at: Range<usize>,
}

/// A skill.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Seen {
    /// Its number in the taxonomy.
    pub id: i32,
    /// Its label.
    pub label: String,
    /// 0 to 1: how sure, and how well shown.
    pub confidence: f64,
    /// Months of the jobs it was seen in.
    pub months: Option<u16>,
    /// The year in which the last of those ended.
    pub last_used: Option<i32>,
    /// Where.
    pub spots: Vec<Spot>,
}

/// Where a skill was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Spot {
    /// In which kind of section.
    pub section: Kind,
    /// In which of the jobs.
    pub job: Option<usize>,
    /// The words.
    pub quote: String,
}

/// Reads a paper on a day: jobs that go on last until then.
pub fn read(paper: &Paper, extractor: &Extractor, today: Date) -> Resume {
    let sections = sections(&paper.lines);
    let of = |kind: Kind| sections.iter().filter(move |section| section.kind == kind);
    let worked = if of(Kind::Experience).next().is_some() {
        Kind::Experience
    } else {
        Kind::Top
    };
    let mut held: Vec<Job> = of(worked)
        .flat_map(|section| jobs(&paper.lines[section.at.clone()], section.at.start))
        .collect();
    held.truncate(JOBS);
    let mut education: Vec<Study> = of(Kind::Education)
        .flat_map(|section| studies(&paper.lines[section.at.clone()], section.at.start))
        .collect();
    education.truncate(STUDIES);
    let mut certified: Vec<Certificate> = of(Kind::Certificates)
        .flat_map(|section| certificates(&paper.lines[section.at.clone()], today))
        .collect();
    certified.truncate(CERTIFICATES);
    let skills = Skills {
        lines: &paper.lines,
        sections: &sections,
        jobs: &held,
        today: Month::of(today),
    }
    .read(extractor);
    Resume {
        jobs: held,
        education,
        certificates: certified,
        skills,
        sections,
        hidden: paper.hidden.clone(),
        hidden_chars: paper.hidden_chars,
        columns: paper.columns,
        tables: paper.tables,
        pictures: paper.pictures,
        cut: paper.cut,
    }
}

fn sections(lines: &[Line]) -> Vec<Section> {
    let mut found = vec![Section {
        kind: Kind::Top,
        heading: String::new(),
        lines: 0,
        at: 0..0,
    }];
    for (at, line) in lines.iter().enumerate() {
        let Some(open) = found.last_mut() else { break };
        // What a job lists under `Tools:` is still that job.
        let inline = || {
            (open.kind != Kind::Experience || line.gap).then(|| headings::find_inline(&line.text))
        };
        let begins = headings::find(&line.text)
            .map(|kind| (kind, line.text.trim_end_matches(':'), at + 1))
            .or_else(|| {
                let (kind, _) = inline()??;
                Some((kind, line.text.split(':').next()?, at))
            })
            .filter(|_| !line.bullet);
        match begins {
            Some((kind, heading, from)) => found.push(Section {
                kind,
                heading: heading.trim().to_owned(),
                lines: at + 1 - from,
                at: from..at + 1,
            }),
            None => {
                open.at.end = at + 1;
                open.lines += 1;
            }
        }
    }
    for section in &mut found {
        section.at.end = section.at.start + section.lines;
    }
    found.retain(|section| section.lines > 0);
    found
}

struct Skills<'a> {
    lines: &'a [Line],
    sections: &'a [Section],
    jobs: &'a [Job],
    today: Month,
}

impl Skills<'_> {
    fn read(&self, extractor: &Extractor) -> Vec<Seen> {
        let (text, starts) = self.text();
        let settings = Settings {
            most: usize::MAX,
            least: LEAST,
            names_only: false,
        };
        let found = extractor.extract(&text, settings);
        let mut seen: Vec<(Seen, usize)> = found
            .iter()
            .filter_map(|found| {
                Some((
                    self.seen(extractor.skill(found), found, &text, &starts)?,
                    found.place,
                ))
            })
            .collect();
        seen.sort_by(|(a, at), (b, other)| {
            b.confidence.total_cmp(&a.confidence).then(at.cmp(other))
        });
        seen.truncate(SKILLS);
        seen.into_iter().map(|(seen, _)| seen).collect()
    }

    /// The lines that may tell of skills, with where each begins in the text and its place.
    fn text(&self) -> (String, Vec<(usize, usize)>) {
        let (mut text, mut starts) = (String::new(), Vec::new());
        for section in self
            .sections
            .iter()
            .filter(|section| section.kind != Kind::Other)
        {
            for at in section.at.clone() {
                starts.push((text.len(), at));
                text.push_str(&self.lines[at].text);
                text.push('\n');
            }
            text.push('\n');
        }
        (text, starts)
    }

    fn seen(
        &self,
        skill: &lexicon::Skill,
        found: &Found,
        text: &str,
        starts: &[(usize, usize)],
    ) -> Option<Seen> {
        let mut held = BTreeSet::new();
        let mut places: Vec<(Option<usize>, usize, Kind, Range<usize>)> = Vec::new();
        for span in &found.spans {
            let line = starts
                .partition_point(|(start, _)| *start <= span.start)
                .checked_sub(1)?;
            let (start, at) = starts[line];
            let kind = self
                .sections
                .iter()
                .find(|section| section.at.contains(&at))?
                .kind;
            let job = self
                .jobs
                .iter()
                .position(|job| job.lines.contains(&at) && job.from.is_some());
            held.extend(job);
            let within =
                span.start - start..span.end.min(start + self.lines[at].text.len()) - start;
            places.push((job, at, kind, within));
        }
        let worth =
            |(job, _, kind, _): &(Option<usize>, usize, Kind, Range<usize>)| match (job, kind) {
                (Some(_), _) => IN_JOB,
                (None, Kind::Skills | Kind::Certificates | Kind::Languages) => IN_LIST,
                _ => ELSEWHERE,
            };
        places.sort_by(|a, b| worth(b).total_cmp(&worth(a)).then(a.1.cmp(&b.1)));
        places.dedup_by_key(|place| place.1);
        let best = worth(places.first()?);
        if found.how == How::Implied && (found.confidence < LEAST_IMPLIED || best < IN_JOB) {
            return None;
        }
        let spot = |(job, at, section, within): &(Option<usize>, usize, Kind, Range<usize>)| Spot {
            section: *section,
            job: *job,
            quote: quote(&self.lines[*at].text, within.start),
        };
        debug_assert!(
            found
                .spans
                .iter()
                .all(|span| text.is_char_boundary(span.start)),
            "spans lie on the text"
        );
        Some(Seen {
            id: skill.id,
            label: skill.label.clone(),
            confidence: (f64::from(found.confidence * best) * 1_000.0).round() / 1_000.0,
            months: self.months(&held),
            last_used: held
                .iter()
                .map(|job| self.last(&self.jobs[*job]).year)
                .max(),
            spots: places.iter().take(SPOTS).map(spot).collect(),
        })
    }

    /// Months in which one held any of the jobs; those that overlap count once.
    fn months(&self, held: &BTreeSet<usize>) -> Option<u16> {
        let mut spells: Vec<(i32, i32)> = held
            .iter()
            .filter_map(|job| {
                let job = &self.jobs[*job];
                let from = job.from?;
                // Of bare years the middle is as near as one gets.
                let first = from.month.map_or(from.year * 12 + 6, |_| from.first());
                let to = self.last(job);
                let last = to.month.map_or(to.year * 12 + 5, |_| to.last());
                Some((first, last.max(first)))
            })
            .collect();
        spells.sort_unstable();
        let (mut count, mut until) = (0, i32::MIN);
        for (first, last) in spells {
            let first = first.max(until.saturating_add(1));
            count += (last - first + 1).max(0);
            until = until.max(last);
        }
        u16::try_from(count)
            .ok()
            .filter(|count| *count > 0)
            .map(|count| count.min(600))
    }

    fn last(&self, job: &Job) -> Month {
        let end = if job.current { None } else { job.to };
        end.unwrap_or(self.today).min(self.today)
    }
}

/// A line, or as much of it as is needed to see what is meant.
fn quote(line: &str, at: usize) -> String {
    let line = line.replace('\t', " ");
    if line.chars().count() <= QUOTE {
        return line;
    }
    let before = line[..line.floor_char_boundary(at)].chars().count();
    let from = before.saturating_sub(QUOTE / 3);
    let part: String = line.chars().skip(from).take(QUOTE).collect();
    format!("{}{}…", if from > 0 { "…" } else { "" }, part.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<(Kind, String, usize)> {
        let paper = Paper::of_text(text).unwrap();
        sections(&paper.lines)
            .into_iter()
            .map(|section| (section.kind, section.heading, section.at.len()))
            .collect()
    }

    #[test]
    fn sections_begin_with_their_headings() {
        let text = "Jane Doe\nLeeds\n\nEXPERIENCE\nDriver, Acme\n2019 - 2021\nTools: tachograph\n\nSkills: lifting\npacking\nHobbies\nchess";
        assert_eq!(
            kinds(text),
            [
                (Kind::Top, String::new(), 2),
                (Kind::Experience, "EXPERIENCE".into(), 3),
                (Kind::Skills, "Skills".into(), 2),
                (Kind::Other, "Hobbies".into(), 1),
            ]
        );
    }

    #[test]
    fn a_long_line_is_quoted_where_it_matters() {
        let line = format!("{} forklift {}", "a ".repeat(200), "b ".repeat(200));
        let quoted = quote(&line, 401);
        assert!(quoted.contains("forklift") && quoted.chars().count() <= QUOTE + 2);
    }
}
