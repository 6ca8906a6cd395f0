//! Server functions about organisations: thin. The forms that post here work without JavaScript.

use crate::staff::api::enter;
use crate::staff::model::{ActForm, Permission};
use identity::api::caller;
use kernel::AppError;
use leptos::prelude::*;

/// Does something to an organisation.
#[server(endpoint = "console/act_on_organisation")]
pub async fn act_on_organisation(form: ActForm) -> Result<(), AppError> {
    let done = match enter(caller(), Permission::SeeOrganisations).await {
        Ok((_, console)) => super::service::act(&console, &form).await,
        Err(error) => Err(error),
    };
    platform::web::answer(&form, done, |id| {
        format!("/console/organisations/{id}?done=1")
    })
    .await
}
