//! Names of skills in running text: the longest name at each word, whole words only.
//!
//! A name is found as it is written in the taxonomy, in any case, but for names that are also plain
//! words: short ones and names of products have to stand there with their capitals (`R`, `Swift`),
//! and names in `common.txt` are not taken from prose at all (`Word`, `source`).

use crate::index::{Hit, Index};
use crate::text::plain;
use std::collections::{BTreeSet, HashSet};

/// One word a line that is too common to stand for a skill in prose.
const COMMON: &str = include_str!("common.txt");
/// Longest name looked for, in words.
const MOST_WORDS: usize = 10;
/// Up to this many letters a name counts only in the case it is written in.
const SHORT: usize = 4;

/// Finds names in texts.
#[derive(Debug)]
pub struct Mentions {
    common: HashSet<&'static str>,
}

/// A word of the text: as compared, as written, and whether a sentence begins with it.
struct Token<'a> {
    plain: String,
    written: &'a str,
    first: bool,
}

impl Mentions {
    /// Reads the list of common words.
    pub fn new() -> Self {
        Self { common: COMMON.lines().filter(|line| !line.starts_with('#')).collect() }
    }

    /// The names in a text, in the order they come, each owner once.
    pub fn find<'a>(&self, index: &'a Index, text: &str, skip: impl Fn(&Hit<'_>) -> bool) -> Vec<Hit<'a>> {
        let tokens = tokens(text);
        let mut seen = BTreeSet::new();
        let mut found = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            let (words, hit) = self.longest(index, &tokens[at..], &skip).unwrap_or((1, None));
            if let Some(hit) = hit.filter(|hit| seen.insert(hit.owner.id)) {
                found.push(hit);
            }
            at += words;
        }
        found
    }

    /// The longest name that begins with the first word.
    fn longest<'a>(&self, index: &'a Index, tokens: &[Token<'_>], skip: &impl Fn(&Hit<'_>) -> bool) -> Option<(usize, Option<Hit<'a>>)> {
        let mut best = None;
        let mut prefix = String::new();
        let mut range = 0..index.len();
        for (count, token) in (1..).zip(tokens.iter().take(MOST_WORDS)) {
            // A sentence ends a name.
            if count > 1 && token.first {
                break;
            }
            if count > 1 {
                prefix.push(' ');
            }
            prefix.push_str(&token.plain);
            range = index.narrow(range, &prefix);
            if range.is_empty() {
                break;
            }
            let whole = range.clone().take_while(|place| index.text(*place).len() == prefix.len());
            let fits = |place: &usize| self.stands_for(index.shown(*place), &prefix, &tokens[..count]);
            let hits = whole.filter(fits).map(|place| index.hit(place)).filter(|hit| !skip(hit));
            if let Some(hit) = hits.min_by_key(|hit| (hit.alias.is_some(), hit.owner.weight, hit.owner.id)) {
                best = Some((count, Some(hit)));
            }
        }
        best
    }

    /// Does this text mean the name, and not just use its words?
    fn stands_for(&self, name: &str, plain: &str, tokens: &[Token<'_>]) -> bool {
        if self.common.contains(plain) {
            return false;
        }
        let [token] = tokens else { return true };
        if plain.bytes().all(|byte| byte.is_ascii_digit()) {
            return false;
        }
        let bare = name.split(" (").next().unwrap_or(name);
        let named = bare.chars().any(char::is_uppercase);
        let same_case = bare == token.written;
        if plain.len() <= SHORT { same_case && (named || plain.len() == SHORT) } else { !named || same_case || token.written.chars().skip(1).any(char::is_uppercase) || !token.first && token.written.chars().any(char::is_uppercase) }
    }
}

/// Cuts a text into words.
fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut first = true;
    let joins = |c: char| c.is_alphanumeric() || matches!(c, '+' | '#' | '\'' | '\u{2019}');
    let mut rest = text;
    while let Some(start) = rest.find(joins) {
        first |= rest[..start].contains(['.', '!', '?', '\n', ';', ':', '\u{2022}']) && rest[..start].contains(char::is_whitespace);
        let word = &rest[start..];
        let end = word.find(|c| !joins(c)).unwrap_or(word.len());
        let plain = plain(&word[..end]);
        if !plain.is_empty() {
            tokens.push(Token { plain, written: word[..end].trim_matches(['\'', '\u{2019}']), first });
            first = false;
        }
        rest = &word[end..];
    }
    tokens
}
