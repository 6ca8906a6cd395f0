//! What the log tells of an attack, and what it never tells.

use super::*;
use crate::cli::LogFormat;
use crate::commands::{LOGGED, log};
use serde_json::Value;
use std::io::Write;
use std::sync::{Mutex, PoisonError};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::util::SubscriberInitExt as _;

/// A log that is kept in memory.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Kept {
    /// Begins to keep what is logged, as `kinwork serve --log json` writes it.
    fn start() -> Self {
        let kept = Self::default();
        let writer = kept.clone();
        log(LogFormat::Json, EnvFilter::new(LOGGED), move || {
            writer.clone()
        })
        .init();
        kept
    }

    fn text(&self) -> String {
        let bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8(bytes.clone()).unwrap()
    }

    /// Every line, which is one JSON object with its time.
    fn lines(&self) -> Vec<Value> {
        let text = self.text();
        let lines = text.lines().map(|line| {
            let line: Value = serde_json::from_str(line).unwrap();
            let at = line["timestamp"].as_str().unwrap();
            assert!(
                at.starts_with("20") && at.ends_with('Z'),
                "{at} is not in UTC"
            );
            assert!(
                line["level"].is_string() && line["target"].is_string(),
                "{line}"
            );
            line
        });
        lines.collect()
    }

    /// Lines that say this, with the request they belong to.
    fn told(&self, message: &str, field: &str, value: &str) -> Vec<Value> {
        let mut lines = self.lines();
        lines.retain(|line| line["fields"]["message"] == message && line["fields"][field] == value);
        lines
    }
}

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let mut log = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        log.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn an_attack_is_in_the_log_and_nothing_that_lets_anybody_in() {
    let kept = Kept::start();
    let test = TestDb::new().await;
    let (site, services) = site_behind(&test, 0).await;
    account(&test, &services, "ama@example.org").await;
    let sign_in = "/api/identity/sign_in";
    let form = |guess: &str| format!("form[email]=ama%40example.org&form[password]={guess}");
    // Ten guesses at an account, of which the last is right, and one too many.
    for guess in 0..9 {
        post(
            &site,
            sign_in,
            &[SAME_ORIGIN],
            form(&format!("guess-canary-{guess}")),
        )
        .await;
    }
    let entered = post(
        &site,
        sign_in,
        &[SAME_ORIGIN],
        form(&PASSWORD.replace(' ', "+")),
    )
    .await;
    let token = entered.headers()[header::SET_COOKIE].to_str().unwrap()[8..72].to_owned();
    post(&site, sign_in, &[SAME_ORIGIN], form("one-more")).await;
    for (outcome, times) in [("wrong", 9), ("right", 1), ("limited", 1)] {
        let lines = kept.told("sign-in", "outcome", outcome);
        assert_eq!(lines.len(), times, "{outcome}");
        assert_eq!(lines[0]["fields"]["factor"], "password");
        assert_eq!(lines[0]["span"]["path"], sign_in);
        let account = lines[0]["fields"]["account"].as_str().unwrap();
        assert!(account.len() == 32 && !account.contains("ama"), "{account}");
    }

    // Another site, somebody who is nobody here, and somebody who looks where they may not.
    post(&site, sign_in, &[("origin", "https://evil.example")], "").await;
    assert_eq!(kept.told("refused", "code", "other_site").len(), 1);
    get(&site, "/api/v1/me").await;
    assert_eq!(kept.told("refused", "code", "unauthenticated").len(), 1);
    let (ben, cookie) = signed_in(&test, 2).await;
    let nowhere = "/hiring/jobs/00000000-0000-7000-8000-000000000000";
    let request = Request::get(nowhere).header("cookie", &cookie);
    send(&site, request.body(Body::empty()).unwrap()).await;
    let mut refused = kept.lines();
    refused
        .retain(|line| line["fields"]["message"] == "refused" && line["span"]["path"] == nowhere);
    let refused = &refused[0]["span"];
    assert_eq!(
        (&refused["who"], &refused["method"]),
        (&ben.to_string().into(), &"GET".into())
    );
    assert!(
        refused["id"].as_str().is_some_and(|id| !id.is_empty()),
        "{refused}"
    );

    let text = kept.text();
    for hidden in [
        "ama@",
        "ama%40",
        "kettles",
        "guess-canary",
        &token,
        &cookie[8..],
    ] {
        assert!(!text.contains(hidden), "{hidden} is in the log");
    }
}

#[tokio::test]
async fn nobody_writes_lines_of_their_own_into_the_log() {
    let kept = Kept::start();
    let test = TestDb::new().await;
    let site = site(&test).await;
    let forged = "x\r\n{\"timestamp\":\"2026\",\"forged\":true}\u{1b}[2J";
    tracing::error!(cause = %forged, "{forged}");
    for path in ["/api/v1/%0d%0a%7B%22forged%22%3Atrue%7D", "/no/%1b[2Jsuch"] {
        get(&site, path).await;
    }
    let id = [
        ("x-request-id", "a\tb{\"forged\":true}"),
        ("user-agent", "{\"forged\":true}"),
    ];
    post(&site, "/api/identity/sign_in", &id, "").await;
    let lines = kept.lines();
    assert!(lines.len() >= 2, "{lines:?}");
    for line in lines {
        assert!(line.get("forged").is_none(), "{line}");
    }
    assert!(!kept.text().contains('\u{1b}'));
}

#[tokio::test]
async fn a_fault_of_ours_is_in_the_log_under_its_incident() {
    let kept = Kept::start();
    let test = TestDb::new().await;
    let site = site(&test).await;
    let broken = "alter table job rename to job_that_is_gone";
    sqlx::query(broken).execute(&test.owner).await.unwrap();
    let answer = get(&site, "/api/v1/jobs").await;
    assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
    let told = body(answer).await;
    let mut lines = kept.lines();
    lines.retain(|line| line["fields"]["message"] == "internal error");
    let fields = &lines[0]["fields"];
    assert_eq!((lines.len(), &lines[0]["level"]), (1, &"ERROR".into()));
    assert!(
        told.contains(fields["incident_id"].as_str().unwrap()),
        "{told}"
    );
    // The cause is for whoever reads the log.
    assert!(
        fields["cause"].as_str().unwrap().contains("job") && !told.contains("relation"),
        "{fields} {told}"
    );
}
