//! SQL of organisations as staff see them, as `app_admin`.

use super::model::{Found, MEMBERS, MemberLine, Standing};
use kernel::id::{OrganisationId, PersonId};
use kernel::{AppError, Result};
use platform::TenantTx;
use platform::db::{constraint, store_error};
use time::OffsetDateTime;
use uuid::Uuid;

/// Organisations after one, the newest first.
pub async fn page(
    tx: &mut TenantTx,
    words: &str,
    standing: Option<Standing>,
    after: Option<(OffsetDateTime, Uuid)>,
    limit: usize,
) -> Result<Vec<Found>> {
    let (at, id) = after.unzip();
    sqlx::query_as!(
        Found,
        r#"select o.id as "id: OrganisationId", o.name, o.slug, o.kind, a.display_name as founder, o.created_at, o.suspended_at, o.deleted_at, o.purged_at
           from organisation o join account a on a.id = o.created_by
           where ($1 = '' or position(plain($1) in plain(o.name || ' ' || o.slug)) > 0)
             and case $2 when '' then true
                         when 'PURGED' then o.purged_at is not null
                         when 'DELETED' then o.deleted_at is not null and o.purged_at is null
                         when 'SUSPENDED' then o.suspended_at is not null and o.deleted_at is null
                         else o.suspended_at is null and o.deleted_at is null end
             and ($3::timestamptz is null or (o.created_at, o.id) < ($3, $4::uuid))
           order by o.created_at desc, o.id desc limit $5"#,
        words,
        standing.map_or("", Standing::name),
        at,
        id,
        i64::try_from(limit).unwrap_or(i64::MAX)
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)
}

pub async fn one(tx: &mut TenantTx, id: OrganisationId) -> Result<Option<Found>> {
    sqlx::query_as!(
        Found,
        r#"select o.id as "id: OrganisationId", o.name, o.slug, o.kind, a.display_name as founder, o.created_at, o.suspended_at, o.deleted_at, o.purged_at
           from organisation o join account a on a.id = o.created_by where o.id = $1"#,
        id.0
    )
    .fetch_optional(&mut **tx)
    .await
    .map_err(store_error)
}

/// Who belongs to it, owners first, then admins, then the others by name.
pub async fn members(tx: &mut TenantTx, id: OrganisationId) -> Result<Vec<MemberLine>> {
    sqlx::query_as!(
        MemberLine,
        r#"select a.id as "person: PersonId", a.display_name as name, a.email, m.role, m.created_at as since
           from membership m join account a on a.id = m.account_id
           where m.tenant_id = $1
           order by m.role <> 'OWNER', m.role <> 'ADMIN', lower(a.display_name), a.id limit $2"#,
        id.0,
        MEMBERS
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)
}

/// Suspends (`Some`) or reinstates; false if it stands differently by now.
pub async fn set_suspended(
    tx: &mut TenantTx,
    id: OrganisationId,
    at: Option<OffsetDateTime>,
) -> Result<bool> {
    let done = sqlx::query!(
        "update organisation set suspended_at = $2, version = version + 1
         where id = $1 and deleted_at is null and (suspended_at is null) = ($2::timestamptz is not null)",
        id.0,
        at
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(done.rows_affected() == 1)
}

/// Brings back what was deleted after a moment; false if there is nothing to bring back.
pub async fn restore(
    tx: &mut TenantTx,
    id: OrganisationId,
    deleted_after: OffsetDateTime,
) -> Result<bool> {
    let done = sqlx::query!(
        "update organisation set deleted_at = null, deleted_by = null, version = version + 1
         where id = $1 and deleted_at > $2 and purged_at is null",
        id.0,
        deleted_after
    )
    .execute(&mut **tx)
    .await
    .map_err(|error| match constraint(&error) {
        Some("organisation_personal_key") => AppError::conflict("personal_exists"),
        _ => store_error(error),
    })?;
    Ok(done.rows_affected() == 1)
}
