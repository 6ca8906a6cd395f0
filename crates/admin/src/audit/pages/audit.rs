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
                <Table caption="What happened in organisations" columns=columns.into()>{rows}</Table>
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
    let changes = changes_in_words(&line.changes);
    view! {
        <tr>
            <td><Moment at=line.created_at /></td>
            <td><a class="link" href=organisation>{line.organisation_name}</a></td>
            <th scope="row"><a class="link" href=person>{line.actor_name}</a></th>
            <td><code>{line.action}</code></td>
            <td>{line.subject_kind}</td>
            <td>{changes}</td>
        </tr>
    }
}
