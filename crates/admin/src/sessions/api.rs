//! Server functions about sessions: thin. The forms that post here work without JavaScript.

use crate::staff::api::enter;
use crate::staff::model::{ActForm, Permission};
use identity::api::caller;
use kernel::AppError;
use leptos::prelude::*;

/// Ends one browser or app of somebody.
#[server(endpoint = "console/act_on_session")]
pub async fn act_on_session(form: ActForm) -> Result<(), AppError> {
    let done = match enter(caller(), Permission::EndSessions).await {
        Ok((_, console)) => super::service::act(&console, &form).await,
        Err(error) => Err(error),
    };
    platform::web::answer(&form, done, |person| {
        format!("/console/people/{person}?done=END_DEVICE")
    })
    .await
}
