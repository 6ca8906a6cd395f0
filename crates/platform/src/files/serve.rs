//! A file on its way out.

use super::store::File;
use crate::web::percent;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
    X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderName, HeaderValue};

/// The answer that hands out a file to somebody who may have it. Only pictures that we drew are shown
/// in place; everything else is saved, and nothing in it may run even if a browser thinks otherwise.
pub fn respond(file: &File, bytes: Bytes) -> Response {
    let shown = if file.kind.is_picture() {
        "inline"
    } else {
        "attachment"
    };
    let ending = file.kind.extensions()[0];
    let disposition = format!(
        "{shown}; filename=\"file.{ending}\"; filename*=UTF-8''{}",
        percent(&file.name)
    );
    let headers: [(HeaderName, HeaderValue); 5] = [
        (CONTENT_TYPE, HeaderValue::from_static(file.kind.mime())),
        (
            CONTENT_DISPOSITION,
            HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("attachment")),
        ),
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (
            CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(
                "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox",
            ),
        ),
        (CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
    ];
    (headers, Body::from(bytes)).into_response()
}
