//! What is not a page: the style sheet with an organisation's colours.

use super::brand::stylesheet;
use super::service;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use platform::Services;
use sha2::{Digest, Sha256};

/// The address of an organisation's style sheet; it changes with its settings.
pub fn brand_path(slug: &str, version: i32) -> String {
    format!("/organisations/{slug}/brand.css?v={version}")
}

/// The routes of this area that ask for nobody: what they answer is everybody's.
pub fn routes(services: &Services) -> Router {
    Router::new()
        .route("/organisations/{slug}/brand.css", get(brand))
        .with_state(services.clone())
}

/// The content security policy forbids styles in the page, so a colour of one's own comes as a file.
async fn brand(
    State(services): State<Services>,
    Path(slug): Path<String>,
    headers: HeaderMap,
) -> Response {
    let css = match service::brand(&services, &slug).await {
        Ok(colour) => stylesheet(&slug, colour),
        Err(error) => {
            let status =
                StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            return (status, format!("{error}\n")).into_response();
        }
    };
    let tag = format!("\"{}\"", hex(&Sha256::digest(css.as_bytes())[..8]));
    let known = headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|value| value.trim().trim_start_matches("W/") == tag);
    let kept = [
        (header::ETAG, tag.as_str()),
        (header::CACHE_CONTROL, "public, max-age=300"),
    ];
    if known {
        return (StatusCode::NOT_MODIFIED, kept).into_response();
    }
    (
        kept,
        [(header::CONTENT_TYPE, "text/css; charset=utf-8")],
        css,
    )
        .into_response()
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
