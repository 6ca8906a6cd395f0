//! Endpoints for native clients: sign in, refresh, sign out; and who one is to the API.

use super::model::{Grant, Refresh, Revoke, Tokens};
use super::scope::KeyScope;
use super::service::{self, Caller};
use crate::api::client;
use crate::organisations::permissions::Role;
use axum::Json;
use axum::extract::{Extension, State};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use platform::rest::{Body, Refusal};
use platform::{Services, web};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

/// The routes of tokens.
pub fn routes(services: &Services) -> OpenApiRouter {
    OpenApiRouter::default()
        .routes(routes!(grant))
        .routes(routes!(refresh))
        .routes(routes!(revoke))
        .routes(routes!(me))
        .with_state(services.clone())
}

/// Sign a person in
///
/// For an app on a person's own device. The access token lasts 15 minutes; the refresh token buys the next pair, once.
#[utoipa::path(post, path = "/api/v1/auth/token", tag = "Sign-in", request_body = Grant, security(()),
    responses((status = 200, description = "Signed in", body = Tokens)))]
async fn grant(
    State(services): State<Services>,
    Extension(request): Extension<web::Request>,
    Body(body): Body<Grant>,
) -> Result<impl IntoResponse, Refusal> {
    let tokens = service::grant(&services, client(&request), &body).await?;
    Ok(handed_out(tokens))
}

/// Buy the next pair of tokens
///
/// A refresh token works once. If it comes back it was stolen, and every token of that sign-in ends; within ten seconds it
/// may come back because the answer was lost.
#[utoipa::path(post, path = "/api/v1/auth/refresh", tag = "Sign-in", request_body = Refresh, security(()),
    responses((status = 200, description = "The next pair", body = Tokens)))]
async fn refresh(
    State(services): State<Services>,
    Extension(request): Extension<web::Request>,
    Body(body): Body<Refresh>,
) -> Result<impl IntoResponse, Refusal> {
    let tokens = service::refresh(&services, client(&request), &body.refresh_token).await?;
    Ok(handed_out(tokens))
}

/// Tokens are nobody's to keep on the way.
fn handed_out(tokens: Tokens) -> impl IntoResponse {
    ([(header::CACHE_CONTROL, "no-store")], Json(tokens))
}

/// Sign out
///
/// Ends every token of the sign-in that this one, of either kind, belongs to. Whether there was one is not told.
#[utoipa::path(post, path = "/api/v1/auth/revoke", tag = "Sign-in", request_body = Revoke, security(()),
    responses((status = 204, description = "It is worth nothing any more")))]
async fn revoke(
    State(services): State<Services>,
    Body(body): Body<Revoke>,
) -> Result<StatusCode, Refusal> {
    service::revoke(&services, &body.token).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Who one is to the API: a person, or a machine with a key.
#[derive(Debug, Serialize, ToSchema)]
struct Me {
    /// The person; `null` for a machine.
    person: Option<MyName>,
    /// The machine's key; `null` for a person.
    key: Option<Uuid>,
    /// What the key may do; empty for a person, who may do what their role permits.
    scopes: Vec<KeyScope>,
    /// The organisation acted for.
    organisation: Option<MyOrganisation>,
}

#[derive(Debug, Serialize, ToSchema)]
struct MyName {
    id: Uuid,
    name: String,
    email: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct MyOrganisation {
    id: Uuid,
    name: String,
    /// What the person is there; `null` for a machine.
    role: Option<Role>,
}

impl From<Caller> for Me {
    fn from(caller: Caller) -> Self {
        match caller {
            Caller::Person(actor) => Self {
                key: None,
                scopes: Vec::new(),
                organisation: actor.seat.map(|seat| MyOrganisation {
                    id: seat.organisation.0,
                    name: seat.name,
                    role: Some(seat.role),
                }),
                person: Some(MyName {
                    id: actor.person.0,
                    name: actor.name,
                    email: actor.email,
                }),
            },
            Caller::Machine(machine) => Self {
                person: None,
                key: Some(machine.key.0),
                organisation: Some(MyOrganisation {
                    id: machine.organisation.0,
                    name: machine.organisation_name,
                    role: None,
                }),
                scopes: machine.scopes,
            },
        }
    }
}

/// Who am I?
#[utoipa::path(get, path = "/api/v1/me", tag = "Sign-in", security(("bearer" = [])),
    responses((status = 200, description = "Whom the token or key speaks for", body = Me)))]
async fn me(caller: Caller) -> Json<Me> {
    Json(caller.into())
}
