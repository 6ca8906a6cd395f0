//! SQL of the queue as operators see it, as `app_admin`.

use super::model::{Job, JobState, Schedule};
use kernel::id::{OrganisationId, PersonId, QueuedJobId};
use kernel::{AppError, Result};
use platform::TenantTx;
use platform::db::{constraint, store_error};
use platform::jobs::Counts;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

pub async fn counts(tx: &mut TenantTx, now: OffsetDateTime) -> Result<Counts> {
    let row = sqlx::query!(
        r#"select later as "later!", ready as "ready!", running as "running!", dead as "dead!", oldest_ready_at from queue_counts($1)"#,
        now
    )
    .fetch_one(&mut **tx)
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

/// Jobs in a state after one: what is over by its end, the last first; what lives by when it is due, the first first.
pub async fn page(
    tx: &mut TenantTx,
    state: JobState,
    kind: &str,
    after: Option<(OffsetDateTime, Uuid)>,
    limit: usize,
) -> Result<Vec<Job>> {
    let (at, id) = after.unzip();
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let found = if state.is_over() {
        sqlx::query_as!(
            Job,
            r#"select id as "id: QueuedJobId", kind, key, tenant_id as "tenant: OrganisationId", person_id as "person: PersonId", state, run_at,
                      attempts, max_attempts, last_error, created_at, finished_at
               from queue_job where state = $1 and ($2 = '' or kind = $2)
                 and ($3::timestamptz is null or (finished_at, id) < ($3, $4::uuid))
               order by finished_at desc, id desc limit $5"#,
            state.name(),
            kind,
            at,
            id,
            limit
        )
        .fetch_all(&mut **tx)
        .await
    } else {
        sqlx::query_as!(
            Job,
            r#"select id as "id: QueuedJobId", kind, key, tenant_id as "tenant: OrganisationId", person_id as "person: PersonId", state, run_at,
                      attempts, max_attempts, last_error, created_at, finished_at
               from queue_job where state = $1 and ($2 = '' or kind = $2)
                 and ($3::timestamptz is null or (run_at, id) > ($3, $4::uuid))
               order by run_at, id limit $5"#,
            state.name(),
            kind,
            at,
            id,
            limit
        )
        .fetch_all(&mut **tx)
        .await
    };
    found.map_err(store_error)
}

pub async fn one(tx: &mut TenantTx, id: QueuedJobId) -> Result<Option<Job>> {
    sqlx::query_as!(
        Job,
        r#"select id as "id: QueuedJobId", kind, key, tenant_id as "tenant: OrganisationId", person_id as "person: PersonId", state, run_at,
                  attempts, max_attempts, last_error, created_at, finished_at
           from queue_job where id = $1"#,
        id.0
    )
    .fetch_optional(&mut **tx)
    .await
    .map_err(store_error)
}

pub async fn schedules(tx: &mut TenantTx) -> Result<Vec<Schedule>> {
    sqlx::query_as!(
        Schedule,
        "select name, next_at, last_at from queue_schedule order by next_at, name limit 200"
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)
}

/// False if it is no dead letter any more.
pub async fn retry(tx: &mut TenantTx, id: QueuedJobId, at: OffsetDateTime) -> Result<bool> {
    sqlx::query_scalar!(r#"select queue_retry($1, $2) as "raised!""#, id.0, at)
        .fetch_one(&mut **tx)
        .await
        .map_err(|error| match constraint(&error) {
            Some("queue_job_key") => AppError::conflict("job_lives"),
            _ => store_error(error),
        })
}

/// How many are tried again.
pub async fn retry_all(
    tx: &mut TenantTx,
    kind: &str,
    at: OffsetDateTime,
    most: i32,
) -> Result<i64> {
    sqlx::query_scalar!(
        r#"select console_retry_jobs($1, $2, $3) as "raised!""#,
        kind,
        at,
        most
    )
    .fetch_one(&mut **tx)
    .await
    .map_err(store_error)
}

/// False if it is no dead letter any more.
pub async fn discard(tx: &mut TenantTx, id: QueuedJobId) -> Result<bool> {
    let gone = sqlx::query!(
        "delete from queue_job where id = $1 and state = 'DEAD'",
        id.0
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(gone.rows_affected() == 1)
}
