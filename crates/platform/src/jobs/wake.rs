//! The bell of the queue: work that was just enqueued starts at once instead of at the next look. Without it
//! the worker finds the job within a second.

use crate::Services;
use crate::bell::Bell;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

const CHANNEL: &str = "queue_job";

/// The bell of one process.
#[derive(Debug)]
pub(super) struct Wake(Bell);

impl Default for Wake {
    fn default() -> Self {
        Self(Bell::new(CHANNEL))
    }
}

impl Wake {
    pub(super) fn ring(&self) {
        self.0.ring();
    }
}

pub(super) async fn forward(services: &Services, stop: &CancellationToken) {
    if let Some(wake) = services.part::<Wake>() {
        stop.run_until_cancelled(wake.0.forward(services.db.pool()))
            .await;
    }
}

/// Passes wake-ups of all nodes on to `heard`, for ever.
pub(super) async fn listen(services: &Services, heard: &Notify) {
    Bell::new(CHANNEL).listen(services.db.pool(), heard).await;
}
