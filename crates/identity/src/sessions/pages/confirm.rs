//! `/confirm-it-is-you`

use crate::api::caller;
use crate::page::page;
use crate::sessions::api::ConfirmItIsYou;
use crate::sessions::model::ConfirmForm;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos_meta::Title;
use platform::draft::Draft;
use ui::{Button, ErrorSummary, FormGuard, Input, Kind, PageHead, TextField};

/// Asks for the password again before something sensitive; where to go afterwards travels in `next`.
#[component]
pub fn ConfirmPage() -> impl IntoView {
    let called = caller();
    page(async move {
        let (request, actor) = called?;
        let draft = request.draft::<ConfirmForm>().await?;
        let next = request.query("next").unwrap_or_default();
        let Draft { errors, .. } = draft.unwrap_or_default();
        Ok(view! {
            <Title text="Confirm that it is you" />
            <div class="page narrow">
                <PageHead title="Confirm that it is you"
                    lead="What comes next is sensitive. If somebody else were at this screen, they would not know your password." />
                <form class="form" method="post" action=ConfirmItIsYou::PATH>
                    <ErrorSummary errors=errors.clone() />
                    <input type="hidden" name="form[next]" value=next />
                    // Tells a password manager whose password it is.
                    <input type="hidden" name="username" autocomplete="username" value=actor.email />
                    <TextField label="Password" name="form[password]" input=Input::Password autocomplete="current-password"
                        error=errors.get("password") autofocus=true />
                    <Button kind=Kind::Primary wide=true>"Continue"</Button>
                    <FormGuard />
                </form>
            </div>
        })
    })
}
