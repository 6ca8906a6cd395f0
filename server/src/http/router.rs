//! Which request goes where.

use super::Probe;
use super::guard::{self, Guard};
use super::limits::{self, Edge, Limits};
use super::refusal::Refusal;
use super::{api, live, measure, visits};
use admin::visits::model::Gate;
use app::{App, shell};
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use identity::Actor;
use kernel::AppError;
use leptos::config::LeptosOptions;
use leptos::prelude::{provide_context, use_context};
use leptos_axum::{
    LeptosRoutes, ResponseOptions, generate_route_list, handle_server_fns_with_context,
    render_app_async_with_context,
};
use platform::Services;
use platform::rest::Reference;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::{RequestBodyTimeoutLayer, TimeoutLayer};
use tower_http::trace::TraceLayer;

/// Largest body of a request in bytes: a description of a million characters fits, and is then
/// refused at its field with everything typed kept.
const BODY_LIMIT: usize = 4 * 1024 * 1024;
/// A request that takes longer is answered with 503.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);
/// A body of which nothing more comes for this long is given up.
const BODY_TIMEOUT: Duration = Duration::from_secs(10);
/// The browser may keep a hashed file for ever.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// The browser asks each time whether what it has is still what there is.
const ASK_AGAIN: &str = "no-cache";

/// What the site is made of.
#[derive(Clone)]
pub struct Site {
    pub services: Services,
    pub options: LeptosOptions,
    pub probe: Probe,
    pub trusted_proxies: usize,
    pub limits: Limits,
}

/// The whole site.
pub fn router(site: &Site) -> Router {
    let (endpoints, described) = api::routes(&site.services);
    let site = &Site {
        services: site.services.clone().with(Reference::of(&described)),
        ..site.clone()
    };
    let guard = Guard {
        services: site.services.clone(),
        trusted_proxies: site.trusted_proxies,
    };
    let root = site.options.site_root.to_string();
    let edge = Edge {
        guard: guard.clone(),
        limits: site.limits.clone(),
        refusal: refusal(&site.options, guard.clone()),
    };
    let events = Router::new()
        .route("/api/events", get(live::events))
        .with_state(site.services.clone());
    let ordinary = Router::new()
        .merge(pages(site))
        .merge(endpoints)
        .merge(identity::trail::rest::routes())
        .merge(identity::privacy::rest::routes())
        .merge(hiring::rest::routes(&site.services))
        .merge(admin::audit::rest::routes())
        .merge(admin::trail::rest::routes())
        .merge(platform::mail::routes(&site.services))
        .merge(events)
        .route("/api/{*server_fn}", get(server_fn).post(server_fn))
        .layer(RequestBodyLimitLayer::new(BODY_LIMIT));
    let identified = ordinary
        // Files have limits of their own, and are refused in words at their field.
        .merge(identity::organisations::rest::uploads())
        .merge(people::rest::upload::routes())
        .layer(from_fn_with_state(edge.clone(), limits::by_account))
        .layer(from_fn_with_state(edge.refusal.clone(), visits::gate))
        .layer(from_fn_with_state(guard.clone(), guard::identify))
        .layer(from_fn_with_state(edge.clone(), limits::by_address))
        .layer(from_fn(guard::same_origin));
    let open = hiring::rest::open_routes(&site.services)
        .layer(from_fn_with_state(edge, limits::by_address));
    let probes = site
        .probe
        .clone()
        .routes()
        .layer(SetResponseHeaderLayer::overriding(
            header::CACHE_CONTROL,
            HeaderValue::from_static("no-store"),
        ))
        .layer(from_fn_with_state(guard.clone(), guard::headers));
    let nothing_here = nothing_here(&site.options)
        .layer(RequestBodyLimitLayer::new(BODY_LIMIT))
        .layer(from_fn_with_state(
            refusal(&site.options, guard.clone()),
            visits::gate,
        ))
        .layer(from_fn_with_state(guard.clone(), guard::identify));
    identified
        .merge(identity::organisations::rest::routes(&site.services))
        .merge(open)
        .fallback_service(files(&root, nothing_here))
        .nest_service("/pkg", built(&root, site.options.hash_files))
        .layer(
            ServiceBuilder::new()
                .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
                .layer(TraceLayer::new_for_http().make_span_with(span))
                .layer(PropagateRequestIdLayer::x_request_id())
                .layer(from_fn(measure::measure))
                .layer(from_fn_with_state(guard, guard::headers))
                .layer(from_fn(api::problems))
                .layer(
                    CompressionLayer::new()
                        .quality(tower_http::CompressionLevel::Fastest)
                        .compress_when(
                            SizeAbove::new(860)
                                .and(NotForContentType::const_new("font/"))
                                .and(NotForContentType::IMAGES)
                                .and(NotForContentType::const_new("application/zip"))
                                // Compressed, a line would wait for more to come.
                                .and(NotForContentType::SSE),
                        ),
                )
                .layer(CatchPanicLayer::custom(panicked))
                .layer(TimeoutLayer::with_status_code(
                    StatusCode::SERVICE_UNAVAILABLE,
                    REQUEST_TIMEOUT,
                ))
                .layer(RequestBodyTimeoutLayer::new(BODY_TIMEOUT)),
        )
        .merge(probes)
}

fn pages(site: &Site) -> Router {
    let options = site.options.clone();
    let routes = generate_route_list(App);
    Router::new()
        .leptos_routes_with_context(&options, routes, page_context, {
            let options = options.clone();
            move || shell(options.clone())
        })
        .with_state(options)
}

async fn server_fn(request: Request) -> Response {
    let here = |(path, _): &(&str, _)| *path == request.uri().path();
    match server_fn::axum::server_fn_paths().find(here) {
        None => (StatusCode::NOT_FOUND, "There is nothing here.\n").into_response(),
        Some((_, method)) if method != *request.method() => {
            let allowed = [(header::ALLOW, method.to_string())];
            (StatusCode::METHOD_NOT_ALLOWED, allowed).into_response()
        }
        Some(_) => handle_server_fns_with_context(request_context, request)
            .await
            .into_response(),
    }
}

/// What `guard::identify` found out, where leptos code looks for it.
fn request_context() {
    let Some(parts) = use_context::<http::request::Parts>() else {
        return;
    };
    if let Some(request) = parts.extensions.get::<platform::web::Request>() {
        provide_context(request.clone());
    }
    provide_context(parts.extensions.get::<Option<Actor>>().cloned().flatten());
    provide_context(parts.extensions.get::<Option<Gate>>().cloned().flatten());
}

fn page_context() {
    request_context();
    let (Some(response), Some(nonce)) =
        (use_context::<ResponseOptions>(), leptos::nonce::use_nonce())
    else {
        return;
    };
    let watch = if std::env::var_os("LEPTOS_WATCH").is_some() {
        " ws:"
    } else {
        ""
    };
    let policy = format!(
        "default-src 'self'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; worker-src 'self'; manifest-src 'self'; \
         connect-src 'self'{watch}; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
    );
    if let Ok(value) = HeaderValue::from_str(&policy) {
        response.insert_header(header::CONTENT_SECURITY_POLICY, value);
    }
}

/// The page that says why something was refused.
fn refusal(options: &LeptosOptions, guard: Guard) -> Refusal {
    let options = options.clone();
    let render = move |error: AppError, request: Request| {
        let options = options.clone();
        let context = move || {
            page_context();
            provide_context(platform::web::Refused(error.clone()));
        };
        render_app_async_with_context(context, move || shell(options.clone()))(request)
    };
    Refusal {
        guard,
        render: Arc::new(render),
    }
}

/// The page that says there is nothing at this address.
fn nothing_here(options: &LeptosOptions) -> Router {
    let options = options.clone();
    let render = render_app_async_with_context(page_context, move || shell(options.clone()));
    Router::new().fallback(move |request: Request| render(request))
}

/// Scripts and styles. Their names carry a hash of their content, except while `cargo xtask dev` rebuilds them.
fn built(root: &str, hashed: bool) -> Router {
    let files = ServeDir::new(Path::new(root).join("pkg"))
        .precompressed_br()
        .precompressed_gzip();
    Router::new()
        .fallback_service(files)
        .layer(SetResponseHeaderLayer::if_not_present(
            header::CACHE_CONTROL,
            keep(if hashed { FOR_EVER } else { ASK_AGAIN }),
        ))
}

/// Icons, fonts, the manifest, the service worker; whatever else is asked for gets the site's 404 page.
fn files(root: &str, missing: Router) -> Router {
    let files = ServeDir::new(root)
        .precompressed_br()
        .precompressed_gzip()
        .append_index_html_on_directories(false);
    Router::new()
        .fallback_service(files.fallback(missing))
        .layer(SetResponseHeaderLayer::if_not_present(
            header::CACHE_CONTROL,
            keep("public, max-age=3600"),
        ))
}

/// For how long a file may be kept: not at all if it is not there.
fn keep(value: &'static str) -> impl Fn(&Response) -> Option<HeaderValue> + Clone {
    move |response| {
        response
            .status()
            .is_success()
            .then(|| HeaderValue::from_static(value))
    }
}

/// Never the query: it may hold what somebody typed. Who asks is added when it is known, as an id.
fn span(request: &Request<Body>) -> tracing::Span {
    let id = request
        .headers()
        .get("x-request-id")
        .and_then(|id| id.to_str().ok())
        .unwrap_or("");
    tracing::info_span!(
        "request",
        method = %request.method(),
        path = request.uri().path(),
        id,
        who = tracing::field::Empty
    )
}

#[expect(clippy::needless_pass_by_value, reason = "the layer hands it over")]
fn panicked(panic: Box<dyn std::any::Any + Send>) -> Response {
    let cause = panic
        .downcast_ref::<String>()
        .cloned()
        .or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
    let error = platform::db::internal(format!("panic: {}", cause.unwrap_or_default()));
    (StatusCode::INTERNAL_SERVER_ERROR, format!("{error}\n")).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_tells_nobody_its_cause() {
        for cause in [
            Box::new("select secret_77 from account".to_owned()) as Box<dyn std::any::Any + Send>,
            Box::new("secret_77 at src/main.rs"),
            Box::new(77),
        ] {
            let answer = panicked(cause);
            assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
            let bytes = axum::body::to_bytes(answer.into_body(), 1000)
                .await
                .unwrap();
            let text = String::from_utf8(bytes.to_vec()).unwrap();
            assert!(
                text.starts_with("something went wrong on our side (reference "),
                "{text}"
            );
            assert!(
                !text.contains("secret_77") && !text.contains("src/"),
                "{text}"
            );
        }
    }
}
