//! Live events over HTTP.

use super::*;
use axum::body::BodyDataStream;
use futures::StreamExt as _;
use platform::{Scope, events};
use std::time::Duration;
use uuid::Uuid;

async fn ask(site: &Router, path: &str, cookie: &str, last: Option<&str>) -> Response {
    let mut request = Request::get(path)
        .header("accept", "text/event-stream")
        .header("accept-encoding", "gzip, br")
        .header("cookie", cookie);
    if let Some(last) = last {
        request = request.header("last-event-id", last);
    }
    send(site, request.body(Body::empty()).unwrap()).await
}

async fn open(site: &Router, path: &str, cookie: &str, last: Option<&str>) -> BodyDataStream {
    ask(site, path, cookie, last)
        .await
        .into_body()
        .into_data_stream()
}

/// What is said next; `None` at the end.
async fn heard(stream: &mut BodyDataStream) -> Option<String> {
    let next = tokio::time::timeout(Duration::from_secs(60), stream.next());
    next.await
        .unwrap()
        .map(|bytes| String::from_utf8(bytes.unwrap().to_vec()).unwrap())
}

async fn tell(services: &Services, to: PersonId, subject: u128) {
    let mut tx = services.db.begin(Scope::PUBLIC).await.unwrap();
    events::publish(
        &mut tx,
        services,
        &[to],
        "thing.moved",
        &[Uuid::from_u128(subject)],
    );
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn events_come_as_they_happen_and_go_on_after_a_break() {
    let test = TestDb::new().await;
    let (site, services) = site_behind(&test, 0).await;
    let (ama, cookie) = signed_in(&test, 1).await;
    tell(&services, ama, 7).await;
    let answer = ask(&site, "/api/events?after=0", &cookie, None).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let headers = answer.headers().clone();
    assert_eq!(headers[header::CONTENT_TYPE], "text/event-stream");
    assert_eq!(headers[header::CACHE_CONTROL], "private, no-store");
    assert_eq!(headers["x-accel-buffering"], "no");
    // Compressed, a line would wait for more to come.
    assert!(!headers.contains_key(header::CONTENT_ENCODING));
    let mut stream = answer.into_body().into_data_stream();
    assert_eq!(heard(&mut stream).await.unwrap(), "id: 0\nretry: 3000\n\n");
    let line = |seq: u32, subject: u128| {
        let subject = Uuid::from_u128(subject);
        format!(
            "id: {seq}\nevent: change\ndata: {{\"kind\":\"thing.moved\",\"subjects\":[\"{subject}\"]}}\n\n"
        )
    };
    assert_eq!(heard(&mut stream).await.unwrap(), line(1, 7));
    tell(&services, ama, 8).await;
    assert_eq!(heard(&mut stream).await.unwrap(), line(2, 8));
    // The browser asks with the address of the page and says how far it had come.
    let mut stream = open(&site, "/api/events?after=0", &cookie, Some("1")).await;
    assert_eq!(heard(&mut stream).await.unwrap(), "id: 1\nretry: 3000\n\n");
    assert_eq!(heard(&mut stream).await.unwrap(), line(2, 8));
}

#[tokio::test]
async fn events_are_for_whoever_is_signed_in_and_end_with_the_session() {
    let test = TestDb::new().await;
    let (site, services) = site_behind(&test, 0).await;
    for cookie in ["", "session=0000"] {
        let answer = ask(&site, "/api/events", cookie, None).await;
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    }
    let ((ama, hers), (ben, his)) = (signed_in(&test, 1).await, signed_in(&test, 2).await);
    let mut streams = [
        open(&site, "/api/events", &hers, None).await,
        open(&site, "/api/events", &his, None).await,
    ];
    for stream in &mut streams {
        assert_eq!(heard(stream).await.unwrap(), "id: 0\nretry: 3000\n\n");
    }
    tell(&services, ben, 7).await;
    tell(&services, ama, 8).await;
    let [hers_heard, his_heard] = &mut streams;
    assert!(heard(hers_heard).await.unwrap().contains("00000008"));
    assert!(heard(his_heard).await.unwrap().contains("00000007"));
    let answer = post(
        &site,
        "/api/identity/sign_out",
        &[SAME_ORIGIN, ("cookie", &hers)],
        "",
    )
    .await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    assert_eq!(heard(hers_heard).await, None);
    tell(&services, ben, 9).await;
    assert!(heard(his_heard).await.unwrap().contains("00000009"));
}

#[tokio::test]
async fn a_seventh_stream_closes_the_first_and_tells_it_to_stay_closed() {
    let test = TestDb::new().await;
    let (site, _) = site_behind(&test, 0).await;
    let (_, cookie) = signed_in(&test, 1).await;
    let mut streams = Vec::new();
    for _ in 0..7 {
        let mut stream = open(&site, "/api/events", &cookie, None).await;
        assert_eq!(heard(&mut stream).await.unwrap(), "id: 0\nretry: 3000\n\n");
        streams.push(stream);
    }
    assert_eq!(
        heard(&mut streams[0]).await.unwrap(),
        "event: superseded\ndata: {}\n\n"
    );
    assert_eq!(heard(&mut streams[0]).await, None);
}
