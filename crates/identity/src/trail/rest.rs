//! The trail as a file, written while it is read; `api` has it for programs.

mod api;

pub use api::api;

use super::model::{Filter, Line, words};
use super::service;
use crate::Actor;
use axum::Router;
use axum::body::Body;
use axum::extract::Extension;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures::stream::once;
use futures::{Stream, StreamExt as _, TryStreamExt as _};
use kernel::{AppError, Result};
use platform::web;
use serde_json::json;
use std::future::ready;
use time::format_description::well_known::Rfc3339;

/// How the trail leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For spreadsheets.
    Csv,
    /// For programs.
    Json,
}

impl Format {
    /// Where it is fetched.
    pub fn path(self) -> &'static str {
        match self {
            Self::Csv => "/organisation/trail.csv",
            Self::Json => "/organisation/trail.json",
        }
    }

    fn headers(self) -> [(header::HeaderName, HeaderValue); 3] {
        let (mime, file) = match self {
            Self::Csv => (
                "text/csv; charset=utf-8",
                "attachment; filename=\"trail.csv\"",
            ),
            Self::Json => ("application/json", "attachment; filename=\"trail.json\""),
        };
        [
            (header::CONTENT_TYPE, HeaderValue::from_static(mime)),
            (header::CONTENT_DISPOSITION, HeaderValue::from_static(file)),
            (
                header::CACHE_CONTROL,
                HeaderValue::from_static("private, no-store"),
            ),
        ]
    }
}

/// The routes of the trail.
pub fn routes() -> Router {
    Router::new()
        .route(
            Format::Csv.path(),
            get(async |request, actor| export(Format::Csv, request, actor)),
        )
        .route(
            Format::Json.path(),
            get(async |request, actor| export(Format::Json, request, actor)),
        )
}

fn export(
    format: Format,
    Extension(request): Extension<web::Request>,
    Extension(actor): Extension<Option<Actor>>,
) -> Response {
    let filter = Filter::read(|name| request.query(name));
    let lines = actor
        .ok_or(AppError::Unauthenticated)
        .and_then(|actor| service::all(&request.services, &actor, filter));
    match lines {
        Ok(lines) => (format.headers(), Body::from_stream(written(format, lines))).into_response(),
        Err(error) => {
            let status =
                StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            (status, format!("{error}\n")).into_response()
        }
    }
}

/// The text of the file, batch by batch. A failure cuts it off, which the browser sees.
fn written(
    format: Format,
    lines: impl Stream<Item = Result<Vec<Line>>> + Send + 'static,
) -> impl Stream<Item = Result<String>> + Send + 'static {
    let (head, tail) = match format {
        Format::Csv => (csv_line(&HEAD.map(str::to_owned)), ""),
        Format::Json => ("[".to_owned(), "\n]\n"),
    };
    let mut first = true;
    let body = lines.map_ok(move |lines| {
        let texts = lines.iter().map(|line| match format {
            Format::Csv => csv_line(&cells(line)),
            Format::Json => {
                let comma = if std::mem::take(&mut first) { "" } else { "," };
                format!("{comma}\n{}", object(line))
            }
        });
        texts.collect::<String>()
    });
    once(ready(Ok(head)))
        .chain(body)
        .chain(once(ready(Ok(tail.to_owned()))))
}

const HEAD: [&str; 12] = [
    "id", "at", "who", "who_id", "what", "action", "of", "of_id", "changes", "address", "agent",
    "block",
];

fn at(line: &Line) -> String {
    line.at.format(&Rfc3339).unwrap_or_default()
}

fn cells(line: &Line) -> [String; 12] {
    [
        line.id.to_string(),
        at(line),
        line.actor.name.clone(),
        line.actor.id.to_string(),
        words(&line.action),
        line.action.clone(),
        line.subject_kind.clone(),
        line.subject.to_string(),
        line.changes.to_string(),
        line.address.clone(),
        line.user_agent.clone(),
        line.block.map(|no| no.to_string()).unwrap_or_default(),
    ]
}

/// A line as RFC 4180 has it. A cell that a spreadsheet would take for a formula gets an apostrophe.
fn csv_line(cells: &[String; 12]) -> String {
    let quoted: Vec<String> = cells
        .iter()
        .map(|cell| {
            let guard = if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
                "'"
            } else {
                ""
            };
            format!("\"{guard}{}\"", cell.replace('"', "\"\""))
        })
        .collect();
    format!("{}\r\n", quoted.join(","))
}

fn object(line: &Line) -> serde_json::Value {
    json!({
        "id": line.id, "at": at(line), "who": line.actor.name, "who_id": line.actor.id, "action": line.action,
        "of": line.subject_kind, "of_id": line.subject, "changes": line.changes, "address": line.address,
        "agent": line.user_agent, "block": line.block,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_no_formula_and_ends_where_it_ends() {
        let mut cells: [String; 12] = std::array::from_fn(|_| String::new());
        cells[0] = "=1+1".into();
        cells[1] = "say \"no\", then\r\ngo".into();
        let line = csv_line(&cells);
        assert!(line.starts_with("\"'=1+1\",\"say \"\"no\"\", then\r\ngo\",\"\""));
        assert!(line.ends_with("\"\"\r\n"));
    }
}
