//! The console's trail as a file.

use super::model::Filter;
use super::service;
use crate::files::csv;
use crate::staff::api::enter;
use crate::staff::model::Permission;
use axum::Router;
use axum::extract::Extension;
use axum::response::Response;
use axum::routing::get;
use identity::Actor;
use kernel::{AppError, Result};
use platform::web::Request;

/// Its route.
pub fn routes() -> Router {
    Router::new().route("/console/trail.csv", get(trail))
}

async fn trail(
    Extension(request): Extension<Request>,
    Extension(actor): Extension<Option<Actor>>,
) -> Response {
    let here = request.path.to_string();
    csv("trail.csv", &here, file(request, actor).await)
}

async fn file(request: Request, actor: Option<Actor>) -> Result<String> {
    let actor = actor.ok_or(AppError::Unauthenticated)?;
    let filter = Filter {
        words: crate::frame::words(&request, "q"),
        after: String::new(),
    };
    let (_, console) = enter(Ok((request, actor)), Permission::ReadTrail).await?;
    service::export(&console, &filter).await
}
