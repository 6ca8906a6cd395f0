//! `/console/trail`

use crate::frame::{ConsoleFrame, words};
use crate::listing::{Listing, Place};
use crate::staff::api::enter;
use crate::staff::model::Permission;
use crate::trail::model::{Filter, Line, changes_in_words};
use crate::trail::service;
use identity::api::caller;
use identity::page::page;
use leptos::prelude::*;
use platform::web::with_query;
use ui::{FilterBar, Moment};

const PATH: &str = "/console/trail";

/// What staff did and looked at, the latest first.
#[component]
pub fn TrailPage() -> impl IntoView {
    let called = caller();
    page(async move {
        let (request, console) = enter(called, Permission::ReadTrail).await?;
        let filter = Filter {
            words: words(&request, "q"),
            after: request.query("after").unwrap_or_default(),
        };
        let lines = service::page(&console, &filter).await?;
        let here = with_query(PATH, "q", &filter.words);
        let file = with_query("/console/trail.csv", "q", &filter.words);
        let search = (
            "q".to_owned(),
            filter.words.clone(),
            "Begin of the action, id, or address of staff".to_owned(),
        );
        let rows = lines.items.into_iter().map(|line| row(line).into_any());
        let place = Place {
            path: PATH,
            here,
            after: filter.after,
            next: lines.next,
        };
        Ok(view! {
            <ConsoleFrame role=console.role tab=PATH title="Trail">
                <FilterBar action=PATH search=search />
                <Listing place=place caption="What staff did" rows=rows.collect() file=Some(file)
                    columns=["When", "Who", "What", "About", "Reason", "Changes"]
                    none=("No such line", "Actions begin like “person.”, “staff.” or “jobs.”.") />
            </ConsoleFrame>
        })
    })
}

fn row(line: Line) -> impl IntoView {
    let who = line.staff_name.unwrap_or_else(|| "Command line".to_owned());
    let about = line.subject_id.map(|id| {
        let href = match line.subject_kind.as_str() {
            "person" => format!("/console/people/{id}"),
            "organisation" => format!("/console/organisations/{id}"),
            "job" => format!("/console/jobs/{id}"),
            _ => with_query(PATH, "q", &id.to_string()),
        };
        view! { <a class="link" href=href>{line.subject_kind.clone()}</a> }
    });
    // An empty cell is left out on a phone, and empty text would not be empty.
    let said = |text: String| Some(text).filter(|text| !text.is_empty());
    let changes = said(changes_in_words(&line.changes));
    let reason = said(line.reason);
    view! {
        <tr>
            <td data-label="When"><Moment at=line.created_at /></td>
            <th scope="row">{who}<br /><small class="muted">{line.address}</small></th>
            <td data-label="What"><code>{line.action}</code></td>
            <td data-label="About">{about}</td>
            <td data-label="Reason">{reason}</td>
            <td data-label="Changes">{changes}</td>
        </tr>
    }
}
