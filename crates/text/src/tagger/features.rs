//! What the model sees of each piece of a sentence.

use super::SLOTS;
use crate::lexicon::{Kind, Lexicon};
use crate::phrases::{Count, Phrases, runs};
use crate::token;
use std::collections::HashMap;
use std::ops::Range;

/// Words that often stand before what one is to know.
const CUES: &[&str] = &[
    "background",
    "certification",
    "degree",
    "experience",
    "expertise",
    "familiar",
    "familiarity",
    "fluency",
    "fluent",
    "in",
    "knowledge",
    "languages",
    "of",
    "proficiency",
    "proficient",
    "qualified",
    "skills",
    "technologies",
    "tools",
    "understanding",
    "using",
    "with",
];
/// How far a cue reaches.
const REACH: usize = 6;

/// A piece and what is known of it.
struct Piece<'a> {
    /// Without punctuation around it.
    written: &'a str,
    low: String,
    shape: String,
    /// The punctuation after and before it.
    after: &'a str,
    /// The lexicon's longest name there: `B` or `I`, and its kind.
    named: Option<(char, char)>,
    /// The table's longest phrase there.
    phrase: Option<(char, char, bool)>,
    /// Is it the name of a product by itself?
    product: bool,
    /// How often its word is something to know, and whether that is sure.
    use_of: (u8, bool),
}

/// The slots of each piece. `own` are the sentence's own spans where they were counted in `phrases`;
/// what they added is taken off, or the model would learn to trust phrases it has just been told.
pub fn of(
    text: &str,
    pieces: &[Range<usize>],
    lexicon: &Lexicon,
    phrases: &Phrases,
    heading: &str,
    own: Option<&[Range<usize>]>,
) -> Vec<Vec<u32>> {
    let seen = see(text, pieces, lexicon, phrases, own);
    let products = seen.iter().filter(|piece| piece.product).count() * 5 / seen.len().max(1);
    let capitals = seen
        .iter()
        .filter(|piece| piece.written.starts_with(char::is_uppercase))
        .count()
        * 5
        / seen.len().max(1);
    let sentence = Sentence {
        products: products.min(3) as u8,
        capitals: capitals as u8,
        length: (seen.len() / 5).min(6) as u8,
        heading,
    };
    (0..seen.len())
        .map(|at| slots(&seen, at, &sentence))
        .collect()
}

/// What holds for the whole sentence.
struct Sentence<'a> {
    /// The heading it stands under.
    heading: &'a str,
    products: u8,
    capitals: u8,
    length: u8,
}

fn see<'a>(
    text: &'a str,
    pieces: &[Range<usize>],
    lexicon: &Lexicon,
    phrases: &Phrases,
    own: Option<&[Range<usize>]>,
) -> Vec<Piece<'a>> {
    let mut seen: Vec<Piece<'a>> = pieces
        .iter()
        .map(|piece| {
            let whole = &text[piece.clone()];
            let inner = whole.trim_matches(|c: char| {
                c.is_ascii_punctuation() && !matches!(c, '+' | '#' | '<' | '>')
            });
            let written = if inner.is_empty() { whole } else { inner };
            let low = written.to_lowercase();
            let [known, done] = lexicon.uses(&low);
            let share = (4 * known).checked_div(known + done);
            Piece {
                shape: shape(written),
                after: &whole[whole.len()
                    - (whole.len()
                        - whole
                            .rfind(written)
                            .map_or(whole.len(), |at| at + written.len()))..],
                named: None,
                phrase: None,
                product: false,
                use_of: (share.map_or(9, |share| share as u8), known + done > 20),
                written,
                low,
            }
        })
        .collect();
    mark_names(text, pieces, lexicon, &mut seen);
    mark_phrases(text, pieces, phrases, own, &mut seen);
    seen
}

fn mark_names(text: &str, pieces: &[Range<usize>], lexicon: &Lexicon, seen: &mut [Piece<'_>]) {
    for sentence in token::sentences(text) {
        for mention in lexicon.find_any(&sentence.tokens) {
            if mention.slip {
                continue;
            }
            let start = sentence.tokens[mention.tokens.start].span.start;
            let end = sentence.tokens[mention.tokens.end - 1].span.end;
            let kind = match lexicon.skills()[mention.place].kind {
                Kind::Skill => 's',
                Kind::Knowledge => 'k',
                Kind::Technology => 't',
            };
            let mut mark = 'B';
            let on = |piece: &Range<usize>| piece.start < end && start < piece.end;
            for (piece, seen) in pieces
                .iter()
                .zip(seen.iter_mut())
                .filter(|(piece, _)| on(piece))
            {
                seen.named = Some((mark, kind));
                seen.product = kind == 't' && start <= piece.start + 1 && mention.tokens.len() == 1;
                mark = 'I';
            }
        }
    }
}

fn mark_phrases(
    text: &str,
    pieces: &[Range<usize>],
    phrases: &Phrases,
    own: Option<&[Range<usize>]>,
    seen: &mut [Piece<'_>],
) {
    let runs = runs(text, pieces);
    let mut taken: HashMap<&str, Count> = HashMap::new();
    if let Some(own) = own {
        for (range, phrase) in &runs {
            let count = taken.entry(phrase).or_default();
            count.seen += 1;
            count.known += u32::from(own.contains(range));
        }
    }
    let mut free = 0;
    let mut at = 0;
    while at < runs.len() {
        let from = runs[at].0.start;
        let end = at
            + runs[at..]
                .iter()
                .take_while(|(range, _)| range.start == from)
                .count();
        if from >= free {
            let judged = |(range, phrase): &(Range<usize>, String)| {
                let Count { known, seen, .. } = phrases.get(phrase);
                let own = taken.get(phrase.as_str()).copied().unwrap_or_default();
                let (known, seen) = (
                    known.saturating_sub(own.known),
                    seen.saturating_sub(own.seen),
                );
                (known > 0 && seen > 0).then(|| (range.clone(), grade(known, seen)))
            };
            if let Some((range, (grade, sure))) = runs[at..end].iter().rev().find_map(judged) {
                for place in range.clone() {
                    let mark = if place == range.start { 'B' } else { 'I' };
                    seen[place].phrase = Some((mark, grade, sure));
                }
                free = range.end;
            }
        }
        at = end;
    }
}

fn grade(known: u32, seen: u32) -> (char, bool) {
    let share = f64::from(known) / f64::from(seen);
    let grade = match share {
        ..0.25 => '1',
        0.25..0.6 => '2',
        _ => '3',
    };
    (grade, seen > 3)
}

/// `Xx` for a capital and small letters, `d` for digits; runs are one, at most six signs.
fn shape(word: &str) -> String {
    let mut out = String::new();
    for c in word.chars() {
        let sign = match c {
            _ if c.is_uppercase() => 'X',
            _ if c.is_alphabetic() => 'x',
            _ if c.is_numeric() => 'd',
            _ => c,
        };
        if !out.ends_with(sign) {
            out.push(sign);
        }
        if out.chars().count() == 6 {
            break;
        }
    }
    out
}

/// Collects slots.
struct Slots(Vec<u32>);

impl Slots {
    /// FNV-1a over a number for the kind of feature and its parts.
    fn add(&mut self, kind: u8, parts: &[&str]) {
        let step = |hash: u32, byte: u8| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
        let mut hash = step(0x811c_9dc5, kind);
        for part in parts {
            hash = part.bytes().fold(step(hash, 0xff), step);
        }
        // The low bits of FNV are its weak ones.
        self.0.push((hash ^ (hash >> 16)) & (SLOTS as u32 - 1));
    }

    /// The same over small numbers.
    fn add_all(&mut self, kind: u8, parts: &[u8]) {
        let text: String = parts.iter().map(|part| char::from(*part)).collect();
        self.add(kind, &[&text]);
    }
}

fn named(piece: Option<&Piece<'_>>) -> [u8; 2] {
    piece
        .and_then(|piece| piece.named)
        .map_or([b'-'; 2], |(mark, kind)| [mark as u8, kind as u8])
}

fn phrase(piece: Option<&Piece<'_>>) -> [u8; 3] {
    piece
        .and_then(|piece| piece.phrase)
        .map_or([b'-'; 3], |(mark, grade, sure)| {
            [mark as u8, grade as u8, u8::from(sure)]
        })
}

fn use_of(piece: Option<&Piece<'_>>) -> [u8; 2] {
    piece.map_or([b'-'; 2], |piece| {
        [piece.use_of.0, u8::from(piece.use_of.1)]
    })
}

fn slots(seen: &[Piece<'_>], at: usize, sentence: &Sentence<'_>) -> Vec<u32> {
    let near = |by: isize| at.checked_add_signed(by).and_then(|at| seen.get(at));
    let low = |by: isize| near(by).map_or("<>", |piece| piece.low.as_str());
    let form = |by: isize| near(by).map_or("<>", |piece| piece.shape.as_str());
    let here = &seen[at];
    let mut out = Slots(Vec::with_capacity(48));
    words(&mut out, here, low, form);
    // The lexicon.
    for (kind, by) in (30..).zip([-1, 0, 1]) {
        out.add_all(kind, &named(near(by)));
        out.add_all(kind + 5, &phrase(near(by)));
        out.add_all(kind + 10, &use_of(near(by)));
    }
    let product = |by: isize| near(by).is_some_and(|piece| piece.product);
    let products = [-2, -1, 1].map(|by| u8::from(product(by)));
    out.add_all(45, &products);
    out.add_all(46, &[sentence.products, u8::from(here.product)]);
    let joined = |a, b| [use_of(near(a)), use_of(near(b))].concat();
    out.add_all(47, &joined(-1, 0));
    out.add_all(48, &joined(0, 1));
    let own = use_of(Some(here)).map(|byte| (b'0' + byte.min(60)) as char);
    out.add(49, &[low(-1), &String::from_iter(own)]);
    // The sentence.
    let from = at.saturating_sub(REACH);
    let mut last = "-";
    for piece in &seen[from..at] {
        if CUES.contains(&piece.low.as_str()) {
            last = &piece.low;
            out.add(50, &[last]);
        }
    }
    out.add(51, &[last, form(0)]);
    let capital =
        |by: isize| near(by).is_some_and(|piece| piece.written.starts_with(char::is_uppercase));
    out.add_all(52, &[-1, 0, 1].map(|by| u8::from(capital(by))));
    out.add(53, &[form(0), if at == 0 { "first" } else { "" }]);
    out.add_all(54, &[sentence.capitals]);
    out.add_all(55, &[sentence.length]);
    out.add(57, &[sentence.heading]);
    out.add(58, &[sentence.heading, form(0)]);
    let own_name = named(Some(here)).map(char::from);
    out.add(59, &[sentence.heading, &String::from_iter(own_name)]);
    let before = near(-1).map_or("", |piece| piece.after);
    out.add(56, &[here.after, before]);
    out.0
}

/// Words, their ends and shapes.
fn words<'a>(
    out: &mut Slots,
    here: &Piece<'_>,
    low: impl Fn(isize) -> &'a str,
    form: impl Fn(isize) -> &'a str,
) {
    out.add(0, &[]);
    out.add(1, &[low(0)]);
    out.add(2, &[low(-1)]);
    out.add(3, &[low(1)]);
    out.add(4, &[low(-2)]);
    out.add(5, &[low(2)]);
    out.add(6, &[low(-1), low(0)]);
    out.add(7, &[low(0), low(1)]);
    out.add(8, &[form(0)]);
    out.add(9, &[form(-1)]);
    out.add(10, &[form(1)]);
    out.add(11, &[form(-1), form(0), form(1)]);
    for (kind, letters) in (12..).zip([2, 3, 4]) {
        out.add(kind, &[end_of(&here.low, letters)]);
    }
    out.add(15, &[start_of(&here.low, 3)]);
}

fn end_of(word: &str, letters: usize) -> &str {
    word.char_indices()
        .rev()
        .nth(letters - 1)
        .map_or(word, |(at, _)| &word[at..])
}

fn start_of(word: &str, letters: usize) -> &str {
    word.char_indices()
        .nth(letters)
        .map_or(word, |(at, _)| &word[..at])
}
