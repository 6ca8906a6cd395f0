//! SQL of alerts. What looks across people goes through the `job_alert_*` functions.

use super::model::{Alert, Cadence, NewAlert};
use crate::jobs::model::Filter;
use kernel::Result;
use kernel::id::{JobId, PersonId};
use platform::TenantTx;
use platform::db::{internal, store_error};
use sqlx::PgPool;
use time::OffsetDateTime;
use uuid::Uuid;

/// Makes alerts of one person wait for each other, so that the limit holds.
pub async fn lock_person(tx: &mut TenantTx, person: PersonId) -> Result<()> {
    sqlx::query!(
        "select pg_advisory_xact_lock(hashtextextended('job_alert ' || $1::text, 0))",
        person.to_string()
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(())
}

/// A person's own, the latest first.
pub async fn mine(tx: &mut TenantTx, person: PersonId) -> Result<Vec<Alert>> {
    let rows = sqlx::query!(
        r#"select id, name, search, min_fit, cadence, paused_at is not null as "paused!", created_at,
                  (select count(*) from job_alert_find f where f.alert_id = a.id) as "found!"
           from job_alert a where person_id = $1 order by created_at desc, id desc"#,
        person.0
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)?;
    rows.into_iter()
        .map(|row| {
            Ok(Alert {
                id: row.id,
                name: row.name,
                search: row.search,
                min_fit: row.min_fit,
                cadence: Cadence::from_name(&row.cadence)
                    .ok_or_else(|| internal("unknown cadence of an alert"))?,
                paused: row.paused,
                found: row.found,
                created_at: row.created_at,
            })
        })
        .collect()
}

/// An alert to keep.
pub struct NewRow<'a> {
    pub id: Uuid,
    pub person: PersonId,
    pub new: &'a NewAlert,
    pub query: &'a str,
    pub filter: &'a Filter,
    pub at: OffsetDateTime,
}

pub async fn insert(tx: &mut TenantTx, row: NewRow<'_>) -> Result<()> {
    let NewRow { new, filter, .. } = row;
    let modes: Vec<String> = filter
        .modes
        .iter()
        .map(|mode| mode.name().to_owned())
        .collect();
    let kinds: Vec<String> = filter
        .kinds
        .iter()
        .map(|kind| kind.name().to_owned())
        .collect();
    sqlx::query!(
        "insert into job_alert (id, person_id, name, search, words, skill_id, near_lat, near_lon, km, pay_minor, currency, modes, kinds,
                                min_fit, cadence, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        row.id,
        row.person.0,
        new.name,
        row.query,
        filter.words,
        filter.skill,
        filter.near.map(|(point, _)| point.lat),
        filter.near.map(|(point, _)| point.lon),
        filter.near.and_then(|(_, km)| i16::try_from(km).ok()),
        filter.pay_minor,
        filter.currency.code(),
        &modes,
        &kinds,
        new.min_fit,
        new.cadence.name(),
        row.at
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(())
}

/// Pauses it, or has it tell again. False if there is none.
pub async fn pause(tx: &mut TenantTx, id: Uuid, since: Option<OffsetDateTime>) -> Result<bool> {
    let done = sqlx::query!(
        "update job_alert set paused_at = $2 where id = $1",
        id,
        since
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(done.rows_affected() == 1)
}

/// What it found and was not told yet is forgotten, so that another alert may find it.
pub async fn forget_waiting(tx: &mut TenantTx, id: Uuid) -> Result<()> {
    sqlx::query!(
        "delete from job_alert_find where alert_id = $1 and sent_at is null",
        id
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(())
}

pub async fn delete(tx: &mut TenantTx, id: Uuid) -> Result<bool> {
    let done = sqlx::query!("delete from job_alert where id = $1", id)
        .execute(&mut **tx)
        .await
        .map_err(store_error)?;
    Ok(done.rows_affected() == 1)
}

/// Alerts that an open job may be told to, and whose they are.
pub async fn candidates(
    pool: &PgPool,
    job: JobId,
    after: Option<Uuid>,
    most: i32,
) -> Result<Vec<(Uuid, PersonId)>> {
    let rows = sqlx::query!(
        r#"select alert_id as "alert!", person_id as "person!: PersonId" from job_alert_candidates($1, $2, $3)"#,
        job.0,
        after,
        most
    )
    .fetch_all(pool)
    .await
    .map_err(store_error)?;
    Ok(rows
        .into_iter()
        .map(|row| (row.alert, row.person))
        .collect())
}

/// Alerts with something that waits for the mail of the day, and whose they are.
pub async fn waiting(
    pool: &PgPool,
    after: Option<Uuid>,
    most: i32,
) -> Result<Vec<(Uuid, PersonId)>> {
    let rows = sqlx::query!(
        r#"select alert_id as "alert!", person_id as "person!: PersonId" from job_alert_waiting($1, $2)"#,
        after,
        most
    )
    .fetch_all(pool)
    .await
    .map_err(store_error)?;
    Ok(rows
        .into_iter()
        .map(|row| (row.alert, row.person))
        .collect())
}

/// What an alert asks beside its filters, and what it is called; `None` if it is paused, deleted or another's.
pub struct Asks {
    pub name: String,
    pub min_fit: Option<i16>,
    pub cadence: String,
}

pub async fn asks(tx: &mut TenantTx, id: Uuid) -> Result<Option<Asks>> {
    sqlx::query_as!(
        Asks,
        "select name, min_fit, cadence from job_alert where id = $1 and paused_at is null",
        id
    )
    .fetch_optional(&mut **tx)
    .await
    .map_err(store_error)
}

/// Notes that an alert found a job; false if the person knows of it already.
pub async fn note(
    tx: &mut TenantTx,
    person: PersonId,
    alert: Uuid,
    job: JobId,
    fit: Option<i16>,
    at: OffsetDateTime,
) -> Result<bool> {
    let done = sqlx::query!(
        "insert into job_alert_find (person_id, job_id, alert_id, fit, found_at) values ($1, $2, $3, $4, $5)
         on conflict (person_id, job_id) do nothing",
        person.0,
        job.0,
        alert,
        fit,
        at
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(done.rows_affected() == 1)
}

/// How many mails of alerts a person was sent since.
pub async fn mails_since(
    tx: &mut TenantTx,
    person: PersonId,
    since: OffsetDateTime,
) -> Result<i64> {
    sqlx::query_scalar!(
        r#"select count(distinct (alert_id, sent_at)) as "count!" from job_alert_find where person_id = $1 and sent_at > $2"#,
        person.0,
        since
    )
    .fetch_one(&mut **tx)
    .await
    .map_err(store_error)
}

/// A job in a mail.
pub struct Found {
    pub job: JobId,
    pub title: String,
    pub organisation: String,
    pub place: String,
    pub fit: Option<i16>,
}

/// Takes what waits of an alert: it counts as told from now on. Gives the jobs among it that are still open, the best first.
pub async fn take(tx: &mut TenantTx, alert: Uuid, at: OffsetDateTime) -> Result<Vec<Found>> {
    sqlx::query_as!(
        Found,
        r#"with taken as (
               update job_alert_find set sent_at = $2 where alert_id = $1 and sent_at is null returning job_id, fit)
           select j.id as "job: JobId", j.title, o.name as organisation, case when j.mode = 'REMOTE' then 'Remote' else j.place end as "place!",
                  t.fit
           from taken t join job j on j.id = t.job_id and j.status = 'ACTIVE' join organisation o on o.id = j.tenant_id
           order by t.fit desc nulls last, j.published_at desc, j.id"#,
        alert,
        at
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)
}

/// Has the person agreed to mail about jobs, and where to write to; `None` if not, or if they are gone.
pub async fn address(tx: &mut TenantTx, person: PersonId, purpose: &str) -> Result<Option<String>> {
    sqlx::query_scalar!(
        "select a.email from account a where a.id = $1 and a.erased_at is null and a.status = 'ACTIVE'
           and (select k.given from consent k where k.person_id = a.id and k.purpose = $2 order by k.created_at desc, k.id desc limit 1)",
        person.0,
        purpose
    )
    .fetch_optional(&mut **tx)
    .await
    .map_err(store_error)
}

pub async fn make_link(
    tx: &mut TenantTx,
    alert: Uuid,
    sha256: &[u8],
    at: OffsetDateTime,
) -> Result<()> {
    sqlx::query!("select job_alert_link_make($1, $2, $3)", alert, sha256, at)
        .execute(&mut **tx)
        .await
        .map_err(store_error)?;
    Ok(())
}

/// What a link stops, and whether it is stopped.
pub async fn read_link(pool: &PgPool, sha256: &[u8]) -> Result<Option<(String, bool)>> {
    let row = sqlx::query!(
        r#"select name as "name!", stopped as "stopped!" from job_alert_link_read($1)"#,
        sha256
    )
    .fetch_optional(pool)
    .await
    .map_err(store_error)?;
    Ok(row.map(|row| (row.name, row.stopped)))
}

/// False if no link has this token.
pub async fn stop(tx: &mut TenantTx, sha256: &[u8], at: OffsetDateTime) -> Result<bool> {
    sqlx::query_scalar!(
        r#"select job_alert_link_stop($1, $2) as "stopped!""#,
        sha256,
        at
    )
    .fetch_one(&mut **tx)
    .await
    .map_err(store_error)
}

pub async fn sweep(tx: &mut TenantTx, before: OffsetDateTime) -> Result<i64> {
    sqlx::query_scalar!(r#"select job_alert_sweep($1) as "gone!""#, before)
        .fetch_one(&mut **tx)
        .await
        .map_err(store_error)
}
