//! `/security/devices`

use crate::api::caller;
use crate::page::page;
use crate::sessions::api::{EndDevice, EndOtherDevices, SignOut};
use crate::sessions::model::{Device, EndForm};
use crate::sessions::{agent, place, service};
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos_meta::Title;
use platform::Services;
use time::OffsetDateTime;
use ui::{Badge, Button, Card, ErrorSummary, Flash, Icon, Kind, Moment, PageHead, Tone, Wording};
use uuid::Uuid;

/// Where one is signed in, with a way to sign each device out.
#[component]
pub fn DevicesPage() -> impl IntoView {
    let called = caller();
    page(async move {
        let (request, actor) = called?;
        let devices = service::devices(&request.services, &actor).await?;
        let errors = request.draft::<EndForm>().await?.unwrap_or_default().errors;
        let ended = request.query("ended").map(|which| match which.as_str() {
            "all" => "Done. Every other device has to sign in again.",
            _ => "Done. Whoever used that device has to sign in again.",
        });
        let others = devices.len() > 1;
        let this = actor.way_in.id();
        let now = request.services.clock.now();
        let rows = devices
            .into_iter()
            .map(|device| row(&request.services, device, this, now))
            .collect_view();
        Ok(view! {
            <Title text="Devices" />
            <div class="page">
                <PageHead title="Devices" lead="Where you are signed in. Sign out what you do not recognise; it stops working at its next request." />
                {ended.map(|text| view! { <Flash tone=Tone::Good>{text}</Flash> })}
                <ErrorSummary errors=errors />
                <Card>
                    <ul class="list">{rows}</ul>
                </Card>
                <div class="actions">
                    {others.then(|| view! {
                        <form method="post" action=EndOtherDevices::PATH><Button>"Sign out all other devices"</Button></form>
                    })}
                    <form method="post" action=SignOut::PATH data-sign-out=""><Button kind=Kind::Danger>"Sign out here"</Button></form>
                </div>
            </div>
        })
    })
}

fn row(
    services: &Services,
    device: Device,
    this: Uuid,
    now: OffsetDateTime,
) -> impl IntoView + use<> {
    let current = device.id == this;
    let agent = agent::describe(&device.user_agent);
    let (icon, name, detail) = match device.name {
        Some(name) => (Icon::Smartphone, name, Some(agent)),
        None => (Icon::Monitor, agent, None),
    };
    let label = format!("Sign out {name}");
    let place = place::describe(services, &device.address);
    view! {
        <li class="list-row">
            {icon.view()}
            <div class="list-text">
                <b>{name}</b>
                {current.then(|| view! { <Badge tone=Tone::Good>"This device"</Badge> })}
                <p class="muted">
                    {detail.map(|detail| view! { {detail}" · " })}
                    {place}" · "{device.address}
                </p>
                <p class="muted">
                    "last seen "<Moment at=device.last_seen_at wording=Wording::Since(now) />
                    " · first seen "<Moment at=device.created_at wording=Wording::Since(now) />
                </p>
            </div>
            {(!current).then(|| view! {
                <form method="post" action=EndDevice::PATH>
                    <input type="hidden" name="form[id]" value=device.id.to_string() />
                    <Button label=label>"Sign out"</Button>
                </form>
            })}
        </li>
    }
}
