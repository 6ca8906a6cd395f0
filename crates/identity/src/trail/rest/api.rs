//! The public API of the trail.
#![expect(
    unused_qualifications,
    reason = "utoipa writes parameters out with their path"
)]

use crate::tokens::KeyScope;
use crate::tokens::service::Caller;
use crate::trail::model::{Filter, Line, parse_day};
use crate::trail::service;
use axum::Json;
use axum::extract::State;
use kernel::id::PersonId;
use kernel::{AppError, Result};
use platform::Services;
use platform::rest::{Answer, List, Params, cursor};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::{Date, OffsetDateTime};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

/// The public API of the trail.
pub fn api(services: &Services) -> OpenApiRouter {
    OpenApiRouter::default()
        .routes(routes!(trail))
        .with_state(services.clone())
}

/// Something that happened in the organisation.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AuditLine)]
struct Shown {
    id: Uuid,
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
    /// Who did it.
    person_id: Uuid,
    /// What they are called now.
    name: String,
    /// What, such as `member.removed`. There will be others than today.
    action: String,
    /// To what kind of thing, such as `account`.
    of: String,
    of_id: Uuid,
    /// What that is called now, if it is somebody.
    of_name: Option<String>,
    /// Field by field, before and after. Secrets never stand in it.
    #[schema(value_type = Object)]
    changes: Value,
    /// From which address; empty if nobody asked for it.
    address: String,
    /// With which browser or app, in its own words.
    agent: String,
    /// The block that seals it; `null` in its first minute.
    block: Option<i32>,
}

impl From<Line> for Shown {
    fn from(line: Line) -> Self {
        Self {
            id: line.id,
            at: line.at,
            person_id: line.actor.id.0,
            name: line.actor.name,
            action: line.action,
            of: line.subject_kind,
            of_id: line.subject,
            of_name: line.subject_name,
            changes: line.changes,
            address: line.address,
            agent: line.user_agent,
            block: line.block,
        }
    }
}

/// What a line tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum About {
    Organisation,
    Member,
    Invitation,
    Field,
    ApiKey,
    Job,
    Application,
    Person,
    Trail,
}

impl About {
    /// As an action begins.
    fn kind(self) -> &'static str {
        match self {
            Self::Organisation => "organisation",
            Self::Member => "member",
            Self::Invitation => "invitation",
            Self::Field => "field",
            Self::ApiKey => "api_key",
            Self::Job => "job",
            Self::Application => "application",
            Self::Person => "person",
            Self::Trail => "trail",
        }
    }
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Asked {
    /// Done by this person.
    who: Option<Uuid>,
    /// About this only.
    #[param(inline)]
    kind: Option<About>,
    /// Not before this day, in UTC.
    #[param(value_type = Option<String>, format = Date)]
    from: String,
    /// Not after this day.
    #[param(value_type = Option<String>, format = Date)]
    to: String,
    /// `next` of the page before.
    #[param(max_length = 600)]
    after: String,
}

impl Asked {
    fn filter(&self) -> Result<Filter> {
        Ok(Filter {
            who: self.who.map(PersonId),
            kind: self.kind.map(About::kind),
            from: day("from", &self.from)?,
            to: day("to", &self.to)?,
        })
    }
}

/// On the page a day that cannot be read filters nothing, and one sees that; a program would not.
fn day(field: &str, text: &str) -> Result<Option<Date>> {
    if text.is_empty() {
        return Ok(None);
    }
    let wrong = || AppError::invalid(field, "Send a day such as 2027-01-11");
    parse_day(text).map(Some).ok_or_else(wrong)
}

/// Who did what
///
/// The trail of the organisation acted for, the latest first, fifty lines at a time. For owners and admins, and for keys
/// that may read it.
#[utoipa::path(get, path = "/api/v1/audit", tag = "Organisation", security(("bearer" = ["audit:read"])), params(Asked),
    responses((status = 200, description = "A page of the trail", body = List<Shown>)))]
async fn trail(
    State(services): State<Services>,
    caller: Caller,
    Params(asked): Params<Asked>,
) -> Answer<List<Shown>> {
    let actor = caller.acting(KeyScope::AuditRead)?;
    let filter = asked.filter()?;
    cursor::<(i64, Uuid)>(&asked.after)?;
    let after = Some(asked.after.as_str()).filter(|after| !after.is_empty());
    let page = service::lines(&services, &actor, &filter, after).await?;
    Ok(Json(List::of(page, Shown::from)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trail::model::KINDS;

    #[test]
    fn programs_ask_for_the_kinds_that_the_page_offers() {
        for (kind, _) in KINDS {
            let read: About = serde_json::from_value(kind.into()).unwrap();
            assert_eq!(read.kind(), kind);
        }
    }

    #[test]
    fn a_day_that_is_none_is_refused_at_its_field() {
        assert_eq!(day("from", ""), Ok(None));
        assert!(day("from", "2026-02-28").is_ok_and(|day| day.is_some()));
        for wrong in ["2026-02-30", "yesterday", "2026-02"] {
            let refused = day("to", wrong);
            assert!(
                matches!(&refused, Err(AppError::Invalid(errors)) if errors.get("to").is_some()),
                "{wrong}"
            );
        }
    }
}
