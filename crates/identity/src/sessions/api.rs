//! Server functions of sessions: thin. The forms that post here work without JavaScript.

use super::model::SwitchForm;
#[cfg(feature = "ssr")]
use crate::api::caller;
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

/// Ends one of one's own sessions.
#[server(endpoint = "identity/end_session")]
pub async fn end_session(id: String) -> Result<(), AppError> {
    let done = end_one(&id).await;
    platform::web::answer(&(), done, |()| "/settings/sessions?ended=1".to_owned()).await
}

#[cfg(feature = "ssr")]
async fn end_one(id: &str) -> Result<(), AppError> {
    let (request, actor) = caller()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    super::service::end_session(&request.services, &actor, id).await
}

/// Ends all of one's own sessions but this.
#[server(endpoint = "identity/end_other_sessions")]
pub async fn end_other_sessions() -> Result<(), AppError> {
    let done = end_others().await;
    platform::web::answer(&(), done, |_| "/settings/sessions?ended=1".to_owned()).await
}

#[cfg(feature = "ssr")]
async fn end_others() -> Result<u64, AppError> {
    let (request, actor) = caller()?;
    super::service::end_other_sessions(&request.services, &actor).await
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
    super::service::switch(&request.services, token(&request).unwrap_or_default(), to).await?;
    Ok(to)
}
