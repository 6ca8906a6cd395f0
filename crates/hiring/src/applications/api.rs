//! Server functions of applications: thin. The forms that post here work without JavaScript.

use super::model::{ApplyForm, DecideForm, OwnForm};
use kernel::AppError;
use leptos::prelude::*;

/// Sends an application.
#[server(endpoint = "applications/apply")]
pub async fn apply(form: ApplyForm) -> Result<(), AppError> {
    let done = match identity::api::caller() {
        Ok((request, actor)) => super::service::apply(&request.services, &actor, &form).await,
        Err(error) => Err(error),
    };
    platform::web::answer(&form, done, |id| format!("/applications/{id}?done=APPLIED")).await
}

/// Takes one's own application back.
#[server(endpoint = "applications/withdraw")]
pub async fn withdraw(form: OwnForm) -> Result<(), AppError> {
    let done = match identity::api::caller() {
        Ok((request, actor)) => super::service::withdraw(&request.services, &actor, &form).await,
        Err(error) => Err(error),
    };
    platform::web::answer(&form, done, |id| {
        format!("/applications/{id}?done=WITHDRAWN")
    })
    .await
}

/// Accepts an offer.
#[server(endpoint = "applications/accept")]
pub async fn accept(form: OwnForm) -> Result<(), AppError> {
    let done = match identity::api::caller() {
        Ok((request, actor)) => super::service::accept(&request.services, &actor, &form).await,
        Err(error) => Err(error),
    };
    platform::web::answer(&form, done, |id| {
        format!("/applications/{id}?done=ACCEPTED")
    })
    .await
}

/// Shortlists, offers or rejects.
#[server(endpoint = "applications/decide")]
pub async fn decide(form: DecideForm) -> Result<(), AppError> {
    let done = match identity::api::caller() {
        Ok((request, actor)) => super::service::decide(&request.services, &actor, &form).await,
        Err(error) => Err(error),
    };
    platform::web::answer(&form, done, |_| {
        let back = if form.back.is_empty() {
            "/hiring/jobs"
        } else {
            form.back.as_str()
        };
        platform::web::with_query(back, "done", &form.to)
    })
    .await
}
