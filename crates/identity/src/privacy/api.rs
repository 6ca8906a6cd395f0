//! Server functions about one's own data: thin. The forms that post here work without JavaScript.

use super::model::{AskForm, ConsentForm, EraseForm};
#[cfg(feature = "ssr")]
use super::service;
#[cfg(feature = "ssr")]
use crate::api::caller;
use kernel::AppError;
use leptos::prelude::*;

/// Gives or withdraws a consent.
#[server(endpoint = "privacy/say")]
pub async fn say(form: ConsentForm) -> Result<(), AppError> {
    let done = match caller() {
        Ok((request, actor)) => service::say(&request.services, &actor, &form).await,
        Err(error) => Err(error),
    };
    platform::web::answer(&form, done, |()| "/privacy?done=said".to_owned()).await
}

/// Asks for a copy of one's data.
#[server(endpoint = "privacy/ask_copy")]
pub async fn ask_copy(form: AskForm) -> Result<(), AppError> {
    let done = match caller() {
        Ok((request, actor)) => service::ask_copy(&request.services, &actor, &form).await,
        Err(error) => Err(error),
    };
    platform::web::answer(&form, done, |()| "/privacy?done=asked".to_owned()).await
}

/// Asks to be erased.
#[server(endpoint = "privacy/erase")]
pub async fn erase(form: EraseForm) -> Result<(), AppError> {
    let done = leave(&form).await;
    platform::web::answer(&form, done, str::to_owned).await
}

/// Asks for it, and tells which page comes next: whoever goes at once has no page of their own any more.
#[cfg(feature = "ssr")]
async fn leave(form: &EraseForm) -> Result<&'static str, AppError> {
    let (request, actor) = caller()?;
    service::ask_erasure(&request.services, &actor, form).await?;
    if form.at_once == "true" {
        crate::sessions::api::cookie::set(&request, "");
        return Ok("/privacy/erased");
    }
    Ok("/privacy")
}

/// Keeps the account after all.
#[server(endpoint = "privacy/keep")]
pub async fn keep(form: AskForm) -> Result<(), AppError> {
    let done = match caller() {
        Ok((request, actor)) => service::undo_erasure(&request.services, &actor, &form).await,
        Err(error) => Err(error),
    };
    platform::web::answer(&form, done, |()| "/privacy?done=kept".to_owned()).await
}
