//! `/organisation/trail`

use crate::api::caller;
use crate::organisations::pages::{OrganisationFrame, seat_of};
use crate::page::page;
use crate::sessions::{agent, place};
use crate::trail::model::{Filter, KINDS, Line, Named, day, differences, words};
use crate::trail::rest::Format;
use crate::trail::service;
use leptos::prelude::*;
use platform::Services;
use platform::web::with_query;
use ui::{
    Chip, Choice, Column, EmptyState, FilterBar, Icon, Input, LinkButton, Moment, Pagination,
    SelectField, Table, TextField, Wording, format,
};

const PATH: &str = "/organisation/trail";

/// Who did what in the organisation, when and from where.
#[component]
pub fn TrailPage() -> impl IntoView {
    let called = caller();
    page(async move {
        let (request, actor) = called?;
        let seat = seat_of(&actor)?;
        let filter = Filter::read(|name| request.query(name));
        let after = request.query("after");
        let (found, actors) =
            service::list(&request.services, &actor, &filter, after.as_deref()).await?;
        let next = found
            .next
            .map(|after| with_query(&address(PATH, &filter), "after", &after));
        let first = after.is_some().then(|| address(PATH, &filter));
        let now = request.services.clock.now();
        let rows: Vec<_> = found
            .items
            .into_iter()
            .map(|line| row(&request.services, line, now))
            .collect();
        let body = if rows.is_empty() && filter.is_empty() && first.is_none() {
            // Nothing to filter, and nothing to save.
            view! {
                <EmptyState icon=Icon::History title="Nothing has happened yet"
                    text="What people change here from now on stands in this list, the latest first." />
            }
            .into_any()
        } else {
            view! {
                {filters(&filter, actors)}
                {list(rows, first, next)}
                <div class="actions">
                    <LinkButton href=address(Format::Csv.path(), &filter) icon=Some(Icon::Download)>"Save as CSV"</LinkButton>
                    <LinkButton href=address(Format::Json.path(), &filter) icon=Some(Icon::Download)>"Save as JSON"</LinkButton>
                </div>
            }
            .into_any()
        };
        Ok(view! {
            <OrganisationFrame seat=seat tab="trail" title="Trail">
                <p>"Who did what, when and from where. Nothing in it can be changed or removed, and every minute what is new is sealed."</p>
                {body}
            </OrganisationFrame>
        })
    })
}

fn list(rows: Vec<AnyView>, first: Option<String>, next: Option<String>) -> AnyView {
    if rows.is_empty() {
        return view! {
            <EmptyState icon=Icon::History title="Nothing matches" text="Take a filter away, or choose other days.">
                <LinkButton href=PATH>"Show everything"</LinkButton>
            </EmptyState>
        }
        .into_any();
    }
    view! {
        <Table caption="Trail" columns=columns()>{rows}</Table>
        <Pagination first=first next=next />
    }
    .into_any()
}

fn address(path: &str, filter: &Filter) -> String {
    let parameters = filter.parameters();
    parameters
        .iter()
        .fold(path.to_owned(), |path, (name, value)| {
            with_query(&path, name, value)
        })
}

fn filters(filter: &Filter, actors: Vec<Named>) -> impl IntoView + use<> {
    let chips = chips(filter, &actors);
    let people = actors
        .into_iter()
        .map(|one| Choice::new(one.id.to_string(), one.name))
        .collect();
    let kinds = KINDS.map(|(kind, label)| Choice::new(kind, label)).to_vec();
    let who = filter.who.map(|id| id.to_string());
    let kind = filter.kind;
    let (from, to) = (filter.from.map(day), filter.to.map(day));
    view! {
        <FilterBar action=PATH no_search=true chips=chips label="Filter the trail">
            <SelectField label="Who" name="who" choices=people value=who empty="Everybody" required=false />
            <SelectField label="What" name="kind" choices=kinds value=kind empty="Everything" required=false />
            <TextField label="From" name="from" input=Input::Date value=from required=false narrow=true />
            <TextField label="To" name="to" input=Input::Date value=to required=false narrow=true />
        </FilterBar>
    }
}

fn chips(filter: &Filter, actors: &[Named]) -> Vec<Chip> {
    let without = |change: fn(&mut Filter)| {
        let mut rest = filter.clone();
        change(&mut rest);
        address(PATH, &rest)
    };
    let who = filter.who.map(|id| {
        let found = actors.iter().find(|one| one.id == id);
        let name = found.map_or("somebody else", |one| one.name.as_str());
        (format!("By {name}"), without(|rest| rest.who = None))
    });
    let kind = filter.kind.map(|wanted| {
        let found = KINDS.iter().find(|(kind, _)| *kind == wanted);
        let label = found.map_or(wanted, |(_, label)| label);
        (label.to_owned(), without(|rest| rest.kind = None))
    });
    let from = filter.from.map(|date| {
        (
            format!("From {}", format::date(date)),
            without(|rest| rest.from = None),
        )
    });
    let to = filter.to.map(|date| {
        (
            format!("To {}", format::date(date)),
            without(|rest| rest.to = None),
        )
    });
    [who, kind, from, to]
        .into_iter()
        .flatten()
        .map(|(label, remove)| Chip { label, remove })
        .collect()
}

fn columns() -> Vec<Column> {
    vec![
        Column::new("When"),
        Column::new("Who"),
        Column::new("What"),
        Column::new("Before and after"),
        Column::new("From where"),
    ]
}

fn row(services: &Services, line: Line, now: time::OffsetDateTime) -> AnyView {
    let what = match &line.subject_name {
        Some(name) if line.subject != line.actor.id.0 => {
            format!("{}: {name}", words(&line.action))
        }
        _ => words(&line.action),
    };
    let what = if line.subject_kind == "job" {
        let href = format!("/hiring/jobs/{}", line.subject);
        view! { <a class="link" href=href>{what}</a> }.into_any()
    } else {
        what.into_any()
    };
    let changes: Vec<_> = differences(&line.changes)
        .into_iter()
        .map(|change| view! { <p>{change}</p> })
        .collect();
    let from = (!line.address.is_empty()).then(|| {
        let agent = agent::describe(&line.user_agent);
        let place = place::describe(services, &line.address);
        view! { <p>{agent}</p><p class="muted">{place}" · "{line.address.clone()}</p> }
    });
    view! {
        <tr>
            <td><Moment at=line.at wording=Wording::Since(now) /></td>
            <th scope="row">{line.actor.name}</th>
            <td>{what}</td>
            <td>{changes}</td>
            <td>{from}</td>
        </tr>
    }
    .into_any()
}
