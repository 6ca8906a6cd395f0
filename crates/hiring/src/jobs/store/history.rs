//! The history of a job: append-only, a line for everything that happened to it.

use crate::jobs::model::{FieldChange, Revision};
use kernel::Result;
use kernel::id::{EntryId, JobId, OrganisationId, PersonId};
use platform::db::store_error;
use sqlx::PgConnection;
use sqlx::types::Json;
use std::collections::BTreeMap;
use time::OffsetDateTime;

/// A line of the history.
pub struct NewRevision<'a> {
    pub id: EntryId,
    pub actor: PersonId,
    pub action: &'a str,
    pub changes: &'a BTreeMap<String, [String; 2]>,
    pub at: OffsetDateTime,
}

/// Writes a line of the history, for the version the job has now.
pub async fn append_revision(
    conn: &mut PgConnection,
    tenant: OrganisationId,
    job: JobId,
    line: NewRevision<'_>,
) -> Result<()> {
    sqlx::query!(
        "insert into job_revision (id, tenant_id, job_id, version, actor_id, action, changes, created_at)
         select $1, tenant_id, id, version, $4, $5, $6, $7 from job where tenant_id = $2 and id = $3",
        line.id.0,
        tenant.0,
        job.0,
        line.actor.0,
        line.action,
        Json(line.changes) as _,
        line.at
    )
    .execute(conn)
    .await
    .map_err(store_error)?;
    Ok(())
}

struct RevisionRow {
    created_at: OffsetDateTime,
    action: String,
    version: i32,
    by: Option<String>,
    changes: Json<BTreeMap<String, [String; 2]>>,
}

impl RevisionRow {
    fn read(self) -> Revision {
        let change = |(field, [before, after]): (String, [String; 2])| FieldChange {
            field,
            before,
            after,
        };
        Revision {
            at: self.created_at,
            by: self.by.unwrap_or_else(|| "A former colleague".to_owned()),
            action: self.action,
            version: self.version,
            changes: self.changes.0.into_iter().map(change).collect(),
        }
    }
}

/// Lines of the history. An applicant who took the last place is no colleague: their name is that of their profile.
macro_rules! revisions {
    ($tail:literal, $($arg:expr),* $(,)?) => {
        sqlx::query_as!(
            RevisionRow,
            r#"select r.created_at, r.action, r.version, coalesce(a.display_name, p.name) as by,
                      r.changes as "changes: Json<BTreeMap<String, [String; 2]>>"
               from job_revision r left join account a on a.id = r.actor_id left join person p on p.id = r.actor_id
               where r.tenant_id = $1 and r.job_id = $2 "# + $tail,
            $($arg),*
        )
    };
}

/// The history, the latest first; at most 200 lines.
pub async fn revisions(
    conn: &mut PgConnection,
    tenant: OrganisationId,
    job: JobId,
) -> Result<Vec<Revision>> {
    let rows = revisions!(
        "order by r.created_at desc, r.version desc limit 200",
        tenant.0,
        job.0
    )
    .fetch_all(conn)
    .await
    .map_err(store_error)?;
    Ok(rows.into_iter().map(RevisionRow::read).collect())
}

/// What happened after a version, the earliest first; at most 200 lines.
pub async fn revisions_since(
    conn: &mut PgConnection,
    tenant: OrganisationId,
    job: JobId,
    version: i32,
) -> Result<Vec<Revision>> {
    let rows = revisions!(
        "and r.version > $3 order by r.created_at, r.version limit 200",
        tenant.0,
        job.0,
        version
    )
    .fetch_all(conn)
    .await
    .map_err(store_error)?;
    Ok(rows.into_iter().map(RevisionRow::read).collect())
}
