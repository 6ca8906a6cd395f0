//! What a file shows: lines as a person reads them, and what a person does not see.

use super::{docx, pdf};
use serde::{Deserialize, Serialize};

/// Largest file read, in bytes.
pub const FILE_BYTES: usize = 10 * 1024 * 1024;
/// Most text kept, in bytes; the rest is left alone and the paper says so.
pub const TEXT_BYTES: usize = 200_000;
/// Most pages read.
pub const PAGES: usize = 50;
/// Most pieces of hidden text that are quoted, and how much of each.
const QUOTES: usize = 20;
const QUOTE_CHARS: usize = 100;
/// Characters that begin a line of a list.
const BULLETS: [char; 16] = [
    '\u{2022}', '\u{25cf}', '\u{25cb}', '\u{25e6}', '\u{2023}', '\u{25aa}', '\u{25ab}', '\u{25a0}',
    '\u{b7}', '\u{2043}', '\u{27a2}', '\u{2713}', '\u{2714}', '\u{f0b7}', '\u{f0a7}', '*',
];

/// A file or a pasted text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Paper {
    /// In the order of reading.
    pub lines: Vec<Line>,
    /// What a person does not see, quoted; none of it stands in `lines`.
    pub hidden: Vec<Hidden>,
    /// How many characters a person does not see.
    pub hidden_chars: usize,
    /// Pages; 1 where there are none.
    pub pages: usize,
    /// Columns stood side by side.
    pub columns: bool,
    /// Rows of a table were read as lines.
    pub tables: bool,
    /// Something is a picture, whose words cannot be read.
    pub pictures: bool,
    /// There was more than is read.
    pub cut: bool,
    /// Bytes of `lines`.
    #[serde(skip)]
    pub(super) used: usize,
}

/// A line, a row of a table or a paragraph.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Line {
    /// Its words; cells of a row are parted by a tab.
    pub text: String,
    /// Is it a line of a list?
    pub bullet: bool,
    /// Is there room above it?
    pub gap: bool,
}

/// Text that a person does not see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hidden {
    /// Why not.
    pub why: Why,
    /// How it begins.
    pub text: String,
}

/// Why a person does not see a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// It is written without ink, or marked as hidden.
    Invisible,
    /// It has the colour of what it stands on.
    SameColour,
    /// It is smaller than anybody reads.
    Tiny,
    /// It stands outside of the page, or of what the page shows.
    OffPage,
    /// Something lies over it.
    Covered,
}

impl Why {
    /// In a sentence: "text that is …".
    pub fn words(self) -> &'static str {
        match self {
            Self::Invisible => "invisible",
            Self::SameColour => "of the colour of its background",
            Self::Tiny => "too small to read",
            Self::OffPage => "outside of the page",
            Self::Covered => "covered by something else",
        }
    }
}

/// Why a file cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unreadable {
    /// No bytes.
    Empty,
    /// More bytes than are read.
    TooLarge,
    /// Neither a PDF nor a document of Word.
    Unknown,
    /// A document of Word as it was made before 2007.
    OldWord,
    /// It begins as what it should be and does not go on so.
    Damaged,
    /// Protected by a password.
    Locked,
    /// Only pictures, or nothing at all.
    NoText,
    /// Text, but none that a person sees.
    OnlyHidden,
    /// It unpacks to more than any résumé, or is nested deeper.
    TooMuch,
}

impl Unreadable {
    /// What to do about it.
    pub fn message(self) -> &'static str {
        match self {
            Self::Empty => "This file is empty.",
            Self::TooLarge => "This file is larger than 10 MiB. Choose a smaller one.",
            Self::Unknown => {
                "This is neither a PDF nor a Word document (.docx). Save your résumé as one of them."
            }
            Self::OldWord => {
                "This is a Word document of the old kind (.doc). Save it as .docx or PDF and try again."
            }
            Self::Damaged => {
                "This file is damaged or not complete. Save it again from the program it was made with."
            }
            Self::Locked => {
                "This file is protected by a password. Save it without one and try again."
            }
            Self::NoText => {
                "There is no text in this file, only pictures: perhaps it was scanned. Paste the text of your résumé instead."
            }
            Self::OnlyHidden => {
                "All text in this file is hidden from people who look at it, so none of it was read."
            }
            Self::TooMuch => {
                "This file unpacks to more than any résumé. Save it again from the program it was made with."
            }
        }
    }
}

impl std::fmt::Display for Unreadable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.message())
    }
}

impl Paper {
    /// Reads a file, whatever it is called.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub fn of_file(bytes: &[u8]) -> Result<Self, Unreadable> {
        let head = &bytes[..bytes.len().min(1024)];
        let paper = match bytes {
            [] => Err(Unreadable::Empty),
            _ if bytes.len() > FILE_BYTES => Err(Unreadable::TooLarge),
            [b'P', b'K', 3, 4, ..] => docx::read(bytes),
            [0xd0, 0xcf, 0x11, 0xe0, ..] if is_locked_word(bytes) => Err(Unreadable::Locked),
            [0xd0, 0xcf, 0x11, 0xe0, ..] => Err(Unreadable::OldWord),
            _ if head.windows(5).any(|five| five == b"%PDF-") => pdf::read(bytes),
            _ => Err(Unreadable::Unknown),
        }?;
        match (paper.lines.is_empty(), paper.hidden_chars) {
            (false, _) => Ok(paper),
            (true, 0) => Err(Unreadable::NoText),
            (true, _) => Err(Unreadable::OnlyHidden),
        }
    }

    /// Reads plain text, such as a profile copied from elsewhere.
    ///
    /// # Errors
    /// `Empty`.
    pub fn of_text(text: &str) -> Result<Self, Unreadable> {
        let mut paper = Self {
            pages: 1,
            ..Self::default()
        };
        let mut gap = true;
        for line in text.lines() {
            if line.trim().is_empty() {
                gap = true;
            } else {
                paper.push(line, gap, false);
                gap = false;
            }
        }
        if paper.lines.is_empty() {
            Err(Unreadable::Empty)
        } else {
            Ok(paper)
        }
    }

    /// Adds a line, if there is a word in it and room for it.
    pub(super) fn push(&mut self, text: &str, gap: bool, bullet: bool) {
        let clean = clean(text);
        let (text, marked) = match strip_bullet(&clean) {
            Some(rest) => (rest, true),
            None => (clean.as_str(), false),
        };
        if !text.contains(char::is_alphanumeric) {
            return;
        }
        if self.used + text.len() > TEXT_BYTES {
            self.cut = true;
            return;
        }
        self.used += text.len() + 1;
        self.lines.push(Line {
            text: text.to_owned(),
            bullet: bullet || marked,
            gap,
        });
    }

    /// Notes text that nobody sees.
    pub(super) fn hide(&mut self, why: Why, text: &str) {
        let clean = clean(text);
        let chars = clean.chars().filter(|c| !c.is_whitespace()).count();
        if chars == 0 {
            return;
        }
        self.hidden_chars += chars;
        if self.hidden.len() < QUOTES {
            self.hidden.push(Hidden {
                why,
                text: clean.chars().take(QUOTE_CHARS).collect(),
            });
        }
    }
}

/// The text without a bullet at its beginning; `None` if there is none. A dash is one if a space follows.
fn strip_bullet(text: &str) -> Option<&str> {
    let rest = text.strip_prefix(BULLETS).or_else(|| {
        ["- ", "\u{2013} ", "\u{2014} ", "o "]
            .iter()
            .find_map(|mark| text.strip_prefix(mark))
    })?;
    Some(rest.trim_start())
}

/// One space between words, tabs kept between cells, no characters that are not seen or turn the writing.
fn clean(text: &str) -> String {
    let cells = text.split('\t').map(|cell| {
        let words: String = cell.chars().filter_map(shown).collect();
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    });
    let cells: Vec<String> = cells.filter(|cell| !cell.is_empty()).collect();
    let mut out = String::new();
    for (at, cell) in cells.iter().enumerate() {
        if at > 0 {
            out.push('\t');
        }
        for c in cell.chars() {
            match ligature(c) {
                Some(letters) => out.push_str(letters),
                None => out.push(c),
            }
        }
    }
    out
}

/// A character as it is read; `None` if nothing is.
fn shown(c: char) -> Option<char> {
    match c {
        '\u{ad}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}'
        | '\u{feff}'
        | '\u{fffd}' => None,
        c if c.is_control() && !c.is_whitespace() => None,
        c => Some(c),
    }
}

fn ligature(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{fb00}' => "ff",
        '\u{fb01}' => "fi",
        '\u{fb02}' => "fl",
        '\u{fb03}' => "ffi",
        '\u{fb04}' => "ffl",
        '\u{fb05}' | '\u{fb06}' => "st",
        _ => return None,
    })
}

/// Word puts a document with a password into a container of the old kind, under this name.
fn is_locked_word(bytes: &[u8]) -> bool {
    let name: Vec<u8> = "EncryptedPackage"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    bytes.windows(name.len()).any(|part| part == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pasted_text_keeps_its_gaps_and_lists() {
        let paper =
            Paper::of_text("Jane\n\nSkills\n\u{2022} lift\u{200b}ing\n- 5 of\u{fb01}ces\n---\n")
                .unwrap();
        let lines: Vec<(&str, bool, bool)> = paper
            .lines
            .iter()
            .map(|line| (line.text.as_str(), line.gap, line.bullet))
            .collect();
        assert_eq!(
            lines,
            [
                ("Jane", true, false),
                ("Skills", true, false),
                ("lifting", false, true),
                ("5 offices", false, true)
            ]
        );
        assert_eq!(Paper::of_text(" \n"), Err(Unreadable::Empty));
    }

    #[test]
    fn what_a_file_is_shows_in_its_first_bytes() {
        assert_eq!(Paper::of_file(b""), Err(Unreadable::Empty));
        assert_eq!(Paper::of_file(b"MZ not at all"), Err(Unreadable::Unknown));
        assert_eq!(
            Paper::of_file(b"\xd0\xcf\x11\xe0\xa1\xb1 old"),
            Err(Unreadable::OldWord)
        );
        let mut locked = b"\xd0\xcf\x11\xe0\xa1\xb1".to_vec();
        locked.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
        assert_eq!(Paper::of_file(&locked), Err(Unreadable::Locked));
        assert_eq!(
            Paper::of_file(&vec![b' '; FILE_BYTES + 1]),
            Err(Unreadable::TooLarge)
        );
    }

    #[test]
    fn what_is_too_long_is_cut_and_says_so() {
        let paper = Paper::of_text(&"word and word\n".repeat(20_000)).unwrap();
        assert!(paper.cut && paper.lines.len() < 20_000);
    }
}
