//! What is refused before it reaches a page: answered as one, or as `problem+json`, by what the client accepts.

use super::guard::{self, Guard};
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, Uri, header};
use axum::response::Response;
use futures::future::BoxFuture;
use identity::Actor;
use identity::rest::problem;
use kernel::AppError;
use std::sync::Arc;

/// Renders a page of the site that says why.
type Render = Arc<dyn Fn(AppError, Request) -> BoxFuture<'static, Response> + Send + Sync>;

/// Answers what is refused.
#[derive(Clone)]
pub struct Refusal {
    pub guard: Guard,
    pub render: Render,
}

impl Refusal {
    /// The answer, with `Retry-After` if it is worth coming back.
    pub async fn answer(&self, error: AppError, request: Request) -> Response {
        let accepts_pages = request
            .headers()
            .get(header::ACCEPT)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|accepted| accepted.contains("text/html"));
        let wait = match &error {
            AppError::RateLimited { retry_after_s } => Some(HeaderValue::from(*retry_after_s)),
            _ => None,
        };
        let mut response = if accepts_pages {
            (self.render)(error, self.bare(request)).await
        } else {
            problem(&error)
        };
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(wait) = wait {
            headers.insert(header::RETRY_AFTER, wait);
        }
        response
    }

    /// The request for the page: nothing of what was sent, and nobody, if it is not known who asks.
    fn bare(&self, request: Request) -> Request {
        let seen = guard::describe(&self.guard, &request);
        let (mut parts, _) = request.into_parts();
        // No page stands there, so nothing else is shown.
        parts.uri = Uri::from_static("/refused");
        parts.extensions.insert(seen);
        parts
            .extensions
            .get_or_insert_with(|| Option::<Actor>::None);
        Request::from_parts(parts, Body::empty())
    }
}
