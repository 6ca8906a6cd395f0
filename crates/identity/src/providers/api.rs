//! Server functions of providers: thin. The forms that post here work without JavaScript.

use super::model::{StartForm, UnlinkForm};
#[cfg(feature = "ssr")]
use crate::api::{caller, client};
use kernel::AppError;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
pub(crate) mod cookie {
    use platform::web::{Request, percent};

    fn name(request: &Request) -> &'static str {
        if request.services.secure_cookies {
            "__Host-flow"
        } else {
            "flow"
        }
    }

    /// What this browser keeps while it is away: the state, and where to go afterwards.
    pub fn get(request: &Request) -> Option<(String, String)> {
        let (state, next) = request.cookie(name(request))?.split_once('.')?;
        let next = form_urlencoded::parse(format!("next={next}").as_bytes())
            .next()
            .map(|(_, next)| next.into_owned());
        Some((state.to_owned(), next.unwrap_or_default()))
    }

    /// Keeps it for as long as the way there and back may take; nothing, if the state is empty.
    pub fn set(request: &Request, state: &str, next: &str) {
        let secure = if request.services.secure_cookies {
            "; Secure"
        } else {
            ""
        };
        let age = if state.is_empty() {
            0
        } else {
            crate::providers::service::FLOW_LASTS.whole_seconds()
        };
        platform::web::set_cookie(&format!(
            "{}={state}.{}; Path=/; HttpOnly; SameSite=Lax; Max-Age={age}{secure}",
            name(request),
            percent(next)
        ));
    }
}

/// Sends somebody to a provider. Not at once: a browser would not follow a form to another site, so a page
/// of our own lies between.
#[server(endpoint = "identity/start_provider")]
pub async fn start_provider(form: StartForm) -> Result<(), AppError> {
    let request = platform::web::request()?;
    let actor = use_context::<Option<crate::Actor>>().flatten();
    let client = client(&request);
    let done = super::service::start(&request.services, client, actor.as_ref(), &form).await;
    platform::web::answer(&form, done, |state| {
        cookie::set(&request, &state, &form.next);
        "/auth/continue".to_owned()
    })
    .await
}

/// Unlinks a provider from one's own account.
#[server(endpoint = "identity/unlink_provider")]
pub async fn unlink_provider(form: UnlinkForm) -> Result<(), AppError> {
    let done = match caller() {
        Ok((request, actor)) => {
            super::service::unlink(&request.services, client(&request), &actor, &form).await
        }
        Err(error) => Err(error),
    };
    platform::web::answer(&form, done, |()| {
        "/security/providers?done=unlinked".to_owned()
    })
    .await
}
