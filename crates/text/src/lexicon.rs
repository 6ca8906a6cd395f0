//! The names of skills, and where they stand in a text: the longest name at each word, whole words
//! only.
//!
//! Each word of the names is one character of an automaton's alphabet, so that names begin and end
//! with words and one pass over a text finds them all. A name is found in any case, but for those
//! that are also plain words: short ones have to stand there as written (`R`, `SAS`), and
//! `common.txt` lists the names that count only within a sentence as written (`Swift`) or not at all
//! (`Word`).

use crate::plain::{Stems, plain};
use crate::token::Token;
use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

/// Names that are also plain words.
const COMMON: &str = include_str!("common.txt");
/// Up to this many letters a name counts only in the case it is written in.
const SHORT: usize = 3;
/// Words of fewer letters have no slips.
const SLIP_LETTERS: usize = 6;
/// Stands for a word that is in no name.
const UNKNOWN: char = char::MAX;

/// What a skill is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Something one can do.
    Skill,
    /// Something one knows.
    Knowledge,
    /// A product one uses. It is named or it is not: prose never implies one.
    Technology,
}

/// A skill with its names.
#[derive(Debug, Clone)]
pub struct Skill {
    /// Its number outside.
    pub id: i32,
    /// As shown.
    pub label: String,
    /// What it is.
    pub kind: Kind,
    /// Other names.
    pub aliases: Vec<String>,
}

/// A name in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Place of the skill in [`Lexicon::skills`].
    pub place: usize,
    /// The words it stands on.
    pub tokens: Range<usize>,
    /// Is it the label?
    pub is_label: bool,
    /// Was a slip of typing forgiven?
    pub slip: bool,
}

/// All names.
pub struct Lexicon {
    skills: Vec<Skill>,
    words: HashMap<Box<str>, u32>,
    /// How many labels of something one knows, and of something one does, have the word.
    uses: Vec<[u32; 2]>,
    /// Long words by their first letter, to find the one that was meant.
    long: HashMap<u8, Vec<Box<str>>>,
    stems: HashSet<String>,
    stemmer: Stems,
    automaton: Option<CharwiseDoubleArrayAhoCorasick<u32>>,
    /// For every pattern of the automaton who has it.
    names: Vec<Vec<Name>>,
    common: HashMap<&'static str, Common>,
}

/// Whose name, and which.
#[derive(Debug, Clone, Copy)]
struct Name {
    place: u32,
    /// `None` for the label.
    alias: Option<u32>,
}

/// What a name that is also a plain word counts for.
#[derive(Debug, Clone, Copy)]
enum Common {
    Never,
    /// Within a sentence, written as the name is.
    AsWritten,
}

impl std::fmt::Debug for Lexicon {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Lexicon of {} skills", self.skills.len())
    }
}

impl Lexicon {
    /// Reads the names. Among skills of one name the earlier comes first.
    pub fn new(skills: Vec<Skill>) -> Self {
        let mut new = Self {
            words: HashMap::new(),
            uses: Vec::new(),
            long: HashMap::new(),
            stems: HashSet::new(),
            stemmer: Stems::new(),
            automaton: None,
            names: Vec::new(),
            common: common(),
            skills: Vec::new(),
        };
        let mut patterns: BTreeMap<String, Vec<Name>> = BTreeMap::new();
        for (place, skill) in (0..).zip(&skills) {
            new.count_words(skill);
            let label = [(None, skill.label.as_str())].into_iter();
            let aliases = (0..)
                .map(Some)
                .zip(skill.aliases.iter().map(String::as_str));
            for (alias, name) in label.chain(aliases) {
                for form in [name, bare(name)] {
                    let pattern: String =
                        plain(form).split(' ').map(|word| new.learn(word)).collect();
                    let names = patterns.entry(pattern).or_default();
                    if names.iter().all(|name| name.place != place) {
                        names.push(Name { place, alias });
                    }
                }
            }
        }
        patterns.remove("");
        new.automaton = CharwiseDoubleArrayAhoCorasickBuilder::new()
            .build_with_values(patterns.keys().map(String::as_str).zip(0..))
            .ok();
        new.names = patterns.into_values().collect();
        new.skills = skills;
        new
    }

    /// Everything that has names, in the order given.
    pub fn skills(&self) -> &[Skill] {
        &self.skills
    }

    /// How many labels of something one knows, and of something one does, have the plain word.
    pub(crate) fn uses(&self, word: &str) -> [u32; 2] {
        self.words
            .get(word)
            .map_or([0, 0], |number| self.uses[*number as usize])
    }

    /// The names in a sentence, in the order they come; none stands on a word of another.
    pub fn find(&self, tokens: &[Token<'_>]) -> Vec<Mention> {
        self.select(tokens, |names, range| {
            names
                .iter()
                .filter(|name| self.stands_for(**name, &tokens[range.clone()]))
                .min_by_key(|name| (name.alias.is_some(), name.place))
                .copied()
        })
    }

    /// Like [`Self::find`], with every name that stands there whatever its case: what a learner weighs.
    pub(crate) fn find_any(&self, tokens: &[Token<'_>]) -> Vec<Mention> {
        self.select(tokens, |names, _| {
            names
                .iter()
                .min_by_key(|name| (name.alias.is_some(), name.place))
                .copied()
        })
    }

    /// The longest name at each word that `choose` accepts.
    fn select(
        &self,
        tokens: &[Token<'_>],
        choose: impl Fn(&[Name], &Range<usize>) -> Option<Name>,
    ) -> Vec<Mention> {
        let Some(automaton) = &self.automaton else {
            return Vec::new();
        };
        let (letters, slips) = self.spell(tokens);
        // Characters differ in length, so places in the spelled text are turned into places of words.
        let mut starts: Vec<usize> = letters.char_indices().map(|(at, _)| at).collect();
        starts.push(letters.len());
        let word = |at: usize| starts.partition_point(|start| *start < at);
        let mut found: Vec<(Range<usize>, Name)> = Vec::new();
        for hit in automaton.find_overlapping_iter(&letters) {
            let range = word(hit.start())..word(hit.end());
            if let Some(name) = choose(&self.names[hit.value() as usize], &range) {
                found.push((range, name));
            }
        }
        found.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
        let mut free = 0;
        found.retain(|(range, _)| {
            let fits = range.start >= free;
            if fits {
                free = range.end;
            }
            fits
        });
        found
            .into_iter()
            .map(|(tokens, name)| Mention {
                place: name.place as usize,
                is_label: name.alias.is_none(),
                slip: slips[tokens.clone()].contains(&true),
                tokens,
            })
            .collect()
    }

    /// The sentence with each word as one character, and which words were taken for another.
    fn spell(&self, tokens: &[Token<'_>]) -> (String, Vec<bool>) {
        let mut slips = vec![false; tokens.len()];
        let letter = |(at, token): (usize, &Token<'_>)| {
            if let Some(number) = self.words.get(token.plain.as_str()) {
                return character(*number);
            }
            let meant = self
                .meant(&token.plain)
                .and_then(|word| self.words.get(word));
            slips[at] = meant.is_some();
            meant.map_or(UNKNOWN, |number| character(*number))
        };
        let letters = tokens.iter().enumerate().map(letter).collect();
        (letters, slips)
    }

    /// The known word one slip away, if there is just one. Another form of a known word is no slip.
    fn meant(&self, word: &str) -> Option<&str> {
        let letters = word.len() >= SLIP_LETTERS && word.bytes().all(|b| b.is_ascii_lowercase());
        if !letters || self.stems.contains(&self.stemmer.any(word)) {
            return None;
        }
        let near = |known: &&str| {
            known.len().abs_diff(word.len()) <= 1 && strsim::osa_distance(known, word) == 1
        };
        let long = self.long.get(word.as_bytes().first()?)?;
        let mut meant = long.iter().map(|known| &**known).filter(near);
        let one = meant.next()?;
        meant.next().is_none().then_some(one)
    }

    /// The character of a word, a new one if need be.
    fn learn(&mut self, word: &str) -> char {
        if let Some(number) = self.words.get(word) {
            return character(*number);
        }
        let number = self.uses.len() as u32;
        self.words.insert(word.into(), number);
        self.uses.push([0, 0]);
        self.stems.insert(self.stemmer.any(word));
        if word.len() >= SLIP_LETTERS
            && let Some(first) = word.bytes().next()
        {
            self.long.entry(first).or_default().push(word.into());
        }
        character(number)
    }

    fn count_words(&mut self, skill: &Skill) {
        let names = skill.aliases.iter().chain([&skill.label]);
        let words: HashSet<String> = names
            .flat_map(|name| {
                plain(name)
                    .split(' ')
                    .map(str::to_owned)
                    .collect::<Vec<_>>()
            })
            .filter(|word| !word.is_empty())
            .collect();
        for word in words {
            self.learn(&word);
            let number = self.words[word.as_str()] as usize;
            self.uses[number][usize::from(skill.kind == Kind::Skill)] += 1;
        }
    }

    /// Does this text mean the name, and not just use its words?
    fn stands_for(&self, name: Name, tokens: &[Token<'_>]) -> bool {
        // A sentence, or a part of one, ends a name.
        if tokens.iter().skip(1).any(|token| token.first) {
            return false;
        }
        let skill = &self.skills[name.place as usize];
        let written = match name.alias {
            None => bare(&skill.label),
            Some(alias) => bare(&skill.aliases[alias as usize]),
        };
        let words: Vec<&str> = tokens.iter().map(|token| token.plain.as_str()).collect();
        let common = self.common.get(words.join(" ").as_str());
        let [token] = tokens else {
            return common.is_none();
        };
        match common {
            Some(Common::Never) => return false,
            Some(Common::AsWritten) => return token.written == written && !token.first,
            None => {}
        }
        if written.chars().any(char::is_uppercase) {
            return token.plain.len() > SHORT
                || (token.written == written && !(token.glued && token.plain.len() == 1));
        }
        // Another name in one small word says little (`hearing` for acoustics), unless it is a form of the label.
        token.plain.len() > SHORT && (name.alias.is_none() || kin(&token.plain, &skill.label))
    }
}

/// The name without what stands in brackets after it.
pub(crate) fn bare(name: &str) -> &str {
    name.split(" (").next().unwrap_or(name)
}

fn character(number: u32) -> char {
    const SURROGATES: Range<u32> = 0xD800..0xE000;
    let code = if number < SURROGATES.start {
        number
    } else {
        number + (SURROGATES.end - SURROGATES.start)
    };
    char::from_u32(code).unwrap_or(UNKNOWN)
}

fn common() -> HashMap<&'static str, Common> {
    let read = |line: &'static str| match line.strip_suffix('*') {
        Some(word) => (word, Common::AsWritten),
        None => (line, Common::Never),
    };
    COMMON
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(read)
        .collect()
}

/// Are both one word, and do they begin alike (`troubleshooting` and `troubleshoot`)?
fn kin(word: &str, label: &str) -> bool {
    const ENOUGH: usize = 5;
    let label = plain(label);
    word.len() >= ENOUGH && !label.contains(' ') && label.get(..ENOUGH) == word.get(..ENOUGH)
}
