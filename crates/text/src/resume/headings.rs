//! What begins a section.

use crate::plain::plain;
use std::collections::HashMap;
use std::sync::LazyLock;

const HEADINGS: &str = include_str!("headings.tsv");
/// Longest heading, in words.
const WORDS: usize = 6;

/// What a section is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Before the first heading: name and address.
    Top,
    /// A few words about oneself.
    Summary,
    /// Jobs held.
    Experience,
    /// Schools and degrees.
    Education,
    /// A list of skills.
    Skills,
    /// Certificates and licences.
    Certificates,
    /// Languages spoken.
    Languages,
    /// Projects and publications.
    Projects,
    /// What says nothing about work.
    Other,
}

static KNOWN: LazyLock<HashMap<String, Kind>> = LazyLock::new(|| {
    let read = |line: &str| {
        let (kind, words) = line.split_once('\t')?;
        let kind = match kind {
            "summary" => Kind::Summary,
            "experience" => Kind::Experience,
            "education" => Kind::Education,
            "skills" => Kind::Skills,
            "certificates" => Kind::Certificates,
            "languages" => Kind::Languages,
            "projects" => Kind::Projects,
            _ => Kind::Other,
        };
        Some((words.replace(' ', ""), kind))
    };
    HEADINGS.lines().filter_map(read).collect()
});

/// The section that a line begins, if it is nothing but a heading. Spaces do not count: some print `S K I L L S`.
pub fn find(line: &str) -> Option<Kind> {
    // A heading stands alone: what has figures or a tab in it says more.
    if line.len() > 80 || line.contains(['\t', '@']) || line.contains(|c: char| c.is_ascii_digit())
    {
        return None;
    }
    let words = plain(line);
    let letters = words.split(' ').all(|word| word.len() == 1);
    if words.split(' ').count() > WORDS && !letters {
        return None;
    }
    KNOWN.get(&words.replace(' ', "")).copied()
}

/// The section that a line begins and goes on with: `Skills: lifting, packing`.
pub fn find_inline(line: &str) -> Option<(Kind, &str)> {
    let (head, rest) = line.split_once(':')?;
    Some((find(head)?, rest.trim())).filter(|(_, rest)| !rest.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_known_however_they_are_set() {
        for (line, kind) in [
            ("WORK EXPERIENCE", Some(Kind::Experience)),
            ("Work Experience:", Some(Kind::Experience)),
            ("S K I L L S", Some(Kind::Skills)),
            ("Education & Training", Some(Kind::Education)),
            ("I have experience in education", None),
            ("Experience 2019", None),
            ("", None),
        ] {
            assert_eq!(find(line), kind, "{line}");
        }
        assert_eq!(
            find_inline("Key skills: lifting"),
            Some((Kind::Skills, "lifting"))
        );
        assert_eq!(find_inline("Skills:"), None);
    }
}
