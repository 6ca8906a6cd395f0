//! How often a phrase of adverts was a skill where it stood: learned from marked adverts.

use crate::plain::plain;
use std::collections::HashMap;
use std::ops::Range;

/// Longest phrase counted, in pieces.
pub(crate) const MOST_PIECES: usize = 6;

/// How often a phrase was seen, and as what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// Exactly a span of something to know.
    pub known: u32,
    /// Within a span of something to know or to do.
    pub inside: u32,
    /// At all.
    pub seen: u32,
}

/// Counts by plain phrase.
#[derive(Debug, Clone, Default)]
pub struct Phrases {
    counts: HashMap<Box<str>, Count>,
}

/// A line of the table that is not what it should be, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadLine(pub usize);

impl std::fmt::Display for BadLine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {} of a learned table is not understood", self.0)
    }
}

impl std::error::Error for BadLine {}

impl Phrases {
    /// Reads `phrase known inside seen`, separated by tabs, after a line of headings.
    ///
    /// # Errors
    /// With the first line that is something else.
    pub fn read(tsv: &str) -> Result<Self, BadLine> {
        let mut counts = HashMap::new();
        for (at, line) in (1..).zip(tsv.lines()).skip(1) {
            let fields: Vec<&str> = line.split('\t').collect();
            let [phrase, known, inside, seen] = fields[..] else {
                return Err(BadLine(at));
            };
            let number = |field: &str| field.parse::<u32>().map_err(|_| BadLine(at));
            let count = Count {
                known: number(known)?,
                inside: number(inside)?,
                seen: number(seen)?,
            };
            counts.insert(phrase.into(), count);
        }
        Ok(Self { counts })
    }

    /// Writes what [`Self::read`] reads, sorted.
    pub fn write(&self) -> String {
        let mut lines: Vec<String> = self
            .counts
            .iter()
            .map(|(phrase, count)| {
                format!(
                    "{phrase}\t{}\t{}\t{}\n",
                    count.known, count.inside, count.seen
                )
            })
            .collect();
        lines.sort();
        format!("phrase\tknown\tinside\tseen\n{}", lines.concat())
    }

    /// The counts of a plain phrase.
    pub fn get(&self, phrase: &str) -> Count {
        self.counts.get(phrase).copied().unwrap_or_default()
    }

    /// Adds to a phrase.
    pub(crate) fn add(&mut self, phrase: &str, count: Count) {
        let sum = self.counts.entry(phrase.into()).or_default();
        sum.known += count.known;
        sum.inside += count.inside;
        sum.seen += count.seen;
    }
}

/// Every run of pieces in plain words, with the pieces it stands on.
pub(crate) fn runs(text: &str, pieces: &[Range<usize>]) -> Vec<(Range<usize>, String)> {
    let plain: Vec<String> = pieces
        .iter()
        .map(|piece| plain(&text[piece.clone()]))
        .collect();
    let mut out = Vec::new();
    for from in 0..plain.len() {
        let mut phrase = String::new();
        for (to, word) in plain.iter().enumerate().skip(from).take(MOST_PIECES) {
            if word.is_empty() {
                break;
            }
            if to > from {
                phrase.push(' ');
            }
            phrase.push_str(word);
            out.push((from..to + 1, phrase.clone()));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_comes_back_as_it_was_written() {
        let mut phrases = Phrases::default();
        let count = Count {
            known: 1,
            inside: 2,
            seen: 3,
        };
        phrases.add("c++", count);
        phrases.add("c++", count);
        let read = Phrases::read(&phrases.write()).unwrap();
        assert_eq!(
            read.get("c++"),
            Count {
                known: 2,
                inside: 4,
                seen: 6
            }
        );
        assert_eq!(read.get("java"), Count::default());
        assert_eq!(Phrases::read("x\na\t1\t2\n").unwrap_err(), BadLine(2));
    }
}
