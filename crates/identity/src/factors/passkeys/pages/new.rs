//! `/security/passkeys/new`

use super::form::PasskeyForm as AskPasskey;
use crate::api::caller;
use crate::factors::passkeys::api::AddPasskey;
use crate::factors::passkeys::model::{PasskeyForm, Purpose};
use crate::factors::passkeys::service;
use crate::page::page;
use crate::sessions::agent;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos_meta::Title;
use platform::draft::Draft;
use ui::{ErrorSummary, Kind, PageHead, TextField};

/// Names a passkey and has the browser make it.
#[component]
pub fn NewPasskeyPage() -> impl IntoView {
    let called = caller();
    page(async move {
        let (request, actor) = called?;
        service::may_add(&request.services, &actor).await?;
        let draft = request.draft::<PasskeyForm>().await?;
        let suggested = agent::describe(&request.user_agent);
        let name = draft
            .as_ref()
            .map_or(suggested, |draft| draft.form.name.clone());
        let Draft { errors, .. } = draft.unwrap_or_default();
        let error = errors.get("name").map(str::to_owned);
        Ok(view! {
            <Title text="Add a passkey" />
            <div class="page narrow">
                <PageHead title="Add a passkey" lead="Your browser asks where to keep it: on this device, on your phone, or on a security key." />
                <ErrorSummary errors=errors />
                <noscript><p class="note">"Passkeys need JavaScript, which is off in this browser. Everything else here works without."</p></noscript>
                <p class="note" data-passkey-unable="" hidden=true>"This browser makes no passkeys. A newer one does, and so does your phone."</p>
                <AskPasskey action=AddPasskey::PATH purpose=Purpose::Register verb="Add passkey" kind=Kind::Primary>
                    <TextField label="Name" name="form[name]" value=name maxlength=Some(80)
                        hint="To tell it from others: where it is kept." error=error />
                </AskPasskey>
                <p class="muted">"Adding one signs your other devices out and ends your API keys."</p>
            </div>
        })
    })
}
