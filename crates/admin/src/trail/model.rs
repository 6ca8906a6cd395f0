//! A line of the trail, and where pages of anything in order of time go on.

use kernel::id::PersonId;
use kernel::page::decode;
use platform::csv;
use serde_json::Value;
use time::OffsetDateTime;
use uuid::Uuid;

/// Lines on a page.
pub const PAGE: usize = 50;
/// Lines in a file.
pub const FILE_MOST: usize = 10_000;

/// Where a page in order of time ends: the moment in microseconds, as the database keeps it, and the id.
pub type Cursor = (i64, Uuid);

/// The cursor of a row.
pub fn cursor(at: OffsetDateTime, id: Uuid) -> Cursor {
    let micros = at.unix_timestamp_nanos() / 1000;
    (i64::try_from(micros).unwrap_or(i64::MAX), id)
}

/// The row before the page that a cursor begins; `None` for the first page, and for what is no cursor.
pub fn after(text: &str) -> Option<(OffsetDateTime, Uuid)> {
    let (micros, id) = decode::<Cursor>(text)?;
    let at = OffsetDateTime::from_unix_timestamp_nanos(i128::from(micros) * 1000).ok()?;
    Some((at, id))
}

/// Which lines a page shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// How the action begins (`person.`), the id of what it is about, or the address of whoever did it.
    pub words: String,
    /// Where the page begins.
    pub after: String,
}

/// Something staff did.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Its id.
    pub id: Uuid,
    /// Who; `None` from the command line.
    pub staff: Option<PersonId>,
    /// Their name.
    pub staff_name: Option<String>,
    /// What, as `area.verb`.
    pub action: String,
    /// Of what kind the thing is.
    pub subject_kind: String,
    /// Which thing.
    pub subject_id: Option<Uuid>,
    /// Why; empty if they only looked.
    pub reason: String,
    /// Field by field, before and after.
    pub changes: Value,
    /// From which address.
    pub address: String,
    /// When.
    pub created_at: OffsetDateTime,
}

/// Changes in a line of text: `status: ACTIVE → SUSPENDED`.
pub fn changes_in_words(changes: &Value) -> String {
    let say = |value: &Value| match value {
        Value::Null => "–".to_owned(),
        Value::String(text) if text.is_empty() => "–".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let fields = changes.as_object().into_iter().flatten();
    let parts: Vec<String> = fields
        .map(|(field, value)| match value.as_array().map(Vec::as_slice) {
            Some([was, is]) => format!("{field}: {} → {}", say(was), say(is)),
            _ => format!("{field}: {}", say(value)),
        })
        .collect();
    parts.join("; ")
}

/// The lines as a file for a spreadsheet.
pub fn file(lines: &[Line]) -> String {
    let mut out = csv::begin([
        "When", "Who", "Who id", "What", "About", "About id", "Reason", "Changes", "Address",
    ]);
    for line in lines {
        let id = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
        let fields = [
            ui::format::machine_time(line.created_at),
            line.staff_name
                .clone()
                .unwrap_or_else(|| "Command line".to_owned()),
            id(line.staff.map(|person| person.0)),
            line.action.clone(),
            line.subject_kind.clone(),
            id(line.subject_id),
            line.reason.clone(),
            changes_in_words(&line.changes),
            line.address.clone(),
        ];
        csv::line(&mut out, fields);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::page::encode;
    use serde_json::json;
    use time::macros::datetime;

    #[test]
    fn a_cursor_reads_back_to_the_microsecond() {
        let at = datetime!(2026-06-01 12:00:00.123456 UTC);
        assert_eq!(
            after(&encode(&cursor(at, Uuid::from_u128(7)))),
            Some((at, Uuid::from_u128(7)))
        );
        for no in ["", "zz", "7b7d"] {
            assert_eq!(after(no), None, "{no}");
        }
    }

    #[test]
    fn a_file_has_a_head_and_a_line_each_and_nothing_in_it_is_a_formula() {
        let line = Line {
            id: Uuid::nil(),
            staff: None,
            staff_name: None,
            action: "person.suspend".into(),
            subject_kind: "person".into(),
            subject_id: Some(Uuid::nil()),
            reason: "=HYPERLINK(1)".into(),
            changes: json!({ "status": ["ACTIVE", "SUSPENDED"] }),
            address: "192.0.2.1".into(),
            created_at: datetime!(2026-06-01 12:00 UTC),
        };
        let text = file(&[line]);
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines.len(), 2);
        assert!(lines[0].starts_with("\u{feff}When,Who,"), "{text}");
        assert!(
            lines[1].contains("Command line,,person.suspend,person,"),
            "{text}"
        );
        assert!(lines[1].contains("'=HYPERLINK(1)"), "{text}");
        assert!(
            lines[1].ends_with("status: ACTIVE → SUSPENDED,192.0.2.1"),
            "{text}"
        );
    }

    #[test]
    fn changes_read_as_before_and_after() {
        let changes =
            json!({ "status": ["ACTIVE", "SUSPENDED"], "role": [null, "OWNER"], "words": "ama" });
        assert_eq!(
            changes_in_words(&changes),
            "role: – → OWNER; status: ACTIVE → SUSPENDED; words: ama"
        );
        assert_eq!(changes_in_words(&json!({})), "");
    }
}
