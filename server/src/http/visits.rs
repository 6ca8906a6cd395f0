//! Staff who look as somebody else (`admin::visits`): which pages are shown to them, and what every request of theirs passes.

use super::refusal::Refusal;
use admin::visits::api::{EndVisit, token};
use admin::visits::model::Gate;
use admin::visits::service::look;
use axum::extract::{MatchedPath, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use identity::Actor;
use identity::rest::problem;
use identity::service::Client;
use identity::sessions::api::SignOut;
use identity::tokens::service::Caller;
use kernel::AppError;
use leptos::server_fn::ServerFn as _;

/// What a visit shows, by the templates of its routes. Whatever is not named here stays shut, so a page that is new does
/// until somebody has decided; a test asks them to.
pub const SHOWN: &[&str] = &[
    "/",
    "/about",
    "/applications",
    "/applications/{id}",
    "/developers",
    "/help/roles",
    "/hiring/jobs",
    "/hiring/jobs/{id}",
    "/hiring/jobs/{id}/activity",
    "/hiring/jobs/{id}/applications",
    "/hiring/jobs/{id}/candidates",
    "/home",
    "/how-fit-works",
    "/jobs",
    "/jobs/{id}",
    "/matches",
    "/matches/{job}",
    "/organisation",
    "/people/{id}",
    "/privacy/retention",
    "/profile",
    "/profile/{section}",
];

/// Lets through what a visit may see, as the person whom staff look as; everything else only after staff went on as themselves.
/// Stands behind `guard::identify`, and behind the routes, whose templates it reads.
pub async fn gate(State(refusal): State<Refusal>, mut request: Request, next: Next) -> Response {
    let Some((seen, staff)) = who(&request) else {
        return next.run(request).await;
    };
    let Some(token) = token(&seen).filter(|_| !is_ones_own(&request)) else {
        return next.run(request).await;
    };
    let client = Client {
        address: &seen.address,
        user_agent: &seen.user_agent,
    };
    let (path, shown) = (request.uri().path().to_owned(), is_shown(&request));
    let looking = match look(&seen.services, client, &staff, token, (&path, shown)).await {
        Ok(looking) => looking,
        Err(error) => return problem(&error),
    };
    let Some(looking) = looking else {
        request.extensions_mut().insert(Some(Gate::Over));
        return refusal.answer(AppError::Forbidden, request).await;
    };
    let mut seen = seen.clone();
    seen.services.db = seen.services.db.reading();
    let actor = looking.actor.clone();
    let extensions = request.extensions_mut();
    extensions.insert(seen);
    extensions.insert(Some(actor.clone()));
    extensions.insert(Some(Caller::Person(actor)));
    extensions.insert(Some(Gate::Looking(Box::new(looking))));
    if shown {
        next.run(request).await
    } else {
        refusal.answer(AppError::Forbidden, request).await
    }
}

fn who(request: &Request) -> Option<(platform::web::Request, Actor)> {
    let extensions = request.extensions();
    let seen = extensions.get::<platform::web::Request>()?.clone();
    let staff = extensions.get::<Option<Actor>>()?.clone()?;
    Some((seen, staff))
}

/// Is it one of the two things that staff do as themselves, whomever they look as?
fn is_ones_own(request: &Request) -> bool {
    *request.method() == Method::POST
        && [EndVisit::PATH, SignOut::PATH].contains(&request.uri().path())
}

/// By the route that answers, and only if the address is written as we write it: the pages read it once more, and `..%2f` or
/// `..\` in an id could mean another page to them.
fn is_shown(request: &Request) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-".contains(&byte);
    let route = request.extensions().get::<MatchedPath>();
    matches!(*request.method(), Method::GET | Method::HEAD)
        && request.uri().path().bytes().all(plain)
        && route.is_some_and(|route| SHOWN.contains(&route.as_str()))
}
