//! What several pages say.

use crate::credentials::api::SendVerification;
use crate::credentials::service;
use crate::model::{Actor, PASSWORD_MAX, PASSWORD_MIN};
use kernel::{AppError, FieldErrors, Result};
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos_meta::Title;
use platform::Services;
use platform::mail::has_mailbox;
use platform::web::{explain, set_status};
use ui::{Button, ErrorState, Flash, Input, LinkButton, PageHead, TextField, Tone};

/// After something was sent: the same whether there is an account or not.
pub fn check_your_mail(
    services: &Services,
    text: &'static str,
    again: &'static str,
) -> impl IntoView + use<> {
    let mailbox = has_mailbox(services).then(|| {
        view! { <p>"This server keeps its mail to itself: "<a class="link" href="/dev/mail">"Mailbox"</a></p> }
    });
    view! {
        <Title text="Check your mail" />
        <div class="page narrow stack">
            <PageHead title="Check your mail" lead=text />
            {mailbox}
            <p class="muted">"Nothing there? Look among the spam, then "<a class="link" href=again>"try again"</a>"."</p>
        </div>
    }
}

/// The field of a new password.
pub fn new_password(label: &'static str, errors: &FieldErrors) -> impl IntoView + use<> {
    view! {
        <TextField label=label name="form[password]" input=Input::Password autocomplete="new-password"
            minlength=u32::try_from(PASSWORD_MIN).ok() maxlength=u32::try_from(PASSWORD_MAX).ok()
            hint="At least 8 characters. Three or four unrelated words are easy to remember and hard to guess."
            error=errors.get("password") />
    }
}

/// Instead of what a link leads to, if it leads nowhere.
pub fn dead_link(error: &AppError) -> impl IntoView + use<> {
    set_status(410);
    view! {
        <Title text="Link" />
        <ErrorState title="This link cannot be used" text=explain(error)>
            <LinkButton href="/sign-in">"Sign in"</LinkButton>
            <LinkButton href="/forgot-password">"Reset password"</LinkButton>
            <LinkButton href="/sign-up">"Create account"</LinkButton>
        </ErrorState>
    }
}

/// Stands over a page while nobody has shown that mail to this address arrives.
///
/// # Errors
/// `Internal`.
pub async fn unverified_notice(
    services: &Services,
    actor: &Actor,
) -> Result<Option<impl IntoView + use<>>> {
    let verified = service::facts(services, actor).await?.verified;
    let email = actor.email.clone();
    Ok((!verified).then(|| {
        view! {
            <Flash tone=Tone::Warn>
                <p>"Nobody has confirmed yet that mail to "<b>{email}</b>" reaches you. Until then you cannot invite people."</p>
                <form method="post" action=SendVerification::PATH><Button>"Send the link again"</Button></form>
            </Flash>
        }
    }))
}
