//! What a handler sees: its job, the transaction of its effect, and the ways it can end.

use super::schedule::{Cadence, Schedule};
use super::store::{self, Claimed};
use crate::{Scope, Services, TenantTx};
use kernel::AppError;
use kernel::id::QueuedJobId;
use serde::de::DeserializeOwned;
use std::collections::HashMap;
use std::pin::Pin;
use std::sync::Arc;
use time::OffsetDateTime;

/// The job a handler works on.
#[derive(Debug, Clone)]
pub struct Running {
    /// The outside world.
    pub services: Services,
    pub(super) job: Claimed,
}

/// Proof that the job was completed with its effect: only [`Running::complete`] makes it.
#[derive(Debug)]
pub struct Completed(());

/// Why a handler did not complete its job.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// It may work later: it is tried again after a while. The text is kept and shown, so no personal data.
    #[error("{0}")]
    Retry(String),
    /// It never will: it becomes a dead letter at once.
    #[error("{0}")]
    GiveUp(String),
    /// Another worker has the job. Nothing was written.
    #[error("the lease is another worker's")]
    LeaseLost,
}

impl From<AppError> for JobError {
    fn from(error: AppError) -> Self {
        Self::Retry(error.to_string())
    }
}

impl Running {
    /// The job's id: the same in every attempt, so it serves as idempotency key towards others.
    pub fn id(&self) -> QueuedJobId {
        self.job.id
    }

    /// The number of the lease under which this attempt runs.
    pub fn lease_no(&self) -> i32 {
        self.job.lease_no
    }

    /// The first is 1.
    pub fn attempt(&self) -> i32 {
        self.job.attempts
    }

    /// When the job was asked for.
    pub fn created_at(&self) -> OffsetDateTime {
        self.job.created_at
    }

    /// What the job carries.
    ///
    /// # Errors
    /// `GiveUp` if it is not of this form: it never will be.
    pub fn payload<T: DeserializeOwned>(&self) -> Result<T, JobError> {
        serde_json::from_value(self.job.payload.clone())
            .map_err(|error| JobError::GiveUp(format!("the payload cannot be read: {error}")))
    }

    /// For whom the job works.
    pub fn scope(&self) -> Scope {
        Scope {
            tenant: self.job.tenant_id,
            person: self.job.person_id,
            ..Scope::PUBLIC
        }
    }

    /// Begins a transaction in the scope of the job. Calls to the outside come before it, never inside.
    ///
    /// # Errors
    /// `Internal` if the database does not answer.
    pub async fn begin(&self) -> kernel::Result<TenantTx> {
        // What somebody asked for while they could is done all the same.
        self.services.db.begin(self.scope().even_suspended()).await
    }

    /// Completes the job in the transaction of its effect and commits both, or neither.
    ///
    /// # Errors
    /// `LeaseLost` if another worker has the job by now: then the effect is rolled back.
    pub async fn complete(&self, mut tx: TenantTx) -> Result<Completed, JobError> {
        let now = self.services.clock.now();
        if !store::complete(&mut *tx, self.job.lease(), now).await? {
            return Err(JobError::LeaseLost);
        }
        tx.commit().await?;
        Ok(Completed(()))
    }
}

type Outcome = Pin<Box<dyn Future<Output = Result<Completed, JobError>> + Send>>;
pub(super) type Handler = Arc<dyn Fn(Running) -> Outcome + Send + Sync>;

/// Who does what: each area adds its kinds, the server composes them.
#[derive(Clone, Default)]
pub struct Handlers {
    by_kind: HashMap<&'static str, Handler>,
    pub(super) schedules: Vec<Schedule>,
}

impl Handlers {
    /// Jobs of this kind are done by this function.
    ///
    /// # Panics
    /// If the kind is somebody's already.
    #[must_use]
    pub fn on<F, R>(mut self, kind: &'static str, handler: F) -> Self
    where
        F: Fn(Running) -> R + Send + Sync + 'static,
        R: Future<Output = Result<Completed, JobError>> + Send + 'static,
    {
        let handler: Handler = Arc::new(move |job| Box::pin(handler(job)));
        let before = self.by_kind.insert(kind, handler);
        assert!(before.is_none(), "two handlers of {kind}");
        self
    }

    /// A job of this kind recurs, for nobody in particular and without payload.
    #[must_use]
    pub fn every(mut self, kind: &'static str, cadence: Cadence) -> Self {
        self.schedules.push(Schedule { kind, cadence });
        self
    }

    pub(super) fn of(&self, kind: &str) -> Option<&Handler> {
        self.by_kind.get(kind)
    }
}

impl std::fmt::Debug for Handlers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.by_kind.keys()).finish()
    }
}
