//! A line of some organisation's trail, as staff see it.

use crate::trail::model::changes_in_words;
use kernel::id::{OrganisationId, PersonId};
use platform::csv;
use serde_json::Value;
use time::OffsetDateTime;
use uuid::Uuid;

/// Lines on a page.
pub const PAGE: usize = 50;
/// Lines in a file, at most.
pub const FILE_MOST: usize = 10_000;

/// Which lines are shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// How the action begins (`member.`); the id of an organisation, of who did it, or of what it is about; the address
    /// of who did it; or the slug of an organisation.
    pub words: String,
    /// Where the page begins.
    pub after: String,
}

/// Something that happened in an organisation.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Its id.
    pub id: Uuid,
    /// Where.
    pub organisation: OrganisationId,
    /// Its name.
    pub organisation_name: String,
    /// Who did it.
    pub actor: PersonId,
    /// Their name.
    pub actor_name: String,
    /// What, as `area.verb`.
    pub action: String,
    /// To what kind of thing.
    pub subject_kind: String,
    /// To which.
    pub subject_id: Uuid,
    /// Field by field, before and after.
    pub changes: Value,
    /// When.
    pub created_at: OffsetDateTime,
}

/// The lines as a file for a spreadsheet.
pub fn file(lines: &[Line]) -> String {
    let mut out = csv::begin([
        "When",
        "Organisation",
        "Organisation id",
        "Who",
        "Who id",
        "What",
        "About",
        "About id",
        "Changes",
    ]);
    for line in lines {
        let fields = [
            ui::format::machine_time(line.created_at),
            line.organisation_name.clone(),
            line.organisation.to_string(),
            line.actor_name.clone(),
            line.actor.to_string(),
            line.action.clone(),
            line.subject_kind.clone(),
            line.subject_id.to_string(),
            changes_in_words(&line.changes),
        ];
        csv::line(&mut out, fields);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use time::macros::datetime;

    #[test]
    fn a_file_has_a_head_and_a_line_each() {
        let line = Line {
            id: Uuid::nil(),
            organisation: OrganisationId(Uuid::nil()),
            organisation_name: "=Works".into(),
            actor: PersonId(Uuid::nil()),
            actor_name: "Ama".into(),
            action: "member.removed".into(),
            subject_kind: "person".into(),
            subject_id: Uuid::nil(),
            changes: json!({ "role": ["VIEWER", null] }),
            created_at: datetime!(2026-06-01 12:00 UTC),
        };
        let text = file(&[line]);
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines.len(), 2);
        assert!(lines[0].starts_with("\u{feff}When,Organisation,"));
        assert!(lines[1].contains(r#""'=Works""#), "{text}");
        assert!(lines[1].ends_with("role: VIEWER → –"), "{text}");
    }
}
