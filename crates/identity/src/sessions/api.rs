//! Server functions of sessions: thin. The forms that post here work without JavaScript.

use super::model::{ConfirmForm, EndForm, SwitchForm};
#[cfg(feature = "ssr")]
use crate::api::{caller, client};
use kernel::AppError;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
pub use cookie::{SESSION_COOKIE, SESSION_COOKIE_PLAIN, token};

#[cfg(feature = "ssr")]
pub(crate) mod cookie {
    use platform::web::Request;

    /// The session cookie over https.
    pub const SESSION_COOKIE: &str = "__Host-session";
    /// The same over plain http, where browsers refuse the prefix.
    pub const SESSION_COOKIE_PLAIN: &str = "session";

    /// The session token of a request.
    pub fn token(request: &Request) -> Option<&str> {
        request.cookie(if request.services.secure_cookies {
            SESSION_COOKIE
        } else {
            SESSION_COOKIE_PLAIN
        })
    }

    /// Hands the browser a token, or takes it back if it is empty.
    pub fn set(request: &Request, token: &str) {
        let (name, secure) = if request.services.secure_cookies {
            (SESSION_COOKIE, "; Secure")
        } else {
            (SESSION_COOKIE_PLAIN, "")
        };
        let age = if token.is_empty() {
            0
        } else {
            crate::sessions::service::SESSION_LASTS.whole_seconds()
        };
        platform::web::set_cookie(&format!(
            "{name}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={age}{secure}"
        ));
    }
}

/// Ends this session.
#[server(endpoint = "identity/sign_out")]
pub async fn sign_out() -> Result<(), AppError> {
    let request = platform::web::request()?;
    if let Some(token) = token(&request) {
        super::service::sign_out(&request.services, token).await?;
    }
    cookie::set(&request, "");
    platform::web::clear_site_data();
    platform::web::redirect("/");
    Ok(())
}

/// Signs one of one's own devices out.
#[server(endpoint = "identity/end_device")]
pub async fn end_device(form: EndForm) -> Result<(), AppError> {
    let done = end_one(&form).await;
    platform::web::answer(&form, done, |()| "/security/devices?ended=1".to_owned()).await
}

#[cfg(feature = "ssr")]
async fn end_one(form: &EndForm) -> Result<(), AppError> {
    let (request, actor) = caller()?;
    let id = form.id.parse().map_err(|_| AppError::NotFound)?;
    super::service::end_device(&request.services, client(&request), &actor, id).await
}

/// Signs all of one's own devices out but this.
#[server(endpoint = "identity/end_other_devices")]
pub async fn end_other_devices() -> Result<(), AppError> {
    let done = end_others().await;
    platform::web::answer(&(), done, |()| "/security/devices?ended=all".to_owned()).await
}

#[cfg(feature = "ssr")]
async fn end_others() -> Result<(), AppError> {
    let (request, actor) = caller()?;
    super::service::end_other_devices(&request.services, client(&request), &actor).await
}

/// Proves by the password that it is still the same person, and goes on to what was asked for.
#[server(endpoint = "identity/confirm_it_is_you")]
pub async fn confirm_it_is_you(form: ConfirmForm) -> Result<(), AppError> {
    let done = confirm(&form).await;
    proven(&form, &form.next, done).await
}

/// Answers a form that proves it is still the same person: with the session's new token, to what was asked for.
#[cfg(feature = "ssr")]
pub(crate) async fn proven<F: serde::Serialize>(
    form: &F,
    next: &str,
    done: Result<String, AppError>,
) -> Result<(), AppError> {
    let request = platform::web::request()?;
    platform::web::answer(form, done, |token| {
        cookie::set(&request, &token);
        let next = if next.is_empty() { "/security" } else { next };
        next.to_owned()
    })
    .await
}

#[cfg(feature = "ssr")]
async fn confirm(form: &ConfirmForm) -> Result<String, AppError> {
    let (request, actor) = caller()?;
    let token = token(&request).ok_or(AppError::Unauthenticated)?;
    let services = &request.services;
    super::service::prove_by_password(services, &actor, token, &form.password).await
}

/// Works for another organisation, or for oneself if `organisation` is empty.
#[server(endpoint = "identity/switch")]
pub async fn switch(form: SwitchForm) -> Result<(), AppError> {
    let done = switch_to(&form.organisation).await;
    platform::web::answer(&form, done, |to| {
        if to.is_some() {
            "/hiring/jobs".to_owned()
        } else {
            "/home".to_owned()
        }
    })
    .await
}

#[cfg(feature = "ssr")]
async fn switch_to(organisation: &str) -> Result<Option<kernel::id::OrganisationId>, AppError> {
    let (request, _) = caller()?;
    let to = if organisation.is_empty() {
        None
    } else {
        Some(organisation.parse().map_err(|_| AppError::NotFound)?)
    };
    work_for(&request, to).await?;
    Ok(to)
}

/// Works for another organisation from now on, or for oneself, and hands the browser the new token.
///
/// # Errors
/// `NotFound` if not a member there.
#[cfg(feature = "ssr")]
pub(crate) async fn work_for(
    request: &platform::web::Request,
    to: Option<kernel::id::OrganisationId>,
) -> Result<(), AppError> {
    let token = token(request).ok_or(AppError::Unauthenticated)?;
    let new = super::service::switch(&request.services, token, to).await?;
    cookie::set(request, &new);
    Ok(())
}
