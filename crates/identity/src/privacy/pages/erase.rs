//! `/privacy/erase`, and where it ends

use crate::api::caller;
use crate::page::page;
use crate::privacy::api::Erase;
use crate::privacy::model::EraseForm;
use crate::sessions::service::require_recent_proof;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos_meta::Title;
use platform::draft::Draft;
use ui::{Button, Checkbox, ErrorSummary, FormGuard, Kind, PageHead, TextField};

/// Asks to be erased.
#[component]
pub fn ErasePage() -> impl IntoView {
    let called = caller();
    page(async move {
        let (request, actor) = called?;
        // Asked before anything is filled in, not after.
        require_recent_proof(&request.services, &actor)?;
        let Draft { form, errors } = request.draft::<EraseForm>().await?.unwrap_or_default();
        Ok(view! {
            <Title text="Erase my account" />
            <div class="page narrow">
                <PageHead title="Erase my account" lead="Everything that says who you are goes: profile, files, skills, scores, messages, sign-ins." />
                <p>"What others need stays without your name: applications to organisations, what you did for them, payments."</p>
                <p>"You have seven days to change your mind. After that nobody can bring it back, nor can we."</p>
                <form class="form" method="post" action=Erase::PATH>
                    <FormGuard />
                    <ErrorSummary errors=errors.clone() />
                    <TextField label="Your e-mail address" name="form[confirm]" value=form.confirm hint=format!("Type {} to confirm", actor.email)
                        error=errors.get("confirm") />
                    <Checkbox label="Erase me at once, without the seven days" name="form[at_once]" checked=form.at_once == "true" />
                    <Button kind=Kind::Danger>"Erase my account"</Button>
                </form>
            </div>
        })
    })
}

/// What somebody reads who has gone.
#[component]
pub fn ErasedPage() -> impl IntoView {
    view! {
        <Title text="Erased" />
        <div class="page narrow">
            <PageHead title="Your account is being erased" lead="In a minute nothing of it is left. Thank you for having been here." />
        </div>
    }
}
