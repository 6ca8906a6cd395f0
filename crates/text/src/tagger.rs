//! What an advert wants one to know, marked in its sentences: a sequence model with three marks
//! (a span begins, goes on, there is none), learned from marked adverts ([`learn`](mod@learn)).
//!
//! It sees words, their shapes and neighbours, the lexicon and the table of phrases, each feature
//! hashed to a slot of weights.

mod features;
pub mod learn;

use crate::lexicon::Lexicon;
use crate::phrases::{BadLine, Phrases};
use crate::plain::plain;
use std::ops::Range;

/// Slots of weights; a power of two.
const SLOTS: usize = 1 << 19;
/// Marks: begins, goes on, none.
const MARKS: usize = 3;
const BEGINS: usize = 0;
const GOES_ON: usize = 1;
const NONE: usize = 2;
/// Stands before the first piece in the table of steps.
const START: usize = 3;
/// What is cut off a word.
const AROUND: [char; 7] = ['(', ')', '[', ']', ',', '.', ';'];
/// The score of what cannot be.
const NEVER: f32 = -1e9;
/// Weights are stored as whole parts of one.
const PARTS: f32 = 64.0;

/// A learned model.
#[derive(Clone)]
pub struct Tagger {
    weights: Vec<[f32; MARKS]>,
    /// Of a mark after another.
    steps: [[f32; MARKS]; MARKS + 1],
    /// Taken from `NONE`, so that more is marked.
    eager: f32,
}

impl std::fmt::Debug for Tagger {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tagger")
    }
}

impl Tagger {
    /// Reads `slot begins goes_on none`, separated by tabs, after a line of headings. `step N` stands
    /// for the steps after mark N, `eager` for the last number.
    ///
    /// # Errors
    /// With the first line that is something else.
    pub fn read(tsv: &str) -> Result<Self, BadLine> {
        let mut tagger = Self::empty();
        for (at, line) in (1..).zip(tsv.lines()).skip(1) {
            let fields: Vec<&str> = line.split('\t').collect();
            let [name, b, i, o] = fields[..] else {
                return Err(BadLine(at));
            };
            let number = |field: &str| {
                let read = field.parse::<i16>().map_err(|_| BadLine(at));
                read.map(|number| f32::from(number) / PARTS)
            };
            let row = [number(b)?, number(i)?, number(o)?];
            if name == "eager" {
                tagger.eager = row[NONE];
                continue;
            }
            let slot = match name.strip_prefix("step ") {
                Some(mark) => tagger
                    .steps
                    .get_mut(mark.parse::<usize>().map_err(|_| BadLine(at))?),
                None => tagger
                    .weights
                    .get_mut(name.parse::<usize>().map_err(|_| BadLine(at))?),
            };
            *slot.ok_or(BadLine(at))? = row;
        }
        Ok(tagger)
    }

    /// Writes what [`Self::read`] reads. What rounds to nothing is left out.
    pub fn write(&self) -> String {
        let round = |row: &[f32; MARKS]| row.map(|weight| (weight * PARTS).round() as i16);
        let mut out = String::from("slot\tbegins\tgoes_on\tnone\n");
        let mut line = |name: &str, row: [i16; MARKS]| {
            out.push_str(&format!("{name}\t{}\t{}\t{}\n", row[0], row[1], row[2]));
        };
        line("eager", round(&[0.0, 0.0, self.eager]));
        for (mark, row) in self.steps.iter().enumerate() {
            line(&format!("step {mark}"), round(row));
        }
        for (slot, row) in self.weights.iter().enumerate() {
            let row = round(row);
            if row != [0; MARKS] {
                line(&slot.to_string(), row);
            }
        }
        out
    }

    /// The spans of a sentence, as ranges of its pieces.
    pub fn spans(
        &self,
        text: &str,
        pieces: &[Range<usize>],
        lexicon: &Lexicon,
        phrases: &Phrases,
        heading: &str,
    ) -> Vec<Range<usize>> {
        let features = features::of(text, pieces, lexicon, phrases, heading, None);
        spans(&self.marks(&features, self.eager))
    }

    /// The same with spans found more or less easily.
    pub fn with_eager(self, eager: f32) -> Self {
        Self { eager, ..self }
    }

    fn empty() -> Self {
        Self {
            weights: vec![[0.0; MARKS]; SLOTS],
            steps: [[0.0; MARKS]; MARKS + 1],
            eager: 0.0,
        }
    }

    /// The score of each mark at each piece.
    fn scores(&self, features: &[Vec<u32>], eager: f32) -> Vec<[f32; MARKS]> {
        let score = |slots: &Vec<u32>| {
            let mut here = [0.0, 0.0, -eager];
            for slot in slots {
                for (sum, weight) in here.iter_mut().zip(self.weights[*slot as usize]) {
                    *sum += weight;
                }
            }
            here
        };
        features.iter().map(score).collect()
    }

    /// The score of a mark after another: a span does not go on where none is.
    fn step_score(&self, before: usize, mark: usize) -> f32 {
        if mark == GOES_ON && (before == NONE || before == START) {
            NEVER
        } else {
            self.steps[before][mark]
        }
    }

    /// The best marks (Viterbi).
    fn marks(&self, features: &[Vec<u32>], eager: f32) -> Vec<usize> {
        let mut scores = [NEVER; MARKS];
        let mut back: Vec<[usize; MARKS]> = Vec::with_capacity(features.len());
        for (at, here) in self.scores(features, eager).into_iter().enumerate() {
            let mut from = [START; MARKS];
            let mut next = [0, 1, 2].map(|mark| self.step_score(START, mark));
            if at > 0 {
                for mark in 0..MARKS {
                    let way = |before: usize| scores[before] + self.step_score(before, mark);
                    from[mark] = best(way);
                    next[mark] = way(from[mark]);
                }
            }
            for mark in 0..MARKS {
                scores[mark] = next[mark] + here[mark];
            }
            back.push(from);
        }
        let mut mark = best(|mark| scores[mark]);
        let mut marks = vec![NONE; features.len()];
        for at in (0..features.len()).rev() {
            marks[at] = mark;
            mark = back[at][mark];
        }
        marks
    }
}

/// The mark with the highest score.
fn best(score: impl Fn(usize) -> f32) -> usize {
    (0..MARKS)
        .max_by(|a, b| score(*a).total_cmp(&score(*b)))
        .unwrap_or(NONE)
}

/// The heading that sentences after this one stand under: itself in plain words if it is as short as a
/// heading.
pub fn heading(sentence: &str) -> Option<String> {
    const MOST_WORDS: usize = 4;
    let words = sentence.split_whitespace().count();
    let plain = plain(sentence);
    (words <= MOST_WORDS && !sentence.trim_end().ends_with('.') && !plain.is_empty())
        .then_some(plain)
}

/// Runs of marks.
fn spans(marks: &[usize]) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut open = false;
    for (at, mark) in marks.iter().enumerate() {
        match (*mark, out.last_mut()) {
            (GOES_ON, Some(last)) if open => last.end = at + 1,
            (BEGINS | GOES_ON, _) => {
                out.push(at..at + 1);
                open = true;
            }
            _ => open = false,
        }
    }
    out
}

/// Cuts a text the way the marked adverts are cut: at spaces, with brackets and a last stop apart, and
/// without commas.
pub fn pieces(text: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut at = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        let start = at;
        at += word.len();
        let word = word.trim_end();
        let core = word.trim_matches(AROUND);
        if core.is_empty() {
            continue;
        }
        let from = start + (word.len() - word.trim_start_matches(AROUND).len());
        // `.NET` keeps its stop.
        let dotted = text[start..from].ends_with('.') && core.starts_with(char::is_uppercase);
        for at in start..from - usize::from(dotted) {
            if text[at..].starts_with(['(', '[']) {
                out.push(at..at + 1);
            }
        }
        let end = from + core.len();
        out.push(from - usize::from(dotted)..end);
        for at in end..start + word.len() {
            if text[at..].starts_with([')', ']', '.']) {
                out.push(at..at + 1);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_cut_as_in_the_marked_adverts() {
        let text = "Use Node.js, (K8s) and .NET daily.";
        let cut: Vec<&str> = pieces(text).into_iter().map(|piece| &text[piece]).collect();
        assert_eq!(
            cut,
            [
                "Use", "Node.js", "(", "K8s", ")", "and", ".NET", "daily", "."
            ]
        );
    }

    #[test]
    fn marks_become_spans() {
        assert_eq!(
            spans(&[NONE, BEGINS, GOES_ON, BEGINS, NONE, BEGINS]),
            [1..3, 3..4, 5..6]
        );
    }

    #[test]
    fn a_model_comes_back_as_it_was_written() {
        let mut tagger = Tagger::empty();
        tagger.weights[77] = [1.5, -0.25, 0.0];
        tagger.steps[START] = [0.5, 0.0, 2.0];
        tagger.eager = 3.0;
        let written = tagger.write();
        assert_eq!(Tagger::read(&written).unwrap().write(), written);
        assert_eq!(written.lines().count(), 7);
        assert!(Tagger::read("h\n9999999\t1\t1\t1\n").is_err());
    }
}
