//! Server functions of contests: thin. The forms that post here work without JavaScript.

use super::model::{AnswerForm, ContestForm, TakeBackForm};
use kernel::AppError;
use leptos::prelude::*;

/// Says that an input of one's score is wrong.
#[server(endpoint = "contests/raise")]
pub async fn raise(form: ContestForm) -> Result<(), AppError> {
    let done = match identity::api::caller() {
        Ok((request, actor)) => super::service::raise(&request.services, &actor, &form).await,
        Err(error) => Err(error),
    };
    platform::web::answer(&form, done, |job| {
        format!("/matches/{job}/numbers?done=raised")
    })
    .await
}

/// Takes one's own contest back.
#[server(endpoint = "contests/take_back")]
pub async fn take_back(form: TakeBackForm) -> Result<(), AppError> {
    let done = match identity::api::caller() {
        Ok((request, actor)) => super::service::take_back(&request.services, &actor, &form).await,
        Err(error) => Err(error),
    };
    platform::web::answer(&form, done, |()| "/matches/contests?done=back".to_owned()).await
}

/// Answers for the organisation acted for.
#[server(endpoint = "contests/answer")]
pub async fn answer(form: AnswerForm) -> Result<(), AppError> {
    let done = match identity::api::caller() {
        Ok((request, actor)) => super::service::answer(&request.services, &actor, &form).await,
        Err(error) => Err(error),
    };
    platform::web::answer(&form, done, |()| {
        "/hiring/contests?done=answered".to_owned()
    })
    .await
}
