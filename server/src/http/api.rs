//! The public API: the endpoints of all areas, what they have in common, and the document that describes them.

mod document;

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use identity::rest::{API, idempotent};
use kernel::{AppError, FieldErrors};
use platform::Services;
use platform::rest::{problem, refuse};
use std::sync::Arc;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;

/// The endpoints, and what describes them.
pub fn routes(services: &Services) -> (Router, OpenApi) {
    let all = OpenApiRouter::with_openapi(document::head(&services.public_url))
        .merge(taxonomy::rest::api(services))
        .merge(identity::tokens::rest::routes(services))
        .merge(identity::organisations::rest::api(services))
        .merge(identity::trail::rest::api(services))
        .merge(people::rest::api(services))
        .merge(hiring::rest::api(services));
    let (router, described) = all.split_for_parts();
    let described = document::complete(described);
    let text = described.to_json().unwrap_or_default();
    let once = Once {
        services: services.clone(),
        writes: document::writes(&described).into(),
    };
    let router = router
        .route("/api/v1/openapi.json", get(move || openapi(text.clone())))
        .route("/api/v1/{*nothing}", any(nothing_here))
        .layer(from_fn_with_state(once, done_once));
    (router, described)
}

/// What may be sent under a key.
#[derive(Clone)]
struct Once {
    services: Services,
    /// Methods and paths of everything that changes something.
    writes: Arc<[(Method, String)]>,
}

/// A method that a path does not have is refused as that, whatever key comes with it.
async fn done_once(
    State(once): State<Once>,
    path: Option<MatchedPath>,
    request: Request,
    next: Next,
) -> Response {
    let path = path.as_ref().map_or("", MatchedPath::as_str);
    let mut writes = once.writes.iter();
    if writes.any(|(method, known)| method == request.method() && known == path) {
        idempotent(State(once.services), request, next).await
    } else {
        next.run(request).await
    }
}

async fn openapi(text: String) -> impl IntoResponse {
    let kept = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, "public, max-age=300"),
    ];
    (kept, text)
}

async fn nothing_here() -> Response {
    problem(&AppError::NotFound)
}

/// Whoever asks the API is answered by it: what layers and routers refuse in words of their own becomes a problem too.
pub async fn problems(request: Request, next: Next) -> Response {
    let asked = request.uri().path().starts_with(API);
    let response = next.run(request).await;
    let status = response.status();
    if !asked || !(status.is_client_error() || status.is_server_error()) || is_problem(&response) {
        return response;
    }
    let (code, detail) = match status {
        StatusCode::NOT_FOUND => ("not_found", "not found"),
        StatusCode::METHOD_NOT_ALLOWED => (
            "method_not_allowed",
            "this can be asked for, but not like that: `Allow` says how",
        ),
        StatusCode::PAYLOAD_TOO_LARGE => ("too_large", "the body is too large"),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => ("not_json", "send the body as JSON"),
        StatusCode::REQUEST_TIMEOUT => ("too_slow", "the body did not come"),
        StatusCode::SERVICE_UNAVAILABLE => ("busy", "this took too long; try again"),
        _ if status.is_server_error() => ("internal", "something went wrong on our side"),
        _ => ("unreadable", "the request could not be read"),
    };
    let mut refused = refuse(status, code, detail, &FieldErrors::default());
    for name in [header::ALLOW, header::RETRY_AFTER] {
        if let Some(value) = response.headers().get(&name) {
            refused.headers_mut().insert(name, value.clone());
        }
    }
    refused
}

fn is_problem(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE);
    kind.map(HeaderValue::as_bytes) == Some(b"application/problem+json")
}
