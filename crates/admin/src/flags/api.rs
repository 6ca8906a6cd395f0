//! Server functions of feature flags: thin. The forms that post here work without JavaScript.

use super::model::FlagForm;
use crate::staff::api::enter;
use crate::staff::model::Permission;
use identity::api::caller;
use kernel::AppError;
use leptos::prelude::*;

/// Switches a flag.
#[server(endpoint = "console/switch_flag")]
pub async fn switch_flag(form: FlagForm) -> Result<(), AppError> {
    let done = match enter(caller(), Permission::SwitchFlags).await {
        Ok((_, console)) => super::service::switch(&console, &form).await,
        Err(error) => Err(error),
    };
    platform::web::answer(&form, done, |flag| {
        format!("/console/flags/{}?done=1", flag.name())
    })
    .await
}
