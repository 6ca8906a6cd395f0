//! Server functions about what one gets in with: thin. The forms that post here work without JavaScript.

use super::model::{
    ConfirmAddressForm, EmailForm, FinishForm, ForgotForm, PasswordForm, ResetForm, SignUpForm,
};
#[cfg(feature = "ssr")]
use crate::api::{caller, client};
use kernel::AppError;
use leptos::prelude::*;

/// Sends a mail to sign up by; the answer is the same whether the address was free or not.
#[server(endpoint = "identity/sign_up")]
pub async fn sign_up(form: SignUpForm) -> Result<(), AppError> {
    let request = platform::web::request()?;
    let done = super::service::sign_up(&request.services, client(&request), &form).await;
    platform::web::answer(&form, done, |()| "/sign-up?sent=1".to_owned()).await
}

/// Makes the account and opens a session.
#[server(endpoint = "identity/finish_sign_up")]
pub async fn finish_sign_up(form: FinishForm) -> Result<(), AppError> {
    let request = platform::web::request()?;
    let done = super::service::finish_sign_up(&request.services, client(&request), &form).await;
    platform::web::answer(&form, done, |token| {
        crate::sessions::api::cookie::set(&request, &token);
        if form.next.is_empty() {
            "/home".to_owned()
        } else {
            form.next.clone()
        }
    })
    .await
}

/// Sends a link to set a new password; the answer is the same whether there is an account or not.
#[server(endpoint = "identity/forgot_password")]
pub async fn forgot_password(form: ForgotForm) -> Result<(), AppError> {
    let request = platform::web::request()?;
    let done = super::service::forgot(&request.services, client(&request), &form).await;
    platform::web::answer(&form, done, |()| "/forgot-password?sent=1".to_owned()).await
}

/// Sets a new password by a link.
#[server(endpoint = "identity/reset_password")]
pub async fn reset_password(form: ResetForm) -> Result<(), AppError> {
    let request = platform::web::request()?;
    let done = super::service::reset(&request.services, client(&request), &form).await;
    platform::web::answer(&form, done, |()| "/sign-in?reset=1".to_owned()).await
}

/// Confirms an address by a link.
#[server(endpoint = "identity/confirm_address")]
pub async fn confirm_address(form: ConfirmAddressForm) -> Result<(), AppError> {
    let request = platform::web::request()?;
    let actor = use_context::<Option<crate::Actor>>().flatten();
    let client = client(&request);
    let done = super::service::confirm(&request.services, client, actor.as_ref(), &form).await;
    platform::web::answer(&form, done, |done| {
        format!("/verify-email?done={}", done.name())
    })
    .await
}

/// Sends the mail that confirms one's own address, once more.
#[server(endpoint = "identity/send_verification")]
pub async fn send_verification() -> Result<(), AppError> {
    let done = match caller() {
        Ok((request, actor)) => super::service::send_verification(&request.services, &actor).await,
        Err(error) => Err(error),
    };
    platform::web::answer(&(), done, |()| "/security/email?sent=1".to_owned()).await
}

/// Asks both addresses whether the account shall have the new one.
#[server(endpoint = "identity/change_email")]
pub async fn change_email(form: EmailForm) -> Result<(), AppError> {
    let done = match caller() {
        Ok((request, actor)) => {
            super::service::change_email(&request.services, &actor, &form).await
        }
        Err(error) => Err(error),
    };
    platform::web::answer(&form, done, |()| "/security/email?asked=1".to_owned()).await
}

/// Keeps the address as it is.
#[server(endpoint = "identity/cancel_email_change")]
pub async fn cancel_email_change() -> Result<(), AppError> {
    let done = match caller() {
        Ok((request, actor)) => {
            super::service::cancel_email_change(&request.services, &actor).await
        }
        Err(error) => Err(error),
    };
    platform::web::answer(&(), done, |()| "/security/email".to_owned()).await
}

/// Changes the password.
#[server(endpoint = "identity/change_password")]
pub async fn change_password(form: PasswordForm) -> Result<(), AppError> {
    let done = new_password(&form).await;
    platform::web::answer(&form, done, |()| "/security/password?done=1".to_owned()).await
}

/// The session it was done in gets a new token: it has just been proved whose it is.
#[cfg(feature = "ssr")]
async fn new_password(form: &PasswordForm) -> Result<(), AppError> {
    let (request, actor) = caller()?;
    let services = &request.services;
    super::service::change_password(services, client(&request), &actor, form).await?;
    let token = crate::sessions::api::token(&request).ok_or(AppError::Unauthenticated)?;
    let token = crate::sessions::service::prove(services, token).await?;
    crate::sessions::api::cookie::set(&request, &token);
    Ok(())
}
