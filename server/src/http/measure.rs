//! Counts and times every request, under the template of its route.

use axum::extract::{MatchedPath, Request};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use platform::metrics::{self, InFlight};
use std::collections::HashSet;
use std::sync::LazyLock;
use std::time::Instant;

/// All server functions stand behind one route; each is measured by itself.
static SERVER_FNS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    server_fn::axum::server_fn_paths()
        .map(|(path, _)| path)
        .collect()
});

/// The outermost layer that knows the route.
pub async fn measure(request: Request, next: Next) -> Response {
    let (route, method) = (route(&request), method(request.method()));
    let _in_flight = InFlight::enter();
    let began = Instant::now();
    let response = next.run(request).await;
    metrics::answered(&route, method, response.status().as_u16(), began.elapsed());
    response
}

/// Never the path as it was asked for: it holds ids, and there is no end of them.
fn route(request: &Request) -> String {
    let path = request.uri().path();
    match request.extensions().get::<MatchedPath>() {
        Some(_) if SERVER_FNS.contains(path) => path.to_owned(),
        Some(_) if path.starts_with("/pkg/") => "/pkg".to_owned(),
        Some(matched) => matched.as_str().to_owned(),
        None => "other".to_owned(),
    }
}

fn method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
