//! The candidates of a job as a file.

use super::model::CandidateFilter;
use super::service;
use axum::Router;
use axum::extract::{Extension, Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use identity::Actor;
use kernel::id::JobId;
use kernel::{AppError, Result};
use platform::Services;
use std::collections::HashMap;

/// The routes of matches.
pub(crate) fn routes(services: &Services) -> Router {
    Router::new()
        .route("/hiring/jobs/{id}/candidates.csv", get(candidates))
        .with_state(services.clone())
}

async fn candidates(
    State(services): State<Services>,
    actor: Option<Extension<Option<Actor>>>,
    Path(id): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let actor = actor.and_then(|Extension(actor)| actor);
    match file(&services, actor.as_ref(), &id, &query).await {
        Ok((name, text)) => {
            let headers = [
                (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
                (
                    header::CONTENT_DISPOSITION,
                    format!("attachment; filename=\"{name}\""),
                ),
                (header::CACHE_CONTROL, "private, no-store".to_owned()),
            ];
            (headers, text).into_response()
        }
        Err(error) => crate::rest::refused(&error),
    }
}

async fn file(
    services: &Services,
    actor: Option<&Actor>,
    id: &str,
    query: &HashMap<String, String>,
) -> Result<(String, String)> {
    let actor = actor.ok_or(AppError::Unauthenticated)?;
    let job: JobId = id.parse().map_err(|_| AppError::NotFound)?;
    let filter = CandidateFilter::read(|name| query.get(name).cloned());
    service::candidates_csv(services, actor, job, &filter).await
}
