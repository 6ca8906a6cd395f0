//! `/security/deactivate`

use crate::accounts::api::Deactivate;
use crate::accounts::model::{DeactivateForm, Status};
use crate::api::caller;
use crate::page::page;
use crate::sessions::service::require_recent_proof;
use kernel::AppError;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos_meta::Title;
use platform::draft::Draft;
use ui::{Button, Checkbox, ErrorSummary, Kind, PageHead};

/// Leaves for a while.
#[component]
pub fn DeactivatePage() -> impl IntoView {
    let called = caller();
    page(async move {
        let (request, actor) = called?;
        if actor.status != Status::Active {
            return Err(AppError::ReadOnly);
        }
        // Asked before anything is filled in, not after.
        require_recent_proof(&request.services, &actor)?;
        let Draft { errors, .. } = request.draft::<DeactivateForm>().await?.unwrap_or_default();
        Ok(view! {
            <Title text="Deactivate account" />
            <div class="page narrow">
                <PageHead title="Deactivate account" lead="You are signed out everywhere and your API keys stop. Nothing is deleted: sign in again whenever you want to come back." />
                <form class="form" method="post" action=Deactivate::PATH>
                    <ErrorSummary errors=errors.clone() />
                    <Checkbox label="I want to deactivate my account" name="form[confirm]" required=true error=errors.get("confirm") />
                    <Button kind=Kind::Danger>"Deactivate account"</Button>
                </form>
            </div>
        })
    })
}
