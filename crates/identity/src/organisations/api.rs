//! Server functions of organisations: thin.

use super::model::OrganisationForm;
use kernel::AppError;
use leptos::prelude::*;

/// Founds an organisation and works for it from now on.
#[server(endpoint = "identity/found")]
pub async fn found(form: OrganisationForm) -> Result<(), AppError> {
    let done = match crate::api::caller() {
        Ok((request, actor)) => found_and_switch(&request, &actor, &form).await,
        Err(error) => Err(error),
    };
    platform::web::answer(&form, done, |()| "/hiring/jobs?founded=1".to_owned()).await
}

#[cfg(feature = "ssr")]
async fn found_and_switch(
    request: &platform::web::Request,
    actor: &crate::Actor,
    form: &OrganisationForm,
) -> Result<(), AppError> {
    let id = super::service::found(&request.services, actor, form).await?;
    crate::sessions::api::work_for(request, Some(id)).await
}
