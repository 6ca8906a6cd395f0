//! `/sign-in/second-step`

use super::code::CodeField;
use crate::factors::api::{SecondStep, pending, with_next};
use crate::factors::model::CodeForm;
use crate::factors::passkeys::api::SecondStepWithPasskey;
use crate::factors::passkeys::model::Purpose;
use crate::factors::passkeys::pages::form::PasskeyForm as AskPasskey;
use crate::factors::service;
use crate::page::page;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos_meta::Title;
use platform::draft::Draft;
use platform::web;
use ui::{Button, ErrorSummary, Kind, PageHead};

/// Asks whoever knew the password for a code; where to go afterwards travels in `next`.
#[component]
pub fn SecondStepPage() -> impl IntoView {
    let request = web::request();
    page(async move {
        let request = request?;
        let draft = request.draft::<CodeForm>().await?;
        let next = request.query("next").unwrap_or_default();
        let waiting = pending::token(&request).unwrap_or_default();
        let waiting = service::waiting(&request.services, waiting).await?;
        if waiting.is_none() {
            web::redirect(&with_next("/sign-in", &next));
        }
        let lead = format!(
            "{} signs in with two steps. The password was the first.",
            waiting
                .as_ref()
                .map(|one| one.email.as_str())
                .unwrap_or_default()
        );
        let Draft { errors, .. } = draft.unwrap_or_default();
        let backup = request.query("with").as_deref() == Some("backup");
        let other = if backup {
            with_next("/sign-in/second-step", &next)
        } else {
            with_next("/sign-in/second-step?with=backup", &next)
        };
        let offer = if backup {
            "Use your authenticator app"
        } else {
            "Use a backup code"
        };
        let passkey_next = next.clone();
        let has_passkey = waiting.is_some_and(|one| one.has_passkey);
        Ok(view! {
            <Title text="Second step" />
            <div class="page narrow">
                <PageHead title="Second step" lead=lead />
                <form class="form" method="post" action=SecondStep::PATH>
                    <ErrorSummary errors=errors.clone() />
                    <input type="hidden" name="form[next]" value=next />
                    <CodeField autofocus=errors.is_empty() error=errors.get("code").map(str::to_owned) backup=backup />
                    <Button kind=Kind::Primary wide=true>"Sign in"</Button>
                </form>
                {has_passkey.then(|| view! {
                    <AskPasskey action=SecondStepWithPasskey::PATH purpose=Purpose::SecondStep verb="Use a passkey" next=passkey_next />
                })}
                <p><a href=other>{offer}</a></p>
            </div>
        })
    })
}
