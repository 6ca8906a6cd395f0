//! The worker: takes jobs under a lease, keeps the lease while it works, and lets go of it in the end.
//!
//! A worker that dies leaves its jobs to others when their leases run out. One that was only slow is a zombie: it may
//! work on, but the number of its lease is out of date, and whatever it tries to complete is rolled back.

use super::running::{Completed, Handlers, JobError, Running};
use super::store::{self, Claimed, Lease};
use super::{schedule, wake};
use crate::Services;
use futures::FutureExt as _;
use kernel::{Entropy, Result};
use std::collections::{BTreeSet, HashSet};
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// A kind that this process does not know waits this long for one that does.
const UNKNOWN_KIND: Duration = Duration::from_secs(30);

/// How a worker works.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Jobs at the same time. Each may hold a connection, so keep it well below the size of the pool.
    pub slots: usize,
    /// After this long without a heartbeat others may take the job.
    pub lease: Duration,
    /// How often leases are renewed. Clocks of nodes may differ by the lease less twice this.
    pub heartbeat: Duration,
    /// How often to look for work that nobody announced.
    pub poll: Duration,
    /// How long jobs may go on when told to stop.
    pub drain: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            slots: 8,
            lease: Duration::from_secs(60),
            heartbeat: Duration::from_secs(15),
            poll: Duration::from_secs(1),
            drain: Duration::from_secs(20),
        }
    }
}

struct Worker {
    services: Services,
    handlers: Handlers,
    options: Options,
    held: Mutex<HashSet<Lease>>,
}

/// Works until `stop`, then finishes what it can and gives back the rest.
pub async fn run(
    services: Services,
    handlers: Handlers,
    options: Options,
    stop: CancellationToken,
) {
    let worker = Arc::new(Worker {
        services,
        handlers,
        options,
        held: Mutex::default(),
    });
    let heard = Notify::new();
    tokio::select! {
        () = worker.work(&heard, &stop) => {}
        () = worker.keep_leases() => {}
        () = worker.keep_schedules() => {}
        () = wake::listen(&worker.services, &heard) => {}
    }
}

impl Worker {
    async fn work(self: &Arc<Self>, heard: &Notify, stop: &CancellationToken) {
        let mut running = JoinSet::new();
        let mut turn = Turn::default();
        while !stop.is_cancelled() {
            while running.try_join_next().is_some() {}
            let free = self.options.slots - running.len();
            if free > 0 {
                let jobs = self.claim(turn.after, free).await;
                let again = turn.pass(&jobs, free);
                for job in jobs {
                    running.spawn(self.clone().perform(job));
                }
                if again {
                    continue;
                }
            }
            tokio::select! {
                Some(_) = running.join_next() => {}
                () = heard.notified() => {}
                () = tokio::time::sleep(self.options.poll) => {}
                () = stop.cancelled() => {}
            }
        }
        self.let_go(running).await;
    }

    /// Never dropped half way: a lease that is taken must be known here, or it is idle until it runs out.
    async fn claim(&self, after: Uuid, wanted: usize) -> Vec<Claimed> {
        let now = self.services.clock.now();
        let until = now + self.options.lease;
        let wanted = i32::try_from(wanted).unwrap_or(i32::MAX);
        match store::claim(self.services.db.pool(), after, wanted, now, until).await {
            Ok(jobs) => {
                self.held().extend(jobs.iter().map(Claimed::lease));
                jobs
            }
            Err(error) => {
                tracing::warn!(%error, "no jobs can be claimed");
                Vec::new()
            }
        }
    }

    /// Does one job and says how it went. Never fails itself: a lease that stays behind runs out.
    async fn perform(self: Arc<Self>, job: Claimed) {
        let lease = job.lease();
        let pool = self.services.db.pool();
        let now = self.services.clock.now();
        let told = match self.attempt(&job).await {
            None => {
                tracing::warn!(kind = job.kind, "no handler of this kind here");
                store::release(pool, &[lease], Some(now + UNKNOWN_KIND)).await
            }
            Some(Ok(_)) => Ok(()),
            Some(Err(error)) => self.failed(&job, &error).await,
        };
        if let Err(error) = told {
            tracing::warn!(%error, id = %job.id, "the queue could not be told how a job went");
        }
        self.held().remove(&lease);
    }

    async fn attempt(&self, job: &Claimed) -> Option<Result<Completed, JobError>> {
        let handler = self.handlers.of(&job.kind)?;
        let running = Running {
            services: self.services.clone(),
            job: job.clone(),
        };
        let outcome = AssertUnwindSafe(async { handler(running).await })
            .catch_unwind()
            .await;
        Some(outcome.unwrap_or_else(|_| Err(JobError::Retry("the handler panicked".to_owned()))))
    }

    async fn failed(&self, job: &Claimed, error: &JobError) -> Result<()> {
        let now = self.services.clock.now();
        let retry_at = match error {
            JobError::LeaseLost => {
                tracing::warn!(id = %job.id, kind = job.kind, "too slow: another worker has the job");
                return Ok(());
            }
            JobError::Retry(_) => Some(now + backoff(job.attempts, &*self.services.entropy)),
            JobError::GiveUp(_) => None,
        };
        let text: String = error.to_string().chars().take(500).collect();
        let state = store::fail(self.services.db.pool(), job.lease(), &text, retry_at, now).await?;
        if state.as_deref() == Some("DEAD") {
            tracing::error!(id = %job.id, kind = job.kind, attempts = job.attempts, error = text, "a job was given up");
        } else {
            tracing::info!(id = %job.id, kind = job.kind, attempt = job.attempts, error = text, "a job will be tried again");
        }
        Ok(())
    }

    async fn keep_leases(&self) {
        let mut beat = tokio::time::interval(self.options.heartbeat);
        loop {
            beat.tick().await;
            let held: Vec<Lease> = self.held().iter().copied().collect();
            let until = self.services.clock.now() + self.options.lease;
            if held.is_empty() {
                continue;
            }
            if let Err(error) = store::heartbeat(self.services.db.pool(), &held, until).await {
                tracing::warn!(%error, "leases could not be renewed");
            }
        }
    }

    async fn keep_schedules(&self) {
        let schedules = &self.handlers.schedules;
        let mut named = false;
        loop {
            let looked = async {
                if !named {
                    schedule::name_all(&self.services, schedules).await?;
                }
                schedule::take_turns(&self.services, schedules).await
            };
            match looked.await {
                Ok(()) => named = true,
                Err(error) => tracing::warn!(%error, "schedules"),
            }
            tokio::time::sleep(self.options.poll).await;
        }
    }

    /// Lets jobs finish for a while, then gives back what is left.
    async fn let_go(&self, mut running: JoinSet<()>) {
        let finish = async { while running.join_next().await.is_some() {} };
        if tokio::time::timeout(self.options.drain, finish)
            .await
            .is_err()
        {
            tracing::warn!(left = running.len(), "stopped with jobs in flight");
        }
        running.shutdown().await;
        let held: Vec<Lease> = self.held().drain().collect();
        if !held.is_empty()
            && let Err(error) = store::release(self.services.db.pool(), &held, None).await
        {
            tracing::warn!(%error, "leases could not be given back");
        }
    }

    fn held(&self) -> std::sync::MutexGuard<'_, HashSet<Lease>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whose turn it is: the lanes after this one, in the order of their ids, and round again.
#[derive(Debug, Default)]
struct Turn {
    after: Uuid,
}

impl Turn {
    /// Passes the turn on after `wanted` jobs were asked for. True if this was the end of a round, and the beginning
    /// should be looked at right away.
    fn pass(&mut self, jobs: &[Claimed], wanted: usize) -> bool {
        let lanes: BTreeSet<Uuid> = jobs.iter().map(|job| job.lane).collect();
        // Fewer lanes than wanted: there are no more after them.
        let round_is_over = lanes.len() < wanted;
        let began_in_the_middle = !self.after.is_nil();
        self.after = match lanes.last() {
            Some(lane) if !round_is_over => *lane,
            _ => Uuid::nil(),
        };
        round_is_over && began_in_the_middle && jobs.len() < wanted
    }
}

/// Five seconds, doubled with each attempt up to an hour, less up to half of it at random, so that what failed
/// together is not tried again together.
fn backoff(attempt: i32, entropy: &dyn Entropy) -> Duration {
    let doublings = u32::try_from(attempt - 1).unwrap_or(0).min(10);
    let most = (5_000_u64 << doublings).min(3_600_000);
    let mut bytes = [0; 8];
    entropy.fill(&mut bytes);
    Duration::from_millis(most - u64::from_le_bytes(bytes) % (most / 2 + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Same(u8);
    impl Entropy for Same {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(self.0);
        }
    }

    #[test]
    fn waits_double_up_to_an_hour() {
        let waits: Vec<u64> = (1..=12)
            .map(|attempt| backoff(attempt, &Same(0)).as_secs())
            .collect();
        assert_eq!(
            waits,
            [5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600]
        );
    }

    #[test]
    fn chance_takes_off_at_most_half() {
        for chance in 0..=255 {
            let wait = backoff(3, &Same(chance));
            assert!(
                (Duration::from_secs(10)..=Duration::from_secs(20)).contains(&wait),
                "{wait:?}"
            );
        }
        assert_ne!(backoff(3, &Same(1)), backoff(3, &Same(2)));
    }
}
