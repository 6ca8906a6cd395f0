//! Schools and degrees, out of the lines of a section.

use super::dates::{self, Month};
use super::jobs::{parts, text};
use super::paper::Line;
use crate::plain::plain;
use serde::Serialize;
use std::ops::Range;
use std::sync::LazyLock;

/// What qualifications are called, with their level of the European Qualifications Framework, the longest first.
const QUALIFICATIONS: &str = include_str!("education.tsv");
/// Words of places where one learns.
const SCHOOLS: [&str; 14] = [
    "university",
    "college",
    "school",
    "academy",
    "institute",
    "polytechnic",
    "universitat",
    "universite",
    "universidad",
    "hochschule",
    "sixth",
    "faculty",
    "conservatoire",
    "seminary",
];
/// Longest line that may tell of a degree, in characters.
const LONGEST: usize = 160;

/// A qualification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Study {
    /// What; empty if nothing says so.
    pub qualification: String,
    /// Where; empty if nothing says so.
    pub institution: String,
    /// 1 to 8, if the name says it.
    pub level: Option<u8>,
    /// First month.
    pub from: Option<Month>,
    /// Last month; it may lie ahead.
    pub to: Option<Month>,
    /// The lines it was read from.
    pub text: String,
    /// Those lines, among all of the paper.
    #[serde(skip)]
    pub lines: Range<usize>,
}

static NAMES: LazyLock<Vec<(Vec<&'static str>, u8)>> = LazyLock::new(|| {
    let read = |line: &'static str| {
        let (level, words) = line.split_once('\t')?;
        Some((words.split(' ').collect(), level.parse().ok()?))
    };
    QUALIFICATIONS.lines().filter_map(read).collect()
});

/// The level that a text names; of several names the longest: a foundation degree is no degree.
fn level(text: &str) -> Option<u8> {
    let plain = plain(text);
    let words: Vec<&str> = plain.split(' ').collect();
    let named = |name: &[&str]| words.windows(name.len()).any(|some| some == name);
    NAMES
        .iter()
        .find(|(name, _)| named(name))
        .map(|(_, level)| *level)
}

fn is_school(text: &str) -> bool {
    plain(text).split(' ').any(|word| SCHOOLS.contains(&word))
}

/// The qualifications of some lines, `offset` being the place of the first among all of the paper.
pub fn studies(lines: &[Line], offset: usize) -> Vec<Study> {
    let mut found = Vec::new();
    let mut from = 0;
    while from < lines.len() {
        let to = end_of_entry(lines, from);
        found.extend(study(&lines[from..to], offset + from));
        from = to;
    }
    found
}

/// An entry ends before a gap, and before a second degree, school or time.
fn end_of_entry(lines: &[Line], from: usize) -> usize {
    let tells = |line: &Line| {
        let long = line.text.chars().count() > LONGEST;
        let known = !long && !line.bullet;
        [
            level(&line.text).is_some() && !long,
            is_school(&line.text) && known,
            (dates::find_range(&line.text).is_some() || dates::find_single(&line.text).is_some())
                && known,
        ]
    };
    let mut seen = tells(&lines[from]);
    for (at, line) in lines.iter().enumerate().skip(from + 1) {
        let here = tells(line);
        if line.gap || seen.iter().zip(here).any(|(before, now)| *before && now) {
            return at;
        }
        for (before, now) in seen.iter_mut().zip(here) {
            *before |= now;
        }
    }
    lines.len()
}

fn study(lines: &[Line], offset: usize) -> Option<Study> {
    let mut time = None;
    let mut names: Vec<String> = Vec::new();
    for line in lines
        .iter()
        .filter(|line| line.text.chars().count() <= LONGEST)
    {
        let mut rest = line.text.clone();
        if time.is_none() {
            time = dates::find_range(&line.text).or_else(|| dates::find_single(&line.text));
            if let Some(time) = &time {
                rest.replace_range(time.span.clone(), "\t");
            }
        }
        names.extend(parts(&rest));
    }
    let of = names.iter().position(|name| level(name).is_some());
    let at = names
        .iter()
        .enumerate()
        .position(|(at, name)| is_school(name) && Some(at) != of)
        // Without a word that says so, a school is what stands beside a degree, if that has a time.
        .or_else(|| {
            of.filter(|_| time.is_some())
                .and_then(|of| (0..names.len()).find(|at| *at != of))
        });
    if of.is_none() && (at.is_none() || time.is_none()) {
        return None;
    }
    let qualification = of.or_else(|| (0..names.len()).find(|other| Some(*other) != at));
    let name = |at: Option<usize>| at.and_then(|at| names.get(at)).cloned().unwrap_or_default();
    let subject = of.and_then(|of| {
        let next = names.get(of + 1).filter(|_| Some(of + 1) != at)?;
        (names[of].split(' ').count() == 1).then(|| next.clone())
    });
    let qualification = match subject {
        Some(subject) => format!("{}, {subject}", name(of)),
        None => name(qualification),
    };
    Some(Study {
        level: of.and_then(|of| level(&names[of])),
        qualification,
        institution: name(at),
        from: time.as_ref().and_then(|time| time.from),
        to: time.as_ref().and_then(|time| time.to),
        text: text(lines),
        lines: offset..offset + lines.len(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resume::Paper;

    fn read(text: &str) -> Vec<(String, String, Option<u8>, Option<String>)> {
        let paper = Paper::of_text(text).unwrap();
        let study = |study: Study| {
            let to = study.to.map(|to| to.to_string());
            (study.qualification, study.institution, study.level, to)
        };
        studies(&paper.lines, 0).into_iter().map(study).collect()
    }

    fn study(
        what: &str,
        place: &str,
        level: Option<u8>,
        to: Option<&str>,
    ) -> (String, String, Option<u8>, Option<String>) {
        (
            what.to_owned(),
            place.to_owned(),
            level,
            to.map(str::to_owned),
        )
    }

    #[test]
    fn degrees_and_schools_are_told_apart() {
        for (text, expected) in [
            (
                "BSc Computer Science, University of Leeds\t2012 \u{2013} 2015",
                study(
                    "BSc Computer Science",
                    "University of Leeds",
                    Some(6),
                    Some("2015"),
                ),
            ),
            (
                "University of Leeds\nBSc (Hons) Computer Science\n2012 - 2015",
                study(
                    "BSc (Hons) Computer Science",
                    "University of Leeds",
                    Some(6),
                    Some("2015"),
                ),
            ),
            (
                "MSc, Economics, University of Leeds, 2016",
                study(
                    "MSc, Economics",
                    "University of Leeds",
                    Some(7),
                    Some("2016"),
                ),
            ),
            (
                "2008 - 2010\tBTEC National Diploma in Engineering, City College",
                study(
                    "BTEC National Diploma in Engineering",
                    "City College",
                    Some(4),
                    Some("2010"),
                ),
            ),
            (
                "Parkside School\n2001 - 2006",
                study("", "Parkside School", None, Some("2006")),
            ),
        ] {
            assert_eq!(read(text), [expected], "{text}");
        }
    }

    #[test]
    fn one_after_the_other() {
        let text = "MA History, University of York, 2012\nBA History, University of Hull, 2010\n\nParkside School\n3 A-levels, 2007\nI was head girl.";
        assert_eq!(
            read(text),
            [
                study("MA History", "University of York", Some(7), Some("2012")),
                study("BA History", "University of Hull", Some(6), Some("2010")),
                study("3 A-levels", "Parkside School", Some(4), Some("2007")),
            ]
        );
    }
}
