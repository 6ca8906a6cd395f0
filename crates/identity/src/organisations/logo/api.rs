//! Server functions of the logo: thin. A new one is posted to `rest`, because it is a file.

use super::model::LogoForm;
use kernel::AppError;
use leptos::prelude::*;

/// Takes the logo away.
#[server(endpoint = "organisations/remove_logo")]
pub async fn remove_logo(form: LogoForm) -> Result<(), AppError> {
    let done = match crate::api::caller() {
        Ok((request, actor)) => super::service::remove(&request.services, &actor).await,
        Err(error) => Err(error),
    };
    platform::web::answer(&form, done, |()| {
        "/organisation?done=logo-removed".to_owned()
    })
    .await
}
