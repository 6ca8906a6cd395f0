//! `/healthz`: the process runs. `/readyz`: it can do its work.

use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;
use platform::Db;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// What readiness depends on.
#[derive(Debug, Clone)]
pub struct Probe {
    db: Db,
    draining: Arc<AtomicBool>,
}

impl Probe {
    /// A probe of this database.
    pub fn new(db: Db) -> Self {
        Self {
            db,
            draining: Arc::default(),
        }
    }

    /// From now on not ready: the process is about to stop.
    pub fn drain(&self) {
        self.draining.store(true, Ordering::Release);
    }

    /// Where they are asked.
    pub fn routes(self) -> Router {
        let ready = move || {
            let probe = self.clone();
            async move { probe.ready().await }
        };
        Router::new()
            .route("/healthz", get(|| async { "ok\n" }))
            .route("/readyz", get(ready))
    }

    /// 200 if the database answers within two seconds and the process is not stopping.
    pub async fn ready(&self) -> (StatusCode, &'static str) {
        if self.draining.load(Ordering::Acquire) {
            return (StatusCode::SERVICE_UNAVAILABLE, "draining\n");
        }
        let answer = sqlx::query("select 1").execute(self.db.pool());
        match tokio::time::timeout(Duration::from_secs(2), answer).await {
            Ok(Ok(_)) => (StatusCode::OK, "ready\n"),
            _ => (
                StatusCode::SERVICE_UNAVAILABLE,
                "database does not answer\n",
            ),
        }
    }
}
