//! What every endpoint of the public API shares: who calls, and how a refusal reads (RFC 9457).

use crate::tokens::service::Caller;
use axum::Json;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kernel::AppError;
use serde_json::json;

/// Below here nobody is known by a cookie, only by what stands behind `Authorization: Bearer`.
pub const API: &str = "/api/v1/";

/// A refusal as `application/problem+json`.
pub fn problem(error: &AppError) -> Response {
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut body = json!({
        "type": "about:blank",
        "title": status.canonical_reason().unwrap_or_default(),
        "status": status.as_u16(),
        "detail": error.to_string(),
        "code": code(error),
    });
    if let AppError::Invalid(errors) = error {
        body["errors"] = json!(errors);
    }
    let mut response = (status, Json(body)).into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/problem+json"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if *error == AppError::Unauthenticated {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    if let AppError::RateLimited { retry_after_s } = error {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(*retry_after_s));
    }
    response
}

/// The word a program looks at.
fn code(error: &AppError) -> &str {
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

/// Whoever calls must be known: `401` otherwise.
impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Response> {
        let known = parts.extensions.get::<Option<Self>>().cloned().flatten();
        known.ok_or_else(|| problem(&AppError::Unauthenticated))
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
