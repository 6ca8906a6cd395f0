//! Server functions of identity: thin. The forms that post here work without JavaScript.

use crate::model::{SignInForm, ThemeForm};
use kernel::AppError;
use leptos::prelude::*;

/// The actor of the request being answered.
///
/// # Errors
/// `Unauthenticated`; `Internal` outside a request.
#[cfg(feature = "ssr")]
pub fn caller() -> kernel::Result<(platform::web::Request, crate::Actor)> {
    let request = platform::web::request()?;
    let actor = use_context::<Option<crate::Actor>>()
        .flatten()
        .ok_or(AppError::Unauthenticated)?;
    Ok((request, actor))
}

/// Where a request comes from.
#[cfg(feature = "ssr")]
pub(crate) fn client(request: &platform::web::Request) -> crate::service::Client<'_> {
    crate::service::Client {
        address: &request.address,
        user_agent: &request.user_agent,
    }
}

/// Opens a session.
#[server(endpoint = "identity/sign_in")]
pub async fn sign_in(form: SignInForm) -> Result<(), AppError> {
    let request = platform::web::request()?;
    let done = crate::service::sign_in(&request.services, client(&request), &form).await;
    platform::web::answer(&form, done, |entry| {
        crate::factors::api::enter(&request, entry, &form.next)
    })
    .await
}

/// Keeps the theme this browser shows.
#[server(endpoint = "identity/set_theme")]
pub async fn set_theme(form: ThemeForm) -> Result<(), AppError> {
    let request = platform::web::request()?;
    let https = request.services.secure_cookies;
    platform::web::set_cookie(&ui::Theme::from_name(&form.theme).cookie(https));
    platform::web::redirect(request.came_from.as_deref().unwrap_or("/"));
    Ok(())
}
