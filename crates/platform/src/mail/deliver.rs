//! The job that sends a mail, and never twice what was accepted once.
//!
//! The row says `HANDED` from just before the message is handed over until an answer is known. Whoever finds it so
//! follows a worker that went away in between: the message may have arrived, so it is not sent again. It becomes
//! a dead letter, and having that tried again is the decision to send it.

use super::store;
use crate::jobs::{Completed, JobError, Running};
use futures::future::BoxFuture;
use kernel::id::QueuedJobId;
use std::sync::Arc;
use time::OffsetDateTime;

/// A way for mail to leave.
pub trait Mailer: Send + Sync {
    /// Delivers a mail. Waits for `hand_over` just before the recipient's side could have it, and goes on only if
    /// that succeeds. `Ok` means that the other side has taken it on.
    fn deliver<'a>(
        &'a self,
        mail: &'a Outgoing,
        hand_over: HandOver<'a>,
    ) -> BoxFuture<'a, Result<Delivery, Refusal>>;
}

/// Writes down that the mail may have arrived from now on.
pub type HandOver<'a> = BoxFuture<'a, Result<(), Refusal>>;

/// A mail on its way.
#[derive(Debug, Clone)]
pub struct Outgoing {
    /// Of the row, of the job, and in the Message-ID.
    pub id: QueuedJobId,
    /// To whom.
    pub to: String,
    /// One line.
    pub subject: String,
    /// For clients that show text.
    pub text: String,
    /// For the others.
    pub html: String,
    /// When it was written.
    pub created_at: OffsetDateTime,
    /// Where such mails are stopped with one click.
    pub unsubscribe_url: Option<String>,
}

/// Where it is now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// With the next mail server; its text is forgotten here.
    Sent,
    /// In the mailbox of this server.
    Boxed,
}

/// Why it was not delivered. The texts are kept and shown: no addresses.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It may be taken later.
    #[error("{0}")]
    Later(String),
    /// It never will be.
    #[error("{0}")]
    Never(String),
    /// Another worker has the job.
    #[error("the lease is another worker's")]
    LeaseLost,
}

impl From<Refusal> for JobError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Later(why) => Self::Retry(why),
            Refusal::Never(why) => Self::GiveUp(why),
            Refusal::LeaseLost => Self::LeaseLost,
        }
    }
}

/// The way mail leaves by, among the services.
pub(super) struct Outbound(pub Arc<dyn Mailer>);

pub(super) async fn deliver(job: Running) -> Result<Completed, JobError> {
    let Some(outbound) = job.services.part::<Outbound>() else {
        return Err(JobError::Retry("no mail server is configured".to_owned()));
    };
    let pool = job.services.db.pool();
    let lease = (job.id(), job.lease_no());
    let Some((mail, state)) = store::read(pool, lease).await? else {
        return Err(JobError::GiveUp("the mail is gone".to_owned()));
    };
    if state == "HANDED" {
        return Err(JobError::GiveUp(
            "the worker went away while it was sending: this mail may have arrived. Trying again sends it again".to_owned(),
        ));
    }
    let hand_over = Box::pin(async move {
        match store::hand_over(pool, lease).await {
            Ok(true) => Ok(()),
            Ok(false) => Err(Refusal::LeaseLost),
            Err(error) => Err(Refusal::Later(error.to_string())),
        }
    });
    let delivery = match outbound.0.deliver(&mail, hand_over).await {
        Ok(delivery) => delivery,
        Err(refusal) => {
            store::take_back(pool, lease).await?;
            return Err(refusal.into());
        }
    };
    let mut tx = job.begin().await?;
    let keep = delivery == Delivery::Boxed;
    store::sent(&mut tx, job.id(), keep, job.services.clock.now()).await?;
    job.complete(tx).await
}
