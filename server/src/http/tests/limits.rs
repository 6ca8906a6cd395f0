//! How much one may ask, and who "one" is.

use super::*;
use axum::body::to_bytes;
use platform::metrics;

const SIGN_IN: &str = "/api/identity/sign_in";
/// More than any limit lets through at once.
const MANY: usize = 400;

/// A form that says where it comes from.
async fn post_from(
    site: &Router,
    path: &str,
    forwarded: &str,
    cookie: &str,
    accept: &str,
) -> Response {
    let request = Request::post(path)
        .header("host", "kinwork.test")
        .header("sec-fetch-site", "same-origin")
        .header("accept", accept)
        .header("cookie", cookie)
        .header("x-forwarded-for", forwarded)
        .header("content-type", "application/x-www-form-urlencoded");
    send(site, request.body("form[email]=x".into()).unwrap()).await
}

/// Asks until it is refused.
async fn refused(
    site: &Router,
    path: &str,
    cookie: &str,
    from: impl Fn(usize) -> String,
    accept: &str,
) -> Response {
    for n in 0..MANY {
        let answer = post_from(site, path, &from(n), cookie, accept).await;
        if answer.status() == StatusCode::TOO_MANY_REQUESTS {
            return answer;
        }
    }
    panic!("nothing was refused");
}

fn retry_after_s(answer: &Response) -> u64 {
    let value = answer.headers()[header::RETRY_AFTER].to_str().unwrap();
    value.parse().unwrap()
}

#[tokio::test]
async fn one_client_is_refused_whatever_it_writes_and_no_other() {
    let test = TestDb::new().await;
    let (site, _) = site_behind(&test, 1).await;
    // A page for a browser, under the same policy as any.
    let forged = |n: usize| format!("198.51.100.{}, 192.0.2.7", n % 256);
    let answer = refused(&site, SIGN_IN, "", forged, "text/html").await;
    assert!((1..=60).contains(&retry_after_s(&answer)));
    assert!(
        answer
            .headers()
            .contains_key(header::CONTENT_SECURITY_POLICY)
    );
    assert_eq!(answer.headers()[header::CACHE_CONTROL], "no-store");
    let page = to_bytes(answer.into_body(), 1 << 20).await.unwrap();
    let page = String::from_utf8_lossy(&page);
    assert!(page.contains("<h1>Too many requests"), "{page}");
    // For a program, a problem.
    let answer = post_from(&site, SIGN_IN, "192.0.2.7", "", "application/json").await;
    assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(
        answer.headers()[header::CONTENT_TYPE],
        "application/problem+json"
    );
    let problem = to_bytes(answer.into_body(), 1 << 20).await.unwrap();
    let problem: serde_json::Value = serde_json::from_slice(&problem).unwrap();
    assert_eq!(problem["status"], 429);
    // Another client is let in, and this one may still read.
    let other = post_from(&site, SIGN_IN, "192.0.2.7, 192.0.2.8", "", "text/html").await;
    assert_eq!(other.status(), StatusCode::SEE_OTHER);
    let read = Request::get("/jobs").header("x-forwarded-for", "192.0.2.7");
    let read = send(&site, read.body(Body::empty()).unwrap()).await;
    assert_eq!(read.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_network_of_version_six_is_one_client() {
    let test = TestDb::new().await;
    let (site, _) = site_behind(&test, 1).await;
    let neighbour = |n: usize| format!("2001:db8:1:2::{n:x}");
    refused(&site, SIGN_IN, "", neighbour, "text/html").await;
    let other = post_from(&site, SIGN_IN, "2001:db8:1:3::1", "", "text/html").await;
    assert_eq!(other.status(), StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn an_account_is_refused_from_wherever_it_writes() {
    let test = TestDb::new().await;
    let (site, _) = site_behind(&test, 1).await;
    let ((_, ama), (_, ben)) = (signed_in(&test, 1).await, signed_in(&test, 2).await);
    let everywhere = |n: usize| format!("10.0.{}.{}", n / 256, n % 256);
    let path = "/api/identity/end_other_devices";
    let answer = refused(&site, path, &ama, everywhere, "text/html").await;
    // The page knows who is asking.
    let page = to_bytes(answer.into_body(), 1 << 20).await.unwrap();
    assert!(String::from_utf8_lossy(&page).contains("Sign out"));
    let other = post_from(&site, path, "10.0.0.1", &ben, "text/html").await;
    assert_eq!(other.status(), StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn forged_requests_of_another_site_are_not_held_against_the_browser() {
    let test = TestDb::new().await;
    let (site, _) = site_behind(&test, 1).await;
    for _ in 0..MANY {
        let forged = Request::post(SIGN_IN)
            .header("sec-fetch-site", "cross-site")
            .header("x-forwarded-for", "192.0.2.7");
        let answer = send(&site, forged.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status(), StatusCode::FORBIDDEN);
    }
    let own = post_from(&site, SIGN_IN, "192.0.2.7", "", "text/html").await;
    assert_eq!(own.status(), StatusCode::SEE_OTHER);
}

#[test]
fn every_way_in_is_among_the_ways_in() {
    let harmless = ["/api/identity/set_theme", "/api/identity/sign_out"];
    let open: Vec<&str> = OPEN
        .iter()
        .copied()
        .filter(|path| path.starts_with("/api/identity/") && !harmless.contains(path))
        .collect();
    let ways_in = super::super::limits::WAYS_IN.iter().copied();
    let of_the_site: Vec<&str> = ways_in
        .filter(|path| !path.starts_with("/api/v1/"))
        .collect();
    assert_eq!(open, of_the_site);
}

/// 1,000 guesses at one account from 100 addresses, real or not: how many passwords were compared.
async fn compared(
    proxies: usize,
    from: impl Fn(usize) -> String,
    measured: &metrics::Metrics,
) -> f64 {
    let guesses = platform::testing::size(1000);
    let test = TestDb::new().await;
    let (site, services) = site_behind(&test, proxies).await;
    account(&test, &services, "ama@example.org").await;
    let hashes = async || {
        let text = measured.scrape(&services).await;
        let count = text
            .lines()
            .find_map(|line| line.strip_prefix("password_hash_seconds_count "));
        count.unwrap().parse::<f64>().unwrap()
    };
    let before = hashes().await;
    for n in 0..guesses {
        let body = format!("form[email]=ama%40example.org&form[password]=guess+number+{n}");
        let request = Request::post(SIGN_IN)
            .extension(ConnectInfo(SocketAddr::from(([192, 0, 2, 9], 1))))
            .header("host", "kinwork.test")
            .header("sec-fetch-site", "same-origin")
            .header("accept", "application/json")
            .header("x-forwarded-for", from(n % 100))
            .header("content-type", "application/x-www-form-urlencoded");
        let answer = send(&site, request.body(body.into()).unwrap()).await;
        let refused = matches!(
            answer.status(),
            StatusCode::SEE_OTHER | StatusCode::TOO_MANY_REQUESTS
        );
        assert!(refused && !answer.headers().contains_key(header::SET_COOKIE));
    }
    hashes().await - before
}

#[tokio::test]
async fn an_account_is_guessed_at_ten_times_however_many_addresses_there_are() {
    let measured = metrics::install().unwrap();
    let address = |n: usize| format!("198.51.100.{n}");
    // Nobody is in front: the header is the client's own. Behind a proxy, one that forges what is on the
    // left of its own address; and one that really has a hundred.
    assert_eq!(compared(0, address, &measured).await, 10.0);
    assert_eq!(
        compared(
            1,
            |n: usize| format!("{}, 192.0.2.9", address(n)),
            &measured
        )
        .await,
        10.0
    );
    assert_eq!(compared(1, address, &measured).await, 10.0);
}
