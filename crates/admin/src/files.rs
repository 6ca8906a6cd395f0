//! Lists of the console as files.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use identity::factors::model::{TWO_STEPS_FIRST, TWO_STEPS_PAGE};
use kernel::{AppError, Result};
use platform::web;

/// A file to save, under this name; whoever has to show first who they are is led there and back, and staff with one step to the second.
pub(crate) fn csv(name: &'static str, here: &str, done: Result<String>) -> Response {
    match done {
        Ok(text) => {
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
        Err(AppError::Unproved) => {
            Redirect::to(&web::with_query(web::CONFIRM, "next", here)).into_response()
        }
        Err(AppError::Conflict(code)) if code == TWO_STEPS_FIRST => {
            Redirect::to(TWO_STEPS_PAGE).into_response()
        }
        Err(error) => {
            let status = StatusCode::from_u16(error.status());
            let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            (status, format!("{error}\n")).into_response()
        }
    }
}
