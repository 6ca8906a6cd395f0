//! What browsers are told to do and not to do: cookies, headers, what is kept, who else may look.

use super::*;
use axum::response::Response;
use std::fs;

const HTTPS: &str = "https://kinwork.test";

/// The site as it is reached over https, with a few files of every kind.
async fn over_https(test: &TestDb) -> (Router, Services, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("site");
    fs::create_dir_all(root.join("pkg")).unwrap();
    fs::create_dir_all(root.join("icons")).unwrap();
    fs::write(folder.path().join("secret.txt"), "beside the site").unwrap();
    for (name, content) in [
        ("pkg/kinwork.js", "export {};"),
        ("pkg/kinwork.css", "a{}"),
        ("icons/plain.svg", "<svg/>"),
        ("offline.html", "<p>away"),
        ("notes.txt", "é"),
        ("icons/unlisted.png", ""),
        ("pkg/unlisted.js", ""),
    ] {
        fs::write(root.join(name), content).unwrap();
    }
    let (site, services) = site_from(test, HTTPS, &root, false, 0).await;
    (site, services, folder)
}

async fn ask(site: &Router, method: &str, path: &str, headers: &[(&str, &str)]) -> Response {
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .extension(another_client())
        .header("host", "kinwork.test");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    send(site, request.body(Body::empty()).unwrap()).await
}

fn header_of(answer: &Response, name: &str) -> String {
    let value = answer.headers().get(name);
    let text = value.and_then(|value| value.to_str().ok());
    text.unwrap_or_default().to_owned()
}

/// One of everything the site answers: pages, files, probes, the API, refusals.
const EVERYTHING: &[(&str, &str)] = &[
    ("GET", "/"),
    ("GET", "/jobs"),
    ("GET", "/sign-in"),
    ("GET", "/home"),
    ("GET", "/no/such/page"),
    ("GET", "/pkg/kinwork.js"),
    ("GET", "/pkg/kinwork.css"),
    ("GET", "/pkg/gone.js"),
    ("GET", "/icons/plain.svg"),
    ("GET", "/offline.html"),
    ("GET", "/notes.txt"),
    ("GET", "/robots.txt"),
    ("GET", "/sitemap.xml"),
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/organisations/nobody/brand.css"),
    ("GET", "/api/v1/openapi.json"),
    ("GET", "/api/v1/me"),
    ("GET", "/api/v1/no/such"),
    ("GET", "/api/no/such"),
    ("POST", "/api/identity/sign_in"),
    ("POST", "/api/v1/auth/token"),
    ("OPTIONS", "/api/v1/me"),
    ("OPTIONS", "/"),
    ("TRACE", "/"),
    ("TRACE", "/api/v1/me"),
];

#[tokio::test]
async fn every_answer_carries_the_headers_of_a_site_over_https() {
    let test = TestDb::new().await;
    let (site, _services, _folder) = over_https(&test).await;
    for (method, path) in EVERYTHING {
        let answer = ask(&site, method, path, &[]).await;
        let what = format!("{method} {path}: {}", answer.status());
        let header = |name| header_of(&answer, name);
        assert_eq!(
            header("strict-transport-security"),
            "max-age=31536000; includeSubDomains",
            "{what}"
        );
        assert_eq!(header("x-content-type-options"), "nosniff", "{what}");
        assert_eq!(header("referrer-policy"), "same-origin", "{what}");
        assert_eq!(
            header("cross-origin-opener-policy"),
            "same-origin",
            "{what}"
        );
        assert_eq!(
            header("cross-origin-resource-policy"),
            "same-origin",
            "{what}"
        );
        let policy = header("content-security-policy");
        for directive in ["default-src", "base-uri 'none'", "frame-ancestors 'none'"] {
            assert!(policy.contains(directive), "{what}: {policy}");
        }
        let objects = policy.contains("object-src 'none'") || policy.contains("default-src 'none'");
        assert!(
            objects && !policy.contains("unsafe-inline"),
            "{what}: {policy}"
        );
    }
}

#[tokio::test]
async fn whatever_has_a_body_says_what_it_is_and_how_it_is_written() {
    let test = TestDb::new().await;
    let (site, _services, _folder) = over_https(&test).await;
    let mut kinds = std::collections::BTreeSet::new();
    for (method, path) in EVERYTHING {
        let answer = ask(&site, method, path, &[]).await;
        let kind = header_of(&answer, "content-type");
        let what = format!("{method} {path}: {} {kind}", answer.status());
        if body(answer).await.is_empty() {
            continue;
        }
        let written = kind.ends_with("; charset=utf-8");
        // JSON is UTF-8 by its own rules.
        let json = ["application/json", "application/problem+json"].contains(&kind.as_str());
        assert!(written || json, "{what}");
        kinds.insert(kind);
    }
    for kind in [
        "text/html",
        "text/javascript",
        "text/css",
        "text/plain",
        "image/svg+xml",
    ] {
        let whole = format!("{kind}; charset=utf-8");
        assert!(kinds.contains(&whole), "{kind} is not in {kinds:?}");
    }
}

#[tokio::test]
async fn no_other_site_is_told_anything() {
    let test = TestDb::new().await;
    let (site, _services, _folder) = over_https(&test).await;
    let (_, session) = signed_in(&test, 1).await;
    let cookie = format!("__Host-{session}");
    for origin in [
        "https://evil.example",
        "null",
        "https://kinwork.test.evil.example",
        HTTPS,
    ] {
        for (method, path) in EVERYTHING {
            let headers = [
                ("origin", origin),
                ("cookie", cookie.as_str()),
                ("access-control-request-method", "POST"),
                ("access-control-request-headers", "authorization"),
            ];
            let answer = ask(&site, method, path, &headers).await;
            let shared: Vec<_> = answer
                .headers()
                .keys()
                .filter(|name| name.as_str().starts_with("access-control-"))
                .collect();
            assert!(shared.is_empty(), "{method} {path} to {origin}: {shared:?}");
        }
    }
}

#[tokio::test]
async fn trace_is_not_answered() {
    let test = TestDb::new().await;
    let (site, _services, _folder) = over_https(&test).await;
    for path in [
        "/",
        "/jobs",
        "/healthz",
        "/pkg/kinwork.js",
        "/api/v1/me",
        "/api/identity/sign_in",
    ] {
        let headers = [("x-canary", "canary-77"), ("sec-fetch-site", "same-origin")];
        let answer = ask(&site, "TRACE", path, &headers).await;
        assert!(
            answer.status().is_client_error(),
            "{path}: {}",
            answer.status()
        );
        assert!(!body(answer).await.contains("canary-77"), "{path}");
    }
}

#[tokio::test]
async fn folders_are_not_listed_and_nothing_beside_the_site_is_read() {
    let test = TestDb::new().await;
    let (site, _, folder) = over_https(&test).await;
    assert!(folder.path().join("secret.txt").exists());
    for path in [
        "/pkg/",
        "/pkg",
        "/icons/",
        "/icons",
        "/.git/HEAD",
        "/.git/config",
        "/.env",
        "/Cargo.toml",
        "/../secret.txt",
        "/pkg/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/pkg/..%2f..%2fsecret.txt",
        "/pkg/%2e%2e/%2e%2e/secret.txt",
        "/..%5csecret.txt",
        "//etc/passwd",
    ] {
        let answer = ask(&site, "GET", path, &[]).await;
        let status = answer.status();
        let text = body(answer).await;
        // `/icons` may be sent on to `/icons/`, where nothing is.
        assert!(!status.is_success(), "{path}: {status}");
        for read in ["beside the site", "unlisted"] {
            assert!(!text.contains(read), "{path}: {text}");
        }
    }
}

/// Every cookie of an answer: its name and its marks.
fn cookies(answer: &Response) -> Vec<(String, String)> {
    let all = answer.headers().get_all(header::SET_COOKIE).iter();
    all.map(|value| {
        let text = value.to_str().unwrap();
        let (pair, marks) = text.split_once(';').unwrap();
        (pair.split('=').next().unwrap().to_owned(), marks.to_owned())
    })
    .collect()
}

#[tokio::test]
async fn every_cookie_is_this_hosts_and_goes_over_https_alone() {
    let test = TestDb::new().await;
    let (site, services, _folder) = over_https(&test).await;
    account(&test, &services, "ama@example.org").await;
    account(&test, &services, "ben@example.org").await;
    sqlx::query("insert into totp_factor (person_id, secret_sealed, created_at, confirmed_at) select id, repeat('x', 60)::bytea, now(), now() from account where email = 'ben@example.org'")
        .execute(&test.owner)
        .await
        .unwrap();
    let form = |email: &str| {
        format!(
            "form[email]={email}%40example.org&form[password]={}",
            PASSWORD.replace(' ', "+")
        )
    };
    let same = [SAME_ORIGIN];
    let entered = post(&site, "/api/identity/sign_in", &same, form("ama")).await;
    let session = header_of(&entered, "set-cookie");
    let token = session.split(';').next().unwrap().to_owned();
    let mine = [SAME_ORIGIN, ("cookie", token.as_str())];
    let half = post(&site, "/api/identity/sign_in", &same, form("ben")).await;
    let theme = post(&site, "/api/identity/set_theme", &same, "form[theme]=dark").await;
    let left = post(&site, "/api/identity/sign_out", &mine, "").await;
    let mut seen = std::collections::BTreeSet::new();
    for answer in [&entered, &half, &theme, &left] {
        for (name, marks) in cookies(answer) {
            assert!(name.starts_with("__Host-"), "{name}");
            assert!(!marks.contains("Domain"), "{name}: {marks}");
            for mark in ["Path=/", "Secure", "SameSite=Lax"] {
                assert!(marks.contains(mark), "{name}: {marks}");
            }
            // What is shown how is no secret, and the switch changes it at once.
            assert_eq!(
                marks.contains("HttpOnly"),
                name != "__Host-theme",
                "{name}: {marks}"
            );
            seen.insert(name);
        }
    }
    let seen: Vec<&str> = seen.iter().map(String::as_str).collect();
    assert_eq!(
        seen,
        ["__Host-second-step", "__Host-session", "__Host-theme"]
    );
    // A cookie of that value under the name for http is nobody's.
    let plain = token.replace("__Host-", "");
    let answer = ask(&site, "GET", "/home", &[("cookie", &plain)]).await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    // The token is handed over in the cookie and nowhere else.
    let secret = token.split('=').nth(1).unwrap().to_owned();
    assert_eq!(secret.len(), 64);
    let to = header_of(&entered, "location");
    assert!(!to.contains(&secret) && !body(entered).await.contains(&secret));
}

#[tokio::test]
async fn pages_of_ones_own_are_kept_by_nobody_and_offer_the_way_out() {
    let test = TestDb::new().await;
    let site = site(&test).await;
    let (_, cookie) = signed_in(&test, 1).await;
    let mut shown = 0;
    for path in PRIVATE
        .iter()
        .chain(&["/", "/jobs", "/privacy", "/security/password"])
    {
        let headers = [("accept", "text/html"), ("cookie", cookie.as_str())];
        let answer = ask(&site, "GET", path, &headers).await;
        assert_eq!(
            header_of(&answer, "cache-control"),
            "private, no-store",
            "{path}"
        );
        if answer.status() == StatusCode::OK {
            shown += 1;
            assert!(
                body(answer)
                    .await
                    .contains("action=\"/api/identity/sign_out\""),
                "{path}"
            );
        }
    }
    assert!(shown > 10, "{shown}");
}

#[tokio::test]
async fn passwords_are_masked_and_may_be_filled_in_by_a_password_manager() {
    let test = TestDb::new().await;
    let site = site(&test).await;
    let (_, cookie) = signed_in(&test, 1).await;
    sqlx::query("update account set email_verified_at = now()")
        .execute(&test.owner)
        .await
        .unwrap();
    let mut fields = 0;
    for (path, purposes) in [
        ("/sign-in", &["current-password"][..]),
        ("/confirm-it-is-you", &["current-password"]),
        ("/security/password", &["current-password", "new-password"]),
    ] {
        let mut headers = vec![("accept", "text/html")];
        if path != "/sign-in" {
            headers.push(("cookie", cookie.as_str()));
        }
        let html = body(ask(&site, "GET", path, &headers).await).await;
        let inputs: Vec<&str> = html
            .split("<input")
            .skip(1)
            .map(|rest| rest.split('>').next().unwrap())
            .filter(|input| {
                input.contains("name=\"form[password]\"")
                    || input.contains("name=\"form[current]\"")
            })
            .collect();
        assert_eq!(inputs.len(), purposes.len(), "{path}: {inputs:?}");
        for (input, purpose) in inputs.iter().zip(purposes) {
            assert!(input.contains("type=\"password\""), "{path}: {input}");
            assert!(
                input.contains(&format!("autocomplete=\"{purpose}\"")),
                "{path}: {input}"
            );
            for hindrance in ["onpaste", "readonly", "pattern", "maxlength=\"12\""] {
                assert!(!input.contains(hindrance), "{path}: {input}");
            }
            fields += 1;
        }
    }
    assert_eq!(fields, 4);
}

#[tokio::test]
async fn what_is_for_builders_is_not_on_a_real_site() {
    let test = TestDb::new().await;
    let (site, _services, _folder) = over_https(&test).await;
    for path in ["/dev/ui", "/dev/mail", "/metrics", "/debug", "/console"] {
        let answer = ask(&site, "GET", path, &[("accept", "text/html")]).await;
        assert!(!answer.status().is_success(), "{path}: {}", answer.status());
    }
    let building = self::site(&test).await;
    assert_eq!(
        ask(&building, "GET", "/dev/ui", &[]).await.status(),
        StatusCode::OK
    );
}
