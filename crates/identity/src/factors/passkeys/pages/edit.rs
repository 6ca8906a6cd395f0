//! `/security/passkeys/{id}`

use crate::api::caller;
use crate::factors::passkeys::api::{RemovePasskey, RenamePasskey};
use crate::factors::passkeys::model::EditForm;
use crate::factors::passkeys::service;
use crate::page::page;
use kernel::AppError;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use ui::{Button, Card, ErrorSummary, FormGuard, Kind, PageHead, TextField};

/// Renames or removes one passkey.
#[component]
pub fn EditPasskeyPage() -> impl IntoView {
    let called = caller();
    let id = use_params_map()
        .get_untracked()
        .get_str("id")
        .map(str::to_owned)
        .unwrap_or_default();
    page(async move {
        let (request, actor) = called?;
        let passkeys = service::list(&request.services, &actor).await?;
        let passkey = passkeys.into_iter().find(|one| one.id.to_string() == id);
        let passkey = passkey.ok_or(AppError::NotFound)?;
        let draft = request.draft::<EditForm>().await?;
        // A draft of removing holds no name.
        let typed = draft.as_ref().map(|draft| draft.form.name.clone());
        let name = typed
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| passkey.name.clone());
        let errors = draft.map(|draft| draft.errors).unwrap_or_default();
        let error = errors.get("name").map(str::to_owned);
        Ok(view! {
            <Title text=format!("Passkey {}", passkey.name) />
            <div class="page narrow">
                <PageHead title=passkey.name />
                <ErrorSummary errors=errors />
                <form class="form" method="post" action=RenamePasskey::PATH>
                    <FormGuard />
                    <input type="hidden" name="form[id]" value=id.clone() />
                    <TextField label="Name" name="form[name]" value=name maxlength=Some(80) error=error />
                    <Button kind=Kind::Primary>"Rename"</Button>
                </form>
                <Card title="Remove it">
                    <p>"It no longer lets anybody in, your other devices are signed out and your API keys end. Take it out of the device that keeps it too, or the device goes on offering it."</p>
                    <form method="post" action=RemovePasskey::PATH>
                        <input type="hidden" name="form[id]" value=id />
                        <Button kind=Kind::Danger>"Remove"</Button>
                    </form>
                </Card>
            </div>
        })
    })
}
