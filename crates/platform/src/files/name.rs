//! What a file is called: never more than a name, never a trick.

use super::kind::Kind;

/// Longest name in characters.
const LONGEST: usize = 120;

/// The last part of a path, without what could mislead, and ending as its kind does.
pub(super) fn clean(name: &str, kind: Kind) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = last.rsplit_once('.').map_or(last, |(stem, _)| stem);
    let shown: String = stem
        .chars()
        .filter(|c| !misleads(*c))
        .take(LONGEST)
        .collect();
    let shown = shown.trim().trim_matches('.').trim();
    let shown = if shown.is_empty() { "file" } else { shown };
    format!("{shown}.{}", kind.extensions()[0])
}

/// Control characters, and those that turn the direction of writing: `gpj.exe` must not read `exe.jpg`.
fn misleads(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_only_a_name() {
        for (name, cleaned) in [
            ("CV.pdf", "CV.pdf"),
            ("Lebenslauf Jörg Müller.PDF", "Lebenslauf Jörg Müller.pdf"),
            ("../../etc/passwd.pdf", "passwd.pdf"),
            ("C:\\Users\\me\\cv.pdf", "cv.pdf"),
            ("a\u{202e}fdp.exe.pdf", "afdp.exe.pdf"),
            ("two\r\nlines\0.pdf", "twolines.pdf"),
            (".pdf", "file.pdf"),
            ("...", "file.pdf"),
            ("履歴書.pdf", "履歴書.pdf"),
        ] {
            assert_eq!(clean(name, Kind::Pdf), cleaned, "{name:?}");
        }
        assert_eq!(
            clean(&"ä".repeat(500), Kind::Jpeg).chars().count(),
            LONGEST + 4
        );
    }
}
