//! Names of skills in running text: the longest name at each word, whole words only.
//!
//! A name is found in any case, but for those that are also plain words: short ones have to stand
//! there as written (`R`, `SAS`), and `common.txt` lists the names that count only within a sentence
//! as written (`Swift`) or not at all (`Word`).

use crate::index::{Hit, Index};
use crate::text::plain;
use std::collections::{BTreeSet, HashMap};

/// Names that are also plain words.
const COMMON: &str = include_str!("common.txt");
/// Longest name looked for, in words.
const MOST_WORDS: usize = 10;
/// Up to this many letters a name counts only in the case it is written in.
const SHORT: usize = 3;

/// Finds names in texts.
#[derive(Debug)]
pub struct Mentions {
    common: HashMap<&'static str, Common>,
}

/// What a name that is also a plain word counts for.
#[derive(Debug)]
enum Common {
    Never,
    /// Within a sentence, written as the name is.
    AsWritten,
}

/// A word of the text.
struct Token<'a> {
    plain: String,
    written: &'a str,
    /// Does a sentence begin with it?
    first: bool,
    /// Is it one half of something like `R&D`?
    glued: bool,
}

impl Mentions {
    /// Reads the list of common words.
    pub fn new() -> Self {
        let read = |line: &'static str| match line.strip_suffix('*') {
            Some(word) => (word, Common::AsWritten),
            None => (line, Common::Never),
        };
        Self {
            common: COMMON
                .lines()
                .filter(|line| !line.starts_with('#'))
                .map(read)
                .collect(),
        }
    }

    /// The names in a text, in the order they come, each owner once.
    pub fn find<'a>(
        &self,
        index: &'a Index,
        text: &str,
        skip: impl Fn(&Hit<'_>) -> bool,
    ) -> Vec<Hit<'a>> {
        let tokens = tokens(text);
        let mut seen = BTreeSet::new();
        let mut found = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            let (words, hit) = self
                .longest(index, &tokens[at..], &skip)
                .unwrap_or((1, None));
            if let Some(hit) = hit.filter(|hit| seen.insert(hit.owner.id)) {
                found.push(hit);
            }
            at += words;
        }
        found
    }

    /// The longest name that begins with the first word.
    fn longest<'a>(
        &self,
        index: &'a Index,
        tokens: &[Token<'_>],
        skip: &impl Fn(&Hit<'_>) -> bool,
    ) -> Option<(usize, Option<Hit<'a>>)> {
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
            let whole = range
                .clone()
                .take_while(|place| index.text(*place).len() == prefix.len());
            let fits =
                |hit: &Hit<'_>| !skip(hit) && self.stands_for(hit, &prefix, &tokens[..count]);
            let hits = whole.map(|place| index.hit(place)).filter(fits);
            if let Some(hit) =
                hits.min_by_key(|hit| (hit.alias.is_some(), hit.owner.weight, hit.owner.id))
            {
                best = Some((count, Some(hit)));
            }
        }
        best
    }

    /// Does this text mean the name, and not just use its words?
    fn stands_for(&self, hit: &Hit<'_>, plain: &str, tokens: &[Token<'_>]) -> bool {
        let name = hit.alias.unwrap_or(&hit.owner.label);
        let bare = name.split(" (").next().unwrap_or(name);
        match self.common.get(plain) {
            Some(Common::Never) => return false,
            Some(Common::AsWritten) => {
                return matches!(tokens, [token] if token.written == bare && !token.first);
            }
            None => {}
        }
        let [token] = tokens else { return true };
        if bare.chars().any(char::is_uppercase) {
            return if plain.len() <= SHORT {
                token.written == bare && !(token.glued && plain.len() == 1)
            } else {
                true
            };
        }
        // Another name in one small word says little (`hearing` for acoustics), unless it is a form of the label.
        plain.len() > SHORT && (hit.alias.is_none() || kin(plain, &hit.owner.label))
    }
}

/// Are both one word, and do they begin alike (`troubleshooting` and `troubleshoot`)?
fn kin(word: &str, label: &str) -> bool {
    const ENOUGH: usize = 5;
    let label = plain(label);
    word.len() >= ENOUGH && !label.contains(' ') && label.get(..ENOUGH) == word.get(..ENOUGH)
}

/// Cuts a text into words.
fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut first = true;
    let joins = |c: char| c.is_alphanumeric() || matches!(c, '+' | '#' | '\'' | '\u{2019}');
    let mut rest = text;
    while let Some(start) = rest.find(joins) {
        first |= rest[..start].contains(['.', '!', '?', '\n', ';', ':', '\u{2022}'])
            && rest[..start].contains(char::is_whitespace);
        let word = &rest[start..];
        let end = word.find(|c| !joins(c)).unwrap_or(word.len());
        let plain = plain(&word[..end]);
        if !plain.is_empty() {
            let glued = &rest[..start] == "&" || word[end..].starts_with('&');
            tokens.push(Token {
                plain,
                written: word[..end].trim_matches(['\'', '\u{2019}']),
                first,
                glued,
            });
            first = false;
        }
        rest = &word[end..];
    }
    tokens
}
