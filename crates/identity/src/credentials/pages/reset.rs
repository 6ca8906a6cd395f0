//! `/reset-password?token=`

use super::notice::{dead_link, new_password};
use crate::credentials::api::ResetPassword;
use crate::credentials::model::ResetForm;
use crate::credentials::service::{Purpose, look};
use crate::page::page;
use kernel::AppError;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos_meta::Title;
use platform::draft::Draft;
use platform::web;
use ui::{Button, ErrorSummary, FormGuard, Kind, PageHead};

/// Sets a new password by a mailed link; looking uses nothing up.
#[component]
pub fn ResetPasswordPage() -> impl IntoView {
    let request = web::request();
    page(async move {
        let request = request?;
        let token = request.query("token").unwrap_or_default();
        let link = match look(&request.services, &token).await {
            Ok(link) if link.purpose == Purpose::Reset => link,
            Ok(_) => return Err(AppError::NotFound),
            Err(error @ AppError::Conflict(_)) => return Ok(dead_link(&error).into_any()),
            Err(error) => return Err(error),
        };
        let Draft { errors, .. } = request.draft::<ResetForm>().await?.unwrap_or_default();
        let lead = format!(
            "For the account of {}. Every device is signed out and your API keys stop.",
            link.email
        );
        Ok(view! {
            <Title text="Set a new password" />
            <div class="page narrow">
                <PageHead title="Set a new password" lead=lead />
                <form class="form" method="post" action=ResetPassword::PATH>
                    <FormGuard />
                    <ErrorSummary errors=errors.clone() />
                    <input type="hidden" name="form[token]" value=token />
                    // Tells a password manager whose password it is.
                    <input type="hidden" name="username" autocomplete="username" value=link.email />
                    {new_password("New password", &errors)}
                    <Button kind=Kind::Primary wide=true>"Set password"</Button>
                </form>
            </div>
        }
        .into_any())
    })
}
