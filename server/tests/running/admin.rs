//! Metrics: what they tell, to whom, and what they never tell.

use crate::site::{Site, form, get, send};

const JOB: &str = "01a2b3c4-0000-7000-8000-00000000cafe";

#[tokio::test]
async fn metrics_count_by_route_and_hold_nothing_of_anybody() {
    let site = Site::start().await;
    let token = site.person(1).await;
    assert_eq!(
        get(site.public, &format!("/jobs/{JOB}?q=secret-words"))
            .await
            .status,
        404
    );
    assert_eq!(get(site.public, "/no/such/secret-path").await.status, 404);
    let body = "form[email]=secret-person%40example.org&form[password]=secret+kettle+lid";
    let signed_in = send(site.public, &form("/api/identity/sign_in", 1, &token, body)).await;
    assert_eq!(signed_in.unwrap().unwrap().status, 303);
    let odd = "SECRETMETHOD / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
    send(site.public, odd).await.unwrap().unwrap();

    let scraped = get(site.admin, "/metrics").await;
    assert_eq!(scraped.status, 200);
    assert!(
        scraped
            .head
            .contains("content-type: text/plain; version=0.0.4")
    );
    for line in [
        r#"http_requests_total{route="/jobs/{id}",method="GET",status="4xx"} 1"#,
        r#"http_requests_total{route="other",method="GET",status="4xx"} 1"#,
        r#"http_requests_total{route="/api/identity/sign_in",method="POST",status="3xx"} 1"#,
        r#"http_request_seconds_count{route="/jobs/{id}",method="GET"} 1"#,
        "http_requests_in_flight 0",
        "sign_ins_total{outcome=\"wrong\"} 1",
        "password_hash_seconds_count 1",
        "password_hashes_waiting 0",
        "db_connections_max 16",
        "jobs{state=\"dead\"} 0",
    ] {
        assert!(
            scraped.body.lines().any(|own| own == line),
            "{line} is not in\n{}",
            scraped.body
        );
    }
    for name in [
        "db_connections{state=\"idle\"}",
        "db_begin_seconds_count",
        "process_resident_memory_bytes",
        "process_open_fds",
        "process_start_time_seconds",
    ] {
        assert!(site.figure(name).await > 0.0, "{name}");
    }
    for told in ["secret", "SECRET", JOB, "example.org", &token, "10.0.0.1"] {
        assert!(!scraped.body.contains(told), "{told} is in the metrics");
    }
}

#[tokio::test]
async fn the_public_port_has_no_metrics_and_the_admin_port_no_site() {
    let site = Site::start().await;
    assert_eq!(get(site.public, "/metrics").await.status, 404);
    for path in ["/healthz", "/readyz"] {
        assert_eq!(get(site.public, path).await.status, 200);
        assert_eq!(get(site.admin, path).await.status, 200);
    }
    for path in ["/", "/jobs", "/api/events"] {
        assert_eq!(get(site.admin, path).await.status, 404);
    }
}
