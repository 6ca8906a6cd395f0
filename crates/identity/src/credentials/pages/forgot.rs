//! `/forgot-password`

use super::notice::check_your_mail;
use crate::credentials::api::ForgotPassword;
use crate::credentials::model::ForgotForm;
use crate::page::page;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos_meta::Title;
use platform::draft::Draft;
use platform::web;
use ui::{Button, ErrorSummary, FormGuard, Input, Kind, PageHead, TextField};

/// Asks for a link to set a new password.
#[component]
pub fn ForgotPasswordPage() -> impl IntoView {
    let request = web::request();
    page(async move {
        let request = request?;
        if request.query("sent").is_some() {
            let text = "We have sent a mail to the address you wrote. If there is an account under it, the mail has a link to set a new password, which works for an hour.";
            return Ok(check_your_mail(&request.services, text, "/forgot-password").into_any());
        }
        let Draft { form, errors } = request.draft::<ForgotForm>().await?.unwrap_or_default();
        Ok(view! {
            <Title text="Reset password" />
            <div class="page narrow">
                <PageHead title="Reset password" lead="We send you a link to set a new one." />
                <form class="form" method="post" action=ForgotPassword::PATH>
                    <FormGuard />
                    <ErrorSummary errors=errors.clone() />
                    <TextField label="E-mail" name="form[email]" value=form.email input=Input::Email autocomplete="username"
                        error=errors.get("email") autofocus=errors.is_empty() />
                    <Button kind=Kind::Primary wide=true>"Send link"</Button>
                </form>
                <p><a href="/sign-in">"Sign in"</a></p>
            </div>
        }
        .into_any())
    })
}
