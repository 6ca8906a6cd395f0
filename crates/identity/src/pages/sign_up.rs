//! `/sign-up`

use crate::api::SignUp;
use crate::model::{PASSWORD_MIN, SignUpForm};
use crate::page::page;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos_meta::Title;
use platform::draft::Draft;
use platform::web;
use ui::{Button, ErrorSummary, FormGuard, Input, Kind, TextField};

/// Name, address, password.
#[component]
pub fn SignUpPage() -> impl IntoView {
    let request = web::request();
    page(async move {
        let request = request?;
        let Draft { form, errors } = request.draft::<SignUpForm>().await?.unwrap_or_default();
        let next = if form.next.is_empty() {
            request.query("next").unwrap_or_default()
        } else {
            form.next
        };
        let sign_in = web::with_query("/sign-in", "next", &next);
        Ok(view! {
            <Title text="Create an account" />
            <div class="page narrow">
                <h1>"Create an account"</h1>
                <p class="lead">"One account for finding work and for hiring. It costs nothing."</p>
                <form class="form" method="post" action=SignUp::PATH>
                    <FormGuard />
                    <ErrorSummary errors=errors.clone() />
                    <input type="hidden" name="form[next]" value=next />
                    <TextField label="Your name" name="form[name]" value=form.name autocomplete="name" maxlength=Some(100)
                        error=errors.get("name") autofocus=errors.is_empty() />
                    <TextField label="E-mail" name="form[email]" value=form.email input=Input::Email autocomplete="username"
                        error=errors.get("email") />
                    <TextField label="Password" name="form[password]" input=Input::Password autocomplete="new-password"
                        minlength=u32::try_from(PASSWORD_MIN).ok() maxlength=Some(128)
                        hint="At least 8 characters. Three or four unrelated words are easy to remember and hard to guess."
                        error=errors.get("password") />
                    <Button kind=Kind::Primary wide=true>"Create account"</Button>
                </form>
                <p>"Already have one? "<a href=sign_in>"Sign in"</a></p>
            </div>
        })
    })
}
