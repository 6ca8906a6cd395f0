//! Alternate titles and the occupation they mean.

use super::Result;
use super::files::{Files, columns};
use super::report::{Report, Wanted};
use std::collections::{BTreeMap, BTreeSet};
use text::plain::plain;
use text::rank::Ranker;

/// Of ten titles one is asked for, and by one more the weight of votes is chosen.
const PARTS: u32 = 10;
const ASKED: u32 = 0;
const CHOOSING: u32 = 1;
/// Weights of votes to choose from.
const VOTES: [f32; 6] = [0.0, 0.5, 1.0, 2.0, 4.0, 8.0];

/// Titles by plain text, with the occupations they are said of.
struct Titles {
    labels: Vec<String>,
    meant: BTreeMap<String, BTreeSet<usize>>,
}

pub fn run(files: &Files, report: &mut Report) -> Result<()> {
    let titles = Titles::read(files)?;
    let tried = VOTES.map(|votes| (titles.hits(&[ASKED, CHOOSING], CHOOSING, votes)[1], votes));
    let best = tried.into_iter().max_by(|a, b| a.0.total_cmp(&b.0));
    let votes = best.map_or(0.0, |(_, votes)| votes);
    let [first, among] = titles.hits(&[ASKED], ASKED, votes);
    let set = format!(
        "O*NET: alternate titles kept out of the index, {} occupations; weight of votes {votes}",
        titles.labels.len()
    );
    report.add(
        "titles",
        "occupation of a title hit@1",
        first,
        &Wanted::AtLeast(0.35),
        &set,
    );
    report.add(
        "titles",
        "occupation of a title hit@5",
        among,
        &Wanted::AtLeast(0.68),
        &set,
    );
    Ok(())
}

impl Titles {
    fn read(files: &Files) -> Result<Self> {
        let onet = |name: &str| files.set(&format!("onet/{name}.tsv.gz"));
        let occupations = columns(&onet("occupation_data"), ["O*NET-SOC Code", "Title"])?;
        let places: BTreeMap<&str, usize> = (0..)
            .zip(&occupations)
            .map(|(at, [code, _])| (code.as_str(), at))
            .collect();
        let mut meant: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        let alternates = ["O*NET-SOC Code", "Alternate Title"];
        for [code, title] in columns(&onet("alternate_titles"), alternates)? {
            if let Some(place) = places.get(code.as_str()) {
                meant.entry(plain(&title)).or_default().insert(*place);
            }
        }
        let labels: Vec<String> = occupations.iter().map(|[_, title]| plain(title)).collect();
        meant.retain(|title, _| !labels.contains(title));
        Ok(Self { labels, meant })
    }

    /// How many titles of a part find one of their occupations first, and among the first five.
    fn hits(&self, left_out: &[u32], asked: u32, votes: f32) -> [f64; 2] {
        let part = |title: &str| fnv(title) % PARTS;
        let labels = self.labels.iter().enumerate();
        let labels = labels.map(|(at, title)| (at, title.as_str(), true));
        let known = self
            .meant
            .iter()
            .filter(|(title, _)| !left_out.contains(&part(title)));
        let others = known.flat_map(|(title, places)| {
            places
                .iter()
                .map(move |place| (*place, title.as_str(), false))
        });
        let ranker = Ranker::new(self.labels.len(), labels.chain(others)).with_votes(votes);
        let mut scratch = ranker.scratch();
        let (mut count, mut hits) = (0_u32, [0_u32; 2]);
        for (title, places) in self.meant.iter().filter(|(title, _)| part(title) == asked) {
            let found = ranker.rank(title.split(' '), 5, &mut scratch);
            count += 1;
            for (hits, most) in hits.iter_mut().zip([1, 5]) {
                let hit = found
                    .iter()
                    .take(most)
                    .any(|found| places.contains(&found.owner));
                *hits += u32::from(hit);
            }
        }
        hits.map(|hits| f64::from(hits) / f64::from(count.max(1)))
    }
}

fn fnv(text: &str) -> u32 {
    let hash = text.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    hash ^ (hash >> 15)
}
