//! Server functions about people: thin. The forms that post here work without JavaScript.

use crate::staff::api::enter;
use crate::staff::model::{ActForm, Permission};
use identity::api::caller;
use kernel::AppError;
use leptos::prelude::*;

/// Does something to somebody's account.
#[server(endpoint = "console/act_on_person")]
pub async fn act_on_person(form: ActForm) -> Result<(), AppError> {
    let done = match enter(caller(), Permission::SeePeople).await {
        Ok((_, console)) => super::service::act(&console, &form).await,
        Err(error) => Err(error),
    };
    let act = form.act.clone();
    platform::web::answer(&form, done, |id| {
        platform::web::with_query(&format!("/console/people/{id}"), "done", &act)
    })
    .await
}
