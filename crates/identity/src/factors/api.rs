//! Server functions of the second step: thin. The forms that post here work without JavaScript.

use super::model::CodeForm;
#[cfg(feature = "ssr")]
use crate::api::{caller, client};
use kernel::AppError;
use leptos::prelude::*;

/// Under which name new backup codes are carried to the page that shows them.
#[cfg(feature = "ssr")]
pub(crate) const NEW_CODES: &str = "new-codes";

/// The cookie of a sign-in that waits for its second step.
#[cfg(feature = "ssr")]
pub(crate) mod pending {
    use crate::factors::service::PENDING_LASTS;
    use platform::web::Request;

    fn name(request: &Request) -> (&'static str, &'static str) {
        if request.services.secure_cookies {
            ("__Host-second-step", "; Secure")
        } else {
            ("second-step", "")
        }
    }

    /// The token of a request.
    pub fn token(request: &Request) -> Option<&str> {
        request
            .cookie(name(request).0)
            .filter(|token| !token.is_empty())
    }

    /// Hands the browser a token, or takes it back if it is empty.
    pub fn set(request: &Request, token: &str) {
        let (name, secure) = name(request);
        let age = if token.is_empty() {
            0
        } else {
            PENDING_LASTS.whole_seconds()
        };
        platform::web::set_cookie(&format!(
            "{name}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={age}{secure}"
        ));
    }
}

/// Hands the browser what a first proof led to, and says where it goes on.
#[cfg(feature = "ssr")]
pub(crate) fn enter(
    request: &platform::web::Request,
    entry: super::service::Entry,
    next: &str,
) -> String {
    use super::service::Entry;
    match entry {
        Entry::Session(token) => {
            crate::sessions::api::cookie::set(request, &token);
            or_home(next)
        }
        Entry::SecondStep(token) => {
            pending::set(request, &token);
            with_next("/sign-in/second-step", next)
        }
    }
}

#[cfg(feature = "ssr")]
pub(crate) fn or_home(next: &str) -> String {
    let next = if next.is_empty() { "/home" } else { next };
    next.to_owned()
}

#[cfg(feature = "ssr")]
pub(crate) fn with_next(path: &str, next: &str) -> String {
    if next.is_empty() {
        path.to_owned()
    } else {
        platform::web::with_query(path, "next", next)
    }
}

/// Finishes a sign-in with a code.
#[server(endpoint = "identity/second_step")]
pub async fn second_step(form: CodeForm) -> Result<(), AppError> {
    let request = platform::web::request()?;
    let waiting = pending::token(&request).unwrap_or_default();
    let done =
        super::service::second_step(&request.services, client(&request), waiting, &form.code).await;
    if done == Err(AppError::Unauthenticated) {
        // The form is worth nothing without the password before it.
        platform::web::redirect(&with_next("/sign-in?late=1", &form.next));
        return Ok(());
    }
    platform::web::answer(&form, done, |token| {
        pending::set(&request, "");
        crate::sessions::api::cookie::set(&request, &token);
        or_home(&form.next)
    })
    .await
}

/// Proves by a code that it is still the same person, and goes on to what was asked for.
#[server(endpoint = "identity/confirm_by_code")]
pub async fn confirm_by_code(form: CodeForm) -> Result<(), AppError> {
    let done = prove(&form).await;
    crate::sessions::api::proven(&form, &form.next, done).await
}

#[cfg(feature = "ssr")]
async fn prove(form: &CodeForm) -> Result<String, AppError> {
    let (request, actor) = caller()?;
    let token = crate::sessions::api::token(&request).ok_or(AppError::Unauthenticated)?;
    let (services, client) = (&request.services, client(&request));
    super::service::prove_by_code(services, client, &actor, token, &form.code).await
}

/// Makes a secret for an app and shows it.
#[server(endpoint = "identity/start_second_step")]
pub async fn start_second_step() -> Result<(), AppError> {
    let done = start().await;
    platform::web::answer(&CodeForm::default(), done, |()| SET_UP.to_owned()).await
}

/// Where the secret of an app is shown.
#[cfg(feature = "ssr")]
pub(crate) const SET_UP: &str = "/security/second-step/set-up";

#[cfg(feature = "ssr")]
async fn start() -> Result<(), AppError> {
    let (request, actor) = caller()?;
    super::service::start(&request.services, &actor).await
}

/// Turns two-step sign-in on, and shows the backup codes once.
#[server(endpoint = "identity/turn_on_second_step")]
pub async fn turn_on_second_step(form: CodeForm) -> Result<(), AppError> {
    let done = turn_on(&form).await;
    platform::web::answer(&form, done, |()| "/security/second-step?on=1".to_owned()).await
}

#[cfg(feature = "ssr")]
async fn turn_on(form: &CodeForm) -> Result<(), AppError> {
    let (request, actor) = caller()?;
    let client = client(&request);
    let codes = super::service::confirm(&request.services, client, &actor, &form.code).await?;
    crate::shown_once::keep(&request, NEW_CODES, &codes.join("."));
    Ok(())
}

/// Makes ten new backup codes and shows them once.
#[server(endpoint = "identity/renew_backup_codes")]
pub async fn renew_backup_codes() -> Result<(), AppError> {
    let done = renew().await;
    platform::web::answer(&CodeForm::default(), done, |()| {
        "/security/second-step?renewed=1".to_owned()
    })
    .await
}

#[cfg(feature = "ssr")]
async fn renew() -> Result<(), AppError> {
    let (request, actor) = caller()?;
    let client = client(&request);
    let codes = super::service::renew_codes(&request.services, client, &actor).await?;
    crate::shown_once::keep(&request, NEW_CODES, &codes.join("."));
    Ok(())
}

/// Turns two-step sign-in off.
#[server(endpoint = "identity/turn_off_second_step")]
pub async fn turn_off_second_step() -> Result<(), AppError> {
    let done = turn_off().await;
    platform::web::answer(&CodeForm::default(), done, |()| {
        "/security/second-step?off=1".to_owned()
    })
    .await
}

#[cfg(feature = "ssr")]
async fn turn_off() -> Result<(), AppError> {
    let (request, actor) = caller()?;
    super::service::remove(&request.services, client(&request), &actor).await
}
