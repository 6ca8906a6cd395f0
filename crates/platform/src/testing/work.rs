//! Workers for tests.

use super::eventually;
use crate::Services;
use crate::jobs::{self, Handlers, Options};
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio_util::sync::{CancellationToken, DropGuard};

/// A worker of this process; it ends with the value.
#[derive(Debug)]
pub struct TestWorker {
    task: JoinHandle<()>,
    stop: DropGuard,
}

impl TestWorker {
    /// Options with which time passes only by the clock of the services: leases are not renewed.
    pub fn options() -> Options {
        Options {
            slots: 4,
            heartbeat: Duration::from_secs(3600),
            poll: Duration::from_millis(5),
            ..Options::default()
        }
    }

    /// Starts one.
    pub fn start(services: &Services, handlers: Handlers, options: Options) -> Self {
        let stop = CancellationToken::new();
        let task = tokio::spawn(jobs::run(services.clone(), handlers, options, stop.clone()));
        Self {
            task,
            stop: stop.drop_guard(),
        }
    }

    /// Stops it as a server does that is told to.
    ///
    /// # Panics
    /// If it did.
    pub async fn stop(self) {
        drop(self.stop);
        self.task.await.expect("the worker ends in order");
    }

    /// Stops it without giving it a say, as if it were killed.
    pub async fn kill(self) {
        self.task.abort();
        let _ = self.task.await;
    }
}

/// Does all jobs that are due by the clock of the services, and those that they enqueue.
///
/// # Panics
/// If that takes longer than half a minute.
pub async fn do_jobs(services: &Services, handlers: Handlers) {
    let worker = TestWorker::start(services, handlers, TestWorker::options());
    eventually("all jobs are done", async || {
        let counts = jobs::counts(services).await;
        counts.is_ok_and(|counts| counts.ready + counts.running == 0)
    })
    .await;
    worker.stop().await;
}
