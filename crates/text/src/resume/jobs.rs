//! Jobs held, out of the lines of a section: a line with a time in it, what stands beside and around
//! that line, and everything up to the next.

use super::dates::{self, Month, Time};
use super::paper::Line;
use crate::plain::plain;
use serde::Serialize;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

/// Longest line that may name a job or an employer, in characters.
const HEADER: usize = 110;
/// Longest name, in characters.
const NAME: usize = 120;

/// Words by which titles and employers are told apart, and words that are neither.
const CUES: &str = include_str!("jobs.tsv");

/// A job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Job {
    /// What one was; empty if nothing says so.
    pub title: String,
    /// For whom; empty if nothing says so.
    pub employer: String,
    /// First month.
    pub from: Option<Month>,
    /// Last month; none if it goes on or is not said.
    pub to: Option<Month>,
    /// Does it go on?
    pub current: bool,
    /// What was done.
    pub text: String,
    /// Its lines, among all of the paper.
    #[serde(skip)]
    pub lines: Range<usize>,
}

struct Cues {
    titles: HashSet<&'static str>,
    employers: HashSet<&'static str>,
    neither: HashSet<&'static str>,
}

static WORDS: LazyLock<Cues> = LazyLock::new(|| {
    let of = |wanted: &str| {
        let lines = CUES.lines().filter_map(|line| line.split_once('\t'));
        lines
            .filter(|(kind, _)| *kind == wanted)
            .map(|(_, word)| word)
            .collect()
    };
    Cues {
        titles: of("title"),
        employers: of("employer"),
        neither: of("neither"),
    }
});

/// A line with a time, and the lines above and below that name the job.
struct Header {
    lines: Range<usize>,
    time: Time,
    parts: Vec<String>,
}

/// The jobs of some lines, `offset` being the place of the first among all of the paper.
pub fn jobs(lines: &[Line], offset: usize) -> Vec<Job> {
    let headers = headers(lines);
    let mut jobs = Vec::new();
    for (at, header) in headers.iter().enumerate() {
        let end = headers
            .get(at + 1)
            .map_or(lines.len(), |next| next.lines.start);
        let (title, employer) = names(&header.parts);
        jobs.push(Job {
            title,
            employer,
            from: header.time.from,
            to: header.time.to,
            current: header.time.goes_on,
            text: text(&lines[header.lines.end..end]),
            lines: offset + header.lines.start..offset + end,
        });
    }
    jobs
}

fn headers(lines: &[Line]) -> Vec<Header> {
    let mut headers: Vec<Header> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let taken = headers.last().map_or(0, |header| header.lines.end);
        if at < taken || line.bullet {
            continue;
        }
        let Some(time) = dates::find_range(&line.text) else {
            continue;
        };
        let rest = format!(
            "{}\t{}",
            &line.text[..time.span.start],
            &line.text[time.span.end..]
        );
        // A sentence that tells of a time is no header.
        if rest.chars().count() > HEADER || is_sentence(&rest) {
            continue;
        }
        let mut parts = parts(&rest);
        let up = if line.gap {
            0
        } else {
            above(lines, at, taken, parts.len())
        };
        let named: Vec<String> = lines[at - up..at]
            .iter()
            .flat_map(|line| self::parts(&line.text))
            .collect();
        parts.splice(0..0, named);
        let mut down = 0;
        while parts.len() < 2
            && down < 2
            && lines
                .get(at + 1 + down)
                .is_some_and(|line| !line.gap && is_header(line))
        {
            parts.extend(self::parts(&lines[at + 1 + down].text));
            down += 1;
        }
        headers.push(Header {
            lines: at - up..at + 1 + down,
            time,
            parts,
        });
    }
    headers
}

/// How many lines right above the one with the time belong to its header, of which so many parts are known.
fn above(lines: &[Line], at: usize, taken: usize, known: usize) -> usize {
    let most = 2usize.saturating_sub(known);
    let mut count = 0;
    while count < most
        && at - count > taken
        && !lines[at - count].gap
        && is_header(&lines[at - count - 1])
    {
        count += 1;
    }
    let first = at - count;
    let before = first.checked_sub(1).map(|before| &lines[before]);
    let apart = first == taken
        || lines[first].gap
        || before.is_none_or(|line| line.bullet || is_sentence(&line.text));
    // What does not stand apart may be the end of what was said before; without it there would be no name at all.
    match (apart, known) {
        (true, _) => count,
        (false, 0) => count.min(1),
        (false, _) => 0,
    }
}

/// May a line name a job or an employer?
fn is_header(line: &Line) -> bool {
    !line.bullet
        && line.text.chars().count() <= HEADER
        && !is_sentence(&line.text)
        && dates::find_range(&line.text).is_none()
}

/// Does it read like a sentence rather than a name?
fn is_sentence(text: &str) -> bool {
    let text = text.trim();
    let abbreviated = ["ltd.", "inc.", "co.", "corp."];
    let lower = text.to_lowercase();
    (text.ends_with('.') || text.ends_with(';'))
        && !abbreviated.iter().any(|end| lower.ends_with(end))
        || text.split_whitespace().count() > 16
}

/// The names in a line, without what is neither a job nor an employer.
pub(super) fn parts(line: &str) -> Vec<String> {
    let mut line = dates::without_durations(line);
    for mark in [
        " | ",
        " \u{2013} ",
        " \u{2014} ",
        " - ",
        " \u{b7} ",
        " \u{2022} ",
        ", ",
        " @ ",
        " at ",
        "; ",
    ] {
        line = line.replace(mark, "\t");
    }
    let part = |part: &str| {
        let part = part.trim_matches(|c: char| {
            c.is_whitespace() || "|,;:()[]\u{b7}\u{2022}-\u{2013}\u{2014}".contains(c)
        });
        // A bracket that was opened in the name is closed in it.
        let closed = if part.contains('(') && !part.contains(')') {
            format!("{part})")
        } else {
            part.to_owned()
        };
        closed.chars().take(NAME).collect::<String>()
    };
    line.split('\t')
        .map(part)
        .filter(|part| {
            part.contains(char::is_alphabetic) && !WORDS.neither.contains(plain(part).as_str())
        })
        .collect()
}

/// Which of the parts is the title and which the employer.
fn names(parts: &[String]) -> (String, String) {
    let count = |part: &str, words: &HashSet<&str>| {
        i32::try_from(
            plain(part)
                .split(' ')
                .filter(|word| words.contains(word))
                .count(),
        )
        .unwrap_or(0)
    };
    let score = |part: &String| count(part, &WORDS.titles) - count(part, &WORDS.employers);
    // Of equals the first one: people put what they were before where.
    let Some(title) = (0..parts.len()).rev().max_by_key(|at| score(&parts[*at])) else {
        return (String::new(), String::new());
    };
    if parts.len() == 1 && score(&parts[0]) < 0 {
        return (String::new(), parts[0].clone());
    }
    let rest = (0..parts.len()).filter(|at| *at != title).rev();
    // Places come last, so of equals the one that stands first.
    let employer = rest.min_by_key(|at| (score(&parts[*at]), *at));
    (
        parts[title].clone(),
        employer.map(|at| parts[at].clone()).unwrap_or_default(),
    )
}

/// Lines as text: lists stay lists, broken lines are joined.
pub(super) fn text(lines: &[Line]) -> String {
    let mut out = String::new();
    for line in lines {
        let words = line.text.replace('\t', " ");
        let goes_on = !line.bullet && !line.gap && !out.is_empty();
        match (goes_on, line.bullet) {
            (true, _) => out.push(' '),
            (false, _) if out.is_empty() => {}
            (false, _) => out.push('\n'),
        }
        if line.bullet {
            out.push_str("\u{2022} ");
        }
        out.push_str(&words);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resume::Paper;

    fn read(text: &str) -> Vec<(String, String, String)> {
        let paper = Paper::of_text(text).unwrap();
        jobs(&paper.lines, 0)
            .into_iter()
            .map(|job| (job.title, job.employer, job.text))
            .collect()
    }

    fn job(title: &str, employer: &str, text: &str) -> (String, String, String) {
        (title.to_owned(), employer.to_owned(), text.to_owned())
    }

    #[test]
    fn a_header_is_read_in_whatever_order_it_is_written() {
        for text in [
            "Warehouse operative, Acme Ltd, London\tJan 2019 \u{2013} Mar 2021\n\u{2022} Picked orders",
            "Jan 2019 - Mar 2021\tWarehouse operative, Acme Ltd\n\u{2022} Picked orders",
            "Acme Ltd\nWarehouse operative\n2019 - 2021\n\u{2022} Picked orders",
            "Warehouse operative\nAcme Ltd \u{b7} Full-time\nJan 2019 - Present \u{b7} 2 yrs 3 mos\n\u{2022} Picked orders",
            "Warehouse operative (2019 - 2021)\nAcme Ltd\n\u{2022} Picked orders",
            "Acme Ltd | 2019 - 2021\nWarehouse operative\n\u{2022} Picked orders",
            "Warehouse operative at Acme Ltd, since 2019\n\u{2022} Picked orders",
        ] {
            assert_eq!(
                read(text),
                [job(
                    "Warehouse operative",
                    "Acme Ltd",
                    "\u{2022} Picked orders"
                )],
                "{text}"
            );
        }
    }

    #[test]
    fn one_job_ends_where_the_next_begins() {
        let text = "Driver, Acme Ltd\nJan 2019 - Mar 2021\n\u{2022} Drove a van\n\u{2022} Between 2019 and 2020 drove a lorry\n\nCleaner, Bright & Sons\n2016 - 2018\nCleaned offices\nand shops.\nWaiter, Blue Hotel\n2014 - 2015\nServed.";
        assert_eq!(
            read(text),
            [
                job(
                    "Driver",
                    "Acme Ltd",
                    "\u{2022} Drove a van\n\u{2022} Between 2019 and 2020 drove a lorry"
                ),
                job("Cleaner", "Bright & Sons", "Cleaned offices and shops."),
                job("Waiter", "Blue Hotel", "Served."),
            ]
        );
    }

    #[test]
    fn a_sentence_with_a_time_is_no_job() {
        assert_eq!(read("I worked there from 2019 to 2021 and liked it."), []);
    }
}
