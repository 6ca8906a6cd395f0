//! `/security/email`

use super::notice::unverified_notice;
use crate::api::caller;
use crate::credentials::api::{CancelEmailChange, ChangeEmail};
use crate::credentials::model::{EmailChange, EmailForm};
use crate::credentials::service::pending_change;
use crate::page::page;
use crate::sessions::service::require_recent_proof;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos_meta::Title;
use platform::draft::Draft;
use ui::{Button, Card, ErrorSummary, Flash, FormGuard, Input, Kind, PageHead, TextField, Tone};

/// The address one signs in with, and how to change it.
#[component]
pub fn EmailPage() -> impl IntoView {
    let called = caller();
    page(async move {
        let (request, actor) = called?;
        // Asked before anything is filled in, not after.
        require_recent_proof(&request.services, &actor)?;
        let unverified = unverified_notice(&request.services, &actor).await?;
        let pending = pending_change(&request.services, &actor).await?;
        // Also what was refused of the buttons here, which have no form.
        let refused = request.draft::<serde_json::Value>().await?;
        let errors = refused.unwrap_or_default().errors;
        let Draft { form, .. } = request.draft::<EmailForm>().await?.unwrap_or_default();
        let sent = request.query("sent").is_some() && errors.is_empty();
        Ok(view! {
            <Title text="E-mail address" />
            <div class="page narrow">
                <PageHead title="E-mail address" lead=format!("You sign in with {}, and we write to it.", actor.email) />
                {sent.then(|| view! { <Flash tone=Tone::Good>"We have sent you the link. It works for an hour."</Flash> })}
                {unverified}
                {pending.map(waiting)}
                <form class="form" method="post" action=ChangeEmail::PATH>
                    <FormGuard />
                    <ErrorSummary errors=errors.clone() />
                    <TextField label="New e-mail" name="form[email]" value=form.email input=Input::Email autocomplete="email"
                        hint="We write to both addresses. It changes when both have confirmed."
                        error=errors.get("email") />
                    <Button kind=Kind::Primary>"Change address"</Button>
                </form>
            </div>
        })
    })
}

/// What has been confirmed of a change, and what has not.
fn waiting(change: EmailChange) -> impl IntoView {
    let state = |confirmed| if confirmed { "confirmed" } else { "not yet" };
    let (old, new) = (state(change.old_confirmed), state(change.new_confirmed));
    view! {
        <Card title="Waiting to be confirmed">
            <p>"Your address becomes "<b>{change.new_email}</b>" when the links in both mails were opened, within an hour."</p>
            <ul>
                <li>"Your address so far: "{old}</li>
                <li>"The new address: "{new}</li>
            </ul>
            <form method="post" action=CancelEmailChange::PATH><Button>"Keep the address as it is"</Button></form>
        </Card>
    }
}
