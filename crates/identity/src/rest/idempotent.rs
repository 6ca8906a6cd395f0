//! `Idempotency-Key`: a request sent again is answered as it was the first time, and done once.

use crate::tokens::service::Caller;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use kernel::{AppError, FieldErrors, Result};
use platform::Services;
use platform::idempotency::{self, Claimed, KEY_MAX, Kept, Sender};
use platform::rest::{problem, refuse};

/// Names a request.
pub const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// Says that an answer is one that was given before.
pub const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
/// Largest body that can be sent under a key, in bytes.
const BODY_MAX: usize = 2 * 1024 * 1024;

/// Answers what was done before; has done what was not, to its end, even if the client goes away.
pub async fn idempotent(
    State(services): State<Services>,
    request: Request,
    next: Next,
) -> Response {
    let writes = matches!(
        *request.method(),
        Method::POST | Method::PUT | Method::PATCH | Method::DELETE
    );
    let caller = request.extensions().get::<Option<Caller>>().cloned();
    let (true, true, Some(caller)) = (
        writes,
        request.headers().contains_key(IDEMPOTENCY_KEY),
        caller.flatten(),
    ) else {
        return next.run(request).await;
    };
    let Some(sender) = sender(&caller, request.headers().get(IDEMPOTENCY_KEY)) else {
        let why = format!("Send 1 to {KEY_MAX} printable characters of ASCII");
        return problem(&AppError::invalid("Idempotency-Key", why));
    };
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, BODY_MAX).await else {
        let (status, none) = (StatusCode::PAYLOAD_TOO_LARGE, FieldErrors::default());
        return refuse(status, "too_large", "the body is too large", &none);
    };
    let print = fingerprint(&caller, &parts, &body);
    let request = Request::from_parts(parts, Body::from(body));
    let work = async move {
        let claim = match idempotency::claim(&services, sender, print).await? {
            Claimed::Do(claim) => claim,
            before => return Ok(already(before)),
        };
        let response = idempotency::with(claim.clone(), next.run(request)).await;
        let (response, kept) = copy(response).await?;
        idempotency::finish(&services, claim, kept).await?;
        Ok(response)
    };
    // A task of its own, from the claim on: whoever goes away finds the answer when they come back.
    match tokio::spawn(work).await {
        Ok(Ok(response)) => response,
        Ok(Err(error)) => problem(&error),
        Err(panic) => problem(&platform::db::internal(panic)),
    }
}

fn sender(caller: &Caller, key: Option<&HeaderValue>) -> Option<Sender> {
    let key = key?.to_str().ok()?;
    let fits = (1..=KEY_MAX).contains(&key.len())
        && key.bytes().all(|b| b.is_ascii_graphic() || b == b' ');
    let (person, actor) = match caller {
        Caller::Person(actor) => (actor.person, actor.person.0),
        Caller::Machine(machine) => (machine.maker(), machine.key.0),
    };
    fits.then(|| Sender {
        person,
        actor,
        key: key.to_owned(),
    })
}

fn fingerprint(caller: &Caller, parts: &Parts, body: &Bytes) -> [u8; 32] {
    let organisation = match caller {
        Caller::Person(actor) => actor.seat.as_ref().map(|seat| seat.organisation),
        Caller::Machine(machine) => Some(machine.organisation),
    };
    let address = parts
        .uri
        .path_and_query()
        .map_or("", |whole| whole.as_str());
    idempotency::fingerprint(&[
        parts.method.as_str().as_bytes(),
        address.as_bytes(),
        organisation.map(|id| id.0).unwrap_or_default().as_bytes(),
        body,
    ])
}

/// The answer to a request that somebody took up before.
fn already(before: Claimed) -> Response {
    let conflict = |code: &str, detail: &str| {
        refuse(StatusCode::CONFLICT, code, detail, &FieldErrors::default())
    };
    match before {
        Claimed::Done(kept) => again(kept),
        Claimed::OtherRequest => problem(&AppError::invalid(
            "Idempotency-Key",
            "This key was used for another request; use a new one",
        )),
        Claimed::AnswerLost => conflict(
            "answer_lost",
            "this was done, but its answer was lost: read how it stands now",
        ),
        Claimed::InFlight | Claimed::Do(_) => {
            let mut response = conflict("in_flight", "this request is being worked on");
            let headers = response.headers_mut();
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
            response
        }
    }
}

fn again(kept: Kept) -> Response {
    let mut response = Response::new(Body::from(kept.body));
    *response.status_mut() =
        StatusCode::from_u16(kept.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(REPLAYED, HeaderValue::from_static("true"));
    let named = [
        (header::CONTENT_TYPE, kept.content_type),
        (header::LOCATION, kept.location),
    ];
    for (name, value) in named {
        if let Some(value) = value.and_then(|value| HeaderValue::from_str(&value).ok()) {
            headers.insert(name, value);
        }
    }
    response
}

/// An answer, and what is kept of it.
async fn copy(response: Response) -> Result<(Response, Kept)> {
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX)
        .await
        .map_err(platform::db::internal)?;
    let text = |name| {
        let value = parts.headers.get(name)?;
        value.to_str().ok().map(str::to_owned)
    };
    let kept = Kept {
        status: parts.status.as_u16(),
        content_type: text(header::CONTENT_TYPE),
        location: text(header::LOCATION),
        body: body.to_vec(),
    };
    Ok((Response::from_parts(parts, Body::from(body)), kept))
}
