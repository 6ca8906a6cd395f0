//! Words, and how near two texts are.

use std::collections::HashMap;

/// Words that say nothing about a trade.
const STOP: &[&str] = &[
    "a",
    "an",
    "and",
    "are",
    "as",
    "at",
    "be",
    "between",
    "by",
    "can",
    "do",
    "different",
    "ensure",
    "etc",
    "for",
    "from",
    "have",
    "in",
    "include",
    "including",
    "into",
    "is",
    "it",
    "its",
    "may",
    "more",
    "not",
    "of",
    "on",
    "or",
    "other",
    "out",
    "perform",
    "such",
    "that",
    "the",
    "their",
    "them",
    "these",
    "they",
    "this",
    "through",
    "to",
    "up",
    "use",
    "used",
    "using",
    "various",
    "which",
    "who",
    "with",
    "within",
    "work",
    "when",
    "where",
    "also",
    "all",
];

/// Lower-case ASCII words of letters, digits, `+` and `#`.
pub fn words(text: &str) -> Vec<String> {
    deunicode::deunicode(text)
        .to_lowercase()
        .replace(['\'', '\u{2019}'], "")
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '+' && c != '#')
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The words joined by single spaces: equal for labels that differ in case and punctuation only.
pub fn plain(text: &str) -> String {
    words(text).join(" ")
}

/// Words worth weighing, without endings.
pub fn stems(text: &str) -> Vec<String> {
    words(text)
        .into_iter()
        .filter(|word| !STOP.contains(&word.as_str()))
        .map(|word| stem(&word))
        .collect()
}

/// Cuts the commonest English endings, so that `installing`, `installs` and `installer` meet.
fn stem(word: &str) -> String {
    let mut word = word;
    for (ending, least) in [
        ("ations", 4),
        ("ation", 4),
        ("ings", 4),
        ("ing", 4),
        ("ers", 4),
        ("ies", 3),
        ("ors", 4),
        ("ed", 4),
        ("er", 4),
        ("or", 4),
        ("es", 4),
        ("s", 3),
    ] {
        if let Some(rest) = word.strip_suffix(ending)
            && rest.len() >= least
            && !(ending == "s" && rest.ends_with('s'))
        {
            word = rest;
            break;
        }
    }
    word.strip_suffix('e')
        .or_else(|| word.strip_suffix('y'))
        .unwrap_or(word)
        .to_owned()
}

/// A text as weights of its words.
pub type Bag = HashMap<String, f32>;

/// Adds a text to a bag; each further occurrence of a word counts less.
pub fn add(bag: &mut Bag, text: &str, weight: f32) {
    let mut counts: HashMap<String, f32> = HashMap::new();
    for stem in stems(text) {
        *counts.entry(stem).or_default() += 1.0;
    }
    for (stem, count) in counts {
        *bag.entry(stem).or_default() += weight * (1.0 + count.ln());
    }
}

/// Texts that can be asked which of them is nearest to another (cosine over tf-idf).
pub struct Corpus {
    postings: HashMap<String, Vec<(u32, f32)>>,
    idf: HashMap<String, f32>,
}

impl Corpus {
    /// Takes the texts in order; answers speak of their places.
    pub fn new(bags: &[Bag]) -> Self {
        let mut seen: HashMap<&str, f32> = HashMap::new();
        for stem in bags.iter().flat_map(HashMap::keys) {
            *seen.entry(stem).or_default() += 1.0;
        }
        let total = bags.len() as f32;
        let idf: HashMap<String, f32> = seen
            .into_iter()
            .map(|(stem, count)| (stem.to_owned(), (1.0 + total / count).ln()))
            .collect();
        let mut postings: HashMap<String, Vec<(u32, f32)>> = HashMap::new();
        for (place, bag) in (0..).zip(bags) {
            let length = norm(bag, &idf);
            for (stem, weight) in bag {
                postings
                    .entry(stem.clone())
                    .or_default()
                    .push((place, weight * idf[stem] / length));
            }
        }
        Self { postings, idf }
    }

    /// The nearest texts with their cosine, nearest first, equals by place.
    pub fn nearest(&self, bag: &Bag, count: usize) -> Vec<(usize, f32)> {
        let mut stems: Vec<&String> = bag
            .keys()
            .filter(|stem| self.idf.contains_key(*stem))
            .collect();
        // Sums of floats depend on their order, and a HashMap has none.
        stems.sort();
        let length = norm(bag, &self.idf);
        let mut scores: HashMap<u32, f32> = HashMap::new();
        for stem in stems {
            let weight = bag[stem] * self.idf[stem] / length;
            for (place, other) in &self.postings[stem] {
                *scores.entry(*place).or_default() += weight * other;
            }
        }
        let mut scores: Vec<(usize, f32)> = scores
            .into_iter()
            .map(|(place, score)| (place as usize, score))
            .collect();
        scores.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        scores.truncate(count);
        scores
    }
}

fn norm(bag: &Bag, idf: &HashMap<String, f32>) -> f32 {
    let mut squares: Vec<f32> = bag
        .iter()
        .map(|(stem, w)| (w * idf.get(stem).copied().unwrap_or_default()).powi(2))
        .collect();
    squares.sort_by(f32::total_cmp);
    squares.iter().sum::<f32>().sqrt().max(1e-6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_meet() {
        assert_eq!(stems("installing"), stems("installs"));
        assert_eq!(stems("Installer"), stems("installed"));
        assert_eq!(plain("C++ & Node.js (São Tomé)"), "c++ node js sao tome");
    }

    #[test]
    fn the_nearest_is_the_one_that_shares_rare_words() {
        let bags: Vec<Bag> = ["bake bread", "bake cakes", "lay bricks"]
            .map(|text| {
                let mut bag = Bag::new();
                add(&mut bag, text, 1.0);
                bag
            })
            .into();
        let mut asked = Bag::new();
        add(&mut asked, "baker of cake", 1.0);
        assert_eq!(Corpus::new(&bags).nearest(&asked, 1)[0].0, 1);
    }
}
