//! Told to stop in the middle of work, the server finishes what it has begun, and nothing is half done.

use crate::site::{Answer, PATIENCE, Site, form, send};
use platform::testing::{size, soaking};
use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

/// Clients that change something all the time.
const CLIENTS: usize = 8;
/// Changes that are answered before the server is told to stop.
const ANSWERED: usize = 60;
/// Slow requests that are under way when it is.
const UNDER_WAY: usize = 10;

#[tokio::test]
async fn stopped_under_load_nothing_fails_and_nothing_is_half_done() {
    for round in 0..if soaking() { 30 } else { 3 } {
        let took = stop_under_load().await;
        println!("round {round}: gone after {took:.1?}");
        assert!(took <= Duration::from_secs(20), "{took:?}");
    }
}

async fn stop_under_load() -> Duration {
    let mut site = Site::start().await;
    let mut tokens = Vec::new();
    for n in 0..size(200) {
        tokens.push(site.person(n as u128 + 1).await);
    }
    let mut streams = JoinSet::new();
    for token in &tokens {
        streams.spawn(follow(connect(site.public, token).await));
    }
    while site.figure("event_streams").await < tokens.len() as f64 {}

    let answered = Arc::new(AtomicUsize::new(0));
    let mut clients = JoinSet::new();
    for client in 0..CLIENTS {
        // Whoever founds works for it from then on, with another token: no two share one.
        let tokens = tokens.iter().skip(client).step_by(CLIENTS);
        let tokens = tokens.cloned().collect();
        clients.spawn(found(site.public, client, tokens, answered.clone()));
    }
    while answered.load(Ordering::SeqCst) < ANSWERED {
        tokio::task::yield_now().await;
    }
    let mut slow = JoinSet::new();
    for n in 0..UNDER_WAY {
        let body = format!("form[email]=slow-{n}%40example.org&form[password]=three+brown+kettles");
        let request = form("/api/identity/sign_in", 60_000 + n, "", &body);
        let to = site.public;
        slow.spawn(async move { send(to, &request).await.unwrap() });
    }
    // Passwords are hashed two at a time: the rest is under way for sure.
    while site.figure("password_hashes_waiting").await < 1.0 {}

    let told = Instant::now();
    let pid = nix::unistd::Pid::from_raw(i32::try_from(site.child.id().unwrap()).unwrap());
    nix::sys::signal::kill(pid, nix::sys::signal::Signal::SIGTERM).unwrap();
    let status = tokio::time::timeout(PATIENCE, site.child.wait()).await;
    let took = told.elapsed();
    assert!(status.unwrap().unwrap().success());

    // Every stream came to its end.
    while let Some(ended) = streams.join_next().await {
        ended.unwrap();
    }
    let mut acknowledged = BTreeSet::new();
    let mut cut = 0;
    while let Some(client) = clients.join_next().await {
        let (done, cut_off) = client.unwrap();
        acknowledged.extend(done);
        cut += cut_off;
    }
    while let Some(answer) = slow.join_next().await {
        // It had been taken up, or it came too late and was not taken at all.
        if let Some(answer) = answer.unwrap() {
            assert_eq!(answer.status, 303, "{answer:?}");
        }
    }
    let kept: Vec<String> = sqlx::query_scalar("select slug from organisation")
        .fetch_all(&site.test.owner)
        .await
        .unwrap();
    let kept: BTreeSet<String> = kept.into_iter().collect();
    println!(
        "{} changes answered, {cut} connections cut before they were read",
        acknowledged.len()
    );
    assert_eq!(kept, acknowledged, "what was answered is not what was done");
    took
}

/// Opens the live events of somebody.
async fn connect(to: SocketAddr, token: &str) -> TcpStream {
    let mut stream = TcpStream::connect(to).await.unwrap();
    let request = format!(
        "GET /api/events HTTP/1.1\r\nhost: x\r\naccept: text/event-stream\r\ncookie: session={token}\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    stream
}

/// Reads them to their end.
async fn follow(mut stream: TcpStream) {
    let mut heard = Vec::new();
    let ended = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut heard)).await;
    ended.unwrap().unwrap();
    let heard = String::from_utf8_lossy(&heard);
    assert!(heard.starts_with("HTTP/1.1 200"), "{heard}");
    assert!(
        heard.ends_with("0\r\n\r\n"),
        "cut off in the middle: {heard}"
    );
}

/// Founds organisations until nobody takes a connection any more: which were acknowledged, and how many
/// connections were cut.
async fn found(
    to: SocketAddr,
    client: usize,
    mut tokens: Vec<String>,
    answered: Arc<AtomicUsize>,
) -> (Vec<String>, usize) {
    let (mut done, mut cut) = (Vec::new(), 0);
    for n in 0.. {
        let slug = format!("o-{client}-{n}");
        let at = n * CLIENTS + client;
        let whose = n % tokens.len();
        let body = format!("form[name]=Depot&form[slug]={slug}&form[about]=&form[website]=");
        let request = form("/api/identity/found", at, &tokens[whose], &body);
        match send(to, &request).await {
            Ok(Some(answer)) => {
                assert!(is_done(&answer), "{answer:?}");
                tokens[whose] = answer.session().unwrap();
                done.push(slug);
                answered.fetch_add(1, Ordering::SeqCst);
            }
            // The answer is lost, and the new token with it.
            Ok(None) => {
                cut += 1;
                tokens.remove(whose);
            }
            Err(_) => break,
        }
    }
    (done, cut)
}

fn is_done(answer: &Answer) -> bool {
    answer.status == 303 && answer.head.contains("location: /hiring/jobs?founded=1")
}
