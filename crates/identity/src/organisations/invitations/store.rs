//! SQL of invitations. Whoever only holds a link goes through `auth_invitation`.

use super::super::permissions::Role;
use super::super::store::role;
use super::model::{Invitation, Offer};
use kernel::Result;
use kernel::id::{InvitationId, OrganisationId, PersonId};
use platform::TenantTx;
use platform::db::store_error;
use sqlx::PgPool;
use time::OffsetDateTime;

/// A new invitation.
pub struct New<'a> {
    pub id: InvitationId,
    pub tenant: OrganisationId,
    pub email: &'a str,
    pub role: Role,
    pub token_sha256: &'a [u8],
    pub by: PersonId,
    pub at: OffsetDateTime,
    pub until: OffsetDateTime,
}

pub async fn insert(tx: &mut TenantTx, new: New<'_>) -> Result<()> {
    sqlx::query!(
        "insert into invitation (id, tenant_id, email, role, token_sha256, invited_by, sent_at, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $7, $8)",
        new.id.0,
        new.tenant.0,
        new.email,
        new.role.name(),
        new.token_sha256,
        new.by.0,
        new.at,
        new.until
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(())
}

/// How many are open, and how many were made since `day`.
pub async fn counts(
    tx: &mut TenantTx,
    tenant: OrganisationId,
    now: OffsetDateTime,
    day: OffsetDateTime,
) -> Result<(i64, i64)> {
    let row = sqlx::query!(
        r#"select count(*) filter (where accepted_at is null and revoked_at is null and expires_at > $2) as "open!",
                  count(*) filter (where created_at > $3) as "recent!"
           from invitation where tenant_id = $1"#,
        tenant.0,
        now,
        day
    )
    .fetch_one(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok((row.open, row.recent))
}

struct Row {
    id: InvitationId,
    email: String,
    role: String,
    invited_by: String,
    sends: i16,
    sent_at: OffsetDateTime,
    expires_at: OffsetDateTime,
}

impl Row {
    fn read(self) -> Result<Invitation> {
        Ok(Invitation {
            id: self.id,
            email: self.email,
            role: role(&self.role)?,
            invited_by: self.invited_by,
            sends: self.sends,
            sent_at: self.sent_at,
            expires_at: self.expires_at,
        })
    }
}

/// Those nobody has accepted, also when they ran out; the latest first.
pub async fn pending(tx: &mut TenantTx, tenant: OrganisationId) -> Result<Vec<Invitation>> {
    sqlx::query_as!(
        Row,
        r#"select i.id as "id: InvitationId", i.email, i.role, coalesce(a.display_name, 'A former member') as "invited_by!",
                  i.sends, i.sent_at, i.expires_at
           from invitation i left join account a on a.id = i.invited_by
           where i.tenant_id = $1 and i.accepted_at is null and i.revoked_at is null
           order by i.sent_at desc, i.id limit 200"#,
        tenant.0
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)?
    .into_iter()
    .map(Row::read)
    .collect()
}

/// One of those.
pub async fn pending_one(
    tx: &mut TenantTx,
    tenant: OrganisationId,
    id: InvitationId,
) -> Result<Option<Invitation>> {
    sqlx::query_as!(
        Row,
        r#"select i.id as "id: InvitationId", i.email, i.role, '' as "invited_by!", i.sends, i.sent_at, i.expires_at
           from invitation i
           where i.tenant_id = $1 and i.id = $2 and i.accepted_at is null and i.revoked_at is null"#,
        tenant.0,
        id.0
    )
    .fetch_optional(&mut **tx)
    .await
    .map_err(store_error)?
    .map(Row::read)
    .transpose()
}

/// The pending one to an address.
pub async fn pending_to(
    tx: &mut TenantTx,
    tenant: OrganisationId,
    email: &str,
) -> Result<Option<(InvitationId, OffsetDateTime)>> {
    let found = sqlx::query!(
        r#"select id as "id: InvitationId", expires_at from invitation
           where tenant_id = $1 and email = $2 and accepted_at is null and revoked_at is null"#,
        tenant.0,
        email
    )
    .fetch_optional(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(found.map(|row| (row.id, row.expires_at)))
}

/// Gives it a new token and a new time; the link sent before is dead.
pub async fn renew(
    tx: &mut TenantTx,
    tenant: OrganisationId,
    id: InvitationId,
    token_sha256: &[u8],
    at: OffsetDateTime,
    until: OffsetDateTime,
) -> Result<()> {
    sqlx::query!(
        "update invitation set token_sha256 = $3, sends = sends + 1, sent_at = $4, expires_at = $5 where tenant_id = $1 and id = $2",
        tenant.0,
        id.0,
        token_sha256,
        at,
        until
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(())
}

pub async fn revoke(
    tx: &mut TenantTx,
    tenant: OrganisationId,
    id: InvitationId,
    at: OffsetDateTime,
) -> Result<()> {
    sqlx::query!(
        "update invitation set revoked_at = $3 where tenant_id = $1 and id = $2 and accepted_at is null",
        tenant.0,
        id.0,
        at
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(())
}

/// Uses an invitation up; false if somebody did before, or it cannot be used any more.
pub async fn accept(
    tx: &mut TenantTx,
    tenant: OrganisationId,
    id: InvitationId,
    person: PersonId,
    at: OffsetDateTime,
) -> Result<bool> {
    let done = sqlx::query!(
        "update invitation set accepted_at = $4, accepted_by = $3
         where tenant_id = $1 and id = $2 and accepted_at is null and revoked_at is null and expires_at > $4",
        tenant.0,
        id.0,
        person.0,
        at
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(done.rows_affected() == 1)
}

/// What a link offers.
pub async fn offer(pool: &PgPool, token_sha256: &[u8]) -> Result<Option<Offer>> {
    let found = sqlx::query!(
        r#"select id as "id!: InvitationId", tenant_id as "tenant_id!: OrganisationId", organisation_name as "organisation_name!",
                  suspended as "suspended!", email as "email!", role as "role!", invited_by_name as "invited_by_name!",
                  expires_at as "expires_at!", accepted_by as "accepted_by: PersonId", revoked_at
           from auth_invitation($1)"#,
        token_sha256
    )
    .fetch_optional(pool)
    .await
    .map_err(store_error)?;
    let Some(row) = found else { return Ok(None) };
    Ok(Some(Offer {
        id: row.id,
        organisation: row.tenant_id,
        organisation_name: row.organisation_name,
        suspended: row.suspended,
        email: row.email,
        role: role(&row.role)?,
        invited_by: row.invited_by_name,
        expires_at: row.expires_at,
        accepted_by: row.accepted_by,
        revoked: row.revoked_at.is_some(),
    }))
}
