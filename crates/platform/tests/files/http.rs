//! Forms with a file, as browsers send them, and as they never would.

use crate::scene::{Scene, own, pdf};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::routing::post;
use bytes::Bytes;
use futures::{StreamExt, stream};
use http::StatusCode;
use platform::files::{self, MAX_BYTES, Purpose, Refusal};
use platform::{Scope, Services};
use std::convert::Infallible;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

const BOUNDARY: &str = "------x";

/// What an area does with an upload, as far as it matters here: tells how long the file and its note are.
async fn upload(State(services): State<Services>, request: Request) -> Result<String, Refusal> {
    let received = files::receive(&services, request, Purpose::Document).await?;
    let note = received.fields.get("note").map_or(0, String::len);
    let stored = files::put(&services, received.file()?).await;
    Ok(format!(
        "{note} {}",
        stored.map_or_else(|error| error.to_string(), |_| "stored".to_owned())
    ))
}

fn routes(services: &Services) -> Router {
    Router::new()
        .route("/upload", post(upload))
        .with_state(services.clone())
}

fn part(head: &str, body: &[u8]) -> Vec<u8> {
    [
        format!("--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n").as_bytes(),
        body,
        b"\r\n",
    ]
    .concat()
}

fn form(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut bytes: Vec<u8> = parts
        .iter()
        .flat_map(|(head, body)| part(head, body))
        .collect();
    bytes.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    bytes
}

async fn send(
    services: &Services,
    body: impl Into<Body>,
    length: Option<usize>,
) -> (StatusCode, String) {
    let mut request = http::Request::post("/upload").header(
        "content-type",
        format!("multipart/form-data; boundary={BOUNDARY}"),
    );
    if let Some(length) = length {
        request = request.header("content-length", length);
    }
    let request = request.body(body.into()).unwrap();
    let answer = tower::ServiceExt::oneshot(routes(services), request)
        .await
        .unwrap();
    let status = answer.status();
    let text = to_bytes(answer.into_body(), 10_000).await.unwrap();
    (status, String::from_utf8(text.to_vec()).unwrap())
}

const FILE: &str = "name=\"file\"; filename=\"cv.pdf\"";

#[tokio::test]
async fn a_form_with_a_file_and_a_field() {
    let scene = Scene::new().await;
    let body = form(&[("name=\"note\"", b"hello"), (FILE, &pdf(500))]);
    let length = body.len();
    assert_eq!(
        send(&scene.services, body, Some(length)).await,
        (StatusCode::OK, "5 stored".to_owned())
    );
}

#[tokio::test]
async fn ten_mebibytes_are_taken_and_one_byte_more_is_not() {
    let scene = Scene::new().await;
    let exact = form(&[(FILE, &pdf(MAX_BYTES))]);
    assert_eq!(
        send(&scene.services, exact, None).await,
        (StatusCode::OK, "0 stored".to_owned())
    );
    let (status, text) = send(&scene.services, form(&[(FILE, &pdf(MAX_BYTES + 1))]), None).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(text.contains("larger than 10 MiB"), "{text}");
}

/// A mark is drawn: what is larger than two mebibytes is a photograph.
#[tokio::test]
async fn each_purpose_has_its_own_limit() {
    let scene = Scene::new().await;
    let logo = "name=\"file\"; filename=\"logo.png\"";
    for (bytes, refused) in [(2 << 20, false), ((2 << 20) + 1, true), (5 << 20, true)] {
        let body = form(&[(logo, &vec![0; bytes])]);
        let request = http::Request::post("/")
            .header(
                "content-type",
                format!("multipart/form-data; boundary={BOUNDARY}"),
            )
            .header("content-length", body.len());
        let request = request.body(Body::from(body)).unwrap();
        let received = files::receive(&scene.services, request, Purpose::Logo).await;
        assert_eq!(
            received.err(),
            refused.then_some(Refusal::TooLarge(Purpose::Logo)),
            "{bytes}"
        );
    }
    assert!(
        Refusal::TooLarge(Purpose::Logo)
            .to_string()
            .contains("larger than 2 MiB")
    );
}

#[tokio::test]
async fn a_body_without_end_is_not_read_to_its_end() {
    let scene = Scene::new().await;
    let head = Bytes::from(part(FILE, b"%PDF-1.7"));
    for first in [head, Bytes::from_static(b"--------x\r\nX-Header: ")] {
        let endless = stream::repeat_with(|| Ok(Bytes::from_static(&[b'a'; 1 << 16])));
        let body = stream::iter([Ok::<_, Infallible>(first)]).chain(endless);
        let (status, _) = send(&scene.services, Body::from_stream(body), None).await;
        assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    }
    let gibibyte = stream::repeat_with(|| Ok::<_, Infallible>(Bytes::from_static(&[0; 1 << 16])));
    let (status, _) = send(&scene.services, Body::from_stream(gibibyte), Some(1 << 30)).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn a_browser_that_sends_too_much_sees_the_answer() {
    let scene = Scene::new().await;
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let serving = tokio::spawn(axum::serve(listener, routes(&scene.services)).into_future());
    let body = form(&[(FILE, &vec![b'a'; 2 * MAX_BYTES])]);
    let _ = rustls::crypto::ring::default_provider().install_default();
    let answer = reqwest::Client::new()
        .post(format!("http://{address}/upload"))
        .header(
            "content-type",
            format!("multipart/form-data; boundary={BOUNDARY}"),
        )
        .body(body)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert!(answer.text().await.unwrap().contains("larger than 10 MiB"));
    serving.abort();
}

#[tokio::test]
async fn what_is_not_such_a_form_is_refused() {
    let scene = Scene::new().await;
    let services = &scene.services;
    let two = form(&[(FILE, &pdf(100)), (FILE, &pdf(100))]);
    assert_eq!(
        send(services, two, None).await.0,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    // How a browser sends an input that was left empty.
    let none = form(&[("name=\"file\"; filename=\"\"", b"")]);
    let (status, text) = send(services, none, None).await;
    assert_eq!(
        (status, text.as_str()),
        (StatusCode::UNPROCESSABLE_ENTITY, "Choose a file first.\n")
    );
    let mut broken = form(&[(FILE, &pdf(100))]);
    broken.truncate(broken.len() - 30);
    assert_eq!(
        send(services, broken, None).await.0,
        StatusCode::BAD_REQUEST
    );
    let long = form(&[
        ("name=\"note\"", &vec![b'a'; 1 << 20]),
        ("name=\"more\"", b"a"),
    ]);
    assert_eq!(
        send(services, long, None).await.0,
        StatusCode::PAYLOAD_TOO_LARGE
    );
    for content_type in [
        "text/plain",
        "multipart/form-data",
        "multipart/form-data; boundary=\u{1}",
    ] {
        let request =
            http::Request::post("/upload").header("content-type", content_type.as_bytes());
        let Ok(request) = request.body(Body::from("x")) else {
            continue;
        };
        let answer = tower::ServiceExt::oneshot(routes(services), request)
            .await
            .unwrap();
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{content_type}");
    }
}

#[tokio::test]
async fn a_hostile_file_is_refused_with_its_reason() {
    let scene = Scene::new().await;
    let html = form(&[(FILE, b"<!DOCTYPE html><script>alert(1)</script>")]);
    let (_, text) = send(&scene.services, html, None).await;
    assert!(text.contains("correct the marked fields"), "{text}");
}

#[tokio::test]
async fn uploads_at_once_share_the_memory() {
    let scene = Scene::new().await;
    // Each stops just before its end; twelve hold nearly all there is.
    let (mut waiting, mut sending) = (Vec::new(), JoinSet::new());
    for _ in 0..13 {
        let (more, rest) = mpsc::channel::<Result<Bytes, Infallible>>(1);
        let body = stream::unfold(rest, |mut rest| async { Some((rest.recv().await?, rest)) });
        let services = scene.services.clone();
        sending.spawn(async move { send(&services, Body::from_stream(body), None).await.0 });
        more.send(Ok(part(FILE, &pdf(MAX_BYTES - 100)).into()))
            .await
            .unwrap();
        waiting.push(more);
    }
    let first = sending.join_next().await.unwrap().unwrap();
    assert_eq!(first, StatusCode::TOO_MANY_REQUESTS);
    waiting.clear();
    assert_eq!(sending.join_all().await, [StatusCode::BAD_REQUEST; 12]);
    let body = form(&[(FILE, &pdf(500))]);
    assert_eq!(send(&scene.services, body, None).await.0, StatusCode::OK);
}

#[tokio::test]
async fn a_file_is_handed_out_as_something_to_save() {
    let scene = Scene::new().await;
    let id = own(&scene, pdf(100)).await;
    let (file, _) = files::get(&scene.services, Scope::person(scene.ama), id)
        .await
        .unwrap();
    let chunks = files::stream(&scene.services, &file).await.unwrap();
    let answer = files::respond(&file, chunks);
    let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "application/pdf");
    assert_eq!(
        header("content-disposition"),
        "attachment; filename=\"file.pdf\"; filename*=UTF-8''cv.pdf"
    );
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(
        header("content-security-policy"),
        "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox"
    );
    assert_eq!(header("cache-control"), "private, no-store");
    assert_eq!(header("content-length"), "100");
    assert_eq!(to_bytes(answer.into_body(), 1_000).await.unwrap(), pdf(100));
}
