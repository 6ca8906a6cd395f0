//! `/console/appeals`

use crate::frame::ConsoleFrame;
use crate::people::model::Waiting;
use crate::people::service;
use crate::staff::api::enter;
use crate::staff::model::Permission;
use identity::api::caller;
use identity::page::page;
use leptos::prelude::*;
use platform::web::with_query;
use time::OffsetDateTime;
use ui::{Card, EmptyState, Icon, Moment, Pagination, Wording};

const PATH: &str = "/console/appeals";

/// Who waits for an answer, the longest first.
#[component]
pub fn AppealsPage() -> impl IntoView {
    let called = caller();
    page(async move {
        let (request, console) = enter(called, Permission::DecideOverPeople).await?;
        let after = request.query("after").unwrap_or_default();
        let waiting = service::appeals(&console, &after).await?;
        let now = request.services.clock.now();
        let next = waiting.next.map(|after| with_query(PATH, "after", &after));
        let first = (!after.is_empty()).then(|| PATH.to_owned());
        let rows: Vec<_> = waiting.items.into_iter().map(|one| row(one, now)).collect();
        let list = if rows.is_empty() {
            view! { <EmptyState icon=Icon::CircleCheck title="Nobody is waiting" text="Every appeal has its answer." /> }
                .into_any()
        } else {
            view! {
                <Card><ul class="list">{rows}</ul></Card>
                <Pagination first=first next=next />
            }
            .into_any()
        };
        Ok(view! { <ConsoleFrame role=console.role tab=PATH title="Appeals">{list}</ConsoleFrame> })
    })
}

fn row(one: Waiting, now: OffsetDateTime) -> impl IntoView {
    view! {
        <li class="list-row">
            <div class="list-text">
                <a class="link" href=format!("/console/people/{}#decide", one.person)>{one.name}</a>
                <p class="muted">"waiting since "<Moment at=one.created_at wording=Wording::Since(now) /></p>
                <div class="own-words">{one.reason}</div>
            </div>
        </li>
    }
}
