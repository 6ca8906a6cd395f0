//! SQL of the index: what changed, who can be found. See the migration.

use crate::store::ScoringRow;
use kernel::Result;
use kernel::id::PersonId;
use platform::TenantTx;
use platform::db::store_error;
use sqlx::PgPool;
use std::collections::HashSet;
use std::time::Duration;
use time::Date;
use uuid::Uuid;

/// What has happened since a snapshot of transactions.
pub(super) struct Changes {
    /// Whom it happened to.
    pub people: Option<Vec<Uuid>>,
    /// What has been seen with this, in the words of PostgreSQL.
    pub seen: String,
    /// Every transaction below this one is over.
    pub floor: i64,
    /// No transaction from this one on has been seen.
    pub ceiling: i64,
    /// Notes of transactions up to this one may be gone.
    pub swept: i64,
    /// Seconds since the first of them began.
    pub waited_s: Option<f64>,
}

/// Which database this is.
pub(super) async fn line(pool: &PgPool) -> Result<String> {
    sqlx::query_scalar!(r#"select person_index_line() as "line!""#)
        .fetch_one(pool)
        .await
        .map_err(store_error)
}

/// Which transactions are over at this moment, and below which all are.
pub(super) async fn now(pool: &PgPool) -> Result<(String, i64)> {
    let row = sqlx::query!(
        r#"select now.seen::text as "seen!", pg_snapshot_xmin(now.seen)::text::bigint as "floor!"
           from (select pg_current_snapshot() as seen) now"#
    )
    .fetch_one(pool)
    .await
    .map_err(store_error)?;
    Ok((row.seen, row.floor))
}

/// Changes of transactions that were not seen yet.
pub(super) async fn changes(pool: &PgPool, seen: &str) -> Result<Changes> {
    sqlx::query_as!(
        Changes,
        r#"select people, snapshot::text as "seen!", pg_snapshot_xmin(snapshot)::text::bigint as "floor!",
                  pg_snapshot_xmax(snapshot)::text::bigint as "ceiling!", swept::text::bigint as "swept!", waited as waited_s
           from person_changes($1::text::pg_snapshot)"#,
        seen
    )
    .fetch_one(pool)
    .await
    .map_err(store_error)
}

/// Forgets changes that are older.
pub(super) async fn sweep(pool: &PgPool, keep: Duration) -> Result<i64> {
    sqlx::query_scalar!(
        r#"select person_changes_sweep(make_interval(secs => $1)) as "swept!""#,
        keep.as_secs_f64()
    )
    .fetch_one(pool)
    .await
    .map_err(store_error)
}

/// The next of those who let themselves be found, by id.
pub(super) async fn findable(tx: &mut TenantTx, after: Uuid, most: i64) -> Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        "select id from person where discoverable and account_active and onboarded_at is not null and id > $1 order by id limit $2",
        after,
        most
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)
}

/// What the scorer needs of those of the people who let themselves be found.
pub(super) async fn indexed(tx: &mut TenantTx, ids: &[Uuid]) -> Result<Vec<ScoringRow>> {
    sqlx::query_as!(
        ScoringRow,
        r#"select id as "id!", version as "version!", lat, lon, travel_radius_km, work_modes as "work_modes!", availability, available_from,
                  currency as "currency!", wish_pay_minor, wish_types as "wish_types!", wish_commute_km, styles,
                  no_experience as "no_experience!", visible as "visible!",
                  skill_ids, skill_levels as "skill_levels: Vec<Option<i16>>", skill_months as "skill_months: Vec<Option<i16>>",
                  skill_last_used_years as "skill_last_used_years: Vec<Option<i16>>", skill_evidence,
                  spell_occupations as "spell_occupations: Vec<Option<i32>>", spell_titles, spell_starts,
                  spell_ends as "spell_ends: Vec<Option<Date>>", documents, document_ends as "document_ends: Vec<Option<Date>>",
                  education_levels, education_ends as "education_ends: Vec<Option<Date>>"
           from person_scoring($1) s
           where exists (select 1 from person p where p.id = s.id and p.discoverable and p.account_active and p.onboarded_at is not null)"#,
        ids
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)
}

/// Those of the people who let themselves be found, and whom this transaction may see.
pub(super) async fn still_found(tx: &mut TenantTx, ids: &[Uuid]) -> Result<HashSet<PersonId>> {
    let rows = sqlx::query_scalar!(
        r#"select id as "id: PersonId" from person where id = any ($1) and discoverable and account_active and onboarded_at is not null"#,
        ids
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(rows.into_iter().collect())
}
