//! The site from outside, without a socket: who is let in, what every answer carries.

mod api;
mod bearer;
mod browser;
mod console;
mod limits;
mod live;
mod log;
mod logo;
mod same_answers;
mod upload;
mod visits;

use super::{Limits, Probe, Site, router};
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Method, Request, StatusCode, header};
use axum::response::Response;
use kernel::clock::FixedClock;
use kernel::id::PersonId;
use leptos::config::LeptosOptions;
use platform::events::Pace;
use platform::files::Files;
use platform::keys::KeyRing;
use platform::system::SystemEntropy;
use platform::testing::TestDb;
use platform::{Db, Services};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

async fn site(test: &TestDb) -> Router {
    site_behind(test, 0).await.0
}

/// The site behind so many proxies, and what it works with.
async fn site_behind(test: &TestDb, trusted_proxies: usize) -> (Router, Services) {
    let root = Path::new("target/no-site");
    site_from(test, PUBLIC_URL, root, false, trusted_proxies).await
}

const PUBLIC_URL: &str = "http://kinwork.test";

/// The site with what was built in `root`, under names with a hash or without. Its clock stands still: nothing runs out meanwhile.
async fn site_from(
    test: &TestDb,
    public_url: &str,
    root: &Path,
    hashed: bool,
    trusted_proxies: usize,
) -> (Router, Services) {
    let db = Db::connect(test.rw_options(), 4).await.unwrap();
    let services = crate::commands::serve::services(db.clone(), public_url);
    let mut services = services
        .await
        .unwrap()
        .with_keys(KeyRing::generate(&SystemEntropy))
        .with_files(Files::in_memory());
    services.clock = Arc::new(FixedClock(services.clock.now()));
    let stop = CancellationToken::new();
    let services = platform::events::install(services, stop, Pace::default());
    let options = LeptosOptions::builder()
        .output_name("kinwork")
        .site_root(root.to_string_lossy().into_owned())
        .hash_files(hashed)
        .build();
    let site = router(&Site {
        services: services.clone(),
        options,
        probe: Probe::new(db),
        trusted_proxies,
        limits: Limits::new(),
    });
    (site, services)
}

/// Somebody who is signed in; the cookie that says so.
async fn signed_in(test: &TestDb, n: u128) -> (PersonId, String) {
    let (id, token) = (PersonId(uuid::Uuid::from_u128(n)), format!("{n:064x}"));
    sqlx::query("insert into account (id, email, password_hash, display_name, created_at) values ($1, $2, 'x', 'Ama', now())")
        .bind(id)
        .bind(format!("{n}@example.org"))
        .execute(&test.owner)
        .await
        .unwrap();
    sqlx::query("insert into session (id, account_id, token_sha256, created_at, last_seen_at, expires_at) values ($1, $1, sha256($2), now(), now(), now() + interval '1 day')")
        .bind(id)
        .bind(token.as_bytes())
        .execute(&test.owner)
        .await
        .unwrap();
    (id, format!("session={token}"))
}

/// Somebody with this address and a password.
async fn account(test: &TestDb, services: &Services, email: &str) {
    let hash = identity::service::password_hash(PASSWORD.to_owned(), &*services.entropy);
    sqlx::query("insert into account (id, email, password_hash, display_name, created_at, email_verified_at) values ($1, $2, $3, 'Ama Owusu', now(), now())")
        .bind(services.new_id::<PersonId>())
        .bind(email)
        .bind(hash.await.unwrap())
        .execute(&test.owner)
        .await
        .unwrap();
}

/// Of [`account`].
const PASSWORD: &str = "three brown kettles";

async fn send(site: &Router, request: Request<Body>) -> Response {
    site.clone().oneshot(request).await.unwrap()
}

async fn get(site: &Router, path: &str) -> Response {
    let request = Request::get(path)
        .header("host", "kinwork.test")
        .header("accept", "text/html");
    send(site, request.body(Body::empty()).unwrap()).await
}

/// A page as whoever has this cookie sees it.
async fn get_as(site: &Router, path: &str, cookie: &str) -> Response {
    let request = Request::get(path)
        .header("host", "kinwork.test")
        .header("accept", "text/html")
        .header("cookie", cookie);
    send(site, request.body(Body::empty()).unwrap()).await
}

async fn body(answer: Response) -> String {
    let bytes = axum::body::to_bytes(answer.into_body(), 1 << 20)
        .await
        .unwrap();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// An address that nobody else has: how much one may ask is a test by itself.
fn another_client() -> ConnectInfo<SocketAddr> {
    static CLIENTS: AtomicU32 = AtomicU32::new(1);
    let client = Ipv4Addr::from(CLIENTS.fetch_add(1, Ordering::Relaxed));
    ConnectInfo(SocketAddr::from((client, 1)))
}

/// A form as a browser posts it, with whatever headers are given on top.
async fn post(
    site: &Router,
    path: &str,
    headers: &[(&str, &str)],
    body: impl Into<Body>,
) -> Response {
    let mut request = Request::post(path)
        .extension(another_client())
        .header("host", "kinwork.test")
        .header("accept", "text/html")
        .header("content-type", "application/x-www-form-urlencoded");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    send(site, request.body(body.into()).unwrap()).await
}

const SAME_ORIGIN: (&str, &str) = ("sec-fetch-site", "same-origin");

#[tokio::test]
async fn the_process_is_alive_and_ready_until_it_drains() {
    let test = TestDb::new().await;
    let db = Db::connect(test.rw_options(), 2).await.unwrap();
    let probe = Probe::new(db);
    assert_eq!(probe.ready().await.0, StatusCode::OK);
    probe.drain();
    assert_eq!(probe.ready().await.0, StatusCode::SERVICE_UNAVAILABLE);
    let site = site(&test).await;
    for path in ["/healthz", "/readyz"] {
        let answer = get(&site, path).await;
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        let header = |name: &str| answer.headers()[name].to_str().unwrap();
        assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(header("x-frame-options"), "DENY", "{path}");
        assert_eq!(header("cache-control"), "no-store", "{path}");
        let policy = header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'"), "{path}: {policy}");
    }
}

#[tokio::test]
async fn only_a_file_whose_name_has_a_hash_is_kept_for_ever() {
    let test = TestDb::new().await;
    let root = tempfile::tempdir().unwrap();
    std::fs::create_dir(root.path().join("pkg")).unwrap();
    std::fs::write(root.path().join("pkg/kinwork.js"), "export {};").unwrap();
    for (hashed, kept) in [
        (true, "public, max-age=31536000, immutable"),
        (false, "no-cache"),
    ] {
        let site = site_from(&test, PUBLIC_URL, root.path(), hashed, 0).await.0;
        let answer = get(&site, "/pkg/kinwork.js").await;
        assert_eq!(answer.status(), StatusCode::OK);
        assert_eq!(answer.headers()[header::CACHE_CONTROL], kept);
        let missing = get(&site, "/pkg/gone.js").await;
        assert!(!missing.headers().contains_key(header::CACHE_CONTROL));
    }
}

#[tokio::test]
async fn no_file_lies_unseen_behind_a_route() {
    let test = TestDb::new().await;
    let without_files = site(&test).await;
    let public = Path::new(env!("CARGO_MANIFEST_DIR")).join("../public");
    let names: Vec<String> = std::fs::read_dir(public)
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(names.iter().any(|name| name == "sw.js"), "{names:?}");
    for name in names {
        let answer = get(&without_files, &format!("/{name}")).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{name}");
    }
    let robots = body(get(&without_files, "/robots.txt").await).await;
    assert!(
        robots.contains("Sitemap: http://kinwork.test/sitemap.xml"),
        "{robots}"
    );
}

#[tokio::test]
async fn every_page_carries_its_headers() {
    let test = TestDb::new().await;
    let site = site(&test).await;
    for path in ["/", "/jobs", "/sign-in", "/no/such/page"] {
        let answer = get(&site, path).await;
        let header = |name: &str| {
            answer
                .headers()
                .get(name)
                .and_then(|value| value.to_str().ok())
                .unwrap_or("")
                .to_owned()
        };
        let policy = header("content-security-policy");
        assert!(
            policy.contains("script-src 'nonce-") && policy.contains("frame-ancestors 'none'"),
            "{path}: {policy}"
        );
        assert!(!policy.contains("unsafe-inline"), "{path}");
        assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
        assert!(!header("x-request-id").is_empty(), "{path}");
    }
    assert_eq!(
        get(&site, "/no/such/page").await.status(),
        StatusCode::NOT_FOUND
    );
}

/// Pages that are nobody's business but one's own.
const PRIVATE: &[&str] = &[
    "/home",
    "/profile",
    "/matches",
    "/applications",
    "/confirm-it-is-you",
    "/security",
    "/security/activity",
    "/security/appeal",
    "/security/deactivate",
    "/security/devices",
    "/security/keys",
    "/security/passkeys",
    "/security/passkeys/new",
    "/security/second-step",
    "/security/second-step/set-up",
    "/security/visits",
    "/organisations",
    "/organisations/new",
    "/organisation",
    "/organisation/members",
    "/organisation/fields",
    "/organisation/ownership",
    "/hiring/jobs",
    "/hiring/jobs/new",
    "/console",
    "/console/people",
];

#[tokio::test]
async fn pages_of_ones_own_lead_to_sign_in_and_back() {
    let test = TestDb::new().await;
    let site = site(&test).await;
    for path in PRIVATE {
        let answer = get(&site, path).await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{path}");
        let to = answer.headers()[header::LOCATION].to_str().unwrap();
        assert_eq!(
            to,
            format!("/sign-in?next={}", platform::web::percent(path)),
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_write_from_another_site_is_refused() {
    let test = TestDb::new().await;
    let site = site(&test).await;
    for (path, method) in server_fns() {
        if method == Method::GET {
            continue;
        }
        for forged in [
            &[("sec-fetch-site", "cross-site")][..],
            &[("origin", "null")],
            &[("origin", "https://evil.example")],
            &[],
        ] {
            assert_eq!(
                post(&site, &path, forged, "").await.status(),
                StatusCode::FORBIDDEN,
                "{path} {forged:?}"
            );
        }
    }
}

/// Open to everybody: the ways in, the theme, and look-ups of public reference data.
const OPEN: &[&str] = &[
    "/api/alerts/stop",
    "/api/identity/confirm_address",
    "/api/identity/finish_sign_up",
    "/api/identity/forgot_password",
    "/api/identity/passkey_challenge",
    "/api/identity/reset_password",
    "/api/identity/second_step",
    "/api/identity/second_step_with_passkey",
    "/api/identity/set_theme",
    "/api/identity/sign_in",
    "/api/identity/sign_in_with_passkey",
    "/api/identity/sign_out",
    "/api/identity/sign_up",
    "/api/identity/start_provider",
    "/api/taxonomy/match_labels",
    "/api/taxonomy/search_occupations",
    "/api/taxonomy/search_places",
    "/api/taxonomy/search_skills",
];

/// Bodies of which each function can read at least one: a function refuses what it cannot read before
/// it asks who is there, and that proves nothing.
const BODIES: [&str; 7] = [
    "form[x]=1&id=00000000-0000-7000-8000-000000000000&organisation=",
    "form[id]=00000000-0000-7000-8000-000000000000",
    "form[step]=",
    "form[day]=2026-01-01",
    "form[text]=x",
    "form[discard]=1",
    "",
];

#[tokio::test]
async fn whoever_is_not_signed_in_gets_nowhere() {
    let test = TestDb::new().await;
    let site = site(&test).await;
    let mut let_in = Vec::new();
    for (path, method) in server_fns() {
        if OPEN.contains(&path.as_str()) {
            continue;
        }
        assert_eq!(
            method,
            Method::POST,
            "{path}: only open look-ups may be read with GET"
        );
        let mut asked_who = false;
        for body in BODIES {
            let answer = post(&site, &path, &[SAME_ORIGIN], body).await;
            let to = answer
                .headers()
                .get(header::LOCATION)
                .and_then(|value| value.to_str().ok())
                .unwrap_or("");
            let unread = answer.headers().contains_key("serverfnerror");
            asked_who |= answer.status() == StatusCode::SEE_OTHER && to.starts_with("/sign-in?");
            if !unread && !to.starts_with("/sign-in?") {
                let_in.push(format!("{path} {body}: {} {to}", answer.status()));
            }
        }
        if !asked_who {
            let_in.push(format!("{path}: could read none of the bodies"));
        }
    }
    assert!(let_in.is_empty(), "{let_in:#?}");
}

#[tokio::test]
async fn the_list_of_server_functions_is_known() {
    let test = TestDb::new().await;
    let _site = site(&test).await;
    let mut listed: Vec<String> = server_fns()
        .into_iter()
        .map(|(path, method)| format!("{method} {path}"))
        .collect();
    listed.sort();
    let known: Vec<&str> = include_str!("server_fns.txt").lines().collect();
    assert_eq!(
        listed, known,
        "a server function came or went: look at who may call it, then correct server_fns.txt"
    );
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused() {
    let test = TestDb::new().await;
    let site = site(&test).await;
    let body = "form[email]=".to_owned() + &"a".repeat(5 * 1024 * 1024);
    let length = body.len().to_string();
    let answer = post(
        &site,
        "/api/identity/sign_in",
        &[SAME_ORIGIN, ("content-length", &length)],
        body,
    )
    .await;
    assert_eq!(answer.status(), StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn a_refused_form_comes_back_as_typed_but_without_the_password() {
    let test = TestDb::new().await;
    let site = site(&test).await;
    let secret = "/sign-in?next=%2Finvitation%3Ftoken%3D5ec2e7";
    let referer = format!("http://kinwork.test{secret}");
    let headers = [SAME_ORIGIN, ("referer", referer.as_str())];
    let answer = post(
        &site,
        "/api/identity/sign_in",
        &headers,
        "form[email]=not-one&form[password]=three+brown+kettles&form[next]=%2Finvitation%3Ftoken%3D5ec2e7",
    )
    .await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    let to = answer.headers()[header::LOCATION]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(to.starts_with(&format!("{secret}&draft=")), "{to}");
    let html = body(get(&site, &to).await).await;
    assert!(html.contains("value=\"not-one\""));
    assert!(html.contains("Write an e-mail address"));
    assert!(!html.contains("kettles"));
    // Where to go afterwards is still known, by the address of the page and by nothing that is kept.
    assert!(
        html.contains("value=\"/invitation?token=5ec2e7\""),
        "{html}"
    );
    let kept: String = sqlx::query_scalar("select string_agg(d::text, '') from form_draft d")
        .fetch_one(&test.owner)
        .await
        .unwrap();
    assert!(
        kept.contains("not-one") && !kept.contains("5ec2e7"),
        "{kept}"
    );
}

#[tokio::test]
async fn signing_out_leaves_nothing_in_the_browser() {
    let test = TestDb::new().await;
    let site = site(&test).await;
    let (_, cookie) = signed_in(&test, 1).await;
    let answer = post(
        &site,
        "/api/identity/sign_out",
        &[SAME_ORIGIN, ("cookie", &cookie)],
        "",
    )
    .await;
    let headers = answer.headers();
    assert_eq!(headers["clear-site-data"], r#""cache", "storage""#);
    let taken_back = headers[header::SET_COOKIE].to_str().unwrap();
    assert!(
        taken_back.starts_with("session=;") && taken_back.contains("Max-Age=0"),
        "{taken_back}"
    );
    let other = post(
        &site,
        "/api/identity/set_theme",
        &[SAME_ORIGIN],
        "form[theme]=dark",
    )
    .await;
    assert!(!other.headers().contains_key("clear-site-data"));
}

#[tokio::test]
async fn a_page_below_another_says_so_in_the_top_bar() {
    let test = TestDb::new().await;
    let site = site(&test).await;
    let (_, cookie) = signed_in(&test, 1).await;
    let top_of = async |path: &str| {
        let request = Request::get(path)
            .header("host", "kinwork.test")
            .header("accept", "text/html")
            .header("cookie", &cookie);
        let html = body(send(&site, request.body(Body::empty()).unwrap()).await).await;
        let (top, page) = html.split_once("<main").unwrap();
        assert!(!page.contains("class=\"breadcrumb\""), "{path}");
        let (_, top) = top.split_once("<header class=\"top\"").unwrap();
        top.to_owned()
    };
    let nested = top_of("/profile/skills").await;
    assert!(nested.contains("href=\"/profile\""), "{nested}");
    assert!(nested.contains("aria-current=\"page\">Skills"), "{nested}");
    assert!(!top_of("/profile").await.contains("href=\"/profile\""));
}

fn server_fns() -> Vec<(String, Method)> {
    server_fn::axum::server_fn_paths()
        .map(|(path, method)| (path.to_owned(), method))
        .collect()
}
