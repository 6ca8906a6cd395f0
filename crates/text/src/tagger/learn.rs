//! Learning the model and the table of phrases from marked adverts: gradient steps on the likelihood of
//! whole sentences (a conditional random field), averaged over all turns. The same adverts give the
//! same model.

use super::{BEGINS, GOES_ON, MARKS, NEVER, NONE, START, Tagger, features};
use crate::lexicon::Lexicon;
use crate::phrases::{Count, Phrases, runs};
use std::ops::Range;

/// A marked sentence.
#[derive(Debug, Clone)]
pub struct Example {
    /// Its pieces, one space between them.
    pub text: String,
    /// Where the pieces stand.
    pub pieces: Vec<Range<usize>>,
    /// The heading it stands under, in plain words.
    pub heading: String,
    /// Spans of what one is to know, as ranges of pieces.
    pub known: Vec<Range<usize>>,
    /// Spans of what one is to do.
    pub done: Vec<Range<usize>>,
}

/// How to learn.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// Rounds over all sentences.
    pub rounds: usize,
    /// Length of a step.
    pub rate: f32,
    /// How much easier spans are found than learned.
    pub eager: f32,
    /// Seed of the order.
    pub seed: u64,
}

impl Example {
    /// Joins pieces.
    pub fn new(
        words: &[&str],
        heading: String,
        known: Vec<Range<usize>>,
        done: Vec<Range<usize>>,
    ) -> Self {
        let mut pieces = Vec::with_capacity(words.len());
        let mut text = String::new();
        for word in words {
            if !text.is_empty() {
                text.push(' ');
            }
            pieces.push(text.len()..text.len() + word.len());
            text.push_str(word);
        }
        Self {
            text,
            pieces,
            heading,
            known,
            done,
        }
    }
}

/// Counts the phrases that are something to know or a name of the lexicon.
pub fn phrases(examples: &[Example], lexicon: &Lexicon) -> Phrases {
    let mut wanted: std::collections::HashSet<String> = std::collections::HashSet::new();
    for example in examples {
        for (range, phrase) in runs(&example.text, &example.pieces) {
            if example.known.contains(&range) {
                wanted.insert(phrase);
            }
        }
        for sentence in crate::token::sentences(&example.text) {
            for mention in lexicon.find(&sentence.tokens) {
                let words: Vec<&str> = sentence.tokens[mention.tokens]
                    .iter()
                    .map(|token| token.plain.as_str())
                    .collect();
                wanted.insert(words.join(" "));
            }
        }
    }
    let mut phrases = Phrases::default();
    for example in examples {
        for (range, phrase) in runs(&example.text, &example.pieces) {
            if !wanted.contains(&phrase) {
                continue;
            }
            let within = |span: &Range<usize>| span.start <= range.start && range.end <= span.end;
            let inside = example.known.iter().chain(&example.done).any(within);
            let count = Count {
                known: u32::from(example.known.contains(&range)),
                inside: u32::from(inside),
                seen: 1,
            };
            phrases.add(&phrase, count);
        }
    }
    phrases
}

/// Learns the model: gradient steps on the likelihood of whole sentences.
pub fn learn(
    examples: &[Example],
    lexicon: &Lexicon,
    phrases: &Phrases,
    settings: Settings,
) -> Tagger {
    let read: Vec<(Vec<Vec<u32>>, Vec<usize>)> = examples
        .iter()
        .map(|example| {
            let Example {
                text,
                pieces,
                known,
                heading,
                ..
            } = example;
            let features = features::of(text, pieces, lexicon, phrases, heading, Some(known));
            (features, marks(pieces.len(), known))
        })
        .collect();
    let mut learner = Learner {
        model: Tagger::empty(),
        sums: Tagger::empty(),
        turn: 1.0,
        settings,
    };
    let mut order: Vec<usize> = (0..read.len()).collect();
    let mut seed = settings.seed;
    for _ in 0..settings.rounds {
        shuffle(&mut order, &mut seed);
        for at in &order {
            let (features, right) = &read[*at];
            learner.see(features, right);
        }
    }
    Tagger {
        eager: settings.eager,
        ..learner.average()
    }
}

/// The model so far.
struct Learner {
    model: Tagger,
    /// All steps, each times its turn.
    sums: Tagger,
    turn: f32,
    settings: Settings,
}

/// Chances of a sentence's marks.
struct Chances {
    /// Of each mark at each piece.
    marks: Vec<[f32; MARKS]>,
    /// Of each mark after each, summed over the sentence.
    steps: [[f32; MARKS]; MARKS + 1],
}

impl Learner {
    fn see(&mut self, features: &[Vec<u32>], right: &[usize]) {
        let rate = self.settings.rate;
        let chances = self.model.chances(features);
        for ((slots, chances), right) in features.iter().zip(&chances.marks).zip(right) {
            let mut error = chances.map(|chance| -chance);
            error[*right] += 1.0;
            if error.iter().all(|error| error.abs() < 1e-3) {
                continue;
            }
            for slot in slots {
                let at = *slot as usize;
                step(&mut self.model.weights[at], &error, rate);
                step(&mut self.sums.weights[at], &error, rate * self.turn);
            }
        }
        let mut errors = chances.steps.map(|row| row.map(|chance| -chance));
        let mut before = START;
        for right in right {
            errors[before][*right] += 1.0;
            before = *right;
        }
        for (before, error) in errors.iter().enumerate() {
            step(&mut self.model.steps[before], error, rate);
            step(&mut self.sums.steps[before], error, rate * self.turn);
        }
        self.turn += 1.0;
    }

    /// The average of the model over all turns.
    fn average(mut self) -> Tagger {
        let rows = self.model.weights.iter_mut().chain(&mut self.model.steps);
        for (row, sum) in rows.zip(self.sums.weights.iter().chain(&self.sums.steps)) {
            step(row, sum, -1.0 / self.turn);
        }
        self.model
    }
}

fn step(row: &mut [f32; MARKS], error: &[f32; MARKS], by: f32) {
    for (weight, error) in row.iter_mut().zip(error) {
        *weight += by * error;
    }
}

impl Tagger {
    /// Forward and backward over the sentence.
    fn chances(&self, features: &[Vec<u32>]) -> Chances {
        let here = self.scores(features, 0.0);
        let length = here.len();
        let mut forward = vec![[NEVER; MARKS]; length];
        let mut backward = vec![[0.0; MARKS]; length];
        let mut steps = [[0.0; MARKS]; MARKS + 1];
        for at in 0..length {
            for mark in 0..MARKS {
                let ways = if at == 0 {
                    self.step_score(START, mark)
                } else {
                    sum([0, 1, 2]
                        .map(|before| forward[at - 1][before] + self.step_score(before, mark)))
                };
                forward[at][mark] = ways + here[at][mark];
            }
        }
        for at in (0..length.saturating_sub(1)).rev() {
            for mark in 0..MARKS {
                backward[at][mark] = sum([0, 1, 2].map(|next| {
                    self.step_score(mark, next) + here[at + 1][next] + backward[at + 1][next]
                }));
            }
        }
        let total = forward.last().map_or(0.0, |last| sum(*last));
        let marks: Vec<[f32; MARKS]> = forward
            .iter()
            .zip(&backward)
            .map(|(f, b)| [0, 1, 2].map(|mark| (f[mark] + b[mark] - total).exp()))
            .collect();
        if let Some(first) = marks.first() {
            steps[START] = *first;
        }
        for at in 1..length {
            for before in 0..MARKS {
                for mark in 0..MARKS {
                    let way = forward[at - 1][before]
                        + self.step_score(before, mark)
                        + here[at][mark]
                        + backward[at][mark];
                    steps[before][mark] += (way - total).exp();
                }
            }
        }
        Chances { marks, steps }
    }
}

/// The logarithm of a sum of exponentials.
fn sum(scores: [f32; MARKS]) -> f32 {
    let most = scores.into_iter().fold(NEVER, f32::max);
    most + scores
        .map(|score| (score - most).exp())
        .iter()
        .sum::<f32>()
        .ln()
}

fn marks(length: usize, spans: &[Range<usize>]) -> Vec<usize> {
    let mut marks = vec![NONE; length];
    for span in spans {
        marks[span.clone()].fill(GOES_ON);
        marks[span.start] = BEGINS;
    }
    marks
}

/// Fisher and Yates, over `SplitMix64`.
fn shuffle(order: &mut [usize], seed: &mut u64) {
    for last in (1..order.len()).rev() {
        *seed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = *seed;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        order.swap(last, (mixed % (last as u64 + 1)) as usize);
    }
}
