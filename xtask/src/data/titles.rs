//! The source runs an occupation's other titles together: `sand moulder core maker foundry worker`.
//! This finds where each ends, from how titles that are known begin and end (Viterbi over word
//! statistics, refined by reading all of them three times).

use std::collections::HashMap;

/// Longest title looked for, in words.
const LONGEST: usize = 9;
/// Known titles weigh this much more than what an earlier pass made out.
const KNOWN: u32 = 4;
/// Words a title neither begins nor ends with.
const JOINERS: &[&str] = &[
    "of", "in", "for", "and", "&", "to", "at", "on", "with", "the", "or", "from", "by", "as",
];
/// Words that stand before what they say something of.
const NEVER_LAST: &[&str] = &[
    "graduate",
    "trainee",
    "senior",
    "junior",
    "deputy",
    "chief",
    "apprentice",
    "it",
];

/// What is known of the words of titles.
#[derive(Default)]
struct Counts {
    first: HashMap<String, u32>,
    last: HashMap<String, u32>,
    all: HashMap<String, u32>,
    pairs: HashMap<(String, String), u32>,
    lengths: [u32; LONGEST + 1],
}

/// Splits each run of words into titles. `known` are titles whose bounds are certain.
pub fn split_all(known: &[Vec<String>], runs: &[Vec<String>]) -> Vec<Vec<String>> {
    let mut counts = Counts::default();
    known.iter().for_each(|title| counts.add(title, KNOWN));
    for _ in 0..2 {
        let found: Vec<Vec<Vec<String>>> =
            runs.iter().map(|run| counts.split(&lower(run))).collect();
        counts = Counts::default();
        known.iter().for_each(|title| counts.add(title, KNOWN));
        found
            .iter()
            .flatten()
            .for_each(|title| counts.add(title, 1));
    }
    runs.iter()
        .map(|run| {
            let mut rest = run.as_slice();
            let sizes = counts
                .split(&lower(run))
                .into_iter()
                .map(|title| title.len());
            sizes
                .map(|size| {
                    let (title, after) = rest.split_at(size);
                    rest = after;
                    title.join(" ")
                })
                .collect()
        })
        .collect()
}

/// Does a title go on after this word?
pub fn joins(word: &str) -> bool {
    JOINERS.contains(&word)
}

fn lower(words: &[String]) -> Vec<String> {
    words.iter().map(|word| word.to_lowercase()).collect()
}

impl Counts {
    fn add(&mut self, title: &[String], weight: u32) {
        let (Some(first), Some(last)) = (title.first(), title.last()) else {
            return;
        };
        *self.first.entry(first.clone()).or_default() += weight;
        *self.last.entry(last.clone()).or_default() += weight;
        for word in title {
            *self.all.entry(word.clone()).or_default() += weight;
        }
        for pair in title.windows(2) {
            *self
                .pairs
                .entry((pair[0].clone(), pair[1].clone()))
                .or_default() += weight;
        }
        self.lengths[title.len().min(LONGEST)] += weight;
    }

    /// Chance that a word, where it occurs, is the first of its title.
    fn is_first(&self, word: &str) -> f64 {
        share(&self.first, &self.all, word, 0.5, 1.5)
    }

    fn is_last(&self, word: &str) -> f64 {
        share(&self.last, &self.all, word, 0.2, 1.0)
    }

    /// Log-likelihood of these words being one title.
    fn score(&self, title: &[String]) -> f64 {
        let (first, last) = (&title[0], &title[title.len() - 1]);
        if JOINERS.contains(&first.as_str())
            || JOINERS.contains(&last.as_str())
            || NEVER_LAST.contains(&last.as_str())
        {
            return -100.0;
        }
        let total: u32 = self.lengths.iter().sum();
        let length = f64::from(self.lengths[title.len()] + 1) / f64::from(total + 9);
        let mut score = length.ln() + self.is_first(first).ln() + self.is_last(last).ln();
        for pair in title.windows(2) {
            score += (1.0 - self.is_last(&pair[0])).max(0.02).ln()
                + (1.0 - self.is_first(&pair[1])).max(0.02).ln();
            if let Some(count) = self.pairs.get(&(pair[0].clone(), pair[1].clone())) {
                score += (0.5 * f64::from(1 + count).ln()).min(1.5);
            }
        }
        score
    }

    /// The likeliest way to cut the words into titles.
    fn split(&self, words: &[String]) -> Vec<Vec<String>> {
        let mut best = vec![(0.0, 0)];
        for end in 1..=words.len() {
            let cut = (end.saturating_sub(LONGEST)..end)
                .map(|start| (best[start].0 + self.score(&words[start..end]), start))
                .max_by(|a, b| a.0.total_cmp(&b.0));
            best.extend(cut);
        }
        let mut titles = Vec::new();
        let mut end = words.len();
        while end > 0 {
            let start = best[end].1;
            titles.push(words[start..end].to_vec());
            end = start;
        }
        titles.reverse();
        titles
    }
}

fn share(
    part: &HashMap<String, u32>,
    all: &HashMap<String, u32>,
    word: &str,
    above: f64,
    below: f64,
) -> f64 {
    let count = |of: &HashMap<String, u32>| f64::from(of.get(word).copied().unwrap_or_default());
    (count(part) + above) / (count(all) + below)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_bounds() {
        let words = |text: &str| -> Vec<String> { text.split(' ').map(str::to_owned).collect() };
        let known = [
            "core maker",
            "foundry worker",
            "sand moulder",
            "head of sales",
            "sales manager",
            "shop worker",
        ]
        .map(words);
        let found = split_all(
            &known,
            &[
                words("sand moulder core maker foundry worker"),
                words("head of sales shop manager"),
            ],
        );
        assert_eq!(found[0], ["sand moulder", "core maker", "foundry worker"]);
        assert_eq!(found[1], ["head of sales", "shop manager"]);
    }
}
