//! A bucket of S3, as far as we use one: a server that looks whether requests are signed as they must
//! be, and keeps objects in memory.

use crate::scene::{Scene, own, pdf, put};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, Method, StatusCode};
use platform::Scope;
use platform::files::{self, Files, sweep};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex};
use time::Duration;
use tokio::net::TcpListener;

const KEY_ID: &str = "AKIATEST";

#[derive(Clone, Default)]
struct Bucket(Arc<Mutex<BTreeMap<String, Bytes>>>);

/// Is it signed for this bucket, with what it carries?
fn is_signed(headers: &HeaderMap, body: &[u8]) -> bool {
    let text = |name: &str| {
        headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    };
    let date = text("x-amz-date");
    let Some(rest) = text("authorization").strip_prefix("AWS4-HMAC-SHA256 ") else {
        return false;
    };
    let fields: BTreeMap<&str, &str> = rest
        .split(", ")
        .filter_map(|field| field.split_once('='))
        .collect();
    let scope = format!(
        "{KEY_ID}/{}/eu-west-2/s3/aws4_request",
        date.get(..8).unwrap_or_default()
    );
    let signed: Vec<&str> = fields
        .get("SignedHeaders")
        .unwrap_or(&"")
        .split(';')
        .collect();
    let signature = fields.get("Signature").copied().unwrap_or_default();
    date.len() == 16
        && fields.get("Credential") == Some(&scope.as_str())
        && ["host", "x-amz-content-sha256", "x-amz-date"]
            .iter()
            .all(|name| signed.contains(name))
        && text("x-amz-content-sha256") == hex::encode(Sha256::digest(body))
        && signature.len() == 64
        && signature.bytes().all(|digit| digit.is_ascii_hexdigit())
}

async fn object(
    State(bucket): State<Bucket>,
    method: Method,
    Path(key): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if !is_signed(&headers, &body) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let mut objects = bucket.0.lock().unwrap();
    match method {
        Method::PUT => {
            objects.insert(key, body);
            [("etag", "\"x\"")].into_response()
        }
        Method::DELETE => objects
            .remove(&key)
            .map_or(StatusCode::NOT_FOUND, |_| StatusCode::NO_CONTENT)
            .into_response(),
        _ => match objects.get(&key) {
            Some(found) => {
                let about = [
                    ("etag", "\"x\""),
                    ("last-modified", "Mon, 01 Jun 2026 12:00:00 GMT"),
                ];
                (about, found.clone()).into_response()
            }
            None => StatusCode::NOT_FOUND.into_response(),
        },
    }
}

/// Lists, or deletes several at once.
async fn whole(
    State(bucket): State<Bucket>,
    method: Method,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if !is_signed(&headers, &body) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let mut objects = bucket.0.lock().unwrap();
    let mut answer = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    if method == Method::POST {
        let text = String::from_utf8_lossy(&body).into_owned();
        answer.push_str("<DeleteResult>");
        for key in text
            .split("<Key>")
            .skip(1)
            .filter_map(|rest| rest.split("</Key>").next())
        {
            objects.remove(key);
            let _ = write!(answer, "<Deleted><Key>{key}</Key></Deleted>");
        }
        answer.push_str("</DeleteResult>");
        return answer.into_response();
    }
    assert!(
        query.unwrap_or_default().contains("prefix=site%2Ffiles"),
        "it lists what is ours"
    );
    answer.push_str("<ListBucketResult>");
    for (key, bytes) in objects.iter() {
        let size = bytes.len();
        let _ = write!(
            answer,
            "<Contents><Key>{key}</Key><LastModified>2026-06-01T12:00:00.000Z</LastModified><ETag>x</ETag><Size>{size}</Size></Contents>"
        );
    }
    answer.push_str("</ListBucketResult>");
    answer.into_response()
}

/// A scene whose files are in the bucket; `key_id` signs.
async fn in_bucket(key_id: &str) -> (Scene, Bucket) {
    let bucket = Bucket::default();
    let routes = Router::new()
        .route("/kinwork", axum::routing::any(whole))
        .route("/kinwork/{*key}", axum::routing::any(object))
        .with_state(bucket.clone());
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(axum::serve(listener, routes).into_future());
    let variables = [
        ("AWS_ENDPOINT", endpoint.as_str()),
        ("AWS_ALLOW_HTTP", "true"),
        ("AWS_REGION", "eu-west-2"),
        ("AWS_ACCESS_KEY_ID", key_id),
        ("AWS_SECRET_ACCESS_KEY", "secret"),
        ("UNRELATED", "x"),
    ];
    let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let mut scene = Scene::new().await;
    scene.services.files = Files::in_bucket("s3://kinwork/site", variables).unwrap();
    (scene, bucket)
}

#[tokio::test]
async fn files_live_in_a_bucket_as_in_a_folder() {
    let (scene, bucket) = in_bucket(KEY_ID).await;
    let id = own(&scene, pdf(5_000)).await;
    let (_, got) = files::get(&scene.services, Scope::person(scene.ama), id)
        .await
        .unwrap();
    assert!(got == pdf(5_000));
    let keys: Vec<String> = bucket.0.lock().unwrap().keys().cloned().collect();
    assert_eq!(keys, [format!("site/files/{}/{id}", &id.to_string()[34..])]);
    put(&scene.services, pdf(100)).await;
    scene.clock.forward(Duration::hours(2));
    let swept = sweep(&scene.services).await.unwrap();
    assert_eq!((swept.objects, swept.rows), (1, 0));
    assert_eq!(bucket.0.lock().unwrap().len(), 1);
    own(&scene, pdf(100)).await;
    own(&scene, pdf(100)).await;
    bucket.0.lock().unwrap().remove(&keys[0]);
    scene.clock.forward(Duration::hours(2));
    assert_eq!(sweep(&scene.services).await.unwrap().rows, 1);
}

#[tokio::test]
async fn a_bucket_that_does_not_know_us_is_a_fault_of_ours() {
    let (scene, bucket) = in_bucket("AKIASTRANGER").await;
    let source = futures::stream::iter([Ok::<_, ()>(Bytes::from(pdf(100)))]);
    let upload = files::Upload::read(
        &scene.services.files,
        files::Purpose::Document,
        "cv.pdf",
        source,
    );
    let refused = files::put(&scene.services, upload.await.unwrap()).await;
    assert!(matches!(refused, Err(kernel::AppError::Internal { .. })));
    assert!(bucket.0.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_place_that_is_no_bucket_is_refused() {
    for place in ["s3://", "kinwork", "https://example.org/x", "gs://bucket"] {
        assert!(Files::in_bucket(place, []).is_err(), "{place}");
    }
}
