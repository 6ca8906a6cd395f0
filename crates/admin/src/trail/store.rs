//! SQL of the console's trail, as `app_admin`. Lines are written by `staff::store`.

use super::model::Line;
use kernel::Result;
use kernel::id::PersonId;
use platform::TenantTx;
use platform::db::store_error;
use time::OffsetDateTime;
use uuid::Uuid;

/// Lines before one, the latest first: of this action or area, about this thing, by whoever has this address.
pub async fn page(
    tx: &mut TenantTx,
    words: &str,
    subject: Option<Uuid>,
    before: Option<(OffsetDateTime, Uuid)>,
    limit: usize,
) -> Result<Vec<Line>> {
    let (at, id) = before.unzip();
    sqlx::query_as!(
        Line,
        r#"select e.id, e.staff_id as "staff: PersonId", a.display_name as "staff_name?", e.action, e.subject_kind, e.subject_id,
                  e.reason, e.changes, e.address, e.created_at
           from console_event e left join account a on a.id = e.staff_id
           where ($2::uuid is null or e.subject_id = $2 or e.staff_id = $2)
             and ($2::uuid is not null or $1 = '' or starts_with(e.action, $1) or a.email = $1)
             and ($3::timestamptz is null or (e.created_at, e.id) < ($3, $4::uuid))
           order by e.created_at desc, e.id desc limit $5"#,
        words,
        subject,
        at,
        id,
        i64::try_from(limit).unwrap_or(i64::MAX)
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)
}
