//! SQL of the queue. Workers see jobs of everybody, so all but `insert` goes through the `queue_*` functions.

use super::NewJob;
use crate::db::{internal, store_error};
use kernel::Result;
use kernel::id::{OrganisationId, PersonId, QueuedJobId};
use serde_json::Value;
use sqlx::{PgConnection, PgExecutor, PgPool};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// A job under a lease.
#[derive(Debug, Clone)]
pub struct Claimed {
    pub id: QueuedJobId,
    pub kind: String,
    pub tenant_id: Option<OrganisationId>,
    pub person_id: Option<PersonId>,
    pub lane: Uuid,
    pub payload: Value,
    pub attempts: i32,
    pub lease_no: i32,
    pub created_at: OffsetDateTime,
}

impl Claimed {
    pub fn lease(&self) -> Lease {
        (self.id, self.lease_no)
    }
}

/// A job and the number of the lease that somebody holds on it.
pub type Lease = (QueuedJobId, i32);

/// How many jobs are in which state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Waiting for their time.
    pub later: i64,
    /// Waiting for a worker.
    pub ready: i64,
    /// With a worker.
    pub running: i64,
    /// Given up.
    pub dead: i64,
    /// For how long the first in line has been ready.
    pub oldest_ready: Duration,
}

pub async fn insert(
    tx: &mut PgConnection,
    id: QueuedJobId,
    job: &NewJob,
    now: OffsetDateTime,
) -> Result<QueuedJobId> {
    // The row of a job that waits already stays locked until this transaction ends, so it runs after it.
    sqlx::query_scalar!(
        r#"insert into queue_job (id, kind, key, tenant_id, person_id, payload, max_attempts, run_at, created_at, state)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, case when $8::timestamptz > $9 then 'LATER' else 'READY' end)
           on conflict (kind, tenant_id, person_id, key) where key is not null and state in ('LATER', 'READY', 'RUNNING')
           do update set again = true
           returning id as "id: QueuedJobId""#,
        id.0,
        job.kind,
        job.key,
        job.scope.tenant.map(|id| id.0),
        job.scope.person.map(|id| id.0),
        job.payload,
        job.max_attempts,
        job.run_at.unwrap_or(now),
        now
    )
    .fetch_one(tx)
    .await
    .map_err(internal)
}

pub async fn claim(
    pool: &PgPool,
    after: Uuid,
    wanted: i32,
    at: OffsetDateTime,
    until: OffsetDateTime,
) -> Result<Vec<Claimed>> {
    sqlx::query_as!(
        Claimed,
        r#"select id as "id!: QueuedJobId", kind as "kind!", tenant_id as "tenant_id: OrganisationId", person_id as "person_id: PersonId",
                  lane as "lane!", payload as "payload!", attempts as "attempts!", lease_no as "lease_no!", created_at as "created_at!"
           from queue_claim($1, $2, $3, $4)"#,
        after,
        wanted,
        at,
        until
    )
    .fetch_all(pool)
    .await
    .map_err(store_error)
}

pub async fn heartbeat(pool: &PgPool, leases: &[Lease], until: OffsetDateTime) -> Result<()> {
    let (ids, numbers) = columns(leases);
    sqlx::query!("select queue_heartbeat($1, $2, $3)", &ids, &numbers, until)
        .execute(pool)
        .await
        .map_err(store_error)?;
    Ok(())
}

pub async fn complete(
    executor: impl PgExecutor<'_>,
    (id, lease_no): Lease,
    at: OffsetDateTime,
) -> Result<bool> {
    sqlx::query_scalar!(
        r#"select queue_complete($1, $2, $3) as "done!""#,
        id.0,
        lease_no,
        at
    )
    .fetch_one(executor)
    .await
    .map_err(store_error)
}

/// Returns the state it is in then; `None` if the lease was another's.
pub async fn fail(
    pool: &PgPool,
    (id, lease_no): Lease,
    error: &str,
    retry_at: Option<OffsetDateTime>,
    at: OffsetDateTime,
) -> Result<Option<String>> {
    sqlx::query_scalar!(
        "select queue_fail($1, $2, $3, $4, $5)",
        id.0,
        lease_no,
        error,
        retry_at,
        at
    )
    .fetch_one(pool)
    .await
    .map_err(store_error)
}

pub async fn release(pool: &PgPool, leases: &[Lease], later: Option<OffsetDateTime>) -> Result<()> {
    let (ids, numbers) = columns(leases);
    sqlx::query!("select queue_release($1, $2, $3)", &ids, &numbers, later)
        .execute(pool)
        .await
        .map_err(store_error)?;
    Ok(())
}

fn columns(leases: &[Lease]) -> (Vec<Uuid>, Vec<i32>) {
    leases.iter().map(|(id, number)| (id.0, *number)).unzip()
}

pub async fn counts(pool: &PgPool, now: OffsetDateTime) -> Result<Counts> {
    let row = sqlx::query!(
        r#"select later as "later!", ready as "ready!", running as "running!", dead as "dead!", oldest_ready_at from queue_counts($1)"#,
        now
    )
    .fetch_one(pool)
    .await
    .map_err(store_error)?;
    Ok(Counts {
        later: row.later,
        ready: row.ready,
        running: row.running,
        dead: row.dead,
        oldest_ready: row.oldest_ready_at.map_or(Duration::ZERO, |at| now - at),
    })
}

pub async fn sweep(
    tx: &mut PgConnection,
    done_before: OffsetDateTime,
    dead_before: OffsetDateTime,
) -> Result<i64> {
    sqlx::query_scalar!(
        r#"select queue_sweep($1, $2) as "gone!""#,
        done_before,
        dead_before
    )
    .fetch_one(tx)
    .await
    .map_err(store_error)
}

/// Names a schedule, due at `next_at` if it is new; if it is due later than that (it has become more frequent), then as well.
pub async fn name_schedule(pool: &PgPool, name: &str, next_at: OffsetDateTime) -> Result<()> {
    sqlx::query!(
        "insert into queue_schedule (name, next_at) values ($1, $2)
         on conflict (name) do update set next_at = excluded.next_at where queue_schedule.next_at > excluded.next_at",
        name,
        next_at
    )
    .execute(pool)
    .await
    .map_err(store_error)?;
    Ok(())
}

pub async fn due_schedules(
    pool: &PgPool,
    names: &[String],
    now: OffsetDateTime,
) -> Result<Vec<(String, OffsetDateTime)>> {
    let rows = sqlx::query!(
        "select name, next_at from queue_schedule where name = any ($1) and next_at <= $2",
        names,
        now
    )
    .fetch_all(pool)
    .await
    .map_err(store_error)?;
    Ok(rows
        .into_iter()
        .map(|row| (row.name, row.next_at))
        .collect())
}

/// True for the one node that takes this turn.
pub async fn take_turn(
    tx: &mut PgConnection,
    name: &str,
    turn: OffsetDateTime,
    next_at: OffsetDateTime,
) -> Result<bool> {
    let taken = sqlx::query!(
        "update queue_schedule set next_at = $3, last_at = $2 where name = $1 and next_at = $2",
        name,
        turn,
        next_at
    )
    .execute(tx)
    .await
    .map_err(store_error)?;
    Ok(taken.rows_affected() == 1)
}
