//! `/console/audit`

use crate::audit::model::{Filter, Line};
use crate::audit::service;
use crate::frame::{ConsoleFrame, words};
use crate::listing::{Listing, Place};
use crate::staff::api::enter;
use crate::staff::model::Permission;
use crate::trail::model::changes_in_words;
use identity::api::caller;
use identity::page::page;
use leptos::prelude::*;
use platform::web::with_query;
use ui::{FilterBar, Moment};

const PATH: &str = "/console/audit";

/// What happened in any organisation, the latest first.
#[component]
pub fn AuditPage() -> impl IntoView {
    let called = caller();
    page(async move {
        let (request, console) = enter(called, Permission::ReadAudit).await?;
        let filter = Filter {
            words: words(&request, "q"),
            after: request.query("after").unwrap_or_default(),
        };
        let lines = service::page(&console, &filter).await?;
        let here = with_query(PATH, "q", &filter.words);
        let file = with_query("/console/audit.csv", "q", &filter.words);
        let search = (
            "q".to_owned(),
            filter.words.clone(),
            "Begin of the action, any id, address of a person, or organisation".to_owned(),
        );
        let rows = lines.items.into_iter().map(|line| row(line).into_any());
        let place = Place {
            path: PATH,
            here,
            after: filter.after,
            next: lines.next,
        };
        Ok(view! {
            <ConsoleFrame role=console.role tab=PATH title="Audit of organisations">
                <FilterBar action=PATH search=search />
                <Listing place=place caption="What happened in organisations" rows=rows.collect() file=Some(file)
                    columns=["When", "Organisation", "Who", "What", "About", "Changes"]
                    none=("No such line", "Actions begin like “member.”, “job.” or “organisation.”.") />
            </ConsoleFrame>
        })
    })
}

fn row(line: Line) -> impl IntoView {
    let organisation = format!("/console/organisations/{}", line.organisation);
    let person = format!("/console/people/{}", line.actor);
    // An empty cell is left out on a phone, and empty text would not be empty.
    let changes = Some(changes_in_words(&line.changes)).filter(|text| !text.is_empty());
    view! {
        <tr>
            <td data-label="When"><Moment at=line.created_at /></td>
            <td data-label="Organisation"><a class="link" href=organisation>{line.organisation_name}</a></td>
            <th scope="row"><a class="link" href=person>{line.actor_name}</a></th>
            <td data-label="What"><code>{line.action}</code></td>
            <td data-label="About">{line.subject_kind}</td>
            <td data-label="Changes">{changes}</td>
        </tr>
    }
}
