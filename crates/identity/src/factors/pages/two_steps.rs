//! `/security/second-step`

use crate::api::caller;
use crate::factors::api::{NEW_CODES, RenewBackupCodes, StartSecondStep, TurnOffSecondStep};
use crate::factors::model::{CodeForm, TwoSteps};
use crate::factors::service;
use crate::page::page;
use crate::shown_once;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos_meta::Title;
use ui::{Badge, Button, Card, ErrorSummary, Flash, Kind, Moment, PageHead, Tone, Wording, format};

/// Whether signing in takes two steps, and what changes that.
#[component]
pub fn TwoStepsPage() -> impl IntoView {
    let called = caller();
    page(async move {
        let (request, actor) = called?;
        let state = service::two_steps(&request.services, &actor).await?;
        let draft = request.draft::<CodeForm>().await?;
        let errors = draft.map(|draft| draft.errors).unwrap_or_default();
        let codes = shown_once::take(&request, NEW_CODES);
        let needed = request.query("needed").is_some() && state.is_none();
        let off = request.query("off").is_some() && state.is_none();
        let badge = match state {
            Some(_) => view! { <Badge tone=Tone::Good>"On"</Badge> }.into_any(),
            None => view! { <Badge>"Off"</Badge> }.into_any(),
        };
        Ok(view! {
            <Title text="Two-step sign-in" />
            <div class="page">
                <PageHead title="Two-step sign-in" badge=badge
                    lead="After the password, a code of your phone: whoever learns the password alone does not get in." />
                <ErrorSummary errors=errors />
                {needed.then(|| view! { <Flash tone=Tone::Warn>"Our staff sign in with two steps. Turn it on here, and the console opens."</Flash> })}
                {off.then(|| view! { <Flash tone=Tone::Good>"Two-step sign-in is off. Your backup codes no longer work."</Flash> })}
                {codes.map(|codes| shown(&codes))}
                {match state {
                    Some(state) => on(state).into_any(),
                    None => offer().into_any(),
                }}
            </div>
        })
    })
}

fn shown(codes: &str) -> impl IntoView + use<> {
    let codes: Vec<_> = codes
        .split('.')
        .map(|code| view! { <li><code>{code.to_owned()}</code></li> })
        .collect();
    view! {
        <Flash tone=Tone::Good>
            <p>"Two-step sign-in is on. Write these backup codes down now, or print this page: they are not kept and cannot be shown again. Each lets you in once without the phone."</p>
            <ul class="backup-codes" tabindex="0" aria-label="New backup codes">{codes}</ul>
        </Flash>
    }
}

fn offer() -> impl IntoView {
    view! {
        <Card title="Turn it on">
            <p>"It takes a minute and an authenticator app. You get ten backup codes for the day you are without your phone."</p>
            <form method="post" action=StartSecondStep::PATH><Button kind=Kind::Primary>"Set up"</Button></form>
        </Card>
    }
}

fn on(state: TwoSteps) -> impl IntoView {
    let left = u64::try_from(state.codes_left).unwrap_or(0);
    let left = format::count(left, "backup code is left", "backup codes are left");
    view! {
        <Card title="Backup codes">
            <p>{left}". New ones take the place of all the old."</p>
            <form method="post" action=RenewBackupCodes::PATH><Button>"Make new codes"</Button></form>
        </Card>
        <Card title="Authenticator app">
            <p>"In use since "<Moment at=state.since wording=Wording::Date />". To move to another phone, turn it off and set it up again."</p>
            <p>"Every change here signs your other devices out and ends your API keys."</p>
            <form method="post" action=TurnOffSecondStep::PATH><Button kind=Kind::Danger>"Turn off"</Button></form>
        </Card>
    }
}
