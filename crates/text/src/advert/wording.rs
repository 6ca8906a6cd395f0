//! Flags that are a matter of words.

use super::figures::Figures;
use super::{Code, Facts, Flag};
use crate::plain::plain;
use crate::token::sentences;
use regex::{Regex, RegexBuilder};

const RULES: &str = include_str!("rules.tsv");
const GENDERED: &str = include_str!("../../../../data/gendered_words.tsv");
/// Words that say who the employer is, or where the work is.
const EMPLOYER: &str = r"<organization>|\b(?:ltd|limited|plc|llp|inc|llc|gmbh|a/s|group|company|council|nhs|trust|school|university|hospital|restaurant|hotel|café|cafe|agency|client|about us|join|team at|we are|we're|our (?:team|office|store|shop|warehouse|site|business|firm|customers|clients))\b";
const PLACE: &str = r"(?i:<location>|<address>|\b(?:remote(?:ly)?|hybrid|home.?based|work(?:ing)? from home|wfh|based (?:in|at|on|near)|located (?:in|at|near)|location|office|onsite|on-site|site|postcode|address|city|town|region|area|street|road|avenue|nationwide)\b)|\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b|\b(?:in|at|near|around|across|from|for) (?:the )?[A-Z][a-z]{2,}";
/// Of fewer words nothing is missing: it is a note.
const LEAST_WORDS: usize = 40;
/// Coded words of one side, over those of the other, that are many.
const LEAST_CODED: usize = 8;
const MOST_OF_THE_OTHER: usize = 4;

/// The rules, ready to be used.
#[derive(Debug)]
pub struct Rules {
    rules: Vec<(Code, Regex, Regex)>,
    pub(super) figures: Figures,
    employer: Regex,
    place: Regex,
    /// Stem, and does it speak to men?
    gendered: Vec<(&'static str, bool)>,
}

impl Rules {
    /// Reads the lists.
    ///
    /// # Errors
    /// If a pattern of the lists is none.
    pub fn new() -> Result<Self, regex::Error> {
        let any_case = |pattern: &str| RegexBuilder::new(pattern).case_insensitive(true).build();
        let mut rules = Vec::new();
        for line in RULES.lines().filter(|line| !line.starts_with('#')) {
            let mut fields = line.split('\t');
            let code = fields
                .next()
                .and_then(|name| Code::ALL.into_iter().find(|code| code.name() == name));
            let fields: Vec<&str> = fields.skip(1).collect();
            if let (Some(code), [alarm, harmless]) = (code, fields.as_slice()) {
                rules.push((code, any_case(alarm)?, any_case(harmless)?));
            }
        }
        let gendered = GENDERED
            .lines()
            .skip(1)
            .filter_map(|line| line.split_once('\t'));
        Ok(Self {
            rules,
            figures: Figures::new()?,
            employer: any_case(EMPLOYER)?,
            // A place is told by its capital.
            place: Regex::new(PLACE)?,
            gendered: gendered.map(|(stem, side)| (stem, side == "M")).collect(),
        })
    }

    /// What the rules find, sentence by sentence.
    pub(super) fn wording(&self, text: &str) -> Vec<Flag> {
        let mut flags = Vec::new();
        for sentence in sentences(text) {
            let written = &text[sentence.span.clone()];
            for (code, alarm, harmless) in &self.rules {
                if let Some(found) = alarm.find(written)
                    && !harmless.is_match(written)
                {
                    let start = sentence.span.start;
                    flags.push(code.at(text, start + found.start()..start + found.end()));
                }
            }
        }
        // Two rules of one kind may meet in one sentence.
        flags.dedup_by(|later, earlier| {
            later.code == earlier.code
                && matches!((&later.span, &earlier.span), (Some(a), Some(b)) if a.start < b.end && b.start < a.end)
        });
        flags
    }

    /// Is the employer or the place missing?
    pub(super) fn missing(&self, text: &str, facts: &Facts) -> Vec<Flag> {
        let long = text.split_whitespace().count() >= LEAST_WORDS;
        let told = |known: Option<bool>, pattern: &Regex| {
            known.unwrap_or_else(|| !long || pattern.is_match(text))
        };
        let mut flags = Vec::new();
        if !told(facts.employer, &self.employer) {
            flags.push(Code::MissingEmployer.missing());
        }
        if !told(facts.place, &self.place) {
            flags.push(Code::MissingPlace.missing());
        }
        flags
    }

    /// Are nearly all of the coded words on one side, and many?
    pub(super) fn gender_coded(&self, text: &str) -> Option<Flag> {
        let words = plain(text);
        let (mut men, mut women) = (Vec::new(), Vec::new());
        for word in words.split(' ') {
            // The longest stem tells: `inter-dependen` is not `depend`.
            let stem = self
                .gendered
                .iter()
                .filter(|(stem, _)| word.starts_with(stem))
                .max_by_key(|(stem, _)| stem.len());
            match stem {
                Some((_, true)) if !men.contains(&word) => men.push(word),
                Some((_, false)) if !women.contains(&word) => women.push(word),
                _ => {}
            }
        }
        let (more, fewer, whom) = if men.len() > women.len() {
            (men, women, "men")
        } else {
            (women, men, "women")
        };
        let coded = more.len() >= LEAST_CODED && more.len() >= MOST_OF_THE_OTHER * fewer.len();
        coded.then(|| Flag {
            message: format!("Words that speak to {whom} more than to others"),
            quote: Some(more.join(", ")),
            ..Code::GenderCoded.missing()
        })
    }
}
