//! What another site could make a browser send, to everything that changes something.

use super::scene::Scene;
use super::{described, operations};
use crate::http::tests::{SAME_ORIGIN, server_fns, signed_in};
use axum::http::Method;

/// As a browser sends a form or a simple script from elsewhere: with the cookie of whoever is signed in here.
const FORGED: [&[(&str, &str)]; 6] = [
    &[
        ("sec-fetch-site", "cross-site"),
        ("origin", "https://evil.example"),
    ],
    &[
        ("sec-fetch-site", "same-site"),
        ("origin", "https://other.kinwork.test"),
    ],
    &[("origin", "https://evil.example")],
    &[("origin", "null")],
    &[("origin", "http://kinwork.test.evil.example")],
    &[],
];
const KINDS: [&str; 3] = [
    "text/plain",
    "application/x-www-form-urlencoded",
    "application/json",
];

#[tokio::test]
async fn no_other_site_can_have_anything_changed() {
    let scene = Scene::new().await;
    let (_, cookie) = signed_in(&scene.test, 1).await;
    let mut probes = 0;
    let endpoints =
        operations(&described(&scene.site).await)
            .into_iter()
            .map(|(method, path, _)| {
                (
                    method,
                    path.replace("{id}", "00000000-0000-7000-8000-000000000000"),
                )
            });
    let functions = server_fns()
        .into_iter()
        .map(|(path, method)| (method.to_string(), path));
    for (method, path) in endpoints.chain(functions) {
        // A way in asks for a password or a token: there is nothing a cookie could do for a forger.
        if method == "GET" || path.starts_with("/api/v1/auth/") {
            continue;
        }
        for forged in FORGED {
            for kind in KINDS {
                let mut headers = vec![("cookie", cookie.as_str()), ("content-type", kind)];
                headers.extend(forged);
                let answer = scene
                    .send(&method, &path, None, &headers, "form[x]=1")
                    .await;
                // The API reads no cookie, so to it nobody asks.
                let refused = if path.starts_with("/api/v1/") {
                    401
                } else {
                    403
                };
                assert_eq!(
                    answer.status(),
                    refused,
                    "{method} {path} {forged:?} {kind}"
                );
                probes += 1;
            }
        }
    }
    assert!(probes > 1000, "{probes}");
}

#[tokio::test]
async fn nothing_is_changed_by_looking_or_by_text() {
    let scene = Scene::new().await;
    let (_, cookie) = signed_in(&scene.test, 1).await;
    let ama = scene.employer("Ama").await;
    let document = described(&scene.site).await;
    for (method, path, _) in operations(&document) {
        let address = path.replace("{id}", "00000000-0000-7000-8000-000000000000");
        if method == "GET" {
            continue;
        }
        if document["paths"][&path].get("get").is_none() {
            let answer = scene.send("GET", &address, Some(&ama.token), &[], "").await;
            assert_eq!(answer.status(), 405, "GET {path}");
        }
        if method != "DELETE" {
            let text = [("content-type", "text/plain")];
            let answer = scene
                .send(&method, &address, Some(&ama.token), &text, "{}")
                .await;
            assert_eq!(answer.status(), 415, "{method} {path}");
        }
    }
    for (path, method) in server_fns() {
        if method == Method::POST {
            let headers = [SAME_ORIGIN, ("cookie", cookie.as_str())];
            let address = format!("{path}?form[x]=1");
            let answer = scene.send("GET", &address, None, &headers, "").await;
            assert_eq!(answer.status(), 405, "GET {path}");
        }
    }
}
