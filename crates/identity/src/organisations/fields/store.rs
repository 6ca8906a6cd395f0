//! SQL of the fields an organisation has.

use super::model::{Field, Kind, Saying, Subject};
use kernel::id::{FieldId, OrganisationId};
use kernel::{AppError, Result};
use platform::TenantTx;
use platform::db::{constraint, internal, store_error};
use time::OffsetDateTime;

struct Row {
    id: FieldId,
    subject: String,
    kind: String,
    name: String,
    help: String,
    required: bool,
    choices: Vec<String>,
    archived: bool,
    version: i32,
}

impl Row {
    fn read(self) -> Result<Field> {
        Ok(Field {
            id: self.id,
            subject: Subject::from_name(&self.subject)
                .ok_or_else(|| internal(format!("unknown subject {}", self.subject)))?,
            kind: Kind::from_name(&self.kind)
                .ok_or_else(|| internal(format!("unknown kind {}", self.kind)))?,
            name: self.name,
            help: self.help,
            required: self.required,
            choices: self.choices,
            archived: self.archived,
            version: self.version,
        })
    }
}

/// All of them in order, those no longer asked last.
pub async fn all(tx: &mut TenantTx, tenant: OrganisationId) -> Result<Vec<Field>> {
    sqlx::query_as!(
        Row,
        r#"select id as "id: FieldId", subject, kind, name, help, required, choices, archived_at is not null as "archived!", version
           from custom_field where tenant_id = $1
           order by subject, archived_at nulls first, place, id"#,
        tenant.0
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)?
    .into_iter()
    .map(Row::read)
    .collect()
}

/// A new one, at that place.
pub async fn insert(
    tx: &mut TenantTx,
    tenant: OrganisationId,
    field: &Field,
    place: i16,
    at: OffsetDateTime,
) -> Result<()> {
    sqlx::query!(
        "insert into custom_field (id, tenant_id, subject, kind, name, help, required, choices, place, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        field.id.0,
        tenant.0,
        field.subject.name(),
        field.kind.name(),
        field.name,
        field.help,
        field.required,
        &field.choices,
        place,
        at
    )
    .execute(&mut **tx)
    .await
    .map_err(named)?;
    Ok(())
}

pub async fn save(
    tx: &mut TenantTx,
    tenant: OrganisationId,
    id: FieldId,
    saying: &Saying,
) -> Result<()> {
    sqlx::query!(
        "update custom_field set name = $3, help = $4, required = $5, choices = $6, version = version + 1
         where tenant_id = $1 and id = $2",
        tenant.0,
        id.0,
        saying.name,
        saying.help,
        saying.required,
        &saying.choices
    )
    .execute(&mut **tx)
    .await
    .map_err(named)?;
    Ok(())
}

/// Puts fields in this order.
pub async fn order(tx: &mut TenantTx, tenant: OrganisationId, ids: &[uuid::Uuid]) -> Result<()> {
    sqlx::query!(
        "update custom_field f set place = wanted.place from unnest($2::uuid[]) with ordinality as wanted (id, place)
         where f.tenant_id = $1 and f.id = wanted.id and f.place <> wanted.place",
        tenant.0,
        ids
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(())
}

/// No longer asks a field, or asks it again, at that place.
pub async fn set_archived(
    tx: &mut TenantTx,
    tenant: OrganisationId,
    id: FieldId,
    at: Option<OffsetDateTime>,
    place: i16,
) -> Result<()> {
    sqlx::query!(
        "update custom_field set archived_at = $3, place = $4, version = version + 1 where tenant_id = $1 and id = $2",
        tenant.0,
        id.0,
        at,
        place
    )
    .execute(&mut **tx)
    .await
    .map_err(named)?;
    Ok(())
}

/// Two of the same name on the same thing cannot be told apart.
fn named(error: sqlx::Error) -> AppError {
    if constraint(&error) == Some("custom_field_name_key") {
        AppError::invalid("name", "There is a field of that name already")
    } else {
        store_error(error)
    }
}
