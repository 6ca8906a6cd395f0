//! `/console/audit`

use crate::audit::model::{Filter, Line};
use crate::audit::service;
use crate::frame::{ConsoleFrame, words};
use crate::staff::api::enter;
use crate::staff::model::Permission;
use crate::trail::model::changes_in_words;
use identity::api::caller;
use identity::page::page;
use leptos::prelude::*;
use platform::web::with_query;
use ui::{Column, EmptyState, FilterBar, Icon, LinkButton, Moment, Pagination, Table};

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
        let next = lines.next.map(|after| with_query(&here, "after", &after));
        let first = (!filter.after.is_empty()).then(|| here.clone());
        let file = with_query("/console/audit.csv", "q", &filter.words);
        let search = (
            "q".to_owned(),
            filter.words.clone(),
            "Begin of the action, any id, address of a person, or organisation".to_owned(),
        );
        let rows: Vec<_> = lines.items.into_iter().map(row).collect();
        let columns = ["When", "Organisation", "Who", "What", "About", "Changes"].map(Column::new);
        let list = if rows.is_empty() {
            view! {
                <EmptyState icon=Icon::Search title="No such line" text="Actions begin like “member.”, “job.” or “organisation.”.">
                    <LinkButton href=PATH>"Show everything"</LinkButton>
                </EmptyState>
            }
            .into_any()
        } else {
            view! {
                <div class="stacking"><Table caption="What happened in organisations" columns=columns.into()>{rows}</Table></div>
                <Pagination first=first next=next />
                <div class="actions"><LinkButton href=file icon=Some(Icon::Download) download=true>"Save as a file"</LinkButton></div>
            }
            .into_any()
        };
        Ok(view! {
            <ConsoleFrame role=console.role tab=PATH title="Audit of organisations">
                <FilterBar action=PATH search=search />
                {list}
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
