//! SQL of organisations, the seats in them and their trail.

use super::brand::Colour;
use super::model::{Deleted, Kind, NewOrganisation, Organisation, Seat, Settings};
use super::permissions::Role;
use kernel::Result;
use kernel::id::{FileId, OrganisationId, PersonId};
use platform::TenantTx;
use platform::db::{constraint, internal, store_error};
use sqlx::PgPool;
use time::OffsetDateTime;

/// Why an organisation could not be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// The slug is somebody else's.
    Taken,
    /// The founder hires as themselves already.
    Personal,
}

/// Makes an organisation, or says why not.
pub async fn insert(
    tx: &mut TenantTx,
    id: OrganisationId,
    new: &NewOrganisation,
    founder: PersonId,
    at: OffsetDateTime,
) -> Result<Option<Refused>> {
    let made = sqlx::query!(
        "insert into organisation (id, slug, name, about, website, kind, created_by, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (slug) do nothing",
        id.0,
        new.slug,
        new.name,
        new.about,
        new.website,
        new.kind.name(),
        founder.0,
        at
    )
    .execute(&mut **tx)
    .await;
    match made {
        Ok(done) if done.rows_affected() == 1 => Ok(None),
        Ok(_) => Ok(Some(Refused::Taken)),
        Err(error) if constraint(&error) == Some("organisation_personal_key") => {
            Ok(Some(Refused::Personal))
        }
        Err(error) => Err(store_error(error)),
    }
}

/// Which of these slugs nobody has.
pub async fn free_slugs(pool: &PgPool, slugs: &[String]) -> Result<Vec<String>> {
    sqlx::query_scalar!(
        r#"select slug as "slug!" from unnest($1::text[]) with ordinality as wanted (slug, place)
           where not slug_is_taken(slug) order by place"#,
        slugs
    )
    .fetch_all(pool)
    .await
    .map_err(store_error)
}

/// How many organisations somebody has founded, purged ones not counted.
pub async fn founded(tx: &mut TenantTx, person: PersonId) -> Result<i64> {
    sqlx::query_scalar!(r#"select founded_by($1) as "founded!""#, person.0)
        .fetch_one(&mut **tx)
        .await
        .map_err(store_error)
}

/// The personal organisation of somebody who has one.
pub async fn personal(tx: &mut TenantTx, person: PersonId) -> Result<Option<OrganisationId>> {
    sqlx::query_scalar!(
        r#"select o.id as "id: OrganisationId" from organisation o join membership m on m.tenant_id = o.id
           where o.created_by = $1 and m.account_id = $1 and o.kind = 'PERSONAL' and o.deleted_at is null"#,
        person.0
    )
    .fetch_optional(&mut **tx)
    .await
    .map_err(store_error)
}

pub async fn insert_membership(
    tx: &mut TenantTx,
    organisation: OrganisationId,
    person: PersonId,
    role: Role,
    at: OffsetDateTime,
) -> Result<bool> {
    let made = sqlx::query!(
        "insert into membership (tenant_id, account_id, role, created_at) values ($1, $2, $3, $4) on conflict do nothing",
        organisation.0,
        person.0,
        role.name(),
        at
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(made.rows_affected() == 1)
}

pub async fn seats(tx: &mut TenantTx, person: PersonId) -> Result<Vec<Seat>> {
    let rows = sqlx::query!(
        r#"select o.id as "id: OrganisationId", o.name, o.slug, o.kind, o.logo_id as "logo: FileId",
                  o.suspended_at is not null as "suspended!", m.role
           from membership m join organisation o on o.id = m.tenant_id
           where m.account_id = $1 and o.deleted_at is null order by lower(o.name), o.id limit 100"#,
        person.0
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)?;
    rows.into_iter()
        .map(|row| {
            Ok(Seat {
                organisation: row.id,
                name: row.name,
                slug: row.slug,
                kind: kind(&row.kind)?,
                logo: row.logo,
                suspended: row.suspended,
                role: role(&row.role)?,
            })
        })
        .collect()
}

/// An organisation as it stands; locked until the transaction ends, so that what happens to it and its members
/// happens one after the other.
pub async fn lock(tx: &mut TenantTx, id: OrganisationId) -> Result<Option<Organisation>> {
    sqlx::query_as!(
        Row,
        r#"select id as "id: OrganisationId", name, slug, about, website, colour, logo_id as "logo: FileId", kind, version
           from organisation where id = $1 and deleted_at is null for no key update"#,
        id.0
    )
    .fetch_optional(&mut **tx)
    .await
    .map_err(store_error)?
    .map(Row::read)
    .transpose()
}

pub async fn one(tx: &mut TenantTx, id: OrganisationId) -> Result<Option<Organisation>> {
    sqlx::query_as!(
        Row,
        r#"select id as "id: OrganisationId", name, slug, about, website, colour, logo_id as "logo: FileId", kind, version
           from organisation where id = $1 and deleted_at is null"#,
        id.0
    )
    .fetch_optional(&mut **tx)
    .await
    .map_err(store_error)?
    .map(Row::read)
    .transpose()
}

struct Row {
    id: OrganisationId,
    name: String,
    slug: String,
    about: String,
    website: String,
    colour: Option<String>,
    logo: Option<FileId>,
    kind: String,
    version: i32,
}

impl Row {
    fn read(self) -> Result<Organisation> {
        Ok(Organisation {
            id: self.id,
            name: self.name,
            slug: self.slug,
            about: self.about,
            website: self.website,
            colour: self.colour.map(|text| colour(&text)).transpose()?,
            logo: self.logo,
            kind: kind(&self.kind)?,
            version: self.version,
        })
    }
}

pub async fn save(tx: &mut TenantTx, id: OrganisationId, settings: &Settings) -> Result<()> {
    sqlx::query!(
        "update organisation set name = $2, about = $3, website = $4, colour = $5, version = version + 1 where id = $1",
        id.0,
        settings.name,
        settings.about,
        settings.website,
        settings.colour.map(|colour| colour.to_string())
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(())
}

pub async fn set_logo(tx: &mut TenantTx, id: OrganisationId, logo: Option<FileId>) -> Result<()> {
    sqlx::query!(
        "update organisation set logo_id = $2 where id = $1",
        id.0,
        logo.map(|logo| logo.0)
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(())
}

pub async fn make_full(tx: &mut TenantTx, id: OrganisationId, name: &str) -> Result<()> {
    sqlx::query!(
        "update organisation set kind = 'FULL', name = $2, version = version + 1 where id = $1",
        id.0,
        name
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(())
}

/// Takes it out of sight, or brings it back with `None`.
pub async fn set_deleted(
    tx: &mut TenantTx,
    id: OrganisationId,
    deleted: Option<(OffsetDateTime, PersonId)>,
) -> Result<Option<Refused>> {
    let done = sqlx::query!(
        "update organisation set deleted_at = $2, deleted_by = $3, version = version + 1 where id = $1",
        id.0,
        deleted.map(|(at, _)| at),
        deleted.map(|(_, by)| by.0)
    )
    .execute(&mut **tx)
    .await;
    match done {
        Ok(_) => Ok(None),
        Err(error) if constraint(&error) == Some("organisation_personal_key") => {
            Ok(Some(Refused::Personal))
        }
        Err(error) => Err(store_error(error)),
    }
}

/// A deleted organisation that somebody owns and may restore, locked.
pub async fn lock_deleted(
    tx: &mut TenantTx,
    person: PersonId,
    id: OrganisationId,
    after: OffsetDateTime,
) -> Result<Option<Deleted>> {
    sqlx::query_as!(
        Deleted,
        r#"select o.id as "id: OrganisationId", o.name, o.deleted_at as "deleted_at!" from organisation o
           where o.id = $2 and o.deleted_at > $3 and o.purged_at is null
             and exists (select 1 from membership m where m.tenant_id = o.id and m.account_id = $1 and m.role = 'OWNER')
           for no key update"#,
        person.0,
        id.0,
        after
    )
    .fetch_optional(&mut **tx)
    .await
    .map_err(store_error)
}

/// The deleted organisations somebody owns and may restore.
pub async fn deleted(
    tx: &mut TenantTx,
    person: PersonId,
    after: OffsetDateTime,
) -> Result<Vec<Deleted>> {
    sqlx::query_as!(
        Deleted,
        r#"select o.id as "id: OrganisationId", o.name, o.deleted_at as "deleted_at!"
           from organisation o join membership m on m.tenant_id = o.id
           where m.account_id = $1 and m.role = 'OWNER' and o.deleted_at > $2 and o.purged_at is null
           order by o.deleted_at desc, o.id limit 100"#,
        person.0,
        after
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)
}

/// Organisations deleted at `before` or earlier that are still there.
pub async fn to_purge(pool: &PgPool, before: OffsetDateTime) -> Result<Vec<OrganisationId>> {
    sqlx::query_scalar!(
        r#"select id as "id!: OrganisationId" from organisations_to_purge($1) as id"#,
        before
    )
    .fetch_all(pool)
    .await
    .map_err(store_error)
}

/// False if it was restored or purged in the meantime.
pub async fn purge(
    tx: &mut TenantTx,
    id: OrganisationId,
    before: OffsetDateTime,
    at: OffsetDateTime,
    event: uuid::Uuid,
) -> Result<bool> {
    sqlx::query_scalar!(
        r#"select purge_organisation($1, $2, $3, $4) as "done!""#,
        id.0,
        before,
        at,
        event
    )
    .fetch_one(&mut **tx)
    .await
    .map_err(store_error)
}

/// The colour of a public organisation; `None` if there is no such organisation.
pub async fn brand(pool: &PgPool, slug: &str) -> Result<Option<Option<Colour>>> {
    let found = sqlx::query_scalar!(
        "select colour from organisation where slug = $1 and deleted_at is null",
        slug
    )
    .fetch_optional(pool)
    .await
    .map_err(store_error)?;
    found
        .map(|text| text.map(|text| colour(&text)).transpose())
        .transpose()
}

/// The stored name of a role, read.
pub fn role(name: &str) -> Result<Role> {
    Role::from_name(name).ok_or_else(|| internal(format!("unknown role {name}")))
}

/// The stored name of a kind, read.
pub fn kind(name: &str) -> Result<Kind> {
    Kind::from_name(name).ok_or_else(|| internal(format!("unknown kind {name}")))
}

fn colour(text: &str) -> Result<Colour> {
    Colour::parse(text).map_err(|_| internal(format!("unknown colour {text}")))
}
