//! The trails as a file.

use super::model::Filter;
use super::service;
use crate::staff::api::enter;
use crate::staff::model::Permission;
use axum::Router;
use axum::extract::Extension;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use identity::Actor;
use kernel::{AppError, Result};
use platform::web::{self, Request};

/// The routes of the console that are no pages.
pub fn routes() -> Router {
    Router::new().route("/console/audit.csv", get(audit))
}

async fn audit(
    Extension(request): Extension<Request>,
    actor: Option<Extension<Option<Actor>>>,
) -> Response {
    let actor = actor.and_then(|Extension(actor)| actor);
    let here = request.path.to_string();
    match file(request, actor).await {
        Ok(text) => {
            let headers = [
                (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
                (
                    header::CONTENT_DISPOSITION,
                    "attachment; filename=\"audit.csv\"",
                ),
                (header::CACHE_CONTROL, "private, no-store"),
            ];
            (headers, text).into_response()
        }
        Err(AppError::Unproved) => {
            Redirect::to(&web::with_query(web::CONFIRM, "next", &here)).into_response()
        }
        Err(error) => {
            let status = StatusCode::from_u16(error.status());
            let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            (status, format!("{error}\n")).into_response()
        }
    }
}

async fn file(request: Request, actor: Option<Actor>) -> Result<String> {
    let actor = actor.ok_or(AppError::Unauthenticated)?;
    let filter = Filter {
        words: crate::frame::words(&request, "q"),
        after: String::new(),
    };
    let (_, console) = enter(Ok((request, actor)), Permission::ReadAudit).await?;
    service::export(&console, &filter).await
}
