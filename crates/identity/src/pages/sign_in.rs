//! `/sign-in`

use crate::api::SignIn;
use crate::factors::passkeys::api::SignInWithPasskey;
use crate::factors::passkeys::model::Purpose;
use crate::factors::passkeys::pages::form::PasskeyForm as AskPasskey;
use crate::factors::passkeys::service::are_possible;
use crate::model::SignInForm;
use crate::page::page;
use crate::providers::pages::sign_in_buttons;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos_meta::Title;
use platform::draft::Draft;
use platform::web;
use ui::{Button, Checkbox, ErrorSummary, Flash, FormGuard, Input, Kind, TextField, Tone};

/// Address and password; where to go afterwards travels in `next`.
#[component]
pub fn SignInPage() -> impl IntoView {
    let request = web::request();
    page(async move {
        let request = request?;
        let draft = request.draft::<SignInForm>().await?;
        let next = request.query("next").unwrap_or_default();
        let reset = request.query("reset").is_some() && draft.is_none();
        let left = request.query("left").is_some() && draft.is_none();
        let late = request.query("late").is_some() && draft.is_none();
        let Draft { form, errors } = draft.unwrap_or_default();
        let sign_up = web::with_query("/sign-up", "next", &next);
        let passkeys = are_possible(&request.services);
        let come_back = errors.get("come_back").map(str::to_owned);
        // A passkey comes without an address.
        let by_passkey = form.email.is_empty();
        let passkey_next = next.clone();
        Ok(view! {
            <Title text="Sign in" />
            <div class="page narrow">
                <h1>"Sign in"</h1>
                {reset.then(|| view! {
                    <Flash tone=Tone::Good>"Your new password is set, and every device is signed out. Sign in with it."</Flash>
                })}
                {left.then(|| view! {
                    <Flash tone=Tone::Good>"Your account is deactivated. Sign in whenever you want to come back."</Flash>
                })}
                {late.then(|| view! {
                    <Flash tone=Tone::Warn>"The second step took too long. Start again with your password."</Flash>
                })}
                <form class="form" method="post" action=SignIn::PATH>
                    <FormGuard />
                    <ErrorSummary errors=errors.clone() />
                    <input type="hidden" name="form[next]" value=next.clone() />
                    <TextField label="E-mail" name="form[email]" value=form.email input=Input::Email autocomplete="username"
                        error=errors.get("email") autofocus=errors.is_empty() />
                    <TextField label="Password" name="form[password]" input=Input::Password autocomplete="current-password"
                        error=errors.get("password") />
                    {come_back.clone().filter(|_| !by_passkey).map(|message| view! {
                        <Checkbox label="Make my account active again" name="form[come_back]" error=message />
                    })}
                    <Button kind=Kind::Primary wide=true>"Sign in"</Button>
                </form>
                {passkeys.then(|| view! {
                    <AskPasskey action=SignInWithPasskey::PATH purpose=Purpose::SignIn verb="Sign in with a passkey" next=passkey_next>
                        {come_back.filter(|_| by_passkey).map(|message| view! {
                            <Checkbox label="Make my account active again" name="form[come_back]" error=message />
                        })}
                    </AskPasskey>
                })}
                {sign_in_buttons(&request.services, &next)}
                <p><a href="/forgot-password">"Forgot your password?"</a></p>
                <p>"New here? "<a href=sign_up>"Create an account"</a></p>
            </div>
        })
    })
}
