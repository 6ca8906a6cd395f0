//! `/console/people/{person}`

use super::tone;
use crate::frame::{Act as Choosable, ActPanel, ConsoleFrame};
use crate::people::api::ActOnPerson;
use crate::people::model::{Act, Factors, Identified, Record, SeatLine, standing};
use crate::people::service;
use crate::sessions::model::Act as SessionAct;
use crate::staff::api::enter;
use crate::staff::model::{ActForm, Permission};
use crate::staff::service::Console;
use identity::accounts::model::{Appeal, Status};
use identity::api::caller;
use identity::page::page;
use identity::security::model::{Ends, TrailLine};
use identity::sessions::model::Device;
use identity::sessions::{agent, place};
use kernel::id::PersonId;
use kernel::{AppError, Result};
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos_router::hooks::use_params_map;
use platform::Services;
use platform::draft::Draft;
use platform::web::Request;
use time::OffsetDateTime;
use ui::{
    Avatar, Badge, Breadcrumb, Card, Choice, Crumb, Event, Icon, Moment, Text, Timeline, Tone,
    Wording,
};

/// One person: how they stand, where they are signed in, where they belong, what happened, what can be done.
#[component]
pub fn PersonPage() -> impl IntoView {
    let called = caller();
    let person = id_param();
    page(async move {
        let (request, console) = enter(called, Permission::SeePeople).await?;
        let record = service::record(&console, person?).await?;
        let draft = request.draft::<ActForm>().await?.unwrap_or_default();
        let services = &request.services;
        let now = services.clock.now();
        let title = record.person.name.clone();
        let crumbs = vec![
            Crumb::link("People", "/console/people"),
            Crumb::here(title.clone()),
        ];
        let decide = decide(&console, &record, draft);
        let head = head(&record);
        let look = look(&console, &record);
        let appeals = (!record.appeals.is_empty()).then(|| appeals(&record.appeals, now));
        let devices = devices(services, &record.devices, now);
        let seats = seats(&record.seats);
        let activity = activity(services, record.events, now);
        Ok(view! {
            <ConsoleFrame role=console.role tab="/console/people" title=title done=done(&request)>
                <Breadcrumb crumbs=crumbs />
                {head}
                {decide}
                {look}
                {appeals}
                <div class="columns">{devices}{seats}</div>
                <Card title="Security activity">{activity}</Card>
            </ConsoleFrame>
        })
    })
}

fn id_param() -> Result<PersonId> {
    use_params_map()
        .get_untracked()
        .get_str("person")
        .and_then(|id| id.parse().ok())
        .ok_or(AppError::NotFound)
}

fn done(request: &Request) -> Option<&'static str> {
    let done = request.query("done")?;
    if SessionAct::from_name(&done).is_some() {
        return Some("Done. That device has to sign in again, and they are told.");
    }
    let act = Act::from_name(&done)?;
    Some(match act {
        Act::SignOut => "Done. Every device has to sign in again, and they are told.",
        Act::ResetFactors => "Done. The password alone lets them in, and they are told.",
        Act::Suspend => "Done. They read, change nothing, and are told why.",
        Act::Ban => "Done. They are out everywhere, and are told why.",
        Act::Reinstate => "Done. Everything works for them again, and they are told.",
        Act::DenyAppeal => "Done. The suspension stays, and they are told why.",
    })
}

fn head(record: &Record) -> impl IntoView + use<> {
    let person = record.person.clone();
    let staff = record
        .staff
        .map(|role| view! { <Badge tone=Tone::Warn>{format!("Staff: {}", role.label())}</Badge> });
    let id = person.id.to_string();
    view! {
        <div class="person">
            <Avatar name=person.name />
            <div>
                <p><Badge tone=tone(person.status)>{standing(person.status)}</Badge>" "{staff}</p>
                <p>{person.email}</p>
                <p class="muted">{factors(record.factors)}</p>
                <p class="muted">"joined "<Moment at=person.created_at wording=Wording::Date />" · id "<code>{id}</code></p>
            </div>
        </div>
    }
}

/// What they show besides the password, in words.
fn factors(factors: Factors) -> String {
    let two_steps = match factors.two_steps {
        Some(_) => "Signs in with two steps",
        None => "No two-step sign-in",
    };
    match factors.passkeys {
        0 => format!("{two_steps} · no passkeys"),
        1 => format!("{two_steps} · a passkey"),
        many => format!("{two_steps} · {many} passkeys"),
    }
}

fn look(console: &Console, record: &Record) -> Option<impl IntoView + use<>> {
    let other = record.person.id != console.person && record.staff.is_none();
    let may =
        other && console.role.may(Permission::LookAs) && record.person.status == Status::Active;
    let href = format!("/console/people/{}/visit", record.person.id);
    may.then(|| view! { <p><a class="link" href=href>"Look at Kinwork as they see it, if they let you"</a></p> })
}

fn decide(console: &Console, record: &Record, draft: Draft<ActForm>) -> impl IntoView + use<> {
    let own = record.person.id == console.person;
    let over_staff = record.staff.is_some() && !console.role.may(Permission::ManageStaff);
    let possible: Vec<Act> = Act::ALL
        .into_iter()
        .filter(|act| !own && !over_staff && console.role.may(act.permission()) && act.fits(record))
        .collect();
    let identified: Vec<_> = Identified::ALL
        .into_iter()
        .filter(|_| possible.contains(&Act::ResetFactors))
        .map(|way| {
            let (name, label, hint, _) = way.words();
            Choice::new(name, label).hint(hint)
        })
        .collect();
    let acts: Vec<Choosable> = possible
        .into_iter()
        .map(|act| {
            let (name, label, hint) = act.words();
            Choosable { name, label, hint }
        })
        .collect();
    let nothing = match (own, over_staff) {
        (true, _) => "This is you. Nobody decides over themselves.",
        (_, true) => "They are staff: a platform owner decides over them.",
        _ => "There is nothing your role could do as things stand.",
    };
    let body = if acts.is_empty() {
        view! { <p class="muted">{nothing}</p> }.into_any()
    } else {
        let subject = record.person.id.to_string();
        view! { <ActPanel action=ActOnPerson::PATH subject=subject acts=acts draft=draft reason_hint="They read it, by mail and in their security activity." identified=identified /> }
            .into_any()
    };
    view! { <Card title="Decide" id="decide">{body}</Card> }
}

fn appeals(appeals: &[Appeal], now: OffsetDateTime) -> impl IntoView + use<> {
    let rows: Vec<_> = appeals
        .iter()
        .map(|appeal| {
            let (tone, state) = match appeal.granted {
                None => (Tone::Warn, "Waiting"),
                Some(true) => (Tone::Good, "Granted"),
                Some(false) => (Tone::Neutral, "Turned down"),
            };
            let answer = (!appeal.answer.is_empty())
                .then(|| view! { <p class="muted">"Answer: "{appeal.answer.clone()}</p> });
            view! {
                <li class="list-row">
                    <div class="list-text">
                        <Badge tone=tone>{state}</Badge>" "<Moment at=appeal.created_at wording=Wording::Since(now) />
                        <div class="own-words">{appeal.reason.clone()}</div>
                        {answer}
                    </div>
                </li>
            }
        })
        .collect();
    view! { <Card title="Appeals"><ul class="list">{rows}</ul></Card> }
}

fn devices(services: &Services, devices: &[Device], now: OffsetDateTime) -> impl IntoView + use<> {
    let rows: Vec<_> = devices
        .iter()
        .map(|device| {
            let browser = agent::describe(&device.user_agent);
            let name = device.name.clone().unwrap_or(browser);
            let from = place::describe(services, &device.address);
            let href = format!("/console/sessions/{}", device.id);
            view! {
                <li class="list-row">
                    <div class="list-text">
                        <a class="link" href=href>{name}</a>
                        <p class="muted">{from}" · "{device.address.clone()}</p>
                        <p class="muted">"last seen "<Moment at=device.last_seen_at wording=Wording::Since(now) />" · signed in "<Moment at=device.created_at wording=Wording::Since(now) /></p>
                    </div>
                </li>
            }
        })
        .collect();
    let body = if rows.is_empty() {
        view! { <p class="muted">"Not signed in anywhere."</p> }.into_any()
    } else {
        view! { <ul class="list">{rows}</ul> }.into_any()
    };
    view! { <Card title="Devices">{body}</Card> }
}

fn seats(seats: &[SeatLine]) -> impl IntoView + use<> {
    let rows: Vec<_> = seats
        .iter()
        .map(|seat| {
            let closed = seat
                .closed
                .then(|| view! { <Badge tone=Tone::Warn>"Closed"</Badge> });
            let href = format!("/console/organisations/{}", seat.organisation);
            view! {
                <li class="list-row">
                    <div class="list-text">
                        <a class="link" href=href>{seat.name.clone()}</a>{closed}
                        <p class="muted">{seat.role.to_lowercase()}" since "<Moment at=seat.since wording=Wording::Date /></p>
                    </div>
                </li>
            }
        })
        .collect();
    let body = if rows.is_empty() {
        view! { <p class="muted">"Belongs to none."</p> }.into_any()
    } else {
        view! { <ul class="list">{rows}</ul> }.into_any()
    };
    view! { <Card title="Organisations">{body}</Card> }
}

fn activity(
    services: &Services,
    lines: Vec<TrailLine>,
    now: OffsetDateTime,
) -> impl IntoView + use<> {
    let events = lines
        .into_iter()
        .map(|line| {
            let from = if line.address.is_empty() {
                Text::default()
            } else {
                let (browser, from) = (
                    agent::describe(&line.user_agent),
                    place::describe(services, &line.address),
                );
                format!("{browser} · {from} · {}", line.address).into()
            };
            let ends = line.what.ends() != Ends::Nothing;
            Event {
                icon: if ends { Icon::LogOut } else { Icon::Shield },
                tone: if ends { Tone::Info } else { Tone::Neutral },
                title: line.what.label().to_owned(),
                by: from,
                at: line.at,
                text: line.detail.into(),
            }
        })
        .collect();
    view! { <Timeline events=events now=now /> }
}
