//! SQL of organisations, their members and their trail.

use super::model::{NewOrganisation, Seat};
use super::permissions::Role;
use kernel::Result;
use kernel::id::{OrganisationId, PersonId};
use platform::TenantTx;
use platform::db::store_error;
use time::OffsetDateTime;

/// False if the slug is taken.
pub async fn insert_organisation(
    tx: &mut TenantTx,
    id: OrganisationId,
    new: &NewOrganisation,
    founder: PersonId,
    at: OffsetDateTime,
) -> Result<bool> {
    let made = sqlx::query!(
        "insert into organisation (id, slug, name, about, website, created_by, created_at) values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (slug) do nothing",
        id.0,
        new.slug,
        new.name,
        new.about,
        new.website,
        founder.0,
        at
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(made.rows_affected() == 1)
}

pub async fn insert_membership(
    tx: &mut TenantTx,
    organisation: OrganisationId,
    person: PersonId,
    role: Role,
    at: OffsetDateTime,
) -> Result<()> {
    sqlx::query!(
        "insert into membership (tenant_id, account_id, role, created_at) values ($1, $2, $3, $4)",
        organisation.0,
        person.0,
        role.name(),
        at
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(())
}

pub async fn seats(tx: &mut TenantTx, person: PersonId) -> Result<Vec<Seat>> {
    let rows = sqlx::query!(
        r#"select o.id as "id: OrganisationId", o.name, o.slug, m.role from membership m join organisation o on o.id = m.tenant_id
           where m.account_id = $1 order by o.name, o.id limit 100"#,
        person.0
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            Role::from_name(&row.role).map(|role| Seat {
                organisation: row.id,
                name: row.name,
                slug: row.slug,
                role,
            })
        })
        .collect())
}

pub struct Event<'a> {
    pub tenant: OrganisationId,
    pub actor: PersonId,
    pub action: &'a str,
    pub subject_kind: &'a str,
    pub subject: uuid::Uuid,
}

pub async fn append_event(
    tx: &mut TenantTx,
    id: uuid::Uuid,
    event: Event<'_>,
    at: OffsetDateTime,
) -> Result<()> {
    sqlx::query!(
        "insert into audit_event (id, tenant_id, actor_id, action, subject_kind, subject_id, created_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
        id,
        event.tenant.0,
        event.actor.0,
        event.action,
        event.subject_kind,
        event.subject,
        at
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(())
}
