//! Server functions of organisations: thin.

use super::model::{ConfirmForm, GrowForm, OneForm, OrganisationForm, SettingsForm};
use kernel::AppError;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use platform::web::Request;

/// Founds an organisation and works for it from now on.
#[server(endpoint = "identity/found")]
pub async fn found(form: OrganisationForm) -> Result<(), AppError> {
    let done = match crate::api::caller() {
        Ok((request, actor)) => found_and_work(&request, &actor, &form).await,
        Err(error) => Err(error),
    };
    platform::web::answer(&form, done, |()| "/hiring/jobs?founded=1".to_owned()).await
}

#[cfg(feature = "ssr")]
async fn found_and_work(
    request: &Request,
    actor: &crate::Actor,
    form: &OrganisationForm,
) -> Result<(), AppError> {
    let id = super::service::found(&request.services, actor, form).await?;
    crate::sessions::api::work_for(request, Some(id)).await
}

/// Hires under one's own name from now on.
#[server(endpoint = "organisations/hire_as_yourself")]
pub async fn hire_as_yourself() -> Result<(), AppError> {
    let done = match crate::api::caller() {
        Ok((request, actor)) => hire(&request, &actor).await,
        Err(error) => Err(error),
    };
    platform::web::answer(&(), done, |()| "/hiring/jobs?founded=1".to_owned()).await
}

#[cfg(feature = "ssr")]
async fn hire(request: &Request, actor: &crate::Actor) -> Result<(), AppError> {
    let id = super::service::hire_as_yourself(&request.services, actor).await?;
    crate::sessions::api::work_for(request, Some(id)).await
}

/// Saves name, words and colour.
#[server(endpoint = "organisations/save")]
pub async fn save(form: SettingsForm) -> Result<(), AppError> {
    let done = match crate::api::caller() {
        Ok((request, actor)) => super::service::save(&request.services, &actor, &form).await,
        Err(error) => Err(error),
    };
    platform::web::answer(&form, done, |()| "/organisation?done=saved".to_owned()).await
}

/// Makes a personal organisation a full one.
#[server(endpoint = "organisations/grow")]
pub async fn grow(form: GrowForm) -> Result<(), AppError> {
    let done = match crate::api::caller() {
        Ok((request, actor)) => super::service::grow(&request.services, &actor, &form).await,
        Err(error) => Err(error),
    };
    platform::web::answer(&form, done, |()| "/organisation?done=grown".to_owned()).await
}

/// Deletes the organisation; it can be restored for 30 days.
#[server(endpoint = "organisations/delete")]
pub async fn delete(form: ConfirmForm) -> Result<(), AppError> {
    let done = match crate::api::caller() {
        Ok((request, actor)) => super::service::delete(&request.services, &actor, &form).await,
        Err(error) => Err(error),
    };
    platform::web::answer(&form, done, |()| "/organisations?done=deleted".to_owned()).await
}

/// Brings a deleted organisation back.
#[server(endpoint = "organisations/restore")]
pub async fn restore(form: OneForm) -> Result<(), AppError> {
    let done = match crate::api::caller() {
        Ok((request, actor)) => bring_back(&request, &actor, &form).await,
        Err(error) => Err(error),
    };
    platform::web::answer(&form, done, |()| "/organisation?done=restored".to_owned()).await
}

#[cfg(feature = "ssr")]
async fn bring_back(
    request: &Request,
    actor: &crate::Actor,
    form: &OneForm,
) -> Result<(), AppError> {
    let id = super::service::restore(&request.services, actor, form).await?;
    crate::sessions::api::work_for(request, Some(id)).await
}
