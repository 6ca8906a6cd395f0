//! Certificates and licences, out of the lines of their section: one a line, with who gave it, when, and until when.

use super::dates::{self, Day};
use super::headings;
use super::jobs::parts;
use super::paper::Line;
use regex::Regex;
use serde::Serialize;
use std::sync::LazyLock;
use time::Date;

/// Longest line that may name a certificate, in characters.
const LONGEST: usize = 160;
/// Longest name, in words: what has more is a sentence.
const WORDS: usize = 14;

/// A certificate or licence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Certificate {
    /// What it is called.
    pub name: String,
    /// Who gave it; empty if nothing says so.
    pub issuer: String,
    /// When it was given.
    pub issued: Option<Day>,
    /// Until when it is good.
    pub expires: Option<Day>,
    /// The lines it was read from.
    pub text: String,
}

struct Patterns {
    /// What stands before the day on which it ends.
    until: Regex,
    /// What stands before the day on which it was given.
    since: Regex,
    /// What stands between the first day and the last.
    dash: Regex,
    issuer: Regex,
    /// A part of a name or a number, not somebody who gives certificates.
    detail: Regex,
}

static PATTERNS: LazyLock<Option<Patterns>> = LazyLock::new(|| {
    let new = |pattern: &str| Regex::new(pattern).ok();
    Some(Patterns {
        until: new(
            r"(?i)[(\[]?\b(?:expir(?:es|y|ing|ed|ation)(?: date)?|valid (?:until|till|to|through)|good until|until|renew(?:al|s)?(?: (?:due|date))?|exp\.?)\b(?: on| in)?\s*:?\s*$",
        )?,
        since: new(
            r"(?i)[(\[]?\b(?:issued|awarded|passed|gained|obtained|achieved|completed|renewed|since|date)\b(?: on| in)?\s*:?\s*$",
        )?,
        dash: new(r"(?i)^\s*(?:[-\x{2013}\x{2014}/]+|to)\s*$")?,
        issuer: new(
            r"(?i)\b(?:issued|awarded|accredited|certified) by\s+|^(?:issuer|issuing body|awarding body)\s*:\s*",
        )?,
        detail: new(
            r"(?i)^(?:\d|level\b|grade\b|no\b|nr\b|ref\b|number\b|card no|licen[cs]e no|cat\b|categor|class\b|part\b|unit\b|module\b|pass\b|passed$|distinction$|merit$|full$|clean\b|id\b|credential\b)",
        )?,
    })
});

/// The certificates of some lines. What happened cannot lie ahead: a day after `today` is when it ends.
pub fn certificates(lines: &[Line], today: Date) -> Vec<Certificate> {
    let Some(patterns) = PATTERNS.as_ref() else {
        return Vec::new();
    };
    let mut found: Vec<Certificate> = Vec::new();
    for line in lines {
        // The section may begin within its first line: `Licences: forklift, reach truck`.
        let inline = headings::find_inline(&line.text);
        let several = inline.is_some();
        let text = inline.map_or(line.text.as_str(), |(_, rest)| rest);
        let splits = |c: char| c == ';' || (several && c == ',');
        for part in text.split(splits).map(str::trim) {
            if part.chars().count() > LONGEST {
                continue;
            }
            let one = read(part, patterns, today);
            match found.last_mut() {
                // `Expires June 2026` below a name, or who gave it.
                Some(last) if one.name.is_empty() && !line.gap => last.extend(one),
                _ if one.name.is_empty() || one.name.split(' ').count() > WORDS => {}
                _ => found.push(one),
            }
        }
    }
    found
}

impl Certificate {
    fn extend(&mut self, more: Self) {
        self.issued = self.issued.or(more.issued);
        self.expires = self.expires.or(more.expires);
        if self.issuer.is_empty() {
            self.issuer = more.issuer;
        }
        self.text = format!("{}\n{}", self.text, more.text);
    }
}

/// What one line says. Its name is empty if it says only more of the one above.
fn read(text: &str, patterns: &Patterns, today: Date) -> Certificate {
    let (mut rest, mut issued, mut expires) = (String::new(), None, None);
    let mut from = 0;
    for (span, day) in dates::days(text) {
        let before = &text[from..span.start];
        let ends = if let Some(cue) = patterns.until.find(before) {
            rest.push_str(&before[..cue.start()]);
            true
        } else if let Some(cue) = patterns.since.find(before) {
            rest.push_str(&before[..cue.start()]);
            false
        } else if issued.is_some() && patterns.dash.is_match(before) {
            true
        } else {
            rest.push_str(before);
            day.is_after(today)
        };
        rest.push('\t');
        let known = if ends { &mut expires } else { &mut issued };
        *known = known.or(Some(day));
        from = span.end;
    }
    rest.push_str(&text[from..]);
    let (head, said) = match patterns.issuer.find(&rest) {
        Some(cue) => (&rest[..cue.start()], Some(&rest[cue.end()..])),
        None => (rest.as_str(), None),
    };
    let mut names = named(head);
    let mut name = names.next().unwrap_or_default();
    let mut issuer = said.and_then(|said| named(said).next());
    for part in names {
        if patterns.detail.is_match(&part) {
            name = format!("{name}, {part}");
        } else if issuer.is_none() {
            issuer = Some(part);
        }
    }
    // An end before the beginning was not meant so.
    if let (Some(first), Some(last)) = (issued, expires)
        && last < first
    {
        expires = None;
    }
    Certificate {
        name: if name.chars().count() < 2 {
            String::new()
        } else {
            name
        },
        issuer: issuer.unwrap_or_default(),
        issued,
        expires,
        text: text.to_owned(),
    }
}

/// The parts of a line. Of a job `at` parts the title from the employer; of `First aid at work` it is a word.
fn named(line: &str) -> impl Iterator<Item = String> {
    let held = line.replace(" at ", "\u{a0}at ");
    let plain = |part: String| part.replace('\u{a0}', " ");
    parts(&held).into_iter().map(plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resume::Paper;
    use time::macros::date;

    fn of(text: &str) -> Vec<(String, String, String, String)> {
        let paper = Paper::of_text(text).unwrap();
        let day = |day: Option<Day>| day.map_or_else(String::new, |day| day.to_string());
        certificates(&paper.lines, date!(2026 - 11 - 22))
            .into_iter()
            .map(|one| (one.name, one.issuer, day(one.issued), day(one.expires)))
            .collect()
    }

    #[test]
    fn one_line_says_what_by_whom_when_and_until_when() {
        for (line, name, issuer, issued, expires) in [
            (
                "First Aid at Work, Red Kite Training, March 2025",
                "First Aid at Work",
                "Red Kite Training",
                "2025-03",
                "",
            ),
            (
                "Forklift licence (counterbalance), 14/05/2024 \u{2013} 13/05/2027",
                "Forklift licence (counterbalance)",
                "",
                "2024-05-14",
                "2027-05-13",
            ),
            (
                "CSCS card, valid until 30/06/2027",
                "CSCS card",
                "",
                "",
                "2027-06-30",
            ),
            (
                "Door supervisor licence \u{2013} expires 12/2027",
                "Door supervisor licence",
                "",
                "",
                "2027-12",
            ),
            (
                "Food hygiene, Level 2, issued by North Kitchens, 3rd June 2025 (expires 3 June 2028)",
                "Food hygiene, Level 2",
                "North Kitchens",
                "2025-06-03",
                "2028-06-03",
            ),
            (
                "Full UK driving licence",
                "Full UK driving licence",
                "",
                "",
                "",
            ),
            (
                "Safe lifting | Works Academy | 2023-04-11",
                "Safe lifting",
                "Works Academy",
                "2023-04-11",
                "",
            ),
            // What lies ahead cannot have happened.
            ("DBS check, 01/2029", "DBS check", "", "", "2029-01"),
            ("Gas fitting, 2026 - 2024", "Gas fitting", "", "2026", ""),
        ] {
            let said = [name, issuer, issued, expires].map(str::to_owned);
            let [name, issuer, issued, expires] = said;
            assert_eq!(of(line), [(name, issuer, issued, expires)], "{line}");
        }
    }

    #[test]
    fn lines_below_say_more_and_a_list_is_taken_apart() {
        let text =
            "First aid\nIssued by Red Kite Training\nExpires June 2027\nManual handling\n2024";
        let row = |name: &str, issuer: &str, issued: &str, expires: &str| {
            (
                name.to_owned(),
                issuer.to_owned(),
                issued.to_owned(),
                expires.to_owned(),
            )
        };
        assert_eq!(
            of(text),
            [
                row("First aid", "Red Kite Training", "", "2027-06"),
                row("Manual handling", "", "2024", ""),
            ]
        );
        assert_eq!(
            of("Licences: forklift, reach truck; crane"),
            [
                row("forklift", "", "", ""),
                row("reach truck", "", "", ""),
                row("crane", "", "", "")
            ]
        );
        let sentence = "I have always been keen to learn and hold many certificates from all the places that I worked for.";
        assert_eq!(of(sentence), []);
    }
}
