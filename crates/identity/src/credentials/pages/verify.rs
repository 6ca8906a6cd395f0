//! `/verify-email?token=`

use super::consents::consents;
use super::notice::{dead_link, new_password};
use crate::credentials::api::{ConfirmAddress, FinishSignUp};
use crate::credentials::model::{ConfirmAddressForm, FinishForm};
use crate::credentials::service::{Link, Purpose, look};
use crate::page::page;
use kernel::{AppError, FieldErrors};
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos_meta::Title;
use platform::draft::Draft;
use platform::web;
use ui::{Button, ErrorSummary, FormGuard, Kind, LinkButton, PageHead};

/// What a mailed link asks to be confirmed; looking uses nothing up, so mail scanners may.
#[component]
pub fn VerifyEmailPage() -> impl IntoView {
    let request = web::request();
    page(async move {
        let request = request?;
        if let Some(done) = request.query("done") {
            return Ok(said(&done).into_any());
        }
        let token = request.query("token").unwrap_or_default();
        let link = match look(&request.services, &token).await {
            Ok(link) if link.purpose != Purpose::Reset => link,
            Ok(_) => return Err(AppError::NotFound),
            Err(error @ AppError::Conflict(_)) => return Ok(dead_link(&error).into_any()),
            Err(error) => return Err(error),
        };
        Ok(if link.purpose == Purpose::SignUp {
            let draft = request.draft::<FinishForm>().await?.unwrap_or_default();
            let next = request.query("next").unwrap_or_default();
            finish(link, token, next, &draft).into_any()
        } else {
            let errors = request.draft::<ConfirmAddressForm>().await?;
            confirm(&link, token, errors.unwrap_or_default().errors).into_any()
        })
    })
}

/// The last step of signing up.
fn finish(
    link: Link,
    token: String,
    next: String,
    draft: &Draft<FinishForm>,
) -> impl IntoView + use<> {
    let lead = format!("For the account of {}.", link.email);
    let Draft { form, errors } = draft;
    view! {
        <Title text="Choose a password" />
        <div class="page narrow">
            <PageHead title="Choose a password" lead=lead />
            <form class="form" method="post" action=FinishSignUp::PATH>
                <FormGuard />
                <ErrorSummary errors=errors.clone() />
                <input type="hidden" name="form[token]" value=token />
                <input type="hidden" name="form[next]" value=next />
                // Tells a password manager whose password it is.
                <input type="hidden" name="username" autocomplete="username" value=link.email />
                {new_password("Password", errors)}
                {consents(&form.terms, &form.matching, errors)}
                <Button kind=Kind::Primary wide=true>"Confirm and sign in"</Button>
            </form>
        </div>
    }
}

fn confirm(link: &Link, token: String, errors: FieldErrors) -> impl IntoView + use<> {
    let lead = match link.purpose {
        Purpose::ChangeOld => "Your account shall have another address. It changes when both addresses have confirmed.".to_owned(),
        Purpose::ChangeNew => format!("{} shall be the address of your account. It changes when both addresses have confirmed.", link.email),
        _ => format!("{} is the address of your account.", link.email),
    };
    view! {
        <Title text="Confirm address" />
        <div class="page narrow">
            <PageHead title="Confirm address" lead=lead />
            <form class="form" method="post" action=ConfirmAddress::PATH>
                <ErrorSummary errors=errors />
                <input type="hidden" name="form[token]" value=token />
                <Button kind=Kind::Primary wide=true>"Confirm"</Button>
            </form>
        </div>
    }
}

/// What a link was good for.
fn said(done: &str) -> impl IntoView + use<> {
    let (title, text) = match done {
        "one-side" => (
            "One side is confirmed",
            "We have sent a mail to the other address as well. The address changes when its link was opened too.",
        ),
        "changed" => (
            "Your address is changed",
            "Sign in with the new one from now on. Every other device was signed out.",
        ),
        _ => ("Your address is confirmed", "Thank you."),
    };
    view! {
        <Title text=title />
        <div class="page narrow stack">
            <PageHead title=title lead=text />
            <div class="actions"><LinkButton href="/home" kind=Kind::Primary>"Continue"</LinkButton></div>
        </div>
    }
}
