//! A refusal as `application/problem+json`.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kernel::{AppError, FieldErrors};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Why a request was refused (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// Always `about:blank`: what it is stands in `code`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The name of the status.
    pub title: String,
    /// The status.
    pub status: u16,
    /// What happened, for people.
    pub detail: String,
    /// What happened, for programs: `unauthenticated`, `forbidden`, `not_found`, `invalid`, `stale`…
    pub code: String,
    /// Messages by field, where fields are wrong; the empty name speaks of all of them.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(required = false)]
    pub errors: BTreeMap<String, String>,
}

/// What refuses a request; every [`AppError`] is one.
#[derive(Debug)]
pub struct Refusal(pub AppError);

impl From<AppError> for Refusal {
    fn from(error: AppError) -> Self {
        Self(error)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        problem(&self.0)
    }
}

/// Writes into the log that somebody was refused, and by which rule; with the span of the request that says who asked
/// for what. A fault of ours has its own line.
pub fn note_refused(error: &AppError) {
    if !matches!(error, AppError::Internal { .. }) {
        tracing::info!(code = code(error), "refused");
    }
}

/// An error as `application/problem+json`.
pub fn problem(error: &AppError) -> Response {
    note_refused(error);
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let none = FieldErrors::default();
    let errors = match error {
        AppError::Invalid(errors) => errors,
        _ => &none,
    };
    let mut response = refuse(status, code(error), &error.to_string(), errors);
    let headers = response.headers_mut();
    if *error == AppError::Unauthenticated {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    if let AppError::RateLimited { retry_after_s } = error {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(*retry_after_s));
    }
    response
}

/// A refusal of HTTP itself, for which there is no [`AppError`]: a method, a kind of body, a size.
pub fn refuse(status: StatusCode, code: &str, detail: &str, errors: &FieldErrors) -> Response {
    let body = Problem {
        kind: "about:blank",
        title: status.canonical_reason().unwrap_or_default().to_owned(),
        status: status.as_u16(),
        detail: detail.to_owned(),
        code: code.to_owned(),
        errors: errors.0.clone(),
    };
    let mut response = (status, Json(body)).into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/problem+json"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The word a program looks at.
pub fn code(error: &AppError) -> &str {
    match error {
        AppError::Unauthenticated => "unauthenticated",
        AppError::Forbidden => "forbidden",
        AppError::Unproved => "unproved",
        AppError::ReadOnly => "suspended",
        AppError::NotFound => "not_found",
        AppError::Conflict(code) => code,
        AppError::Invalid(_) => "invalid",
        AppError::RateLimited { .. } => "rate_limited",
        AppError::Internal { .. } => "internal",
        AppError::Transport => "unreadable",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_says_what_to_do_next() {
        let busy = problem(&AppError::RateLimited { retry_after_s: 7 });
        assert_eq!(busy.status(), StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(busy.headers()[header::RETRY_AFTER], "7");
        let unknown = problem(&AppError::Unauthenticated);
        assert_eq!(unknown.headers()[header::WWW_AUTHENTICATE], "Bearer");
        assert_eq!(
            unknown.headers()[header::CONTENT_TYPE],
            "application/problem+json"
        );
    }
}
