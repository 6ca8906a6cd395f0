//! What somebody sees of hiring who works for no organisation right now.

use identity::organisations::logo::model::logo_path;
use identity::sessions::api::Switch;
use identity::{Actor, Seat};
use kernel::Result;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos_meta::Title;
use platform::Services;
use ui::{Avatar, Button, EmptyState, Icon, Kind, LinkButton, PageHead, Shape};

/// Which organisation to work for, or how to begin one.
pub async fn no_seat(services: &Services, actor: &Actor) -> Result<AnyView> {
    let seats = identity::organisations::service::seats(services, actor).await?;
    if seats.is_empty() {
        return Ok(view! {
            <Title text="Jobs" />
            <div class="page">
                <EmptyState icon=Icon::Building title="Jobs are posted by an organisation" text="Begin one; on your own, use your own name. It takes a minute.">
                    <LinkButton href="/organisations/new" kind=Kind::Primary>"New organisation"</LinkButton>
                </EmptyState>
            </div>
        }
        .into_any());
    }
    let rows: Vec<_> = seats.into_iter().map(row).collect();
    Ok(view! {
        <Title text="Jobs" />
        <div class="page stack">
            <PageHead title="For whom do you work now?" lead="You have been working for yourself. Choose the organisation whose jobs you want to see." />
            <ul class="stack close">{rows}</ul>
        </div>
    }
    .into_any())
}

fn row(seat: Seat) -> impl IntoView {
    view! {
        <li>
            <form class="card seat-choice" method="post" action=Switch::PATH>
                <input type="hidden" name="form[organisation]" value=seat.organisation.to_string() />
                <div class="person">
                    <Avatar name=seat.name.clone() picture=seat.logo.map(logo_path) shape=Shape::Organisation />
                    <div><b>{seat.name.clone()}</b><p>{seat.role.label()}</p></div>
                </div>
                <Button kind=Kind::Primary>"Work for "{seat.name}</Button>
            </form>
        </li>
    }
}
