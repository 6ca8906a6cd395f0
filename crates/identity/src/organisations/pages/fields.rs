//! `/organisation/fields`

use super::frame::{OrganisationFrame, seat_of};
use crate::api::caller;
use crate::organisations::fields::api::MoveField;
use crate::organisations::fields::model::{Field, MOST, StepForm, Subject};
use crate::organisations::fields::service;
use crate::organisations::permissions::Permission;
use crate::page::page;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use platform::web::Request;
use ui::{Badge, Button, Card, ErrorSummary, Icon, LinkButton, Tone};

/// The organisation's own fields on jobs and on people.
#[component]
pub fn FieldsPage() -> impl IntoView {
    let called = caller();
    page(async move {
        let (request, actor) = called?;
        let seat = seat_of(&actor)?;
        actor.seat_seeing(Permission::ManageOrganisation)?;
        let errors = request
            .draft::<StepForm>()
            .await?
            .unwrap_or_default()
            .errors;
        let fields = service::all(&request.services, &actor).await?;
        let cards: Vec<_> = Subject::ALL
            .into_iter()
            .map(|subject| card(subject, &fields))
            .collect();
        Ok(view! {
            <OrganisationFrame seat=seat tab="fields" title="Own fields" done=done(&request)>
                <p class="lead">"What you note of every job, or of everybody who applies, beside what Kinwork asks. Only your organisation sees it."</p>
                <ErrorSummary errors=errors />
                {cards}
            </OrganisationFrame>
        })
    })
}

fn done(request: &Request) -> Option<&'static str> {
    match request.query("done").as_deref()? {
        "saved" => Some("Saved."),
        "moved" => Some("Done."),
        _ => None,
    }
}

fn card(subject: Subject, fields: &[Field]) -> impl IntoView + use<> {
    let of: Vec<&Field> = fields
        .iter()
        .filter(|field| field.subject == subject)
        .collect();
    let asked = of.iter().filter(|field| !field.archived).count();
    let add = (asked < MOST).then(|| {
        let href = format!("/organisation/fields/new?on={}", subject.name());
        view! { <LinkButton href=href icon=Some(Icon::Plus)>"Add field"</LinkButton> }
    });
    let rows: Vec<_> = of
        .into_iter()
        .enumerate()
        .map(|(at, field)| row(field, at, asked))
        .collect();
    let list = if rows.is_empty() {
        view! { <p class="muted">"No fields yet. A cost centre, a manager, a shirt size: whatever you would otherwise keep in a spreadsheet."</p> }
            .into_any()
    } else {
        view! { <ul class="list">{rows}</ul> }.into_any()
    };
    view! { <Card title=subject.label() action=add.into_any()>{list}</Card> }
}

fn row(field: &Field, at: usize, asked: usize) -> impl IntoView + use<> {
    let href = format!("/organisation/fields/{}", field.id);
    let (name, help) = (field.name.clone(), field.help.clone());
    let (kind, required, archived) = (field.kind.label(), field.required, field.archived);
    let buttons: Vec<_> = if field.archived {
        vec![step(field, "restore", "Ask again")]
    } else {
        let up = (at > 0).then(|| step(field, "up", "Up"));
        let down = (at + 1 < asked).then(|| step(field, "down", "Down"));
        up.into_iter()
            .chain(down)
            .chain([step(field, "archive", "Archive")])
            .collect()
    };
    view! {
        <li class="list-row">
            <div class="list-text">
                <a class="link" href=href><b>{name}</b></a>
                <Badge>{kind}</Badge>
                {required.then(|| view! { <Badge tone=Tone::Info>"Required"</Badge> })}
                {archived.then(|| view! { <Badge tone=Tone::Warn>"Archived"</Badge> })}
                {(!help.is_empty()).then(|| view! { <p class="muted">{help}</p> })}
            </div>
            <div class="actions">{buttons}</div>
        </li>
    }
}

fn step(field: &Field, step: &'static str, verb: &'static str) -> AnyView {
    let label = format!("{verb}: {}", field.name);
    view! {
        <form method="post" action=MoveField::PATH>
            <input type="hidden" name="form[id]" value=field.id.to_string() />
            <input type="hidden" name="form[step]" value=step />
            <Button label=label>{verb}</Button>
        </form>
    }
    .into_any()
}
