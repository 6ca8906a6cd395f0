//! A text in sentences and words, each knowing where it stands.

use crate::plain::plain;
use std::ops::Range;

/// A word of the text.
#[derive(Debug, Clone)]
pub struct Token<'a> {
    /// Where it stands, in bytes.
    pub span: Range<usize>,
    /// As written, without apostrophes around it.
    pub written: &'a str,
    /// For comparing.
    pub plain: String,
    /// Does a sentence or part of one begin with it?
    pub first: bool,
    /// Is it one half of something like `R&D`?
    pub glued: bool,
}

/// A sentence, a bullet or a line.
#[derive(Debug, Clone)]
pub struct Sentence<'a> {
    /// Where it stands, in bytes, without the space around it.
    pub span: Range<usize>,
    /// Its words.
    pub tokens: Vec<Token<'a>>,
    /// Does a line begin with it?
    pub starts_line: bool,
    /// Does a line end with it?
    pub ends_line: bool,
}

/// Cuts a text into sentences; those without a word are left out.
pub fn sentences(text: &str) -> Vec<Sentence<'_>> {
    let mut out = Vec::new();
    let mut at = 0;
    for line in text.split('\n') {
        let first = out.len();
        for part in parts(line) {
            let written = line[part.clone()].trim();
            let start =
                at + part.start + (line[part.clone()].len() - line[part].trim_start().len());
            let tokens = tokens(written, start);
            if !tokens.is_empty() {
                out.push(Sentence {
                    span: start..start + written.len(),
                    tokens,
                    starts_line: out.len() == first,
                    ends_line: false,
                });
            }
        }
        if out.len() > first
            && let Some(last) = out.last_mut()
        {
            last.ends_line = true;
        }
        at += line.len() + 1;
    }
    out
}

/// Where the sentences of a line stand: after a stop that a space and no small letter follow, and at bullets.
fn parts(line: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = 0;
    for (at, c) in line.char_indices() {
        let end = at + c.len_utf8();
        let ends = match c {
            '\u{2022}' | '\u{25cf}' | '\u{00b7}' => true,
            '.' | '!' | '?' => {
                let rest = &line[end..];
                rest.starts_with(char::is_whitespace)
                    && !rest.trim_start().starts_with(|c: char| c.is_lowercase())
                    && !abbreviates(&line[start..at])
            }
            _ => false,
        };
        if ends {
            out.push(start..end);
            start = end;
        }
    }
    out.push(start..line.len());
    out
}

/// Does a stop after this belong to the word (`e.g.`, `B.Sc.`)?
fn abbreviates(before: &str) -> bool {
    let word = before
        .rsplit(char::is_whitespace)
        .next()
        .unwrap_or_default()
        .trim_start_matches(['(', '[']);
    matches!(
        word.to_ascii_lowercase().as_str(),
        "e.g"
            | "i.e"
            | "etc"
            | "incl"
            | "approx"
            | "min"
            | "max"
            | "no"
            | "vs"
            | "mr"
            | "mrs"
            | "ms"
            | "dr"
            | "st"
    )
}

/// Is it part of a word?
fn joins(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '+' | '#' | '\'' | '\u{2019}')
}

/// Cuts a sentence that begins at `offset` into words.
fn tokens(text: &str, offset: usize) -> Vec<Token<'_>> {
    let mut tokens: Vec<Token<'_>> = Vec::new();
    let mut first = true;
    let mut at = 0;
    while let Some(gap) = text[at..].find(joins) {
        let between = &text[at..at + gap];
        first |=
            between.contains([':', ';', '.', '!', '?']) && between.contains(char::is_whitespace);
        let start = at + gap;
        let length = text[start..]
            .find(|c| !joins(c))
            .unwrap_or(text.len() - start);
        let end = start + length;
        let written = text[start..end].trim_matches(['\'', '\u{2019}']);
        // An ideograph may be spelled out as several words.
        let whole = plain(&text[start..end]);
        let glued = between == "&" || text[end..].starts_with('&');
        for plain in whole.split(' ').filter(|word| !word.is_empty()) {
            tokens.push(Token {
                span: offset + start..offset + end,
                written,
                plain: plain.to_owned(),
                first,
                glued,
            });
            first = false;
        }
        at = end;
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        sentences(text)
            .iter()
            .map(|sentence| &text[sentence.span.clone()])
            .collect()
    }

    #[test]
    fn sentences_end_where_they_end() {
        assert_eq!(
            cut(
                "We use Node.js, e.g. Express. You lay bricks!\n\u{2022} drive a van \u{2022} lift\n\n  "
            ),
            [
                "We use Node.js, e.g. Express.",
                "You lay bricks!",
                "drive a van \u{2022}",
                "lift"
            ]
        );
    }

    #[test]
    fn words_know_where_they_stand() {
        let text = "Über Kaffee:\nC++ & R&D";
        let found: Vec<(&str, String)> = sentences(text)
            .iter()
            .flat_map(|sentence| sentence.tokens.clone())
            .map(|token| (&text[token.span], token.plain))
            .collect();
        let words = ["Über", "Kaffee", "C++", "R", "D"];
        let plain = ["uber", "kaffee", "c++", "r", "d"].map(str::to_owned);
        assert_eq!(found, words.into_iter().zip(plain).collect::<Vec<_>>());
    }
}
