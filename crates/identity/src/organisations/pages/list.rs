//! `/organisations`

use crate::api::caller;
use crate::organisations::api::{HireAsYourself, Restore};
use crate::organisations::logo::model::logo_path;
use crate::organisations::members::api::Leave;
use crate::organisations::model::{Deleted, Kind, Seat};
use crate::organisations::service;
use crate::page::page;
use crate::sessions::api::Switch;
use kernel::id::OrganisationId;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos_meta::Title;
use ui::{
    Act, Avatar, Badge, Button, Card, ConfirmDialog, EmptyState, ErrorSummary, Flash, Icon,
    LinkButton, Moment, PageHead, Shape, Tone, Wording,
};

/// Every organisation one belongs to, and those one may bring back.
#[component]
pub fn OrganisationsPage() -> impl IntoView {
    let called = caller();
    page(async move {
        let (request, actor) = called?;
        let errors = request.draft::<()>().await?.unwrap_or_default().errors;
        let seats = service::seats(&request.services, &actor).await?;
        let deleted = service::deleted(&request.services, &actor).await?;
        let done = match request.query("done").as_deref() {
            Some("left") => Some("You have left the organisation."),
            Some("deleted") => {
                Some("The organisation is deleted. It can be restored here for 30 days.")
            }
            _ => None,
        };
        let hires_alone = seats.iter().any(|seat| seat.kind == Kind::Personal);
        let current = actor.seat.as_ref().map(|seat| seat.organisation);
        let rows: Vec<_> = seats.into_iter().map(|seat| row(seat, current)).collect();
        let list = if rows.is_empty() {
            view! {
                <EmptyState icon=Icon::Building title="You belong to no organisation"
                    text="Found one, hire as yourself, or open the link of an invitation." />
            }
            .into_any()
        } else {
            view! { <Card><ul class="list">{rows}</ul></Card> }.into_any()
        };
        Ok(view! {
            <Title text="Organisations" />
            <div class="page stack">
                <PageHead title="Organisations" lead="For whom you may work here, and as what." actions=actions(hires_alone).into_any() />
                {done.map(|done| view! { <Flash tone=Tone::Good>{done}</Flash> })}
                <ErrorSummary errors=errors />
                {list}
                {restorable(deleted)}
            </div>
        })
    })
}

fn actions(hires_alone: bool) -> impl IntoView {
    let alone = (!hires_alone).then(|| {
        view! { <form method="post" action=HireAsYourself::PATH><Button icon=Some(Icon::User)>"Hire as yourself"</Button></form> }
    });
    view! {
        {alone}
        <LinkButton href="/organisations/new" icon=Some(Icon::Plus)>"New organisation"</LinkButton>
    }
}

fn row(seat: Seat, current: Option<OrganisationId>) -> AnyView {
    let id = seat.organisation.to_string();
    let here = current == Some(seat.organisation);
    let (dialog, whose) = (format!("leave-{id}"), id.clone());
    let title = format!("Leave {}?", seat.name);
    let leaves = (seat.kind == Kind::Full).then(|| {
        view! {
            <Button act=Act::Button popover=dialog.clone()>"Leave"</Button>
            <ConfirmDialog id=dialog title=title action=Leave::PATH verb="Leave"
                text="You no longer see its jobs, candidates and applications. To come back you need a new invitation.">
                <input type="hidden" name="form[organisation]" value=whose />
            </ConfirmDialog>
        }
    });
    let name = seat.name.clone();
    let way = if here {
        view! { <LinkButton href="/organisation">"Open"</LinkButton> }.into_any()
    } else {
        view! {
            <form method="post" action=Switch::PATH>
                <input type="hidden" name="form[organisation]" value=id />
                <Button>"Work for "{name}</Button>
            </form>
        }
        .into_any()
    };
    view! {
        <li class="list-row">
            <Avatar name=seat.name.clone() picture=seat.logo.map(logo_path) shape=Shape::Organisation />
            <div class="list-text">
                <b>{seat.name}</b>
                {here.then(|| view! { <Badge tone=Tone::Good>"You work here now"</Badge> })}
                {seat.suspended.then(|| view! { <Badge tone=Tone::Warn>"Suspended"</Badge> })}
                <p class="muted">{seat.role.label()}</p>
            </div>
            <div class="actions">{way}{leaves}</div>
        </li>
    }
    .into_any()
}

fn restorable(deleted: Vec<Deleted>) -> Option<AnyView> {
    if deleted.is_empty() {
        return None;
    }
    let rows: Vec<_> = deleted
        .into_iter()
        .map(|one| {
            let until = one.until();
            view! {
                <li class="list-row">
                    <div class="list-text">
                        <b>{one.name.clone()}</b>
                        <p class="muted">"Deleted; can be restored until "<Moment at=until wording=Wording::Date /></p>
                    </div>
                    <form method="post" action=Restore::PATH>
                        <input type="hidden" name="form[organisation]" value=one.id.to_string() />
                        <Button>"Restore "{one.name}</Button>
                    </form>
                </li>
            }
        })
        .collect();
    Some(view! { <Card title="Deleted"><ul class="list">{rows}</ul></Card> }.into_any())
}
