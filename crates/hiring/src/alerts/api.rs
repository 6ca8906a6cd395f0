//! Server functions of alerts: thin. The forms that post here work without JavaScript.

use super::model::{AlertForm, ChangeForm, StopForm};
use kernel::AppError;
use leptos::prelude::*;

/// Makes an alert.
#[server(endpoint = "alerts/make")]
pub async fn make(form: AlertForm) -> Result<(), AppError> {
    let done = match identity::api::caller() {
        Ok((request, actor)) => super::service::make(&request.services, &actor, &form).await,
        Err(error) => Err(error),
    };
    platform::web::answer(&form, done, |()| "/matches/alerts?done=made".to_owned()).await
}

/// Pauses, resumes or deletes one.
#[server(endpoint = "alerts/change")]
pub async fn change(form: ChangeForm) -> Result<(), AppError> {
    let done = match identity::api::caller() {
        Ok((request, actor)) => super::service::change(&request.services, &actor, &form).await,
        Err(error) => Err(error),
    };
    platform::web::answer(&form, done, |()| "/matches/alerts?done=changed".to_owned()).await
}

/// Stops one by the link of a mail; nobody needs to be signed in.
#[server(endpoint = "alerts/stop")]
pub async fn stop(form: StopForm) -> Result<(), AppError> {
    let request = platform::web::request()?;
    let done = super::service::stop(&request.services, &form.token).await;
    let page = super::service::stop_path(&form.token);
    platform::web::answer(&form, done, |()| page).await
}
