//! `GET /api/events`: what changes, as it changes, to whoever is signed in (server-sent events).

use super::guard;
use axum::extract::{Extension, Query, State};
use axum::http::{HeaderMap, HeaderName};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures::StreamExt as _;
use futures::future::BoxFuture;
use identity::Actor;
use identity::rest::problem;
use kernel::AppError;
use platform::Services;
use platform::events::{Events, Item};
use platform::web::Request;
use serde::Deserialize;
use serde_json::json;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

/// Said when there is nothing else to say, so that neither end nor anything in between thinks the other gone.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// After this long a browser asks again when it was cut off.
const RETRY: Duration = Duration::from_secs(3);

#[derive(Debug, Deserialize)]
pub struct Ask {
    /// The last event before the page was made. `Last-Event-ID`, which a browser sends when it asks again, wins.
    after: Option<i64>,
}

pub async fn events(
    State(services): State<Services>,
    Extension(request): Extension<Request>,
    Extension(actor): Extension<Option<Actor>>,
    headers: HeaderMap,
    Query(ask): Query<Ask>,
) -> Response {
    let Some(actor) = actor else {
        return problem(&AppError::Unauthenticated);
    };
    let Some(events) = services.part::<Events>() else {
        return problem(&AppError::NotFound);
    };
    let last = headers
        .get("last-event-id")
        .and_then(|value| value.to_str().ok()?.parse().ok());
    let person = actor.person;
    let bearer: Option<Arc<str>> = guard::bearer(&headers).map(Arc::from);
    let check = Arc::new(move || -> BoxFuture<'static, bool> {
        let (request, bearer) = (request.clone(), bearer.clone());
        Box::pin(async move {
            let caller = guard::who(&request, bearer.as_deref()).await;
            let caller = caller.ok().flatten();
            caller.is_some_and(|who| who.person().is_some_and(|actor| actor.person == person))
        })
    });
    let feed = events.open(person, actor.way_in.id(), last.or(ask.after), check);
    let lines = feed
        .into_stream()
        .map(|item| Ok::<_, Infallible>(line(item)));
    // A proxy that collects answers before it hands them on must not.
    let unbuffered = [(HeaderName::from_static("x-accel-buffering"), "no")];
    let stream = Sse::new(lines).keep_alive(KeepAlive::new().interval(HEARTBEAT));
    (unbuffered, stream).into_response()
}

fn line(item: Item) -> Event {
    match item {
        // Without data it only tells the browser where it stands.
        Item::At(seq) => Event::default().id(seq.to_string()).retry(RETRY),
        Item::Change(change) => Event::default()
            .id(change.seq.to_string())
            .event("change")
            .data(json!({"kind": change.kind, "subjects": change.subjects}).to_string()),
        Item::Reset(seq) => Event::default()
            .id(seq.to_string())
            .event("reset")
            .data("{}"),
        Item::Superseded => Event::default().event("superseded").data("{}"),
    }
}
