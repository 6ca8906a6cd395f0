//! The archive on its way out.

use super::service;
use crate::Actor;
use axum::Router;
use axum::extract::{Extension, Path};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use kernel::AppError;
use platform::{files, web};
use uuid::Uuid;

/// Where a copy is fetched.
pub fn copy_path(id: Uuid) -> String {
    format!("/privacy/copy/{id}")
}

/// The routes of privacy.
pub fn routes() -> Router {
    Router::new().route("/privacy/copy/{id}", get(copy))
}

async fn copy(
    Extension(request): Extension<web::Request>,
    Extension(actor): Extension<Option<Actor>>,
    Path(id): Path<Uuid>,
) -> Response {
    let Some(actor) = actor else {
        return Redirect::to(&web::with_query("/sign-in", "next", "/privacy")).into_response();
    };
    match service::fetch_copy(&request.services, &actor, id).await {
        Ok((file, chunks)) => files::respond(&file, chunks),
        Err(AppError::Unproved) => {
            Redirect::to(&web::with_query(web::CONFIRM, "next", &copy_path(id))).into_response()
        }
        Err(error) => {
            let status =
                StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            (status, format!("{error}\n")).into_response()
        }
    }
}
