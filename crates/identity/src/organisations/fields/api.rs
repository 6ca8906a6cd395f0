//! Server functions of fields: thin.

use super::model::{FieldForm, StepForm};
use kernel::AppError;
use leptos::prelude::*;

/// Makes a field or changes one.
#[server(endpoint = "organisations/save_field")]
pub async fn save_field(form: FieldForm) -> Result<(), AppError> {
    let done = match crate::api::caller() {
        Ok((request, actor)) => super::service::save(&request.services, &actor, &form).await,
        Err(error) => Err(error),
    };
    platform::web::answer(&form, done, |()| {
        "/organisation/fields?done=saved".to_owned()
    })
    .await
}

/// Moves a field, archives it or asks it again.
#[server(endpoint = "organisations/move_field")]
pub async fn move_field(form: StepForm) -> Result<(), AppError> {
    let done = match crate::api::caller() {
        Ok((request, actor)) => super::service::step(&request.services, &actor, &form).await,
        Err(error) => Err(error),
    };
    platform::web::answer(&form, done, |()| {
        "/organisation/fields?done=moved".to_owned()
    })
    .await
}
