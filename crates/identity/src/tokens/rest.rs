//! Endpoints for native clients: sign in, refresh, sign out; and who one is to the API.

use super::model::{Grant, Refresh, Revoke, Tokens};
use super::service::{self, Caller};
use crate::api::client;
use crate::rest::problem;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Extension, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use kernel::AppError;
use platform::{Services, web};
use serde_json::json;

/// The routes of tokens.
pub fn routes(services: &Services) -> Router {
    Router::new()
        .route("/api/v1/auth/token", post(grant))
        .route("/api/v1/auth/refresh", post(refresh))
        .route("/api/v1/auth/revoke", post(revoke))
        .route("/api/v1/me", get(me))
        .with_state(services.clone())
}

async fn grant(
    State(services): State<Services>,
    Extension(request): Extension<web::Request>,
    body: Result<Json<Grant>, JsonRejection>,
) -> Response {
    let Ok(Json(body)) = body else {
        return problem(&AppError::Transport);
    };
    handed_out(service::grant(&services, client(&request), &body).await)
}

async fn refresh(
    State(services): State<Services>,
    Extension(request): Extension<web::Request>,
    body: Result<Json<Refresh>, JsonRejection>,
) -> Response {
    let Ok(Json(body)) = body else {
        return problem(&AppError::Transport);
    };
    handed_out(service::refresh(&services, client(&request), &body.refresh_token).await)
}

/// Tokens are nobody's to keep on the way.
fn handed_out(done: kernel::Result<Tokens>) -> Response {
    match done {
        Ok(tokens) => ([(header::CACHE_CONTROL, "no-store")], Json(tokens)).into_response(),
        Err(error) => problem(&error),
    }
}

async fn revoke(
    State(services): State<Services>,
    body: Result<Json<Revoke>, JsonRejection>,
) -> Response {
    let Ok(Json(body)) = body else {
        return problem(&AppError::Transport);
    };
    match service::revoke(&services, &body.token).await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => problem(&error),
    }
}

async fn me(caller: Caller) -> Response {
    let body = match caller {
        Caller::Person(actor) => json!({
            "person": { "id": actor.person, "name": actor.name, "email": actor.email },
            "organisation": actor.seat.map(|seat| json!({ "id": seat.organisation, "name": seat.name, "role": seat.role })),
        }),
        Caller::Machine(machine) => json!({
            "key": machine.key,
            "organisation": { "id": machine.organisation, "name": machine.organisation_name },
            "scopes": machine.scopes,
        }),
    };
    ([(header::CACHE_CONTROL, "private, no-store")], Json(body)).into_response()
}
