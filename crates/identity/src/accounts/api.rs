//! Server functions about one's own account: thin. The forms that post here work without JavaScript.

use super::model::{AppealForm, DeactivateForm};
#[cfg(feature = "ssr")]
use crate::api::{caller, client};
use kernel::AppError;
use leptos::prelude::*;

/// Deactivates one's own account.
#[server(endpoint = "identity/deactivate")]
pub async fn deactivate(form: DeactivateForm) -> Result<(), AppError> {
    let done = leave(&form).await;
    platform::web::answer(&form, done, |()| "/sign-in?left=1".to_owned()).await
}

#[cfg(feature = "ssr")]
async fn leave(form: &DeactivateForm) -> Result<(), AppError> {
    let (request, actor) = caller()?;
    super::service::deactivate(&request.services, client(&request), &actor, form).await?;
    crate::sessions::api::cookie::set(&request, "");
    Ok(())
}

/// Appeals against one's own suspension.
#[server(endpoint = "identity/appeal")]
pub async fn appeal(form: AppealForm) -> Result<(), AppError> {
    let done = match caller() {
        Ok((request, actor)) => super::service::appeal(&request.services, &actor, &form).await,
        Err(error) => Err(error),
    };
    platform::web::answer(&form, done, |()| "/security/appeal?sent=1".to_owned()).await
}
