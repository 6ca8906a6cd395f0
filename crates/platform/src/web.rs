//! The request as pages and server functions see it, and the answers to forms.

use crate::Services;
use crate::draft;
use axum::response::{IntoResponse as _, Response};
use http::header::{InvalidHeaderValue, LOCATION};
use http::{HeaderValue, StatusCode};
use kernel::{AppError, Result};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use serde::Serialize;
use std::sync::Arc;

/// What is known of one request before any area looks at it.
#[derive(Debug, Clone)]
pub struct Request {
    /// Everything a service needs.
    pub services: Services,
    /// The path with its query.
    pub path: Arc<str>,
    /// Where the form that was posted stands: path and query of the referring page on this site.
    pub came_from: Option<Arc<str>>,
    /// The client's address, by the configured number of trusted proxies.
    pub address: Arc<str>,
    /// The client's own description, cut to 400 characters.
    pub user_agent: Arc<str>,
    /// All cookies.
    pub cookies: Arc<str>,
}

impl Request {
    /// The value of a cookie.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies
            .split(';')
            .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
    }

    /// The value of a query parameter, decoded.
    pub fn query(&self, name: &str) -> Option<String> {
        let (_, query) = self.path.split_once('?')?;
        form_urlencoded::parse(query.as_bytes())
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    }

    /// The refused form this page was sent back to show; `None` on a first visit.
    ///
    /// # Errors
    /// `Internal`.
    pub async fn draft<F: serde::de::DeserializeOwned>(&self) -> Result<Option<draft::Draft<F>>> {
        match self.query("draft") {
            Some(id) => draft::find(&self.services, &id).await,
            None => Ok(None),
        }
    }
}

/// Why a request never reached a page; the page that is shown instead says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused(pub AppError);

/// The request being answered.
///
/// # Errors
/// `Internal` outside a request.
pub fn request() -> Result<Request> {
    use_context::<Request>().ok_or_else(|| crate::db::internal("no request in context"))
}

/// Sets the status of the page being rendered.
pub fn set_status(status: u16) {
    if let (Some(response), Ok(status)) = (
        use_context::<ResponseOptions>(),
        StatusCode::from_u16(status),
    ) {
        response.set_status(status);
    }
}

/// Adds a `Set-Cookie` header.
pub fn set_cookie(cookie: &str) {
    if let (Some(response), Ok(value)) = (
        use_context::<ResponseOptions>(),
        HeaderValue::from_str(cookie),
    ) {
        response.append_header(http::header::SET_COOKIE, value);
    }
}

/// Has the browser throw away what it keeps of this site, in every tab: whoever uses it next must find
/// nothing of whoever has just left. Browsers heed it over https only.
///
/// `cache` takes pages kept for the way back. `storage` takes what scripts keep: copies of what was typed,
/// and the service worker with its files. The next page registers that anew and it fetches the offline page
/// again, so nothing is missing but for a moment; and until then nobody is told by push what is not theirs.
/// Cookies stay: the session's is taken back by itself, and the theme belongs to the browser.
pub fn clear_site_data() {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.insert_header(
            http::HeaderName::from_static("clear-site-data"),
            HeaderValue::from_static(r#""cache", "storage""#),
        );
    }
}

/// Sends the browser to a path of this site with `303 See Other`.
pub fn redirect(path: &str) {
    if let (Some(response), Ok(value)) = (use_context::<ResponseOptions>(), location(path)) {
        response.insert_header(LOCATION, value);
        response.set_status(StatusCode::SEE_OTHER);
    }
}

/// The same as an answer of its own, for what is no server function.
pub fn see_other(path: &str) -> Response {
    let to = location(path).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(LOCATION, to)]).into_response()
}

fn location(path: &str) -> Result<HeaderValue, InvalidHeaderValue> {
    HeaderValue::from_str(&encode(local_path(path).unwrap_or("/")))
}

/// Answers a posted form: to `next` when it worked; back to the form, with everything typed and the
/// messages, when it was refused; to sign-in when the session has ended, or to the page that asks for
/// a proof when the last one is too old, and from there back.
///
/// # Errors
/// What is neither the sender's fault nor a matter of signing in.
pub async fn answer<F: Serialize, T>(
    form: &F,
    result: Result<T>,
    next: impl FnOnce(T) -> String,
) -> Result<()> {
    let request = request()?;
    redirect(&leads_to(&request, form, result, next).await?);
    Ok(())
}

/// Where a posted form leads, as [`answer`] does it; for what is no server function.
///
/// # Errors
/// What is neither the sender's fault nor a matter of signing in.
pub async fn leads_to<F: Serialize, T>(
    request: &Request,
    form: &F,
    result: Result<T>,
    next: impl FnOnce(T) -> String,
) -> Result<String> {
    let here = request.came_from.clone().unwrap_or_else(|| "/".into());
    let error = match result {
        Ok(value) => return Ok(next(value)),
        Err(error) => error,
    };
    crate::rest::note_refused(&error);
    let errors = match error {
        AppError::Invalid(errors) => errors,
        AppError::Unauthenticated => {
            return detour(request, form, "/sign-in", SESSION_ENDED).await;
        }
        AppError::Unproved => return detour(request, form, CONFIRM, NOW_PROVED).await,
        error @ (AppError::Conflict(_)
        | AppError::RateLimited { .. }
        | AppError::Forbidden
        | AppError::ReadOnly
        | AppError::NotFound) => {
            let mut errors = kernel::FieldErrors::default();
            errors.add("", explain(&error));
            errors
        }
        error => return Err(error),
    };
    let id = draft::keep(&request.services, &here, form, &errors).await?;
    Ok(with_query(&here, "draft", &id.to_string()))
}

/// The page that asks for a proof of who one is, and leads back.
pub const CONFIRM: &str = "/confirm-it-is-you";
const SESSION_ENDED: &str =
    "You had been signed out. Nothing was saved yet: check the form and send it again.";
const NOW_PROVED: &str =
    "Thank you, we know it is you. Nothing was saved yet: check the form and send it again.";

/// To another page first, and from there back to the form as it was typed.
async fn detour<F: Serialize>(request: &Request, form: &F, to: &str, why: &str) -> Result<String> {
    let here = request.came_from.clone().unwrap_or_else(|| "/".into());
    let mut errors = kernel::FieldErrors::default();
    errors.add("", why);
    let id = draft::keep(&request.services, &here, form, &errors).await?;
    let back = with_query(&here, "draft", &id.to_string());
    Ok(with_query(to, "next", &back))
}

/// What a conflict code means, in words.
pub fn explain(error: &AppError) -> String {
    if *error == AppError::ReadOnly {
        return "Your account, or the organisation you act for, is suspended: you can read everything and change nothing. Nothing was saved.".to_owned();
    }
    let AppError::Conflict(code) = error else {
        let mut text = error.to_string();
        if let Some(first) = text.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        return text + ".";
    };
    match code.as_str() {
        "illegal_transition" => "That step is no longer possible: it has moved on in the meantime. This is how it stands now.",
        "stale" => "Somebody changed this in the meantime. Below is what you typed; the page shows how it stands now.",
        "already_applied" => "You have already applied for this job.",
        "job_closed" => "This job is no longer open.",
        "job_full" => "All places have been filled.",
        "not_ready" => "Something is still missing before this can be published.",
        "appeal_waiting" => "You have appealed already. Somebody of our staff will read it and answer.",
        "contests_limit" => "You have contested as much as one may at a time. Wait for the answers, or take one back.",
        "own_contest" => "Nobody answers what they contested themselves. Ask a colleague.",
        "alerts_limit" => "You have as many alerts as one may have. Delete one first.",
        "not_suspended" => "Your account is not suspended, so there is nothing to appeal against.",
        "passkey_known" => "This passkey is known here already.",
        "no_passkeys_here" => "Passkeys do not work under this address.",
        "second_step_on" => "Two-step sign-in is on already. To move to another phone, turn it off first.",
        "two_steps_first" => "Our staff sign in with two steps. Turn that on under Security, and come back.",
        "needed" => "Without this your account cannot be. To take it back, erase your account.",
        "review_done" => "You are done with this résumé, or it was thrown away. Send it again to go through it once more.",
        "limit" => "That is the most there can be.",
        "no_profile" => "Fill in your profile first.",
        "organisation_suspended" => "This organisation is suspended: it can be read and can pay, nothing else.",
        "last_owner" => "An organisation needs an owner. Make somebody else an owner first.",
        "already_member" => "You are a member already.",
        "invitation_used" => "This invitation has been used already.",
        "invitation_revoked" => "This invitation was taken back. Ask whoever sent it for a new one.",
        "invitation_expired" => "This invitation has run out. Ask whoever sent it for a new one.",
        "invitation_other_address" => "This invitation is for another address. Sign in with that one.",
        "link_dead" => "This link has been used, or has run out. Ask for a new one.",
        "account_exists" => "There is an account under this address already. Sign in, or set a new password.",
        "no_password" => "Your account has no password yet.",
        "unverified" => "Confirm your e-mail address first: you find how under Security.",
        "job_lives" => "Another job does the same work already. Discard this one instead.",
        "oneself" => "Nobody decides over themselves. Ask somebody else of the staff.",
        "last_platform_owner" => "The platform needs an owner. Make somebody else a platform owner first.",
        "provider_failed" => "That did not work. Try again.",
        "provider_no_email" => "They did not tell us an address at which mail reaches you. Create an account with your address, then link theirs under Security.",
        "agree_first" => "There is no account for that yet. To make one, agree here and continue once more.",
        "link_first" => "There is an account under this address already. Sign in to it, then link this one under Security.",
        "provider_taken" => "That account is linked already, or you have linked another one there. Unlink it first.",
        "provider_other" => "That is not the account that is linked to yours.",
        "last_way_in" => "This is your last way in. Set a password, add a passkey or link another account first.",
        "personal_exists" => "You hire as yourself already; there can be only one such organisation.",
        _ => "That is not possible as things stand.",
    }
    .to_owned()
}

/// A path of this site, or `None` for anything that would lead elsewhere.
pub fn local_path(path: &str) -> Option<&str> {
    let inside = path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains('\\')
        && !path.contains(char::is_control);
    inside.then_some(path)
}

/// Sets one parameter of a path's query, replacing it if it is there.
pub fn with_query(path: &str, name: &str, value: &str) -> String {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let mut pairs: Vec<String> = query
        .split('&')
        .filter(|pair| !pair.is_empty() && pair.split('=').next() != Some(name))
        .map(str::to_owned)
        .collect();
    pairs.push(format!("{name}={}", percent(value)));
    format!("{path}?{}", pairs.join("&"))
}

/// Percent-encodes a query value.
pub fn percent(text: &str) -> String {
    use std::fmt::Write as _;
    text.bytes()
        .fold(String::with_capacity(text.len()), |mut out, byte| {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                out.push(char::from(byte));
            } else {
                let _ = write!(out, "%{byte:02X}");
            }
            out
        })
}

/// Header-safe: a path may hold letters beyond ASCII.
fn encode(path: &str) -> String {
    path.chars()
        .map(|c| {
            if c.is_ascii() {
                c.to_string()
            } else {
                percent(&c.to_string())
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redirect_never_leaves_the_site() {
        for path in [
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "javascript:alert(1)",
            "/a\r\nSet-Cookie: x",
        ] {
            assert_eq!(local_path(path), None, "{path}");
        }
        assert_eq!(local_path("/jobs?q=a"), Some("/jobs?q=a"));
    }

    #[test]
    fn a_parameter_is_set_once() {
        assert_eq!(
            with_query("/a?draft=1&b=2", "draft", "x y"),
            "/a?b=2&draft=x%20y"
        );
        assert_eq!(
            with_query("/a", "next", "/b?c=1&d"),
            "/a?next=%2Fb%3Fc%3D1%26d"
        );
    }
}
