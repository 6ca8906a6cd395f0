//! How texts are compared: lower case, ASCII letters, words.

use rust_stemmers::{Algorithm, Stemmer};

/// Words that say nothing about a trade, nor about a skill.
const STOP: &str = include_str!("stop.txt");

/// The words of a text in lower-case ASCII, joined by single spaces. Letters, digits, `+` and `#`
/// make words (`C++`, `C#`); all else parts them, but for an apostrophe, which goes.
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_alphanumeric() || c == '+' || c == '#' {
            out.push(c.to_ascii_lowercase());
        } else if c == '\'' || c == '\u{2019}' {
        } else if c.is_ascii() {
            gap(&mut out);
        } else {
            for c in deunicode::deunicode_char(c).unwrap_or(" ").chars() {
                if c.is_ascii_alphanumeric() {
                    out.push(c.to_ascii_lowercase());
                } else {
                    gap(&mut out);
                }
            }
        }
    }
    out.truncate(out.trim_end().len());
    out
}

fn gap(out: &mut String) {
    if !out.is_empty() && !out.ends_with(' ') {
        out.push(' ');
    }
}

/// Cuts endings off plain words, so that `installing` and `installs` meet.
pub(crate) struct Stems {
    stemmer: Stemmer,
    stop: Vec<&'static str>,
}

impl Stems {
    pub fn new() -> Self {
        let mut stop: Vec<&str> = STOP.split_whitespace().collect();
        stop.sort_unstable();
        Self {
            stemmer: Stemmer::create(Algorithm::English),
            stop,
        }
    }

    /// The stem of a plain word; `None` if the word says nothing.
    pub fn of(&self, word: &str) -> Option<String> {
        (self.stop.binary_search(&word).is_err()).then(|| self.any(word))
    }

    /// The stem of any plain word.
    pub fn any(&self, word: &str) -> String {
        self.stemmer.stem(word).into_owned()
    }
}

impl std::fmt::Debug for Stems {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Stems")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text() {
        assert_eq!(plain("  C++ & Node.js (São Tomé)"), "c++ node js sao tome");
        assert_eq!(plain("driver\u{2019}s licence"), "drivers licence");
        assert_eq!(plain("!!!"), "");
        assert_eq!(plain("Zürich—Genève"), "zurich geneve");
    }

    #[test]
    fn endings_meet_and_words_that_say_nothing_go() {
        let stems = Stems::new();
        assert_eq!(stems.of("installing"), stems.of("installs"));
        assert_eq!(stems.of("the"), None);
    }
}
