//! `/console/sessions`

use crate::frame::{ConsoleFrame, words};
use crate::listing::{Listing, Place};
use crate::sessions::model::{Filter, Line};
use crate::sessions::service;
use crate::staff::api::enter;
use crate::staff::model::Permission;
use identity::api::caller;
use identity::page::page;
use identity::sessions::place;
use leptos::prelude::*;
use platform::Services;
use platform::web::with_query;
use time::OffsetDateTime;
use ui::{FilterBar, Moment, Wording};

const PATH: &str = "/console/sessions";

/// Who is signed in, from where, the latest sign-in first.
#[component]
pub fn SessionsPage() -> impl IntoView {
    let called = caller();
    page(async move {
        let (request, console) = enter(called, Permission::SeePeople).await?;
        let filter = Filter {
            words: words(&request, "q"),
            after: request.query("after").unwrap_or_default(),
        };
        let lines = service::page(&console, &filter).await?;
        let now = request.services.clock.now();
        let search = (
            "q".to_owned(),
            filter.words.clone(),
            "Begin of a network address, e-mail or id of a person".to_owned(),
        );
        let services = &request.services;
        let rows = lines.items.into_iter();
        let rows = rows.map(|line| row(services, line, now).into_any());
        let rows = rows.collect();
        let place = Place {
            path: PATH,
            here: with_query(PATH, "q", &filter.words),
            after: filter.after,
            next: lines.next,
        };
        Ok(view! {
            <ConsoleFrame role=console.role tab=PATH title="Sessions">
                <FilterBar action=PATH search=search />
                <Listing place=place caption="Sessions" rows=rows
                    columns=["Who", "With", "From", "Signed in", "Last seen"]
                    none=("Nobody is signed in from there", "Try a shorter beginning of the address.") />
            </ConsoleFrame>
        })
    })
}

fn row(services: &Services, line: Line, now: OffsetDateTime) -> impl IntoView + use<> {
    let href = format!("/console/people/{}", line.person);
    let with = line.with();
    let device = line.device;
    let session = format!("{PATH}/{}", device.id);
    let from = place::describe(services, &device.address);
    let same = with_query(PATH, "q", &device.address);
    view! {
        <tr>
            <th scope="row"><a class="link" href=href>{line.name}</a></th>
            <td data-label="With"><a class="link" href=session>{with}</a></td>
            <td data-label="From">{from}<br /><a class="link" href=same>{device.address}</a></td>
            <td data-label="Signed in"><Moment at=device.created_at wording=Wording::Since(now) /></td>
            <td data-label="Last seen"><Moment at=device.last_seen_at wording=Wording::Since(now) /></td>
        </tr>
    }
}
