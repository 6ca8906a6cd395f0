//! Server functions of jobs: thin. The forms that post here work without JavaScript.

use super::model::{
    ActForm, BasicsForm, RequirementsForm, ReviewForm, StartForm, TimeForm, WhereForm,
};
use kernel::AppError;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::model::Step;
#[cfg(feature = "ssr")]
use identity::api::caller;
#[cfg(feature = "ssr")]
use kernel::id::JobId;

/// Where a step of the wizard leads: on, or back to itself.
#[cfg(feature = "ssr")]
fn after(step: Step, then: &str, job: JobId) -> String {
    match then {
        "next" => step.next().href(job),
        _ => format!("{}?saved=1", step.href(job)),
    }
}

/// Begins a job as a draft and goes on with its second step.
#[server(endpoint = "hiring/start_job")]
pub async fn start_job(form: StartForm) -> Result<(), AppError> {
    let done = match caller() {
        Ok((request, actor)) => super::service::start(&request.services, &actor, &form).await,
        Err(error) => Err(error),
    };
    platform::web::answer(&form, done, |job| {
        format!("{}?started=1", Step::Basics.href(job))
    })
    .await
}

/// Saves step 1.
#[server(endpoint = "hiring/save_basics")]
pub async fn save_basics(form: BasicsForm) -> Result<(), AppError> {
    let done = match caller() {
        Ok((request, actor)) => super::service::save(&request.services, &actor, &form).await,
        Err(error) => Err(error),
    };
    platform::web::answer(&form, done, |job| after(Step::Basics, &form.then, job)).await
}

/// Saves step 2.
#[server(endpoint = "hiring/save_place")]
pub async fn save_place(form: WhereForm) -> Result<(), AppError> {
    let done = match caller() {
        Ok((request, actor)) => super::service::save(&request.services, &actor, &form).await,
        Err(error) => Err(error),
    };
    platform::web::answer(&form, done, |job| after(Step::Place, &form.then, job)).await
}

/// Saves step 3.
#[server(endpoint = "hiring/save_time")]
pub async fn save_time(form: TimeForm) -> Result<(), AppError> {
    let done = match caller() {
        Ok((request, actor)) => super::service::save(&request.services, &actor, &form).await,
        Err(error) => Err(error),
    };
    platform::web::answer(&form, done, |job| after(Step::Time, &form.then, job)).await
}

/// Saves step 4; adding a skill stays on it.
#[server(endpoint = "hiring/save_requirements")]
pub async fn save_requirements(form: RequirementsForm) -> Result<(), AppError> {
    let done = match caller() {
        Ok((request, actor)) => super::service::save(&request.services, &actor, &form).await,
        Err(error) => Err(error),
    };
    platform::web::answer(&form, done, |job| {
        match after(Step::Requirements, &form.then, job) {
            stays if form.then != "next" => format!("{stays}#form-skills"),
            on => on,
        }
    })
    .await
}

/// Saves step 5, and publishes if that was pressed.
#[server(endpoint = "hiring/save_review")]
pub async fn save_review(form: ReviewForm) -> Result<(), AppError> {
    let publishes = form.then == "publish";
    let done = match caller() {
        Ok((request, actor)) if publishes => {
            super::service::publish(&request.services, &actor, &form).await
        }
        Ok((request, actor)) => super::service::save(&request.services, &actor, &form).await,
        Err(error) => Err(error),
    };
    platform::web::answer(&form, done, |job| {
        if publishes {
            format!("/hiring/jobs/{job}?done=published")
        } else {
            after(Step::Review, "", job)
        }
    })
    .await
}

/// Closes a job for good.
#[server(endpoint = "hiring/close_job")]
pub async fn close_job(form: ActForm) -> Result<(), AppError> {
    let done = match caller() {
        Ok((request, actor)) => super::service::close(&request.services, &actor, &form).await,
        Err(error) => Err(error),
    };
    platform::web::answer(&form, done, |job| format!("/hiring/jobs/{job}?done=closed")).await
}

/// Throws a draft away.
#[server(endpoint = "hiring/delete_draft")]
pub async fn delete_draft(form: ActForm) -> Result<(), AppError> {
    let done = match caller() {
        Ok((request, actor)) => {
            super::service::delete_draft(&request.services, &actor, &form).await
        }
        Err(error) => Err(error),
    };
    platform::web::answer(&form, done, |()| "/hiring/jobs?done=deleted".to_owned()).await
}

/// Copies a job into a new draft.
#[server(endpoint = "hiring/duplicate_job")]
pub async fn duplicate_job(form: ActForm) -> Result<(), AppError> {
    let done = match caller() {
        Ok((request, actor)) => super::service::duplicate(&request.services, &actor, &form).await,
        Err(error) => Err(error),
    };
    platform::web::answer(&form, done, |job| {
        format!("{}?copied=1", Step::Basics.href(job))
    })
    .await
}
