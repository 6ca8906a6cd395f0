//! SQL of the trails of all organisations, as `app_admin`.

use super::model::Line;
use kernel::Result;
use kernel::id::{OrganisationId, PersonId};
use platform::TenantTx;
use platform::db::store_error;
use time::OffsetDateTime;
use uuid::Uuid;

/// Lines before one, the latest first.
pub async fn page(
    tx: &mut TenantTx,
    words: &str,
    id: Option<Uuid>,
    before: Option<(OffsetDateTime, Uuid)>,
    limit: usize,
) -> Result<Vec<Line>> {
    let (at, last) = before.unzip();
    sqlx::query_as!(
        Line,
        r#"select e.id, e.tenant_id as "organisation: OrganisationId", o.name as organisation_name, e.actor_id as "actor: PersonId",
                  a.display_name as actor_name, e.action, e.subject_kind, e.subject_id, e.changes, e.created_at
           from audit_event e join organisation o on o.id = e.tenant_id join account a on a.id = e.actor_id
           where ($2::uuid is null or e.tenant_id = $2 or e.actor_id = $2 or e.subject_id = $2)
             and ($2::uuid is not null or $1 = '' or starts_with(e.action, $1) or a.email = $1 or o.slug = $1)
             and ($3::timestamptz is null or (e.created_at, e.id) < ($3, $4::uuid))
           order by e.created_at desc, e.id desc limit $5"#,
        words,
        id,
        at,
        last,
        i64::try_from(limit).unwrap_or(i64::MAX)
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)
}
