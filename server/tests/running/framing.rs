//! Where a request ends is nobody's to say twice: otherwise a proxy in front and this server could disagree, and
//! what one takes for a body the other would take for somebody's next request.

use crate::site::{Site, send};

/// A form with these lines about its length, and then what follows.
fn request(lengths: &str, rest: &str) -> String {
    format!(
        "POST /api/identity/set_theme HTTP/1.1\r\nhost: x\r\nsec-fetch-site: same-origin\r\naccept: text/html\r\n\
         content-type: application/x-www-form-urlencoded\r\n{lengths}\r\n{rest}"
    )
}

#[tokio::test]
async fn where_a_request_ends_is_said_once() {
    let site = Site::start().await;
    let next = "GET /no/such/page HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
    // Chunks count and a length beside them does not; whoever sends both is answered, and nothing of what follows.
    let both = request(
        "content-length: 6\r\ntransfer-encoding: chunked\r\n",
        &format!("10\r\nform[theme]=dark\r\n0\r\n\r\n{next}"),
    );
    let answer = send(site.public, &both).await.unwrap().unwrap();
    assert_eq!(answer.status, 303, "{answer:?}");
    assert!(answer.head.contains("theme=dark"), "{answer:?}");
    assert!(!answer.body.contains("HTTP/1.1"), "{answer:?}");
    for ambiguous in [
        "content-length: 6\r\ncontent-length: 5\r\n",
        "content-length: 6, 5\r\n",
        "content-length: +6\r\n",
        "content-length: 6x\r\n",
        "content-length : 6\r\n",
        "transfer-encoding: chunked, identity\r\n",
        "transfer-encoding: xchunked\r\n",
        "transfer-encoding : chunked\r\n",
    ] {
        let request = request(ambiguous, &format!("0\r\n\r\n{next}"));
        let Some(answer) = send(site.public, &request).await.unwrap() else {
            continue;
        };
        assert_eq!(answer.status, 400, "{ambiguous}: {answer:?}");
        assert!(!answer.body.contains("HTTP/1.1"), "{ambiguous}: {answer:?}");
    }
}
