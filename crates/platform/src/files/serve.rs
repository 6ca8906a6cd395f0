//! A file on its way out.

use super::chunks::Chunks;
use super::store::File;
use crate::web::percent;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
    X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderName, HeaderValue};

/// The answer that hands out a file to somebody who may have it, while it is read: if it breaks off, so does the answer, which
/// the browser sees by its length. Only pictures that we drew are shown in place; everything else is saved, and nothing in
/// it may run even if a browser thinks otherwise.
pub fn respond(file: &File, chunks: Chunks) -> Response {
    let mut response = respond_with(file, Body::from_stream(chunks));
    let length = HeaderValue::from(file.size_bytes);
    response.headers_mut().insert(CONTENT_LENGTH, length);
    response
}

/// The same for a file that everybody may see. It never changes under its id, so whoever has it keeps it.
pub fn respond_public(file: &File, bytes: Bytes) -> Response {
    let mut response = respond_with(file, Body::from(bytes));
    let kept = HeaderValue::from_static("public, max-age=31536000, immutable");
    response.headers_mut().insert(CACHE_CONTROL, kept);
    response
}

fn respond_with(file: &File, body: Body) -> Response {
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
    (headers, body).into_response()
}
