//! Files that are sent to the site.

use super::{another_client, body, get_as, post, send, signed_in, site};
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use platform::testing::TestDb;

const UPLOAD: &str = people::rest::upload::UPLOAD;
const OURS: (&str, &str) = ("sec-fetch-site", "same-origin");

async fn upload(site: &Router, headers: &[(&str, &str)], form: Vec<u8>) -> Response {
    let mut request = Request::post(UPLOAD)
        .extension(another_client())
        .header("host", "kinwork.test")
        .header("content-type", "multipart/form-data; boundary=edge");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    send(site, request.body(Body::from(form)).unwrap()).await
}

fn form(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut form = format!(
        "--edge\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n"
    )
    .into_bytes();
    form.extend_from_slice(bytes);
    form.extend_from_slice(b"\r\n--edge--\r\n");
    form
}

#[tokio::test]
async fn a_resume_is_taken_from_whoever_is_signed_in_and_refused_in_words() {
    let test = TestDb::new().await;
    let site = site(&test).await;
    let small = form("cv.pdf", b"no PDF at all");
    let nobody = upload(&site, &[OURS], small.clone()).await;
    assert_eq!(
        nobody.headers()[header::LOCATION],
        "/sign-in?next=%2Fprofile%2Fresume"
    );
    let (_, cookie) = signed_in(&test, 1).await;
    let session = ("cookie", cookie.as_str());
    let forged = upload(
        &site,
        &[session, ("sec-fetch-site", "cross-site")],
        small.clone(),
    )
    .await;
    assert_eq!(forged.status(), StatusCode::FORBIDDEN);
    // Larger than an ordinary form may be, and larger than a file may be.
    let large = form("cv.pdf", &vec![b' '; 6 << 20]);
    let huge = form("cv.pdf", &vec![b' '; 12 << 20]);
    for (sent, words) in [
        (small, "but it is not"),
        (large, "but it is not"),
        (huge, "larger than 10 MiB"),
        (form("", b""), "Choose a file first"),
    ] {
        let answer = upload(&site, &[OURS, session], sent).await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER);
        let back = answer.headers()[header::LOCATION]
            .to_str()
            .unwrap()
            .to_owned();
        assert!(back.starts_with("/profile/resume?draft="), "{back}");
        let page = body(get_as(&site, &back, &cookie).await).await;
        assert!(page.contains(words), "{words}");
    }
    // Everything else keeps its limit.
    let other = post(
        &site,
        "/api/people/read_pasted",
        &[OURS, session, ("content-length", "5242880")],
        vec![b'a'; 5 << 20],
    )
    .await;
    assert_eq!(other.status(), StatusCode::PAYLOAD_TOO_LARGE);
}
