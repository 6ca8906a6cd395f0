//! JSON lines in, JSON lines out: skills out of texts without a database. The format is described for
//! users in `docs/cli.md`.
//!
//! A line that cannot be read is reported with its number and what is wrong, and left out whole.

use crate::extract::{Extractor, Found, How, Settings};
use crate::lexicon::Kind;
use serde::Serialize;
use serde_json::Value;
use std::collections::HashMap;

/// The skills of one text.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    /// The text's id.
    pub id: String,
    /// Surest first.
    pub skills: Vec<LineSkill>,
}

/// A skill of a text.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LineSkill {
    /// Its number in the taxonomy.
    pub id: i32,
    /// Its label.
    pub label: String,
    /// `skill`, `knowledge` or `technology`.
    pub kind: &'static str,
    /// 0 to 1.
    pub confidence: f64,
    /// By its name or by others.
    pub how: How,
    /// Only nice to have?
    pub nice: bool,
    /// Where.
    pub spans: Vec<LineSpan>,
}

/// A part of the text.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LineSpan {
    /// The first character, counted from 0.
    pub start: usize,
    /// The one after the last.
    pub end: usize,
    /// What stands there.
    pub text: String,
}

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineError {
    /// From 1.
    pub line: usize,
    /// For people.
    pub message: String,
}

impl std::fmt::Display for LineError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

/// Reads a file of `{"id", "text"}` and gives every text's skills to `write`, in the order of the file.
/// Returns what is wrong with the lines that were left out.
pub fn extract(
    file: &[u8],
    extractor: &Extractor,
    settings: Settings,
    mut write: impl FnMut(&Line),
) -> Vec<LineError> {
    let mut errors = Vec::new();
    let mut seen: HashMap<String, usize> = HashMap::new();
    let file = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file);
    for (line, bytes) in (1..).zip(file.split(|byte| *byte == b'\n')) {
        if bytes.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let read = record(bytes).and_then(|(id, text)| match seen.get(&id) {
            Some(first) => Err(format!("id: “{id}” is already used on line {first}")),
            None => Ok((id, text)),
        });
        match read {
            Ok((id, text)) => {
                seen.insert(id.clone(), line);
                let found = extractor.extract(&text, settings);
                let skills = found
                    .iter()
                    .map(|found| skill(extractor, &text, found))
                    .collect();
                write(&Line { id, skills });
            }
            Err(message) => errors.push(LineError { line, message }),
        }
    }
    errors
}

/// The id and the text of a line.
fn record(bytes: &[u8]) -> Result<(String, String), String> {
    let value: Value = serde_json::from_slice(bytes).map_err(|error| {
        // The parser's own count of lines is always 1 here.
        let text = error.to_string();
        let what = text.split(" at line ").next().unwrap_or_default();
        format!("not JSON: {what} at column {}", error.column())
    })?;
    let Value::Object(mut fields) = value else {
        return Err("a JSON object expected".to_owned());
    };
    let id = match fields.get("id") {
        Some(Value::String(id)) if !id.trim().is_empty() => id.clone(),
        Some(Value::Number(id)) if id.is_u64() || id.is_i64() => id.to_string(),
        _ => return Err("id: a text or a whole number expected".to_owned()),
    };
    match fields.remove("text") {
        Some(Value::String(text)) => Ok((id, text)),
        _ => Err("text: a text expected".to_owned()),
    }
}

fn skill(extractor: &Extractor, text: &str, found: &Found) -> LineSkill {
    let skill = extractor.skill(found);
    let mut spans = found.spans.clone();
    spans.sort_by_key(|span| (span.start, span.end));
    LineSkill {
        id: skill.id,
        label: skill.label.clone(),
        kind: match skill.kind {
            Kind::Skill => "skill",
            Kind::Knowledge => "knowledge",
            Kind::Technology => "technology",
        },
        confidence: (f64::from(found.confidence) * 1_000.0).round() / 1_000.0,
        how: found.how,
        nice: found.nice,
        spans: spans
            .into_iter()
            .map(|span| {
                let start = text[..span.start].chars().count();
                let text = text[span].to_owned();
                LineSpan {
                    start,
                    end: start + text.chars().count(),
                    text,
                }
            })
            .collect(),
    }
}
