//! The body of a request: JSON, with no field that nobody knows.

use super::problem::refuse;
use super::text::{NUL, nul};
use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kernel::{AppError, FieldErrors};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// A body. Types that are read with it say `#[serde(deny_unknown_fields)]`.
#[derive(Debug)]
pub struct Body<T>(pub T);

/// The same, where sending nothing at all means all the defaults.
#[derive(Debug)]
pub struct BodyOr<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        if !is_json(request.headers()) {
            return Err(refuse(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "not_json",
                "send the body as JSON, with `Content-Type: application/json`",
                &FieldErrors::default(),
            ));
        }
        read(&bytes(request, state).await?).map(Self)
    }
}

impl<T: DeserializeOwned + Default, S: Send + Sync> FromRequest<S> for BodyOr<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let typed = request.headers().contains_key(header::CONTENT_TYPE);
        if typed {
            return Body::from_request(request, state)
                .await
                .map(|Body(body)| Self(body));
        }
        if bytes(request, state).await?.is_empty() {
            Ok(Self(T::default()))
        } else {
            Err(super::problem(&AppError::Transport))
        }
    }
}

async fn bytes<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Response> {
    Bytes::from_request(request, state)
        .await
        .map_err(|refused| {
            let status = refused.into_response().status();
            let (code, detail) = if status == StatusCode::PAYLOAD_TOO_LARGE {
                ("too_large", "the body is too large")
            } else {
                ("unreadable", "the request could not be read")
            };
            refuse(status, code, detail, &FieldErrors::default())
        })
}

/// `application/json`, with whatever parameters.
fn is_json(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

#[expect(clippy::result_large_err, reason = "made once a request, and sent")]
/// What is no JSON is 400; what is JSON, but not what was asked for, is 422 with the field.
fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Response> {
    let value: Value =
        serde_json::from_slice(bytes).map_err(|_| super::problem(&AppError::Transport))?;
    if let Some(path) = nul(&value) {
        return Err(super::problem(&AppError::invalid(&path, NUL)));
    }
    serde_path_to_error::deserialize(value).map_err(|error| {
        let path = match error.path().to_string() {
            path if path == "." => String::new(),
            path => path,
        };
        super::problem(&AppError::invalid(&path, error.inner().to_string()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Job {
        #[expect(dead_code, reason = "read, and that is all")]
        pay: Option<Pay>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Pay {
        #[expect(dead_code, reason = "read, and that is all")]
        min_minor: i64,
    }

    async fn refused(body: &str) -> (StatusCode, Value) {
        let response = read::<Job>(body.as_bytes()).err().unwrap();
        let status = response.status();
        let bytes = axum::body::to_bytes(response.into_body(), 10_000).await;
        (status, serde_json::from_slice(&bytes.unwrap()).unwrap())
    }

    #[tokio::test]
    async fn a_body_that_cannot_be_read_says_where() {
        assert!(read::<Job>(br#"{"pay":{"min_minor":1250}}"#).is_ok());
        assert_eq!(refused("{").await.0, StatusCode::BAD_REQUEST);
        let (status, problem) = refused(r#"{"pay":{"min_minor":12.5}}"#).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(problem["errors"]["pay.min_minor"].is_string(), "{problem}");
        let (_, problem) = refused(r#"{"pay":{"min_minor":1,"max":2}}"#).await;
        assert!(
            problem.to_string().contains("unknown field `max`"),
            "{problem}"
        );
        let (_, problem) = refused(r#"{"pay":"a\u0000b"}"#).await;
        assert_eq!(problem["errors"]["pay"], NUL);
    }

    #[test]
    fn only_json_is_json() {
        let of = |kind: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
            is_json(&headers)
        };
        assert!(of("application/json") && of("Application/JSON; charset=utf-8"));
        assert!(!of("text/plain") && !of("application/x-www-form-urlencoded"));
        assert!(!is_json(&HeaderMap::new()));
    }
}
