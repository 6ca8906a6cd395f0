//! The admin listener: metrics and probes, for machines of the operator. Never on the public port.

use super::{Probe, listen};
use crate::commands::{Done, Failure};
use axum::Router;
use axum::http::header;
use axum::routing::get;
use platform::Services;
use platform::metrics::{self, Metrics};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// What was measured is folded into its buckets this often.
const UPKEEP: Duration = Duration::from_secs(5);

/// The admin listener while it runs.
pub struct Admin {
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl Admin {
    /// Measures from now on and says so at this address.
    pub async fn start(address: SocketAddr, services: Services, probe: Probe) -> Done<Self> {
        let listener = TcpListener::bind(address).await.map_err(|error| Failure {
            code: 69,
            message: format!("cannot listen on {address}: {error}"),
        })?;
        println!("Metrics at http://{}/metrics", listener.local_addr()?);
        let metrics = metrics::install()?;
        let stop = CancellationToken::new();
        tokio::spawn(
            stop.clone()
                .run_until_cancelled_owned(upkeep(metrics.clone())),
        );
        let task = tokio::spawn(listen(
            listener,
            routes(metrics, services, probe),
            stop.clone(),
        ));
        Ok(Self { stop, task })
    }

    /// Stops, after everything that could be asked about.
    pub async fn stop(self) {
        self.stop.cancel();
        let _ = self.task.await;
    }
}

fn routes(metrics: Metrics, services: Services, probe: Probe) -> Router {
    let scrape = async move || {
        let kind = "text/plain; version=0.0.4; charset=utf-8";
        (
            [(header::CONTENT_TYPE, kind)],
            metrics.scrape(&services).await,
        )
    };
    Router::new()
        .route("/metrics", get(scrape))
        .merge(probe.routes())
}

async fn upkeep(metrics: Metrics) {
    let mut every = tokio::time::interval(UPKEEP);
    loop {
        every.tick().await;
        metrics.upkeep();
    }
}
