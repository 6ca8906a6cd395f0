//! SQL of contests as staff see them, as `app_admin`.

use super::model::Waiting;
use kernel::Result;
use kernel::id::PersonId;
use platform::TenantTx;
use platform::db::store_error;
use time::OffsetDateTime;
use uuid::Uuid;

/// Those that wait, the longest waiting first.
pub async fn waiting(
    tx: &mut TenantTx,
    after: Option<(OffsetDateTime, Uuid)>,
    most: usize,
) -> Result<Vec<Waiting>> {
    let (at, id) = after.unzip();
    sqlx::query_as!(
        Waiting,
        "select id, shown, wrong, right_value, created_at from contest
         where answerer = 'PLATFORM' and state = 'OPEN' and ($1::timestamptz is null or (created_at, id) > ($1, $2::uuid))
         order by created_at, id limit $3",
        at,
        id,
        i64::try_from(most).unwrap_or(i64::MAX)
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)
}

/// Whose an open contest is.
pub async fn open(tx: &mut TenantTx, id: Uuid) -> Result<Option<(PersonId, bool)>> {
    let row = sqlx::query!(
        r#"select person_id as "person: PersonId", state = 'OPEN' as "open!" from contest where id = $1 and answerer = 'PLATFORM' for update"#,
        id
    )
    .fetch_optional(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(row.map(|row| (row.person, row.open)))
}

/// Answers it.
pub async fn answer(
    tx: &mut TenantTx,
    id: Uuid,
    to: &str,
    answer: &str,
    by: PersonId,
    at: OffsetDateTime,
) -> Result<()> {
    sqlx::query!(
        "update contest set state = $2, answer = $3, answered_by = $4, ended_at = $5 where id = $1",
        id,
        to,
        answer,
        by.0,
        at
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(())
}
