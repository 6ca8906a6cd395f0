//! `/sign-in`

use crate::api::SignIn;
use crate::model::SignInForm;
use crate::page::page;
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
        let form = draft.as_ref().map_or_else(
            || SignInForm {
                email: request.query("email").unwrap_or_default(),
                next: request.query("next").unwrap_or_default(),
                ..SignInForm::default()
            },
            |draft| draft.form.clone(),
        );
        let welcome = request.query("welcome").is_some() && draft.is_none();
        let left = request.query("left").is_some() && draft.is_none();
        let Draft { errors, .. } = draft.unwrap_or_default();
        let sign_up = web::with_query("/sign-up", "next", &form.next);
        Ok(view! {
            <Title text="Sign in" />
            <div class="page narrow">
                <h1>"Sign in"</h1>
                {welcome.then(|| view! {
                    <Flash tone=Tone::Good>
                        "Almost there: sign in with the address and password you chose. If you already had an account under that address, its password is unchanged."
                    </Flash>
                })}
                {left.then(|| view! {
                    <Flash tone=Tone::Good>"Your account is deactivated. Sign in whenever you want to come back."</Flash>
                })}
                <form class="form" method="post" action=SignIn::PATH>
                    <FormGuard />
                    <ErrorSummary errors=errors.clone() />
                    <input type="hidden" name="form[next]" value=form.next />
                    <TextField label="E-mail" name="form[email]" value=form.email input=Input::Email autocomplete="username"
                        error=errors.get("email") autofocus=errors.is_empty() />
                    <TextField label="Password" name="form[password]" input=Input::Password autocomplete="current-password"
                        error=errors.get("password") />
                    {errors.get("come_back").map(|message| view! {
                        <Checkbox label="Make my account active again" name="form[come_back]" error=message />
                    })}
                    <Button kind=Kind::Primary wide=true>"Sign in"</Button>
                </form>
                <p>"New here? "<a href=sign_up>"Create an account"</a></p>
            </div>
        })
    })
}
