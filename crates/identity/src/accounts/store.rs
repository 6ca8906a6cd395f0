//! SQL of how accounts stand.

use super::model::{Appeal, Status};
use kernel::Result;
use kernel::id::{EntryId, PersonId};
use kernel::state::State as _;
use platform::TenantTx;
use platform::db::store_error;
use sqlx::PgConnection;
use time::OffsetDateTime;

/// `None` if there is no such account.
pub async fn status(on: &mut PgConnection, person: PersonId) -> Result<Option<Status>> {
    let name = sqlx::query_scalar!("select auth_status($1)", person.0)
        .fetch_one(on)
        .await
        .map_err(store_error)?;
    Ok(name.as_deref().and_then(Status::from_name))
}

/// False if the account stands differently by now.
pub async fn set_status(
    on: &mut PgConnection,
    person: PersonId,
    was: Status,
    becomes: Status,
) -> Result<bool> {
    sqlx::query_scalar!(
        r#"select auth_set_status($1, $2, $3) as "done!""#,
        person.0,
        was.name(),
        becomes.name()
    )
    .fetch_one(on)
    .await
    .map_err(store_error)
}

/// False if an appeal is already waiting for an answer.
pub async fn insert_appeal(
    tx: &mut TenantTx,
    id: EntryId,
    person: PersonId,
    reason: &str,
    at: OffsetDateTime,
) -> Result<bool> {
    let made = sqlx::query!(
        "insert into appeal (id, person_id, reason, created_at) values ($1, $2, $3, $4)
         on conflict (person_id) where decided_at is null do nothing",
        id.0,
        person.0,
        reason,
        at
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(made.rows_affected() == 1)
}

/// A person's own latest appeal.
pub async fn latest_appeal(tx: &mut TenantTx, person: PersonId) -> Result<Option<Appeal>> {
    sqlx::query_as!(
        Appeal,
        "select reason, created_at, granted, answer from appeal where person_id = $1 order by created_at desc, id desc limit 1",
        person.0
    )
    .fetch_optional(&mut **tx)
    .await
    .map_err(store_error)
}

/// False if no appeal is waiting.
pub async fn decide_appeal(
    on: &mut PgConnection,
    person: PersonId,
    granted: bool,
    answer: &str,
    at: OffsetDateTime,
) -> Result<bool> {
    sqlx::query_scalar!(
        r#"select auth_decide_appeal($1, $2, $3, $4) as "done!""#,
        person.0,
        granted,
        answer,
        at
    )
    .fetch_one(on)
    .await
    .map_err(store_error)
}
