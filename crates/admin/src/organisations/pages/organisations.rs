//! `/console/organisations`

use super::tone;
use crate::frame::{ConsoleFrame, words};
use crate::listing::{Listing, Place};
use crate::organisations::model::{Filter, Found, Standing};
use crate::organisations::service;
use crate::staff::api::enter;
use crate::staff::model::Permission;
use identity::api::caller;
use identity::page::page;
use leptos::prelude::*;
use platform::web::with_query;
use ui::{Badge, Chip, Choice, FilterBar, Moment, SelectField, Wording};

const PATH: &str = "/console/organisations";

/// Finds an organisation by name, address or id; also those that are deleted.
#[component]
pub fn OrganisationsPage() -> impl IntoView {
    let called = caller();
    page(async move {
        let (request, console) = enter(called, Permission::SeeOrganisations).await?;
        let filter = Filter {
            words: words(&request, "q"),
            standing: Standing::from_name(&words(&request, "standing")),
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
            <ConsoleFrame role=console.role tab=PATH title="Organisations">
                {bar(&filter)}
                <Listing place=place caption="Organisations" rows=rows.collect()
                    columns=["Name", "Address", "Founder", "Standing", "Founded"]
                    none=("None matches", "Try part of the name, the address, or the id.") />
            </ConsoleFrame>
        })
    })
}

fn address(filter: &Filter) -> String {
    let here = with_query(PATH, "q", &filter.words);
    match filter.standing {
        Some(standing) => with_query(&here, "standing", standing.name()),
        None => here,
    }
}

fn bar(filter: &Filter) -> impl IntoView + use<> {
    let search = (
        "q".to_owned(),
        filter.words.clone(),
        "Search names, addresses and ids".to_owned(),
    );
    let chip = filter.standing.map(|standing| Chip {
        label: standing.label().to_owned(),
        remove: with_query(PATH, "q", &filter.words),
    });
    let choices = Standing::ALL.map(|standing| Choice::new(standing.name(), standing.label()));
    let chosen = filter.standing.map(Standing::name);
    view! {
        <FilterBar action=PATH search=search chips=chip.into_iter().collect()>
            <SelectField label="Standing" name="standing" choices=choices.into() value=chosen empty="Any" required=false />
        </FilterBar>
    }
}

fn row(found: Found) -> impl IntoView {
    let href = format!("{PATH}/{}", found.id);
    let standing = found.standing();
    view! {
        <tr>
            <th scope="row"><a class="link" href=href>{found.name}</a></th>
            <td data-label="Address">{found.slug}</td>
            <td data-label="Founder">{found.founder}</td>
            <td data-label="Standing"><Badge tone=tone(standing)>{standing.label()}</Badge></td>
            <td data-label="Founded"><Moment at=found.created_at wording=Wording::Date /></td>
        </tr>
    }
}
