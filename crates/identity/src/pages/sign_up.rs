//! `/sign-up`

use crate::credentials::api::SignUp;
use crate::credentials::model::SignUpForm;
use crate::credentials::pages::check_your_mail;
use crate::page::page;
use crate::providers::model::StartForm;
use crate::providers::pages::sign_up_form;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos_meta::Title;
use platform::draft::Draft;
use platform::web;
use ui::{Button, ErrorSummary, FormGuard, Input, Kind, TextField};

/// Name and address; the password is chosen behind the link that is mailed.
#[component]
pub fn SignUpPage() -> impl IntoView {
    let request = web::request();
    page(async move {
        let request = request?;
        if request.query("sent").is_some() {
            let text = "We have sent you a mail. Open its link within an hour, choose a password, and you are in.";
            return Ok(check_your_mail(&request.services, text, "/sign-up").into_any());
        }
        // Of two forms on this page the refused one has its errors.
        let elsewhere = request.draft::<StartForm>().await?.unwrap_or_default();
        let Draft { form, errors } = request.draft::<SignUpForm>().await?.unwrap_or_default();
        let next = request.query("next").unwrap_or_default();
        let sign_in = web::with_query("/sign-in", "next", &next);
        Ok(view! {
            <Title text="Create an account" />
            <div class="page narrow">
                <h1>"Create an account"</h1>
                <p class="lead">"One account for finding work and for hiring. It costs nothing."</p>
                <form class="form" method="post" action=SignUp::PATH>
                    <FormGuard />
                    <ErrorSummary errors=errors.clone() />
                    <input type="hidden" name="form[next]" value=next.clone() />
                    <TextField label="Your name" name="form[name]" value=form.name autocomplete="name" maxlength=Some(100)
                        error=errors.get("name") autofocus=errors.is_empty() />
                    <TextField label="E-mail" name="form[email]" value=form.email input=Input::Email autocomplete="username"
                        hint="We send you a link to choose a password."
                        error=errors.get("email") />
                    <Button kind=Kind::Primary wide=true>"Create account"</Button>
                </form>
                {sign_up_form(&request.services, &next, &elsewhere)}
                <p>"Already have one? "<a href=sign_in>"Sign in"</a></p>
            </div>
        }
        .into_any())
    })
}
