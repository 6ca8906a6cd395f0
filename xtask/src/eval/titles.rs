//! Alternate titles and the occupation they mean.

use super::Result;
use super::files::{Files, columns};
use super::report::{Report, Wanted};
use std::collections::{BTreeMap, BTreeSet};
use text::plain::plain;
use text::rank::Ranker;

/// Of ten titles one is asked for; of the others nothing was tried out either.
const PARTS: u32 = 10;

pub fn run(files: &Files, report: &mut Report) -> Result<()> {
    let onet = |name: &str| files.set(&format!("onet/{name}.tsv.gz"));
    let occupations = columns(&onet("occupation_data"), ["O*NET-SOC Code", "Title"])?;
    let places: BTreeMap<&str, usize> = occupations
        .iter()
        .enumerate()
        .map(|(at, [code, _])| (code.as_str(), at))
        .collect();
    let mut meant: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for [code, title] in columns(
        &onet("alternate_titles"),
        ["O*NET-SOC Code", "Alternate Title"],
    )? {
        if let Some(place) = places.get(code.as_str()) {
            meant.entry(plain(&title)).or_default().insert(*place);
        }
    }
    let labels: BTreeSet<String> = occupations.iter().map(|[_, title]| plain(title)).collect();
    let asked = |title: &str| fnv(title) % PARTS == 0 && !labels.contains(title);
    let names = occupations
        .iter()
        .enumerate()
        .map(|(at, [_, title])| (at, title.as_str(), true));
    let others = meant
        .iter()
        .filter(|(title, _)| !asked(title))
        .flat_map(|(title, places)| {
            places
                .iter()
                .map(move |place| (*place, title.as_str(), false))
        });
    let ranker = Ranker::new(occupations.len(), names.chain(others));
    let mut scratch = ranker.scratch();
    let (mut count, mut first, mut among) = (0, 0, 0);
    for (title, places) in meant.iter().filter(|(title, _)| asked(title)) {
        let found = ranker.rank(title.split(' '), 5, &mut scratch);
        let hit = |most: usize| {
            found
                .iter()
                .take(most)
                .any(|found| places.contains(&found.owner))
        };
        count += 1;
        first += usize::from(hit(1));
        among += usize::from(hit(5));
    }
    let set = format!(
        "O*NET: {count} alternate titles kept out of the index, {} occupations",
        occupations.len()
    );
    report.add(
        "titles",
        "occupation of a title hit@1",
        f64::from(first as u32) / f64::from(count),
        &Wanted::AtLeast(0.35),
        &set,
    );
    report.add(
        "titles",
        "occupation of a title hit@5",
        f64::from(among as u32) / f64::from(count),
        &Wanted::AtLeast(0.68),
        &set,
    );
    Ok(())
}

fn fnv(text: &str) -> u32 {
    let hash = text.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    hash ^ (hash >> 15)
}
