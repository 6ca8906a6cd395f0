//! A line of the trail, and which of them are asked for.

use kernel::id::PersonId;
use serde_json::Value;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;
use time::{Date, OffsetDateTime, Time};
use uuid::Uuid;

const DAY: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day]");

/// What the trail tells of: the first part of an action, and how people call it.
pub const KINDS: [(&str, &str); 9] = [
    ("organisation", "The organisation"),
    ("member", "Members"),
    ("invitation", "Invitations"),
    ("field", "Own fields"),
    ("api_key", "API keys"),
    ("job", "Jobs"),
    ("application", "Applications"),
    ("person", "People who applied"),
    ("trail", "The trail itself"),
];

/// Somebody in the trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Who.
    pub id: PersonId,
    /// Their name now.
    pub name: String,
}

/// Something that happened in an organisation.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Its id.
    pub id: Uuid,
    /// Who did it.
    pub actor: Named,
    /// What, such as `member.removed`.
    pub action: String,
    /// To what kind of thing.
    pub subject_kind: String,
    /// To which.
    pub subject: Uuid,
    /// Its name, if it is somebody.
    pub subject_name: Option<String>,
    /// Field by field, before and after.
    pub changes: Value,
    /// From which address; empty if it was not asked for by anybody.
    pub address: String,
    /// With which browser or app.
    pub user_agent: String,
    /// When.
    pub at: OffsetDateTime,
    /// The block that seals it, once there is one.
    pub block: Option<i32>,
}

/// Something an organisation noted about a person, or a person did in one.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnLine {
    /// In which organisation.
    pub organisation: String,
    /// What.
    pub action: String,
    /// Did they do it?
    pub by_me: bool,
    /// Before and after, if it was about them.
    pub changes: Value,
    /// When.
    pub at: OffsetDateTime,
}

/// Which lines are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Done by them.
    pub who: Option<PersonId>,
    /// Of this kind.
    pub kind: Option<&'static str>,
    /// Not before this day.
    pub from: Option<Date>,
    /// Not after this day.
    pub to: Option<Date>,
}

impl Filter {
    /// Reads the parameters of an address. What cannot be read filters nothing: the page shows which filters are in force.
    pub fn read(parameter: impl Fn(&str) -> Option<String>) -> Self {
        let day = |name: &str| parse_day(&parameter(name)?);
        Self {
            who: parameter("who").and_then(|id| id.parse().ok()),
            kind: parameter("kind").and_then(|wanted| {
                let mut kinds = KINDS.into_iter().map(|(kind, _)| kind);
                kinds.find(|kind| *kind == wanted)
            }),
            from: day("from"),
            to: day("to"),
        }
    }

    /// Is everything asked for?
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The parameters that [`Filter::read`] reads.
    pub fn parameters(&self) -> Vec<(&'static str, String)> {
        let all = [
            ("who", self.who.map(|id| id.to_string())),
            ("kind", self.kind.map(str::to_owned)),
            ("from", self.from.map(day)),
            ("to", self.to.map(day)),
        ];
        all.into_iter()
            .filter_map(|(name, value)| Some((name, value?)))
            .collect()
    }

    /// The first moment that counts.
    pub(crate) fn since(&self) -> Option<OffsetDateTime> {
        self.from.map(midnight)
    }

    /// The first moment that no longer counts.
    pub(crate) fn until(&self) -> Option<OffsetDateTime> {
        self.to.and_then(Date::next_day).map(midnight)
    }
}

/// A day out of an address; `None` if it is not one.
pub fn parse_day(text: &str) -> Option<Date> {
    Date::parse(text.trim(), DAY).ok()
}

/// A day as it stands in addresses.
pub fn day(date: Date) -> String {
    date.format(DAY).unwrap_or_default()
}

fn midnight(date: Date) -> OffsetDateTime {
    OffsetDateTime::new_utc(date, Time::MIDNIGHT)
}

/// An action as people say it; one nobody has put into words yet as it is.
pub fn words(action: &str) -> String {
    let known = match action {
        "organisation.founded" => "Founded the organisation",
        "organisation.visit_allowed" => "Let our staff see what they see here",
        "organisation.changed" => "Changed the organisation",
        "organisation.logo_changed" => "Changed the logo",
        "organisation.logo_removed" => "Removed the logo",
        "organisation.grown" => "Made it an organisation with members",
        "organisation.deleted" => "Deleted the organisation",
        "organisation.restored" => "Restored the organisation",
        "organisation.purged" => "Removed for good",
        "member.joined" => "Joined",
        "member.left" => "Left",
        "member.removed" => "Removed a member",
        "member.role_changed" => "Changed a role",
        "member.made_owner" => "Made a member an owner",
        "member.handed_over" => "Stepped back from being owner",
        "invitation.sent" => "Invited somebody",
        "invitation.sent_again" => "Sent an invitation again",
        "invitation.revoked" => "Revoked an invitation",
        "field.made" => "Added a field",
        "field.changed" => "Changed a field",
        "field.moved" => "Moved a field",
        "field.archived" => "Put a field away",
        "field.restored" => "Brought a field back",
        "api_key.made" => "Made an API key",
        "api_key.revoked" => "Revoked an API key",
        "job.created" => "Started a job",
        "job.edited" => "Edited a job",
        "job.published" => "Published a job",
        "job.closed" => "Closed a job",
        "job.filled" => "Filled a job",
        "job.reopened" => "Reopened a job",
        "job.fields_changed" => "Filled in own fields of a job",
        "application.decided" => "Decided on an application",
        "contest.answered" => "Answered a contested score",
        "person.fields_changed" => "Filled in own fields of a person",
        _ => return action.replace(['.', '_'], " "),
    };
    known.to_owned()
}

/// What changed, in words: `role: VIEWER → ADMIN`.
pub fn differences(changes: &Value) -> Vec<String> {
    let Some(fields) = changes.as_object() else {
        return Vec::new();
    };
    fields
        .iter()
        .map(
            |(field, change)| match change.as_array().map(Vec::as_slice) {
                Some([before, after]) => match (shown(before), shown(after)) {
                    (None, None) => field.clone(),
                    (None, Some(after)) => format!("{field}: {after}"),
                    (Some(before), None) => format!("{field}: no longer {before}"),
                    (Some(before), Some(after)) => format!("{field}: {before} → {after}"),
                },
                _ => format!("{field}: {}", shown(change).unwrap_or_default()),
            },
        )
        .collect()
}

/// A value as one reads it; `None` if there is nothing to read. Long ones are cut.
fn shown(value: &Value) -> Option<String> {
    let text = match value {
        Value::Null => return None,
        Value::String(text) if text.is_empty() => return None,
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            let items: Vec<_> = items.iter().filter_map(shown).collect();
            items.join(", ")
        }
        other => other.to_string(),
    };
    if text.chars().count() <= 120 {
        return Some(text);
    }
    let cut: String = text.chars().take(119).collect();
    Some(format!("{cut}…"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_filter_reads_back_and_ignores_what_it_does_not_know() {
        let filter = Filter {
            who: Some(PersonId(Uuid::from_u128(7))),
            kind: Some("member"),
            from: Date::from_calendar_date(2026, time::Month::March, 1).ok(),
            to: None,
        };
        let parameters = filter.parameters();
        let read = Filter::read(|name| {
            let found = parameters.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| value.clone())
        });
        assert_eq!(read, filter);
        assert_eq!(
            Filter::read(|_| Some("'; drop table".into())),
            Filter::default()
        );
    }

    #[test]
    fn changes_read_as_before_and_after() {
        let changes = json!({
            "role": ["VIEWER", "ADMIN"], "name": [null, "Riverside"], "website": ["https://x", ""], "fields": ["Shoe size"],
        });
        assert_eq!(
            differences(&changes),
            [
                "fields: Shoe size",
                "name: Riverside",
                "role: VIEWER → ADMIN",
                "website: no longer https://x"
            ]
        );
        assert!(differences(&json!("text")).is_empty());
        let long = differences(&json!({ "about": [null, "é".repeat(500)] }));
        assert_eq!(long[0].chars().count(), "about: ".len() + 120);
    }
}
