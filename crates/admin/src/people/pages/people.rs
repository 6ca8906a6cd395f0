//! `/console/people`

use super::tone;
use crate::frame::{ConsoleFrame, words};
use crate::listing::{Listing, Place};
use crate::people::model::{Filter, Found, standing};
use crate::people::service;
use crate::staff::api::enter;
use crate::staff::model::Permission;
use identity::accounts::model::Status;
use identity::api::caller;
use identity::page::page;
use kernel::state::State as _;
use leptos::prelude::*;
use platform::web::with_query;
use ui::{Badge, Chip, Choice, FilterBar, Moment, SelectField, Wording};

const PATH: &str = "/console/people";

/// Finds somebody by name, address or id.
#[component]
pub fn PeoplePage() -> impl IntoView {
    let called = caller();
    page(async move {
        let (request, console) = enter(called, Permission::SeePeople).await?;
        let filter = Filter {
            words: words(&request, "q"),
            standing: Status::from_name(&words(&request, "standing")),
            after: request.query("after").unwrap_or_default(),
        };
        let found = service::search(&console, &filter).await?;
        let rows = found.items.into_iter().map(|found| row(found).into_any());
        let place = Place {
            path: PATH,
            here: address(&filter),
            after: filter.after.clone(),
            next: found.next,
        };
        Ok(view! {
            <ConsoleFrame role=console.role tab=PATH title="People">
                {bar(&filter)}
                <Listing place=place caption="People" rows=rows.collect()
                    columns=["Name", "E-mail", "Standing", "Joined"]
                    none=("Nobody matches", "Try part of the name, the address, or the id.") />
            </ConsoleFrame>
        })
    })
}

fn address(filter: &Filter) -> String {
    let here = with_query(PATH, "q", &filter.words);
    match filter.standing {
        Some(status) => with_query(&here, "standing", status.name()),
        None => here,
    }
}

fn bar(filter: &Filter) -> impl IntoView + use<> {
    let search = (
        "q".to_owned(),
        filter.words.clone(),
        "Search names, addresses and ids".to_owned(),
    );
    let chips = filter
        .standing
        .map(|status| Chip {
            label: standing(status).to_owned(),
            remove: with_query(PATH, "q", &filter.words),
        })
        .into_iter()
        .collect();
    let choices = Status::ALL
        .iter()
        .map(|status| Choice::new(status.name(), standing(*status)))
        .collect();
    let chosen = filter.standing.map(kernel::state::State::name);
    view! {
        <FilterBar action=PATH search=search chips=chips>
            <SelectField label="Standing" name="standing" choices=choices value=chosen empty="Any" required=false />
        </FilterBar>
    }
}

fn row(found: Found) -> impl IntoView {
    let href = format!("{PATH}/{}", found.id);
    view! {
        <tr>
            <th scope="row"><a class="link" href=href>{found.name}</a></th>
            <td data-label="E-mail">{found.email}</td>
            <td data-label="Standing"><Badge tone=tone(found.status)>{standing(found.status)}</Badge></td>
            <td data-label="Joined"><Moment at=found.created_at wording=Wording::Date /></td>
        </tr>
    }
}
