//! HOUSE and TECH: sentences of adverts and the ESCO skills that people found in them.

use super::Result;
use super::files::{Files, columns, text};
use super::report::{Report, Wanted};
use super::spans;
use nix::time::{ClockId, clock_gettime};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;
use text::{Extractor, Kind, Learned, Settings, Skill};

/// RP@5 and RP@10 wanted.
const SETS: [(&str, &str, f64, f64); 2] =
    [("HOUSE", "house", 0.42, 0.52), ("TECH", "tech", 0.52, 0.60)];
/// Sentences a second wanted.
const SPEED: f64 = 2_000.0;
/// Labels that say there is none.
const NONE: [&str; 3] = ["LABEL NOT PRESENT", "UNDERSPECIFIED", ""];

pub fn run(files: &Files, report: &mut Report) -> Result<()> {
    let extractor = extractor(files)?;
    for (name, file, at_5, at_10) in SETS {
        let gold = gold(files, file, &extractor)?;
        let ranked: Vec<Vec<i32>> = gold
            .iter()
            .map(|(sentence, _)| ranked(&extractor, sentence))
            .collect();
        let about = format!(
            "{name} validation: {} sentences with a label, ESCO's 13,811 to choose from",
            gold.len()
        );
        for (most, wanted) in [(5, at_5), (10, at_10)] {
            let sum: f64 = gold
                .iter()
                .zip(&ranked)
                .map(|((_, gold), ranked)| precision(gold, ranked, most))
                .sum();
            report.add(
                "extract",
                &format!("{name} RP@{most}"),
                sum / gold.len() as f64,
                &Wanted::AtLeast(wanted),
                &about,
            );
        }
    }
    speed(files, &extractor, report)
}

/// The product's reader, made from the shipped files.
pub fn extractor(files: &Files) -> Result<Extractor> {
    let learned = |name: &str| text(&files.shipped.join(name));
    Ok(Extractor::new(
        skills(files)?,
        Learned {
            phrases: &learned("phrases.tsv.gz")?,
            tagger: &learned("knowledge.tsv.gz")?,
        },
    )?)
}

/// The shipped skills, without groups.
pub fn skills(files: &Files) -> Result<Vec<Skill>> {
    let rows = columns(
        &files.shipped.join("skills.tsv.gz"),
        ["id", "kind", "source", "label", "aliases"],
    )?;
    let mut skills = Vec::new();
    for [id, kind, source, label, aliases] in rows {
        let kind = match (kind.as_str(), source.as_str()) {
            ("GROUP", _) => continue,
            (_, "ONET") => Kind::Technology,
            ("SKILL", _) => Kind::Skill,
            _ => Kind::Knowledge,
        };
        let aliases = aliases
            .split('|')
            .filter(|alias| !alias.is_empty())
            .map(str::to_owned)
            .collect();
        skills.push(Skill {
            id: id.parse()?,
            label,
            kind,
            aliases,
        });
    }
    Ok(skills)
}

/// The sentences that have a label, with the skills meant. A label that is not in this release of ESCO,
/// not even as an alias, gets a number nothing can find: it counts as missed.
fn gold(files: &Files, set: &str, extractor: &Extractor) -> Result<Vec<(String, BTreeSet<i32>)>> {
    let skills = extractor
        .lexicon()
        .skills()
        .iter()
        .filter(|skill| skill.kind != Kind::Technology);
    let mut ids: HashMap<String, i32> = HashMap::new();
    for skill in skills.clone() {
        ids.insert(skill.label.to_lowercase(), skill.id);
    }
    for skill in skills {
        for alias in &skill.aliases {
            ids.entry(alias.to_lowercase()).or_insert(skill.id);
        }
    }
    let mut out: BTreeMap<String, BTreeSet<i32>> = BTreeMap::new();
    let rows = text(&files.set(&format!("extraction/{set}_validation.csv")))?;
    let mut unknown = 0;
    for row in csv::Reader::from_reader(rows.as_bytes()).records() {
        let row = row?;
        let label = row[3].trim();
        if NONE.contains(&label) {
            continue;
        }
        let id = ids.get(&label.to_lowercase()).copied().unwrap_or_else(|| {
            unknown -= 1;
            unknown
        });
        out.entry(row[0].to_owned()).or_default().insert(id);
    }
    Ok(out.into_iter().collect())
}

/// The product's own order, without the technologies, which no label of the sets names.
fn ranked(extractor: &Extractor, sentence: &str) -> Vec<i32> {
    let all = Settings {
        most: usize::MAX,
        least: 0.0,
        names_only: false,
    };
    let found = extractor.extract(sentence, all);
    let skills = found.iter().map(|found| extractor.skill(found));
    skills
        .filter(|skill| skill.kind != Kind::Technology)
        .map(|skill| skill.id)
        .collect()
}

/// R-precision at k: of the first k, how many are right, over as many as could be.
fn precision(gold: &BTreeSet<i32>, ranked: &[i32], most: usize) -> f64 {
    let right = ranked
        .iter()
        .take(most)
        .filter(|id| gold.contains(id))
        .count();
    right as f64 / most.min(gold.len()) as f64
}

/// The whole pipeline, sentence by sentence: the best of three, in time of the processor, so that what
/// else runs on the machine is not measured.
fn speed(files: &Files, extractor: &Extractor, report: &mut Report) -> Result<()> {
    let sentences = spans::examples(files, "dev")?;
    let mut best = f64::INFINITY;
    for _ in 0..3 {
        let start = processor_s()?;
        for (_, example) in &sentences {
            std::hint::black_box(extractor.extract(&example.text, Settings::default()));
        }
        best = best.min(processor_s()? - start);
    }
    let set = format!("SkillSpan dev: {} sentences, one thread", sentences.len());
    let speed = sentences.len() as f64 / best;
    report.add(
        "extract",
        "sentences a second",
        speed,
        &Wanted::AtLeast(SPEED),
        &set,
    );
    Ok(())
}

/// How long this thread has run.
fn processor_s() -> Result<f64> {
    let time = clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID)?;
    Ok(Duration::from(time).as_secs_f64())
}
