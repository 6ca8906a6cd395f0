//! What the words around a name make of it: not wanted, nice to have, or nothing to do with the work.

use crate::token::{Sentence, Token};
use std::collections::HashMap;
use std::ops::Range;

const CUES: &str = include_str!("context.tsv");
/// How many words a cue reaches.
const REACH: usize = 7;
/// Longest heading, in words.
const HEADING: usize = 6;
/// Words that a cue does not reach across.
const TURNS: [&str; 8] = [
    "but", "however", "although", "while", "required", "must", "is", "are",
];

/// What a text asks of a skill it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wanted {
    /// Said not to be wanted.
    No,
    /// It would be welcome.
    Nice,
    /// Nothing says otherwise.
    Yes,
}

/// What the lines under a heading are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Section {
    /// The work and who is wanted for it.
    #[default]
    Asked,
    /// What would be welcome.
    Nice,
    /// The company, its benefits, how to apply.
    Idle,
}

/// The cues by their first word.
#[derive(Debug)]
pub struct Contexts {
    cues: HashMap<&'static str, Vec<(Vec<&'static str>, Cue)>>,
    headings: HashMap<&'static str, Section>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cue {
    After(Wanted),
    Before(Wanted),
    Nothing,
    Idle,
}

/// A sentence with its cues found.
#[derive(Debug)]
pub struct Context {
    cues: Vec<(Range<usize>, Cue)>,
    section: Section,
}

impl Default for Contexts {
    fn default() -> Self {
        Self::new()
    }
}

impl Contexts {
    /// Reads the list.
    pub fn new() -> Self {
        let mut new = Self {
            cues: HashMap::new(),
            headings: HashMap::new(),
        };
        for line in CUES.lines().filter(|line| !line.starts_with('#')) {
            let (kind, words) = line.split_once('\t').unwrap_or_default();
            let cue = match kind {
                "no after" => Cue::After(Wanted::No),
                "no before" => Cue::Before(Wanted::No),
                "nice after" => Cue::After(Wanted::Nice),
                "nice before" => Cue::Before(Wanted::Nice),
                "idle" => Cue::Idle,
                "yes" => Cue::Nothing,
                _ => {
                    let section = match kind {
                        "heading nice" => Section::Nice,
                        "heading idle" => Section::Idle,
                        _ => Section::Asked,
                    };
                    new.headings.insert(words, section);
                    continue;
                }
            };
            let words: Vec<&str> = words.split(' ').collect();
            new.cues.entry(words[0]).or_default().push((words, cue));
        }
        // The longest cue at a word is the one that is meant.
        for cues in new.cues.values_mut() {
            cues.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
        }
        new
    }

    /// The section that begins with this sentence, if it is a known heading.
    pub fn heading(&self, sentence: &Sentence<'_>) -> Option<Section> {
        let alone = sentence.starts_line && sentence.ends_line && sentence.tokens.len() <= HEADING;
        let words: Vec<&str> = plain(&sentence.tokens).collect();
        alone.then(|| self.headings.get(words.join(" ").as_str()).copied())?
    }

    /// Reads a sentence that stands in a section.
    pub fn read(&self, sentence: &Sentence<'_>, section: Section) -> Context {
        let words: Vec<&str> = plain(&sentence.tokens).collect();
        let mut cues = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let here = self.cues.get(words[at]).and_then(|cues| {
                cues.iter()
                    .find(|(cue, _)| words[at..].starts_with(cue))
                    .map(|(cue, kind)| (at..at + cue.len(), *kind))
            });
            at = here.as_ref().map_or(at + 1, |(range, _)| range.end);
            cues.extend(here);
        }
        let idle = cues.iter().any(|(_, cue)| *cue == Cue::Idle);
        Context {
            cues,
            section: if idle { Section::Idle } else { section },
        }
    }
}

impl Context {
    /// Does the sentence speak of something else than the work?
    pub fn is_idle(&self) -> bool {
        self.section == Section::Idle
    }

    /// What the sentence asks of the name that stands on these words.
    pub fn wanted(&self, tokens: &[Token<'_>], name: &Range<usize>) -> Wanted {
        let usual = match self.section {
            Section::Nice => Wanted::Nice,
            _ => Wanted::Yes,
        };
        self.cues
            .iter()
            .filter_map(|(cue, kind)| match kind {
                Cue::After(wanted) => reaches(tokens, cue.end..name.start).then_some(*wanted),
                Cue::Before(wanted) => reaches(tokens, name.end..cue.start).then_some(*wanted),
                Cue::Nothing | Cue::Idle => None,
            })
            .fold(usual, Wanted::min)
    }
}

/// Are the words between a cue and a name few, and of one thought?
fn reaches(tokens: &[Token<'_>], between: Range<usize>) -> bool {
    if between.start > between.end || between.len() > REACH {
        return false;
    }
    // A verb right beside the cue belongs to it: `SQL is a plus`.
    let inner = &tokens[between.clone()];
    let inner = match inner {
        [rest @ .., last]
            if between.end < tokens.len() && matches!(last.plain.as_str(), "is" | "are") =>
        {
            rest
        }
        _ => inner,
    };
    let turns = |token: &Token<'_>| TURNS.contains(&token.plain.as_str());
    let parted = tokens
        .get(between.end)
        .is_some_and(|token| token.first && !between.is_empty());
    !parted && !inner.iter().any(turns) && !inner.iter().skip(1).any(|token| token.first)
}

fn plain<'a>(tokens: &'a [Token<'_>]) -> impl Iterator<Item = &'a str> {
    tokens.iter().map(|token| token.plain.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::sentences;

    fn wanted(text: &str, name: &str) -> Wanted {
        let contexts = Contexts::new();
        let sentences = sentences(text);
        let sentence = &sentences[0];
        let at = plain(&sentence.tokens)
            .position(|word| word == name)
            .unwrap();
        contexts
            .read(sentence, Section::Asked)
            .wanted(&sentence.tokens, &(at..at + 1))
    }

    #[test]
    fn what_is_not_wanted_is_seen() {
        assert_eq!(
            wanted("No prior knowledge of SQL is needed", "sql"),
            Wanted::No
        );
        assert_eq!(wanted("SQL is not required", "sql"), Wanted::No);
        assert_eq!(wanted("You don't need SQL, but Java", "java"), Wanted::Yes);
        assert_eq!(wanted("You know not only SQL", "sql"), Wanted::Yes);
        assert_eq!(wanted("We use SQL", "sql"), Wanted::Yes);
    }

    #[test]
    fn what_would_be_welcome_is_seen() {
        assert_eq!(
            wanted("Java is required, SQL is a plus", "sql"),
            Wanted::Nice
        );
        assert_eq!(
            wanted("Java is required, SQL is a plus", "java"),
            Wanted::Yes
        );
        assert_eq!(wanted("Ideally you know SQL", "sql"), Wanted::Nice);
        assert_eq!(wanted("SQL is not essential", "sql"), Wanted::Nice);
    }

    #[test]
    fn headings_and_talk_are_seen() {
        let contexts = Contexts::new();
        let text = "Nice to have:\nSQL\nAbout us\nWe are an equal opportunity employer.";
        let read: Vec<Option<Section>> = sentences(text)
            .iter()
            .map(|one| contexts.heading(one))
            .collect();
        assert_eq!(read, [Some(Section::Nice), None, Some(Section::Idle), None]);
        let last = &sentences(text)[3];
        assert!(contexts.read(last, Section::Asked).is_idle());
    }
}
