//! `/confirm-it-is-you`

use crate::api::caller;
use crate::factors::api::ConfirmByCode;
use crate::factors::pages::code::CodeField;
use crate::factors::passkeys::api::ConfirmWithPasskey;
use crate::factors::passkeys::model::Purpose;
use crate::factors::passkeys::pages::form::PasskeyForm as AskPasskey;
use crate::factors::passkeys::service::has_any;
use crate::factors::service::two_steps;
use crate::page::page;
use crate::providers::pages::prove_buttons;
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
        let by_code = two_steps(&request.services, &actor).await?.is_some();
        let by_passkey = has_any(&request.services, actor.person).await?;
        let passkey_next = next.clone();
        let (code_next, code_errors) = (next.clone(), errors.clone());
        let others = prove_buttons(&request.services, &actor, &next).await?;
        Ok(view! {
            <Title text="Confirm that it is you" />
            <div class="page narrow">
                <PageHead title="Confirm that it is you"
                    lead="What comes next is sensitive. If somebody else were at this screen, they would not know your password." />
                <form class="form" method="post" action=ConfirmItIsYou::PATH>
                    <FormGuard />
                    <ErrorSummary errors=errors.clone() />
                    <input type="hidden" name="form[next]" value=next />
                    // Tells a password manager whose password it is.
                    <input type="hidden" name="username" autocomplete="username" value=actor.email />
                    <TextField label="Password" name="form[password]" input=Input::Password autocomplete="current-password"
                        error=errors.get("password") autofocus=true />
                    <Button kind=Kind::Primary wide=true>"Continue"</Button>
                </form>
                {by_passkey.then(|| view! {
                    <AskPasskey action=ConfirmWithPasskey::PATH purpose=Purpose::Confirm verb="Use a passkey" next=passkey_next />
                })}
                {by_code.then(|| view! {
                    <form class="form" method="post" action=ConfirmByCode::PATH>
                        <h2>"Or with a code"</h2>
                        <input type="hidden" name="form[next]" value=code_next />
                        <CodeField error=code_errors.get("code").map(str::to_owned) />
                        <Button wide=true>"Continue with the code"</Button>
                    </form>
                })}
                {others}
            </div>
        })
    })
}
