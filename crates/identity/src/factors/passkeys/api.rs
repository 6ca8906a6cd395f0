//! Server functions of passkeys: thin. A browser without script has no passkeys; what they do can be done otherwise.

#[cfg(feature = "ssr")]
use super::model::Purpose;
use super::model::{ChallengeForm, EditForm, PasskeyForm};
#[cfg(feature = "ssr")]
use crate::api::{caller, client};
#[cfg(feature = "ssr")]
use crate::factors::api::{or_home, pending, with_next};
#[cfg(feature = "ssr")]
use crate::sessions::api::{cookie, token};
use kernel::AppError;
use leptos::prelude::*;

/// What the browser is to ask a passkey, as JSON for `/passkey.js`.
#[server(endpoint = "identity/passkey_challenge")]
pub async fn passkey_challenge(form: ChallengeForm) -> Result<String, AppError> {
    use super::service;
    let request = platform::web::request()?;
    let services = &request.services;
    match Purpose::from_name(&form.purpose).ok_or(AppError::NotFound)? {
        Purpose::Register => service::ask_to_register(services, &caller()?.1).await,
        Purpose::SignIn => service::ask_to_sign_in(services, client(&request)).await,
        Purpose::SecondStep => {
            let waiting = pending::token(&request).unwrap_or_default();
            service::ask_for_second_step(services, waiting).await
        }
        Purpose::Confirm => service::ask_to_confirm(services, &caller()?.1).await,
    }
}

/// Signs in with a passkey.
#[server(endpoint = "identity/sign_in_with_passkey")]
pub async fn sign_in_with_passkey(form: PasskeyForm) -> Result<(), AppError> {
    let request = platform::web::request()?;
    let done = super::service::sign_in(&request.services, client(&request), &form).await;
    platform::web::answer(&form, done, |token| {
        cookie::set(&request, &token);
        or_home(&form.next)
    })
    .await
}

/// Finishes a sign-in with a passkey.
#[server(endpoint = "identity/second_step_with_passkey")]
pub async fn second_step_with_passkey(form: PasskeyForm) -> Result<(), AppError> {
    let request = platform::web::request()?;
    let waiting = pending::token(&request).unwrap_or_default();
    let (services, client) = (&request.services, client(&request));
    let done = super::service::second_step(services, client, waiting, &form).await;
    if done == Err(AppError::Unauthenticated) {
        platform::web::redirect(&with_next("/sign-in?late=1", &form.next));
        return Ok(());
    }
    platform::web::answer(&form, done, |token| {
        pending::set(&request, "");
        cookie::set(&request, &token);
        or_home(&form.next)
    })
    .await
}

/// Proves by a passkey that it is still the same person, and goes on to what was asked for.
#[server(endpoint = "identity/confirm_with_passkey")]
pub async fn confirm_with_passkey(form: PasskeyForm) -> Result<(), AppError> {
    let done = prove(&form).await;
    crate::sessions::api::proven(&form, &form.next, done).await
}

#[cfg(feature = "ssr")]
async fn prove(form: &PasskeyForm) -> Result<String, AppError> {
    let (request, actor) = caller()?;
    let token = token(&request).ok_or(AppError::Unauthenticated)?;
    super::service::confirm(&request.services, &actor, token, form).await
}

/// Adds the passkey that the browser made.
#[server(endpoint = "identity/add_passkey")]
pub async fn add_passkey(form: PasskeyForm) -> Result<(), AppError> {
    let done = add(&form).await;
    platform::web::answer(&form, done, |()| "/security/passkeys?added=1".to_owned()).await
}

#[cfg(feature = "ssr")]
async fn add(form: &PasskeyForm) -> Result<(), AppError> {
    let (request, actor) = caller()?;
    super::service::add(&request.services, client(&request), &actor, form).await
}

/// Gives a passkey another name.
#[server(endpoint = "identity/rename_passkey")]
pub async fn rename_passkey(form: EditForm) -> Result<(), AppError> {
    let done = match caller() {
        Ok((request, actor)) => super::service::rename(&request.services, &actor, &form).await,
        Err(error) => Err(error),
    };
    platform::web::answer(&form, done, |()| "/security/passkeys?renamed=1".to_owned()).await
}

/// Removes a passkey.
#[server(endpoint = "identity/remove_passkey")]
pub async fn remove_passkey(form: EditForm) -> Result<(), AppError> {
    let done = remove(&form).await;
    platform::web::answer(&form, done, |()| "/security/passkeys?removed=1".to_owned()).await
}

#[cfg(feature = "ssr")]
async fn remove(form: &EditForm) -> Result<(), AppError> {
    let (request, actor) = caller()?;
    super::service::remove(&request.services, client(&request), &actor, form).await
}
