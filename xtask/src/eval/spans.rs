//! SkillSpan: what one is to know, marked in sentences of adverts.

use super::Result;
use super::extract::{extractor, skills};
use super::files::{Files, text, write_gz};
use super::report::{Report, Wanted};
use serde_json::Value;
use std::collections::BTreeMap;
use std::ops::Range;
use text::lexicon::Lexicon;
use text::phrases::Phrases;
use text::tagger::learn::{self, Example, Settings};
use text::tagger::{Tagger, heading};

/// Chosen on the train part alone: `--learn` prints the figures they were chosen by.
const CHOSEN: Settings = Settings {
    rounds: 20,
    rate: 0.02,
    eager: 1.5,
    seed: 1,
};
/// What `--learn` compares.
const EAGER: [f32; 6] = [0.0, 1.0, 1.25, 1.5, 1.75, 2.0];
/// Parts the adverts are dealt into for that.
const FOLDS: usize = 3;

pub fn run(files: &Files, report: &mut Report) -> Result<()> {
    let extractor = extractor(files)?;
    let set: Vec<Example> = examples(files, "dev")?
        .into_iter()
        .map(|(_, example)| example)
        .collect();
    let score = score(&set, |example| {
        extractor.known(&example.text, &example.pieces, &example.heading)
    });
    let about = format!(
        "SkillSpan dev: {} sentences, spans equal to the word",
        set.len()
    );
    report.add(
        "spans",
        "knowledge spans F1",
        score.f1(),
        &Wanted::AtLeast(0.50),
        &about,
    );
    report.add(
        "spans",
        "knowledge spans precision",
        score.precision(),
        &Wanted::Nothing,
        &about,
    );
    report.add(
        "spans",
        "knowledge spans recall",
        score.recall(),
        &Wanted::Nothing,
        &about,
    );
    Ok(())
}

/// Learns from the train part what `data/` ships. Prints what the settings were chosen by: every
/// advert read with what was learned from the others.
pub fn learn(files: &Files) -> Result<()> {
    let lexicon = Lexicon::new(skills(files)?);
    let train = examples(files, "train")?;
    compare(&lexicon, &train);
    let all: Vec<Example> = train.into_iter().map(|(_, example)| example).collect();
    let phrases = learn::phrases(&all, &lexicon);
    let tagger = learn::learn(&all, &lexicon, &phrases, CHOSEN);
    write_gz(&files.shipped.join("phrases.tsv.gz"), &phrases.write())?;
    write_gz(&files.shipped.join("knowledge.tsv.gz"), &tagger.write())
}

fn compare(lexicon: &Lexicon, train: &[(String, Example)]) {
    let mut order: BTreeMap<&str, usize> = BTreeMap::new();
    for (advert, _) in train {
        let next = order.len();
        order.entry(advert).or_insert(next);
    }
    println!("{} adverts, {CHOSEN:?}", order.len());
    let mut scores: Vec<Score> = EAGER.map(|_| Score::default()).into();
    for fold in 0..FOLDS {
        let part = |held: bool| -> Vec<Example> {
            let of =
                |(advert, _): &&(String, Example)| (order[advert.as_str()] % FOLDS == fold) == held;
            train
                .iter()
                .filter(of)
                .map(|(_, example)| example.clone())
                .collect()
        };
        let (rest, held) = (part(false), part(true));
        let phrases = learn::phrases(&rest, lexicon);
        let mut tagger = learn::learn(&rest, lexicon, &phrases, CHOSEN);
        for (eager, sum) in EAGER.iter().zip(&mut scores) {
            tagger = tagger.with_eager(*eager);
            let spans = |example: &Example| spans_of(&tagger, lexicon, &phrases, example);
            sum.add(&score(&held, spans));
        }
    }
    for (eager, score) in EAGER.iter().zip(&scores) {
        println!(
            "eager {eager}: precision {:.3} recall {:.3} F1 {:.3}",
            score.precision(),
            score.recall(),
            score.f1()
        );
    }
}

fn spans_of(
    tagger: &Tagger,
    lexicon: &Lexicon,
    phrases: &Phrases,
    example: &Example,
) -> Vec<Range<usize>> {
    tagger.spans(
        &example.text,
        &example.pieces,
        lexicon,
        phrases,
        &example.heading,
    )
}

/// Spans found and marked.
#[derive(Default)]
struct Score {
    right: usize,
    found: usize,
    marked: usize,
}

impl Score {
    fn add(&mut self, other: &Self) {
        self.right += other.right;
        self.found += other.found;
        self.marked += other.marked;
    }

    fn precision(&self) -> f64 {
        self.right as f64 / self.found.max(1) as f64
    }

    fn recall(&self) -> f64 {
        self.right as f64 / self.marked.max(1) as f64
    }

    fn f1(&self) -> f64 {
        2.0 * self.right as f64 / (self.found + self.marked).max(1) as f64
    }
}

fn score(set: &[Example], find: impl Fn(&Example) -> Vec<Range<usize>>) -> Score {
    let mut score = Score::default();
    for example in set {
        let found = find(example);
        score.add(&Score {
            right: found
                .iter()
                .filter(|span| example.known.contains(span))
                .count(),
            found: found.len(),
            marked: example.known.len(),
        });
    }
    score
}

/// The sentences of a part, with the advert each belongs to.
pub fn examples(files: &Files, part: &str) -> Result<Vec<(String, Example)>> {
    let path = files.set(&format!("extraction/skillspan_{part}.jsonl.gz"));
    let mut under = (String::new(), String::new());
    text(&path)?
        .lines()
        .map(|line| {
            let value: Value = serde_json::from_str(line)?;
            let words = strings(&value["tokens"]);
            let known = spans(&strings(&value["tags_knowledge"]));
            let done = spans(&strings(&value["tags_skill"]));
            let advert = format!("{} {}", value["source"], value["idx"]);
            if under.0 != advert {
                under = (advert.clone(), String::new());
            }
            let example = Example::new(&words, under.1.clone(), known, done);
            if let Some(begins) = heading(&example.text) {
                under.1 = begins;
            }
            Ok((advert, example))
        })
        .collect()
}

fn strings(value: &Value) -> Vec<&str> {
    let list = value.as_array().map(Vec::as_slice).unwrap_or_default();
    list.iter().filter_map(Value::as_str).collect()
}

/// Spans of tags `B`, `I` and `O`.
fn spans(tags: &[&str]) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut open = false;
    for (at, tag) in tags.iter().enumerate() {
        match (tag.as_bytes().first(), out.last_mut()) {
            (Some(b'I'), Some(last)) if open => last.end = at + 1,
            (Some(b'B' | b'I'), _) => {
                out.push(at..at + 1);
                open = true;
            }
            _ => open = false,
        }
    }
    out
}
