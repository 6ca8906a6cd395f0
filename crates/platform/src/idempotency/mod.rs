//! Requests that are sent twice and done once. `docs/ground.md` has the whole of it.
//!
//! A request under a key first [`claim`]s it. While it is worked on, [`with`] has every transaction that commits note
//! in itself that the request had an effect, so a server that dies in between leaves no doubt; the first answer is
//! then [`finish`]ed with, and given again to whoever asks again.

mod store;

use crate::{Scope, Services, TenantTx};
use kernel::id::PersonId;
use kernel::{AppError, Result};
use sha2::{Digest, Sha256};
use time::Duration;
use uuid::Uuid;

/// How long an answer is given again.
pub const KEPT: Duration = Duration::days(7);
/// Longer than any request may take: whoever has not answered by then has died.
const LEASE: Duration = Duration::minutes(2);
/// Longest key, in characters.
pub const KEY_MAX: usize = 255;

tokio::task_local! {
    static CLAIM: Claim;
}

/// Who sends a request under which key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// Who; for a machine, who made its key.
    pub person: PersonId,
    /// The same, or the machine's key.
    pub actor: Uuid,
    /// The key.
    pub key: String,
}

/// The right to do a request, until the lease ends.
#[derive(Debug, Clone)]
pub struct Claim {
    id: Uuid,
    person: PersonId,
    lease: i32,
}

/// An answer as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its status.
    pub status: u16,
    /// Its kind.
    pub content_type: Option<String>,
    /// Where what was made stands.
    pub location: Option<String>,
    /// What it says.
    pub body: Vec<u8>,
}

/// What became of a claim.
#[derive(Debug)]
pub enum Claimed {
    /// Do it.
    Do(Claim),
    /// It was done; this was the answer.
    Done(Kept),
    /// Somebody is at it.
    InFlight,
    /// It was done, but whoever did it died before the answer was kept.
    AnswerLost,
    /// The key was used for something else.
    OtherRequest,
}

/// What a request is: two are the same if all of these are.
pub fn fingerprint(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

/// Claims a request: of many at once, one may do it.
///
/// # Errors
/// `Internal`.
pub async fn claim(services: &Services, sender: Sender, request: [u8; 32]) -> Result<Claimed> {
    let owned = services.clone();
    let work = async move {
        let now = owned.clock.now();
        let mut tx = begin(&owned, sender.person).await?;
        let taken = store::take(
            &mut tx,
            owned.new_id::<kernel::id::EntryId>().0,
            &sender,
            &request,
            now,
            now - LEASE,
        )
        .await?;
        let claimed = match taken {
            Some((id, lease)) => Claimed::Do(Claim {
                id,
                person: sender.person,
                lease,
            }),
            None => store::found(&mut tx, &sender)
                .await?
                .map_or(Claimed::InFlight, |row| row.read(&request, now - LEASE)),
        };
        tx.commit().await?;
        Ok(claimed)
    };
    services.db.run(work).await
}

/// Does a request that was claimed.
pub async fn with<F: Future>(claim: Claim, work: F) -> F::Output {
    CLAIM.scope(claim, work).await
}

/// Keeps the first answer. A refusal that changed nothing is not kept: the same key may be tried again.
///
/// # Errors
/// `Internal`.
pub async fn finish(services: &Services, claim: Claim, answer: Kept) -> Result<()> {
    let owned = services.clone();
    let work = async move {
        let mut tx = begin(&owned, claim.person).await?;
        let refused = !(200..300).contains(&answer.status);
        if !(refused && store::give_back(&mut tx, &claim).await?) {
            store::keep(&mut tx, &claim, &answer).await?;
        }
        tx.commit().await
    };
    services.db.run(work).await
}

/// Forgets answers that have been kept long enough; for the schedule.
///
/// # Errors
/// `Internal`.
pub async fn sweep(tx: &mut TenantTx, services: &Services) -> Result<u64> {
    store::sweep(tx, services.clock.now() - KEPT).await
}

/// For the suspended too: that they may change nothing is for the service to say.
async fn begin(services: &Services, person: PersonId) -> Result<TenantTx> {
    services
        .db
        .begin(Scope::person(person).even_suspended())
        .await
}

/// Work in a task of its own belongs to the request it was begun in.
pub(crate) fn carry<F: Future>(work: F) -> impl Future<Output = F::Output> {
    let claim = CLAIM.try_with(Clone::clone).ok();
    async move {
        match claim {
            Some(claim) => CLAIM.scope(claim, work).await,
            None => work.await,
        }
    }
}

/// Notes in a transaction about to commit that the request had an effect.
///
/// # Errors
/// `Conflict("in_flight")` if somebody else has taken the request up meanwhile.
pub(crate) async fn note_effect(conn: &mut sqlx::PgConnection) -> Result<()> {
    let Ok(claim) = CLAIM.try_with(Clone::clone) else {
        return Ok(());
    };
    if store::effect(conn, &claim).await? {
        Ok(())
    } else {
        Err(AppError::conflict("in_flight"))
    }
}
