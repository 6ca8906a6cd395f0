//! Clients that begin and do not go on neither keep others waiting nor stay.

use crate::site::{PATIENCE, Site, form, get};
use platform::testing::{size, soaking};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// How far they come.
const BEGINNINGS: [&str; 4] = [
    "",
    "GET / HT",
    "GET / HTTP/1.1\r\nhost: x\r\naccept: text/h",
    // Begins as HTTP/2 would.
    "PRI * HTTP/2",
];

#[tokio::test]
async fn half_open_connections_are_closed_and_nobody_waits_for_them() {
    let site = Site::start().await;
    let began = Instant::now();
    let mut sockets = Vec::new();
    for n in 0..size(500) {
        let mut socket = TcpStream::connect(site.public).await.unwrap();
        let beginning = BEGINNINGS[n % BEGINNINGS.len()];
        socket.write_all(beginning.as_bytes()).await.unwrap();
        sockets.push(socket);
    }
    for path in ["/healthz", "/", "/jobs", "/sign-in"] {
        assert_eq!(get(site.public, path).await.status, 200, "{path}");
    }
    for mut socket in sockets {
        ended(&mut socket).await;
    }
    let took = began.elapsed();
    println!("{} half-open sockets closed after {took:.1?}", size(500));
    assert!(!soaking() || took <= Duration::from_secs(15), "{took:?}");
    assert_eq!(get(site.public, "/healthz").await.status, 200);
}

#[tokio::test]
async fn a_body_that_does_not_come_is_given_up() {
    let site = Site::start().await;
    let mut sockets = Vec::new();
    for n in 0..size(100) {
        let mut socket = TcpStream::connect(site.public).await.unwrap();
        let request = form("/api/identity/sign_up", n, "", "form[name]=Ama");
        let short = request.replace("content-length: 14", "content-length: 5000");
        socket.write_all(short.as_bytes()).await.unwrap();
        sockets.push(socket);
    }
    assert_eq!(get(site.public, "/").await.status, 200);
    for mut socket in sockets {
        ended(&mut socket).await;
    }
    let accounts: i64 = sqlx::query_scalar("select count(*) from account")
        .fetch_one(&site.test.owner)
        .await
        .unwrap();
    assert_eq!(accounts, 0);
}

/// Until the server has closed it, with or without a word.
async fn ended(socket: &mut TcpStream) {
    let mut last_words = Vec::new();
    let closed = socket.read_to_end(&mut last_words);
    let _ = tokio::time::timeout(PATIENCE, closed).await.unwrap();
}
