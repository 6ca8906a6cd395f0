//! Server functions of contests: thin. The forms that post here work without JavaScript.

use crate::staff::api::enter;
use crate::staff::model::{ActForm, Permission};
use identity::api::caller;
use kernel::AppError;
use leptos::prelude::*;

/// Answers a contest.
#[server(endpoint = "console/answer_contest")]
pub async fn answer_contest(form: ActForm) -> Result<(), AppError> {
    let done = match enter(caller(), Permission::AnswerContests).await {
        Ok((_, console)) => super::service::answer(&console, &form).await,
        Err(error) => Err(error),
    };
    platform::web::answer(&form, done, |()| "/console/contests?done=1".to_owned()).await
}
