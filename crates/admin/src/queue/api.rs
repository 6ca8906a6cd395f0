//! Server functions of the queue: thin. The forms that post here work without JavaScript.

use super::model::Act;
use crate::staff::api::enter;
use crate::staff::model::{ActForm, Permission};
use identity::api::caller;
use kernel::AppError;
use leptos::prelude::*;

/// Retries or discards a dead letter.
#[server(endpoint = "console/act_on_job")]
pub async fn act_on_job(form: ActForm) -> Result<(), AppError> {
    let done = match enter(caller(), Permission::RunJobs).await {
        Ok((_, console)) => super::service::act(&console, &form).await,
        Err(error) => Err(error),
    };
    platform::web::answer(&form, done, |(id, act)| match act {
        Act::Retry => format!("/console/jobs/{id}?done=retried"),
        Act::Discard => "/console/jobs?done=discarded".to_owned(),
    })
    .await
}

/// Retries every dead letter of a kind, or of all kinds.
#[server(endpoint = "console/retry_jobs")]
pub async fn retry_jobs(form: ActForm) -> Result<(), AppError> {
    let done = match enter(caller(), Permission::RunJobs).await {
        Ok((_, console)) => super::service::retry_all(&console, &form).await,
        Err(error) => Err(error),
    };
    platform::web::answer(&form, done, |count| {
        format!("/console/jobs?retried={count}")
    })
    .await
}
