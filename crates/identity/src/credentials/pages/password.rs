//! `/security/password`

use super::notice::new_password;
use crate::api::caller;
use crate::credentials::api::{ChangePassword, ForgotPassword};
use crate::credentials::model::PasswordForm;
use crate::credentials::service::facts;
use crate::page::page;
use kernel::FieldErrors;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos_meta::Title;
use platform::draft::Draft;
use ui::{Button, ErrorSummary, Flash, FormGuard, Input, Kind, PageHead, TextField, Tone};

/// Changes the password, or offers to set a first one.
#[component]
pub fn PasswordPage() -> impl IntoView {
    let called = caller();
    page(async move {
        let (request, actor) = called?;
        let has_password = facts(&request.services, &actor).await?.has_password;
        let Draft { errors, .. } = request.draft::<PasswordForm>().await?.unwrap_or_default();
        let done = request.query("done").is_some() && errors.is_empty();
        let form = if has_password {
            change(actor.email, &errors).into_any()
        } else {
            first(actor.email).into_any()
        };
        Ok(view! {
            <Title text="Password" />
            <div class="page narrow">
                <PageHead title="Password" lead="Every other device is signed out when it changes, and your API keys stop." />
                {done.then(|| view! { <Flash tone=Tone::Good>"Your password is changed."</Flash> })}
                {form}
            </div>
        })
    })
}

fn change(email: String, errors: &FieldErrors) -> impl IntoView + use<> {
    view! {
        <form class="form" method="post" action=ChangePassword::PATH>
            <FormGuard />
            <ErrorSummary errors=errors.clone() />
            // Tells a password manager whose password it is.
            <input type="hidden" name="username" autocomplete="username" value=email />
            <TextField label="Current password" name="form[current]" input=Input::Password autocomplete="current-password"
                error=errors.get("current") />
            {new_password("New password", errors)}
            <Button kind=Kind::Primary>"Change password"</Button>
        </form>
        <p><a class="link" href="/forgot-password">"Forgot your password?"</a></p>
    }
}

/// Whoever came in by another way sets the first one by mail.
fn first(email: String) -> impl IntoView {
    view! {
        <p>"You have no password yet. We send you a link to set one."</p>
        <form class="form" method="post" action=ForgotPassword::PATH>
            <input type="hidden" name="form[email]" value=email />
            <Button kind=Kind::Primary>"Send link"</Button>
        </form>
    }
}
