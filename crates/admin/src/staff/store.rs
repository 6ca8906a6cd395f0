//! SQL of staff and of the trail they leave.

use super::model::{StaffMember, StaffRole};
use kernel::id::{EntryId, PersonId};
use kernel::{AppError, Result};
use platform::TenantTx;
use platform::db::{constraint, internal, store_error};
use serde_json::Value;
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

/// A line of the console's trail.
pub struct NewEvent<'a> {
    pub id: EntryId,
    /// `None` from the command line.
    pub staff: Option<PersonId>,
    pub action: &'a str,
    pub subject_kind: &'a str,
    pub subject: Option<Uuid>,
    pub reason: &'a str,
    pub changes: &'a Value,
    pub address: &'a str,
    pub user_agent: &'a str,
    pub at: OffsetDateTime,
}

pub async fn append(on: &mut PgConnection, event: NewEvent<'_>) -> Result<()> {
    sqlx::query!(
        "insert into console_event (id, staff_id, action, subject_kind, subject_id, reason, changes, address, user_agent, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        event.id.0,
        event.staff.map(|id| id.0),
        event.action,
        event.subject_kind,
        event.subject,
        event.reason,
        event.changes,
        event.address,
        event.user_agent,
        event.at
    )
    .execute(on)
    .await
    .map_err(store_error)?;
    Ok(())
}

/// What the person of the transaction is at the platform; `None` if they may not act as staff.
pub async fn own_role(tx: &mut TenantTx) -> Result<Option<StaffRole>> {
    let name = sqlx::query_scalar!("select staff_role()")
        .fetch_one(&mut **tx)
        .await
        .map_err(store_error)?;
    name.as_deref().map(read).transpose()
}

/// What somebody is; `None` if not staff.
pub async fn role_of(on: &mut PgConnection, person: PersonId) -> Result<Option<StaffRole>> {
    let name = sqlx::query_scalar!(
        "select role from staff_member where person_id = $1",
        person.0
    )
    .fetch_optional(on)
    .await
    .map_err(store_error)?;
    name.as_deref().map(read).transpose()
}

fn read(name: &str) -> Result<StaffRole> {
    StaffRole::from_name(name).ok_or_else(|| internal(format!("no role of staff: {name}")))
}

/// All staff, in the order of their names. There are few: the list has no pages.
pub async fn all(tx: &mut TenantTx) -> Result<Vec<StaffMember>> {
    let rows = sqlx::query!(
        r#"select a.id as "person: PersonId", a.display_name as name, a.email, s.role, by_whom.display_name as "granted_by?", s.granted_at
           from staff_member s join account a on a.id = s.person_id
           left join account by_whom on by_whom.id = s.granted_by
           order by lower(a.display_name), a.id limit 500"#
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)?;
    let staff = rows.into_iter().map(|row| {
        Ok(StaffMember {
            person: row.person,
            name: row.name,
            email: row.email,
            role: read(&row.role)?,
            granted_by: row.granted_by,
            granted_at: row.granted_at,
        })
    });
    staff.collect()
}

/// The account with this address.
pub async fn by_email(on: &mut PgConnection, email: &str) -> Result<Option<PersonId>> {
    sqlx::query_scalar!(
        r#"select id as "id: PersonId" from account where email = $1"#,
        email
    )
    .fetch_optional(on)
    .await
    .map_err(store_error)
}

/// Makes somebody staff, or changes what they are.
pub async fn set(
    on: &mut PgConnection,
    person: PersonId,
    role: StaffRole,
    by: Option<PersonId>,
    at: OffsetDateTime,
) -> Result<()> {
    sqlx::query!(
        "insert into staff_member (person_id, role, granted_by, granted_at) values ($1, $2, $3, $4)
         on conflict (person_id) do update set role = excluded.role, granted_by = excluded.granted_by, granted_at = excluded.granted_at",
        person.0,
        role.name(),
        by.map(|id| id.0),
        at
    )
    .execute(on)
    .await
    .map_err(kept_owner)?;
    Ok(())
}

/// They are not staff any more.
pub async fn end(on: &mut PgConnection, person: PersonId) -> Result<()> {
    sqlx::query!("delete from staff_member where person_id = $1", person.0)
        .execute(on)
        .await
        .map_err(kept_owner)?;
    Ok(())
}

/// The database keeps a platform owner, whoever asks.
fn kept_owner(error: sqlx::Error) -> AppError {
    if constraint(&error) == Some("staff_member_last_owner_check") {
        AppError::conflict("last_platform_owner")
    } else {
        store_error(error)
    }
}
