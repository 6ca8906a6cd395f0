//! `/security/second-step/set-up`

use super::code::CodeField;
use crate::api::caller;
use crate::factors::api::TurnOnSecondStep;
use crate::factors::model::CodeForm;
use crate::factors::service;
use crate::factors::totp::Shown;
use crate::page::page;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos_meta::Title;
use platform::web;
use ui::{Button, Card, ErrorSummary, Kind, LinkButton, PageHead};

/// Shows the secret to scan or to type, and asks for the first code.
#[component]
pub fn SetUpPage() -> impl IntoView {
    let called = caller();
    page(async move {
        let (request, actor) = called?;
        let draft = request.draft::<CodeForm>().await?;
        let errors = draft.map(|draft| draft.errors).unwrap_or_default();
        let shown = service::to_confirm(&request.services, &actor).await?;
        if shown.is_none() {
            web::redirect("/security/second-step");
        }
        let autofocus = errors.is_empty();
        Ok(view! {
            <Title text="Set up two-step sign-in" />
            <div class="page">
                <PageHead title="Set up two-step sign-in"
                    lead="You need an authenticator app on your phone, such as Aegis, Google Authenticator or the one in your password manager." />
                <ErrorSummary errors=errors.clone() />
                <Card title="1. Show the app this">{shown.map(secret)}</Card>
                <Card title="2. Type the code it shows">
                    <form class="form" method="post" action=TurnOnSecondStep::PATH>
                        <CodeField error=errors.get("code").map(str::to_owned) autofocus=autofocus />
                        <div class="actions">
                            <Button kind=Kind::Primary>"Turn on"</Button>
                            <LinkButton href="/security/second-step">"Not now"</LinkButton>
                        </div>
                    </form>
                </Card>
            </div>
        })
    })
}

fn secret(shown: Shown) -> impl IntoView {
    // Readers want four modules of quiet around it.
    let side = shown.side + 8;
    let view_box = format!("-4 -4 {side} {side}");
    view! {
        <div class="qr-beside">
            <svg class="qr" viewBox=view_box role="img" aria-label="QR code with the secret for your app">
                <path d=shown.drawing />
            </svg>
            <div class="stack">
                <p>"Scan it with the app. On this very phone, or without a camera, type this secret into the app instead; the code changes with time."</p>
                <p><code class="secret" tabindex="0" aria-label="The secret to type">{shown.typed}</code></p>
                <p class="muted">"Show it to nobody: whoever has it makes your codes."</p>
            </div>
        </div>
    }
}
