//! What every request passes: same-origin check for writes, security headers, the caller's identity.

use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use identity::Actor;
use identity::rest::{API, problem};
use identity::service::Client;
use identity::tokens::service::Caller;
use identity::{sessions, tokens};
use kernel::{AppError, Result};
use platform::{Origin, Services, network};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

/// What the guard needs to know.
#[derive(Debug, Clone)]
pub struct Guard {
    pub services: Services,
    pub trusted_proxies: usize,
}

/// Refuses writes that another site may have sent: an unsafe method needs `Sec-Fetch-Site:
/// same-origin`, or, from browsers that do not send it, an `Origin` equal to the host. Where no cookie
/// is read there is nothing to forge: no other site can send what stands behind `Bearer`.
pub async fn same_origin(request: Request, next: Next) -> Response {
    let safe = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    if safe || !reads_cookies(&request) || is_same_origin(request.headers()) {
        return next.run(request).await;
    }
    tracing::warn!(code = "other_site", "refused");
    (
        StatusCode::FORBIDDEN,
        "This request did not come from this site.\n",
    )
        .into_response()
}

/// Does a cookie say who sends this request? Not beside `Authorization: Bearer`, and not to the public API.
fn reads_cookies(request: &Request<Body>) -> bool {
    bearer(request.headers()).is_none() && !request.uri().path().starts_with(API)
}

/// What stands behind `Authorization: Bearer`.
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then(|| token.trim_start())
}

fn is_same_origin(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match (text("sec-fetch-site"), text("origin"), text("host")) {
        (Some(site), _, _) => site == "same-origin",
        (None, Some(origin), Some(host)) => origin
            .split_once("://")
            .is_some_and(|(_, rest)| rest == host),
        _ => false,
    }
}

/// What a text is written in, where whoever answers (files, above all) leaves it out: no browser has to guess.
const TEXTS: [(&str, &str); 5] = [
    ("text/javascript", "text/javascript; charset=utf-8"),
    ("text/css", "text/css; charset=utf-8"),
    ("text/plain", "text/plain; charset=utf-8"),
    ("text/html", "text/html; charset=utf-8"),
    ("image/svg+xml", "image/svg+xml; charset=utf-8"),
];

/// Headers that every answer carries; pages add their content security policy.
pub async fn headers(State(guard): State<Guard>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let fixed = [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        (
            "permissions-policy",
            "camera=(), microphone=(), geolocation=(), payment=()",
        ),
        ("x-frame-options", "DENY"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if guard.services.secure_cookies {
        headers.insert(
            "strict-transport-security",
            HeaderValue::from_static("max-age=31536000; includeSubDomains"),
        );
    }
    let text = headers.get(header::CONTENT_TYPE).and_then(|kind| {
        let mut texts = TEXTS.iter();
        texts.find(|(bare, _)| kind.as_bytes() == bare.as_bytes())
    });
    if let Some((_, whole)) = text {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(whole));
    }
    // Whatever is not a page runs no scripts. What is left is what the offline page shows and what the
    // service worker fetches.
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(
        "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'",
    ));
    response
}

/// Finds out who is asking and puts it where pages and server functions look for it.
pub async fn identify(
    State(guard): State<Guard>,
    mut request: Request<Body>,
    next: Next,
) -> Response {
    let seen = describe(&guard, &request);
    let caller = match who(&seen, bearer(request.headers())).await {
        Ok(caller) => caller,
        Err(error) => return problem(&error),
    };
    let signed_in = caller.is_some();
    // Pages and server functions are for people: to them a machine is nobody.
    let actor = caller.as_ref().and_then(Caller::person).cloned();
    let who = match &caller {
        Some(Caller::Person(actor)) => actor.person.to_string(),
        Some(Caller::Machine(machine)) => format!("key {}", machine.key),
        None => "nobody".to_owned(),
    };
    tracing::Span::current().record("who", who);
    let extensions = request.extensions_mut();
    extensions.insert(seen);
    extensions.insert::<Option<Actor>>(actor);
    extensions.insert::<Option<Caller>>(caller);
    let mut response = next.run(request).await;
    if signed_in {
        response.headers_mut().insert(
            header::CACHE_CONTROL,
            HeaderValue::from_static("private, no-store"),
        );
    }
    response
}

/// Who asks. A bearer that is worth nothing is refused, and never asked again by its cookie.
pub async fn who(seen: &platform::web::Request, bearer: Option<&str>) -> Result<Option<Caller>> {
    let client = Client {
        address: &seen.address,
        user_agent: &seen.user_agent,
    };
    if let Some(bearer) = bearer {
        let caller = tokens::service::caller(&seen.services, client, bearer).await?;
        return caller.map(Some).ok_or(AppError::Unauthenticated);
    }
    let Some(token) = sessions::api::token(seen) else {
        return Ok(None);
    };
    let actor = sessions::service::actor(&seen.services, client, token).await?;
    Ok(actor.map(Caller::Person))
}

/// What is known of a request without asking anybody.
pub fn describe(guard: &Guard, request: &Request<Body>) -> platform::web::Request {
    let headers = request.headers();
    let text = |name: header::HeaderName| {
        headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or("")
    };
    let path = request
        .uri()
        .path_and_query()
        .map_or("/", http::uri::PathAndQuery::as_str);
    let host = text(header::HOST);
    // Only a page of this very site counts as where the form stands.
    let came_from = text(header::REFERER)
        .split_once("://")
        .and_then(|(_, rest)| rest.strip_prefix(host))
        .and_then(platform::web::local_path)
        .map(Arc::from);
    let user_agent: String = text(header::USER_AGENT).chars().take(400).collect();
    let origin = Origin {
        address: client(guard.trusted_proxies, request).to_string().into(),
        user_agent: user_agent.into(),
    };
    platform::web::Request {
        services: guard.services.clone().asked_from(origin.clone()),
        path: path.into(),
        came_from,
        address: origin.address,
        user_agent: origin.user_agent,
        cookies: if reads_cookies(request) {
            text(header::COOKIE).into()
        } else {
            "".into()
        },
    }
}

/// The address of the client, as far as it can be believed.
pub fn client(trusted_proxies: usize, request: &Request<Body>) -> IpAddr {
    // Every connection has a peer; only a test has none.
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(Ipv4Addr::UNSPECIFIED.into(), |info| info.0.ip());
    let forwarded = request.headers().get_all("x-forwarded-for").iter();
    let forwarded = forwarded.filter_map(|value| value.to_str().ok());
    network::client(peer, forwarded, trusted_proxies)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers_of(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| {
                (
                    http::HeaderName::from_static(name),
                    HeaderValue::from_static(value),
                )
            })
            .collect()
    }

    #[test]
    fn only_this_site_may_write() {
        assert!(is_same_origin(&headers_of(&[(
            "sec-fetch-site",
            "same-origin"
        )])));
        assert!(is_same_origin(&headers_of(&[
            ("origin", "http://a.example"),
            ("host", "a.example")
        ])));
        for forged in [
            &[
                ("sec-fetch-site", "cross-site"),
                ("origin", "http://a.example"),
                ("host", "a.example"),
            ][..],
            &[("sec-fetch-site", "none")],
            &[("origin", "http://b.example"), ("host", "a.example")],
            &[("origin", "null"), ("host", "a.example")],
            &[("host", "a.example")],
            &[],
        ] {
            assert!(!is_same_origin(&headers_of(forged)), "{forged:?}");
        }
    }
}
