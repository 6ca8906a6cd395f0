//! Server functions of visits: thin. The forms that post here work without JavaScript.

use super::model::{AnswerForm, AskForm};
use super::service;
use crate::staff::api::{client, enter};
use crate::staff::model::Permission;
use crate::staff::service::step_in;
use identity::api::caller;
use kernel::AppError;
use kernel::id::PersonId;
use leptos::prelude::*;

pub use cookie::token;

mod cookie {
    use platform::web::{Request, set_cookie};

    fn name(request: &Request) -> (&'static str, &'static str) {
        if request.services.secure_cookies {
            ("__Host-visit", "; Secure")
        } else {
            ("visit", "")
        }
    }

    /// The token of a visit.
    pub fn token(request: &Request) -> Option<&str> {
        request.cookie(name(request).0)
    }

    /// Hands the browser a token, or takes it back if it is empty. It does not run out by itself: a page of the visit
    /// that still stands open must never send in one's own name.
    pub(super) fn set(request: &Request, token: &str) {
        let (name, secure) = name(request);
        let age = if token.is_empty() { "; Max-Age=0" } else { "" };
        set_cookie(&format!(
            "{name}={token}; Path=/; HttpOnly; SameSite=Lax{age}{secure}"
        ));
    }
}

/// Asks somebody whether one may look as them.
#[server(endpoint = "console/ask_visit")]
pub async fn ask_visit(form: AskForm) -> Result<(), AppError> {
    let done = match enter(caller(), Permission::LookAs).await {
        Ok((_, console)) => service::ask(&console, &form).await,
        Err(error) => Err(error),
    };
    platform::web::answer(&form, done, |person| {
        format!("/console/people/{person}/visit?done=asked")
    })
    .await
}

/// Begins a visit that is allowed.
#[server(endpoint = "console/start_visit")]
pub async fn start_visit(form: AnswerForm) -> Result<(), AppError> {
    let done = begin(&form).await;
    platform::web::answer(&form, done, |()| "/home".to_owned()).await
}

async fn begin(form: &AnswerForm) -> Result<(), AppError> {
    let called = caller();
    let session = called.as_ref().map(|(_, actor)| actor.way_in.id());
    let session = session.map_err(Clone::clone)?;
    let (request, console) = enter(called, Permission::LookAs).await?;
    let token = service::start(&console, session, form).await?;
    cookie::set(&request, &token);
    Ok(())
}

/// Ends one's visit, as staff.
#[server(endpoint = "console/end_visit")]
pub async fn end_visit(form: AnswerForm) -> Result<(), AppError> {
    let done = leave(&form).await;
    platform::web::answer(&form, done, |person| match person {
        Some(person) => format!("/console/people/{person}/visit?done=ended"),
        None => "/home".to_owned(),
    })
    .await
}

/// No proof is asked for: whoever looks as somebody else could not give one. `None` if it was over, or nobody is staff
/// any more: one goes on as oneself all the same.
async fn leave(form: &AnswerForm) -> Result<Option<PersonId>, AppError> {
    let (request, actor) = caller()?;
    cookie::set(&request, "");
    let ended = match step_in(&request.services, &actor, client(&request)).await {
        Ok(console) => service::end(&console, form).await,
        Err(error) => Err(error),
    };
    match ended {
        Ok(person) => Ok(Some(person)),
        Err(AppError::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Allows a visit to oneself.
#[server(endpoint = "visits/allow_visit")]
pub async fn allow_visit(form: AnswerForm) -> Result<(), AppError> {
    let done = match caller() {
        Ok((request, actor)) => {
            service::allow(&request.services, client(&request), &actor, &form).await
        }
        Err(error) => Err(error),
    };
    platform::web::answer(&form, done, |()| "/security/visits?done=allowed".to_owned()).await
}

/// Refuses a visit to oneself, or ends it.
#[server(endpoint = "visits/refuse_visit")]
pub async fn refuse_visit(form: AnswerForm) -> Result<(), AppError> {
    let done = match caller() {
        Ok((request, actor)) => {
            service::refuse(&request.services, client(&request), &actor, &form).await
        }
        Err(error) => Err(error),
    };
    platform::web::answer(&form, done, |()| "/security/visits?done=ended".to_owned()).await
}
