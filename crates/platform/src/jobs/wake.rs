//! The bell: work that was just enqueued starts at once instead of at the next look.
//!
//! `NOTIFY` in the enqueueing transaction would make all commits wait for one lock, so it is sent afterwards on its
//! own, and once for many. It may come before the commit, or get lost: then the worker finds the job within a second.

use crate::Services;
use sqlx::postgres::PgListener;
use std::time::Duration;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

const CHANNEL: &str = "queue_job";
/// At most twenty wake-ups a second from one node; by then the transaction has most likely committed.
const PAUSE: Duration = Duration::from_millis(50);
const RECONNECT: Duration = Duration::from_secs(1);

/// The bell of one process.
#[derive(Debug, Default)]
pub(super) struct Wake {
    rung: Notify,
}

impl Wake {
    pub(super) fn ring(&self) {
        self.rung.notify_one();
    }
}

pub(super) async fn forward(services: &Services, stop: &CancellationToken) {
    let Some(wake) = services.part::<Wake>() else {
        return;
    };
    let forward = async {
        loop {
            wake.rung.notified().await;
            tokio::time::sleep(PAUSE).await;
            let notify = sqlx::query("select pg_notify($1, '')").bind(CHANNEL);
            if let Err(error) = notify.execute(services.db.pool()).await {
                tracing::debug!(%error, "workers were not told of new jobs");
            }
        }
    };
    stop.run_until_cancelled(forward).await;
}

/// Passes wake-ups of all nodes on to `heard`, for ever.
pub(super) async fn listen(services: &Services, heard: &Notify) {
    loop {
        if let Err(error) = hear(services, heard).await {
            tracing::debug!(%error, "not listening for new jobs");
        }
        tokio::time::sleep(RECONNECT).await;
    }
}

async fn hear(services: &Services, heard: &Notify) -> Result<(), sqlx::Error> {
    let mut listener = PgListener::connect_with(services.db.pool()).await?;
    listener.listen(CHANNEL).await?;
    loop {
        listener.recv().await?;
        heard.notify_one();
    }
}
