//! Search over names in memory: exact, by prefix, by the words of a name, with slips of typing.
//!
//! All terms stand sorted in one text, so a prefix is a range and a whole term is a lookup; words
//! have postings. A hundred thousand terms take some 15 MB and an answer well under a millisecond;
//! see `tests/speed.rs`.

use crate::slips::slips;
use std::collections::HashMap;
use text::plain::plain;

/// What names belong to.
#[derive(Debug, Clone)]
pub struct Owner {
    /// Its number outside.
    pub id: i32,
    /// As shown.
    pub label: Box<str>,
    /// Among equally good answers the lighter comes first.
    pub weight: u32,
    /// Its whole label comes before all else; that of the others counts as words of a name.
    pub home: bool,
}

/// An answer.
#[derive(Debug, Clone, Copy)]
pub struct Hit<'a> {
    /// What was found.
    pub owner: &'a Owner,
    /// Place of the owner in the list the index was built from.
    pub place: usize,
    /// The name by which it was found, if that is not its label.
    pub alias: Option<&'a str>,
}

#[derive(Debug, Clone, Copy)]
struct Term {
    start: u32,
    length: u16,
    owner: u32,
    /// Where it stands as it is written; empty for a label.
    shown: (u32, u16),
}

/// An index over the names of many owners.
#[derive(Debug, Default)]
pub struct Index {
    owners: Vec<Owner>,
    /// Sorted by their plain text.
    terms: Vec<Term>,
    plain: String,
    shown: String,
    words: Vec<Word>,
    /// Places of terms, word after word.
    postings: Vec<u32>,
}

#[derive(Debug)]
struct Word {
    text: Box<str>,
    letters: u32,
    /// Where its postings begin; they end where those of the next word begin.
    postings: u32,
}

/// The kinds of answers; a worse kind never comes before a better one.
mod class {
    pub const LABEL: u64 = 0;
    pub const FOUND: u64 = 1;
    pub const SLIP: u64 = 2;
}

/// What tells answers of one kind apart, added to the owner's weight; less is better. Half a letter of
/// the name costs one, so that the plainer name comes first.
mod cost {
    /// It is the name.
    pub const NAME: u64 = 0;
    /// The words typed are words of the name.
    pub const WHOLE: u64 = 16;
    /// Words of the name begin with them.
    pub const PART: u64 = 32;
    /// The name does not begin with them: `fork` finds `operate forklift` all the same.
    pub const LATER: u64 = 4;
    /// The name is not the label.
    pub const ALIAS: u64 = 10;
}

/// Most words of a query that are read.
const MOST_WORDS: usize = 8;
/// With this many answers nobody has made a slip.
const ENOUGH: usize = 3;
/// Words of fewer letters have no slips; of this many one; of twice as many two.
const LEAST_LETTERS: usize = 4;

/// The best score of each owner so far, and its term.
type Found = HashMap<u32, (u64, u32)>;

impl Index {
    /// Builds an index. A name is the place of its owner in `owners`, the text, and whether it is the label.
    pub fn new<'a>(
        owners: Vec<Owner>,
        names: impl Iterator<Item = (usize, &'a str, bool)>,
    ) -> Self {
        let mut sorted: Vec<(String, &str, u32, bool)> = names
            .map(|(owner, shown, is_label)| (plain(shown), shown, owner as u32, is_label))
            .filter(|(plain, ..)| !plain.is_empty() && plain.len() <= usize::from(u16::MAX))
            .collect();
        sorted.sort_unstable_by(|a, b| (&a.0, !a.3, a.2, a.1).cmp(&(&b.0, !b.3, b.2, b.1)));
        sorted.dedup_by(|later, earlier| later.0 == earlier.0 && later.2 == earlier.2);
        let mut index = Self {
            owners,
            ..Self::default()
        };
        let mut places: HashMap<&str, Vec<u32>> = HashMap::new();
        for (place, (plain, shown, owner, is_label)) in (0..).zip(&sorted) {
            let start = index.plain.len() as u32;
            index.plain.push_str(plain);
            let shown = if *is_label { "" } else { shown };
            let shown_at = (
                index.shown.len() as u32,
                shown.len().min(usize::from(u16::MAX)) as u16,
            );
            index.shown.push_str(shown);
            index.terms.push(Term {
                start,
                length: plain.len() as u16,
                owner: *owner,
                shown: shown_at,
            });
            for word in plain.split(' ') {
                let places = places.entry(word).or_default();
                if places.last() != Some(&place) {
                    places.push(place);
                }
            }
        }
        let mut words: Vec<(&str, Vec<u32>)> = places.into_iter().collect();
        words.sort_unstable_by_key(|(word, _)| *word);
        for (word, places) in words {
            let postings = index.postings.len() as u32;
            index.words.push(Word {
                text: word.into(),
                letters: letters(word),
                postings,
            });
            index.postings.extend(places);
        }
        index
    }

    /// Everything names belong to, in the order given.
    pub fn owners(&self) -> &[Owner] {
        &self.owners
    }

    /// The best answers to what somebody typed, best first.
    pub fn search(&self, typed: &str, limit: usize) -> Vec<Hit<'_>> {
        let query = plain(typed);
        let words: Vec<&str> = query
            .split(' ')
            .filter(|word| !word.is_empty())
            .take(MOST_WORDS)
            .collect();
        let Some(last) = words.last() else {
            return Vec::new();
        };
        let mut found = Found::new();
        for place in self.starting_with(&query) {
            let (class, cost) = self.beginning(place, query.len());
            self.offer(&mut found, place, class, cost);
        }
        if words.len() > 1 || last.len() > 1 {
            let parts: Vec<Vec<usize>> = words
                .iter()
                .map(|word| self.words_starting_with(word).collect())
                .collect();
            let whole: Vec<Vec<usize>> = words
                .iter()
                .zip(&parts)
                .map(|(word, parts)| {
                    let first = parts.first().copied();
                    Vec::from_iter(first.filter(|&at| *self.words[at].text == **word))
                })
                .collect();
            for (candidates, cost) in [(whole, cost::WHOLE), (parts, cost::PART)] {
                self.with_all(&candidates, |place| {
                    self.offer(&mut found, place, class::FOUND, cost + cost::LATER);
                });
            }
        }
        if found.len() < ENOUGH.min(limit) {
            self.with_other_spaces(&words, &mut found);
            self.with_slips(&words, &mut found);
        }
        let mut best: Vec<(u64, u32, u32)> = found
            .into_iter()
            .map(|(owner, (score, term))| (score, owner, term))
            .collect();
        best.sort_unstable();
        best.truncate(limit);
        best.into_iter()
            .map(|(_, _, term)| self.hit(term as usize))
            .collect()
    }

    /// Whole names equal to the text, labels first, lighter first.
    pub fn exact(&self, typed: &str) -> Vec<Hit<'_>> {
        let query = plain(typed);
        let range = self
            .starting_with(&query)
            .take_while(|place| self.text(*place).len() == query.len());
        let mut places: Vec<usize> = range.collect();
        places.sort_by_key(|place| {
            let term = &self.terms[*place];
            let owner = &self.owners[term.owner as usize];
            (!owner.home, term.shown.1 > 0, owner.weight, owner.id)
        });
        places.into_iter().map(|place| self.hit(place)).collect()
    }

    /// The range of terms from `within` that go on with `prefix`: a longer prefix narrows it further.
    pub fn narrow(&self, within: std::ops::Range<usize>, prefix: &str) -> std::ops::Range<usize> {
        let terms = &self.terms[within.clone()];
        let text = |term: &Term| &self.plain[term.start as usize..][..usize::from(term.length)];
        let from = terms.partition_point(|term| text(term) < prefix);
        let to = from + terms[from..].partition_point(|term| text(term).starts_with(prefix));
        within.start + from..within.start + to
    }

    /// How many terms there are.
    pub fn len(&self) -> usize {
        self.terms.len()
    }

    /// The plain text of a term.
    pub fn text(&self, place: usize) -> &str {
        let term = &self.terms[place];
        &self.plain[term.start as usize..][..usize::from(term.length)]
    }

    /// A term as an answer.
    pub fn hit(&self, place: usize) -> Hit<'_> {
        let owner = self.terms[place].owner as usize;
        Hit {
            owner: &self.owners[owner],
            place: owner,
            alias: self.alias(place),
        }
    }

    fn alias(&self, place: usize) -> Option<&str> {
        let (start, length) = self.terms[place].shown;
        (length > 0).then(|| &self.shown[start as usize..][..usize::from(length)])
    }

    fn starting_with(&self, prefix: &str) -> std::ops::Range<usize> {
        self.narrow(0..self.terms.len(), prefix)
    }

    fn words_starting_with(&self, prefix: &str) -> std::ops::Range<usize> {
        let from = self.words.partition_point(|word| &*word.text < prefix);
        from..from + self.words[from..].partition_point(|word| word.text.starts_with(prefix))
    }

    fn postings(&self, word: usize) -> &[u32] {
        let end = self
            .words
            .get(word + 1)
            .map_or(self.postings.len(), |next| next.postings as usize);
        &self.postings[self.words[word].postings as usize..end]
    }

    /// How good a name is that begins with a query of so many letters.
    fn beginning(&self, place: usize, typed: usize) -> (u64, u64) {
        let term = &self.terms[place];
        let home = self.owners[term.owner as usize].home;
        match self.text(place).as_bytes().get(typed) {
            None if home && term.shown.1 == 0 => (class::LABEL, cost::NAME),
            None if home => (class::FOUND, cost::NAME),
            None | Some(b' ') => (class::FOUND, cost::WHOLE),
            Some(_) => (class::FOUND, cost::PART),
        }
    }

    /// Keeps the term if it is its owner's best so far.
    fn offer(&self, found: &mut Found, place: usize, class: u64, cost: u64) {
        let term = &self.terms[place];
        let owner = &self.owners[term.owner as usize];
        let alias = if term.shown.1 > 0 { cost::ALIAS } else { 0 };
        let length = u64::from(term.length.min(99)) / 2;
        let score = (class << 32)
            | (cost + u64::from(owner.weight) + length + alias).min(u64::from(u32::MAX));
        let best = found.entry(term.owner).or_insert((score, place as u32));
        if score < best.0 {
            *best = (score, place as u32);
        }
    }

    /// Visits the terms that have one of the candidate words for every word of the query.
    fn with_all(&self, candidates: &[Vec<usize>], mut visit: impl FnMut(usize)) {
        let mut left = vec![u64::MAX; self.terms.len().div_ceil(64)];
        for words in candidates {
            let mut here = vec![0u64; left.len()];
            for place in words.iter().flat_map(|word| self.postings(*word)) {
                here[*place as usize / 64] |= 1 << (place % 64);
            }
            left.iter_mut()
                .zip(here)
                .for_each(|(left, here)| *left &= here);
        }
        for (at, mut bits) in left.into_iter().enumerate() {
            while bits != 0 {
                visit(at * 64 + bits.trailing_zeros() as usize);
                bits &= bits - 1;
            }
        }
    }

    /// The same, allowing each word its slips. A short word that begins no known one is passed over.
    fn with_slips(&self, words: &[&str], found: &mut Found) {
        let close: Vec<Vec<(usize, usize)>> = (1..)
            .zip(words)
            .map(|(count, word)| (word, self.close(word, count == words.len())))
            .filter(|(word, close)| word.len() >= LEAST_LETTERS || !close.is_empty())
            .map(|(_, close)| close)
            .collect();
        if close.is_empty() {
            return;
        }
        for slips in 1..=2 {
            let candidates: Vec<Vec<usize>> = close
                .iter()
                .map(|words| {
                    words
                        .iter()
                        .filter(|(_, n)| *n <= slips)
                        .map(|(word, _)| *word)
                        .collect()
                })
                .collect();
            self.with_all(&candidates, |place| {
                self.offer(found, place, class::SLIP + slips as u64, 0);
            });
            if found.len() >= ENOUGH {
                break;
            }
        }
    }

    /// `fork lift` for `forklift`, `nodejs` for `node js`.
    fn with_other_spaces(&self, words: &[&str], found: &mut Found) {
        if words.len() > 1 {
            let joined: Vec<usize> = self.words_starting_with(&words.concat()).collect();
            self.with_all(&[joined], |place| {
                self.offer(found, place, class::SLIP, 0);
            });
        } else if let [word] = words {
            for at in 2..word.len().saturating_sub(1) {
                let apart = format!("{} {}", &word[..at], &word[at..]);
                self.starting_with(&apart)
                    .for_each(|place| self.offer(found, place, class::SLIP, 0));
            }
        }
    }

    /// Words that the typed one may have been meant to be, and the slips to them.
    fn close(&self, typed: &str, prefix: bool) -> Vec<(usize, usize)> {
        let most = (typed.len() / LEAST_LETTERS).min(2);
        let mask = letters(typed);
        let near = |word: &Word| {
            // Each slip can bring in one letter that the word lacks.
            let missing = (mask & !word.letters).count_ones() as usize;
            (missing <= most)
                .then(|| slips(typed, &word.text, most, prefix))
                .flatten()
        };
        self.words
            .iter()
            .enumerate()
            .filter_map(|(at, word)| Some((at, near(word)?)))
            .collect()
    }
}

/// A bit for each letter and one for all else.
fn letters(word: &str) -> u32 {
    word.bytes().fold(0, |mask, byte| {
        mask | if byte.is_ascii_lowercase() {
            1 << (byte - b'a')
        } else {
            1 << 26
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index() -> Index {
        let labels = [
            ("JavaScript", 0),
            ("Java (computer programming)", 0),
            ("drive forklift", 0),
            ("Kubernetes", 100),
            ("manage staff", 0),
        ];
        let owners: Vec<Owner> = (1..)
            .zip(labels)
            .map(|(id, (label, weight))| Owner {
                id,
                label: label.into(),
                weight,
                home: true,
            })
            .collect();
        let names = labels
            .iter()
            .enumerate()
            .map(|(at, (label, _))| (at, *label, true));
        Index::new(
            owners,
            names.chain([
                (1, "Java", false),
                (3, "K8s", false),
                (4, "lead a team of people", false),
            ]),
        )
    }

    fn labels(typed: &str) -> Vec<String> {
        index()
            .search(typed, 5)
            .into_iter()
            .map(|hit| hit.owner.label.to_string())
            .collect()
    }

    #[test]
    fn a_whole_name_comes_before_a_prefix() {
        assert_eq!(
            labels("java"),
            ["Java (computer programming)", "JavaScript"]
        );
        assert_eq!(labels("K8S"), ["Kubernetes"]);
    }

    #[test]
    fn any_word_of_a_name_finds_it() {
        assert_eq!(labels("forklift"), ["drive forklift"]);
        assert_eq!(labels("team lead"), ["manage staff"]);
    }

    #[test]
    fn the_beginning_of_any_word_counts_and_whole_words_count_more() {
        assert_eq!(labels("fork"), ["drive forklift"]);
        let names = [
            (0, "carer support", true),
            (1, "provide care", true),
            (2, "care", false),
        ];
        let owners = (1..).zip(["carer support", "provide care", "nursing"]);
        let owners = owners.map(|(id, label)| Owner {
            id,
            label: label.into(),
            weight: 0,
            home: true,
        });
        let index = Index::new(owners.collect(), names.into_iter());
        let found: Vec<i32> = index
            .search("care", 5)
            .iter()
            .map(|hit| hit.owner.id)
            .collect();
        assert_eq!(found, [3, 2, 1]);
    }

    #[test]
    fn slips_are_forgiven() {
        assert_eq!(labels("kuberntes"), ["Kubernetes"]);
        assert_eq!(labels("forklfit driv"), ["drive forklift"]);
        assert_eq!(labels("kubrne"), ["Kubernetes"]);
        assert_eq!(labels("fork lift"), ["drive forklift"]);
        assert_eq!(labels("leada team"), ["manage staff"]);
    }

    #[test]
    fn nothing_and_nonsense_find_nothing() {
        assert!(labels("").is_empty());
        assert!(labels("?!").is_empty());
        assert!(labels("zzzzzzzz").is_empty());
        assert!(Index::default().search("java", 5).is_empty());
    }

    #[test]
    fn a_prefix_narrows_step_by_step() {
        let index = index();
        let first = index.narrow(0..index.len(), "lead");
        let second = index.narrow(first.clone(), "lead a");
        assert_eq!((first.len(), second.len()), (1, 1));
        assert_eq!(index.exact("java").first().map(|hit| hit.owner.id), Some(2));
    }
}
