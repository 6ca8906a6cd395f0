//! SQL of security events.

use super::model::{SecurityEvent, TrailLine};
use super::service::Circumstances;
use kernel::Result;
use kernel::id::{EntryId, PersonId};
use platform::TenantTx;
use platform::db::store_error;
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

/// Ends every session and token of a person, but the one with this id; on demand their keys too.
pub async fn end_access(
    on: &mut PgConnection,
    person: PersonId,
    but: Option<Uuid>,
    keys_too: bool,
    at: OffsetDateTime,
) -> Result<()> {
    sqlx::query!(
        "select auth_end_access($1, $2, $3, $4)",
        person.0,
        but,
        keys_too,
        at
    )
    .execute(on)
    .await
    .map_err(store_error)?;
    Ok(())
}

/// Where to write to a person; `None` if there is no such account.
pub async fn address(on: &mut PgConnection, person: PersonId) -> Result<Option<String>> {
    sqlx::query_scalar!("select auth_address($1)", person.0)
        .fetch_one(on)
        .await
        .map_err(store_error)
}

pub struct Note<'a> {
    pub id: EntryId,
    pub person: PersonId,
    pub what: SecurityEvent,
    pub how: &'a Circumstances,
    pub at: OffsetDateTime,
}

pub async fn note(on: &mut PgConnection, note: Note<'_>) -> Result<()> {
    sqlx::query!(
        "select auth_note_security($1, $2, $3, $4, $5, $6, $7)",
        note.id.0,
        note.person.0,
        note.what.name(),
        note.how.detail,
        note.how.address,
        note.how.user_agent,
        note.at
    )
    .execute(on)
    .await
    .map_err(store_error)?;
    Ok(())
}

/// Lines of a person's own trail before one, the latest first.
pub async fn trail(
    tx: &mut TenantTx,
    person: PersonId,
    before: Option<(OffsetDateTime, Uuid)>,
    limit: i64,
) -> Result<Vec<TrailLine>> {
    let (at, id) = before.unzip();
    let rows = sqlx::query!(
        "select id, kind, detail, address, user_agent, created_at from security_event
         where person_id = $1 and ($2::timestamptz is null or (created_at, id) < ($2, $3::uuid))
         order by created_at desc, id desc limit $4",
        person.0,
        at,
        id,
        limit
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            SecurityEvent::from_name(&row.kind).map(|what| TrailLine {
                id: row.id,
                what,
                detail: row.detail,
                address: row.address,
                user_agent: row.user_agent,
                at: row.created_at,
            })
        })
        .collect())
}
