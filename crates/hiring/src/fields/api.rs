//! Server functions of own fields: thin.

use super::model::FieldsForm;
use kernel::AppError;
use leptos::prelude::*;

/// Notes something of a job.
#[server(endpoint = "hiring/save_job_fields")]
pub async fn save_job_fields(form: FieldsForm) -> Result<(), AppError> {
    let done = match identity::api::caller() {
        Ok((request, actor)) => super::service::save_job(&request.services, &actor, &form).await,
        Err(error) => Err(error),
    };
    platform::web::answer(&form, done, |job| format!("/hiring/jobs/{job}?done=noted")).await
}

/// Notes something of somebody who applied.
#[server(endpoint = "hiring/save_person_fields")]
pub async fn save_person_fields(form: FieldsForm) -> Result<(), AppError> {
    let done = match identity::api::caller() {
        Ok((request, actor)) => super::service::save_person(&request.services, &actor, &form).await,
        Err(error) => Err(error),
    };
    platform::web::answer(&form, done, |()| {
        platform::web::with_query(&form.back, "noted", "1")
    })
    .await
}
