//! SQL of tokens and keys. What happens before anyone is known goes through the `auth_*` functions.

use super::model::KeyRow;
use super::scope::KeyScope;
use crate::sessions::model::Device;
use kernel::Result;
use kernel::id::{ApiKeyId, OrganisationId, PersonId, TokenFamilyId};
use platform::TenantTx;
use platform::db::store_error;
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;
use uuid::Uuid;

/// What is stored of a pair of tokens, and until when each counts.
pub struct Pair {
    pub refresh_sha256: [u8; 32],
    pub access_sha256: [u8; 32],
    pub refresh_until: OffsetDateTime,
    pub access_until: OffsetDateTime,
}

pub struct NewFamily {
    pub id: TokenFamilyId,
    pub person: PersonId,
    pub device_name: String,
    pub user_agent: String,
    pub address: String,
    pub at: OffsetDateTime,
    pub until: OffsetDateTime,
}

pub async fn open_family(on: &mut PgConnection, new: &NewFamily, pair: &Pair) -> Result<()> {
    sqlx::query!(
        "select auth_open_family($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        new.id.0,
        new.person.0,
        new.device_name,
        new.user_agent,
        new.address,
        &pair.refresh_sha256,
        &pair.access_sha256,
        new.at,
        new.until,
        pair.refresh_until,
        pair.access_until
    )
    .execute(on)
    .await
    .map_err(store_error)?;
    Ok(())
}

/// What became of a refresh token; see `auth_refresh`.
pub struct Refreshed {
    pub outcome: String,
    pub person_id: Option<PersonId>,
    pub device_name: Option<String>,
}

pub async fn refresh(
    on: &mut PgConnection,
    presented_sha256: &[u8],
    pair: &Pair,
    address: &str,
    at: OffsetDateTime,
) -> Result<Refreshed> {
    sqlx::query_as!(
        Refreshed,
        r#"select outcome as "outcome!", person_id as "person_id: PersonId", device_name
           from auth_refresh($1, $2, $3, $4, $5, $6, $7)"#,
        presented_sha256,
        &pair.refresh_sha256,
        &pair.access_sha256,
        address,
        at,
        pair.refresh_until,
        pair.access_until
    )
    .fetch_one(on)
    .await
    .map_err(store_error)
}

pub struct FoundAccess {
    pub family_id: TokenFamilyId,
    pub account_id: PersonId,
    pub display_name: String,
    pub email: String,
    pub status: String,
    pub proved_at: OffsetDateTime,
    pub last_seen_at: OffsetDateTime,
    pub organisation_id: Option<OrganisationId>,
    pub organisation_name: Option<String>,
    pub organisation_slug: Option<String>,
    pub organisation_kind: Option<String>,
    pub suspended: Option<bool>,
    pub role: Option<String>,
}

pub async fn access(
    pool: &PgPool,
    token_sha256: &[u8],
    at: OffsetDateTime,
) -> Result<Option<FoundAccess>> {
    sqlx::query_as!(
        FoundAccess,
        r#"select family_id as "family_id!: TokenFamilyId", account_id as "account_id!: PersonId", display_name as "display_name!",
                  email as "email!", status as "status!", proved_at as "proved_at!", last_seen_at as "last_seen_at!",
                  organisation_id as "organisation_id: OrganisationId", organisation_name, organisation_slug, organisation_kind, suspended, role
           from auth_find_access($1, $2)"#,
        token_sha256,
        at
    )
    .fetch_optional(pool)
    .await
    .map_err(store_error)
}

/// Notes when and from where a family was used.
pub async fn see_family(
    pool: &PgPool,
    id: TokenFamilyId,
    at: OffsetDateTime,
    address: &str,
) -> Result<()> {
    sqlx::query!("select auth_see_family($1, $2, $3)", id.0, at, address)
        .execute(pool)
        .await
        .map_err(store_error)?;
    Ok(())
}

pub async fn end_family_of(pool: &PgPool, token_sha256: &[u8]) -> Result<()> {
    sqlx::query!("select auth_end_family($1)", token_sha256)
        .execute(pool)
        .await
        .map_err(store_error)?;
    Ok(())
}

/// A person's signed-in apps, the last used first.
pub async fn families(
    tx: &mut TenantTx,
    person: PersonId,
    at: OffsetDateTime,
) -> Result<Vec<Device>> {
    sqlx::query_as!(
        Device,
        r#"select id, device_name as "name?", user_agent, address, created_at, last_seen_at from token_family
           where person_id = $1 and expires_at > $2 order by last_seen_at desc, id desc limit 100"#,
        person.0,
        at
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)
}

/// Ends one of a person's families; the device's name, or `None` if there is no such family.
pub async fn end_family(tx: &mut TenantTx, person: PersonId, id: Uuid) -> Result<Option<String>> {
    sqlx::query_scalar!(
        "delete from token_family where id = $1 and person_id = $2 returning device_name",
        id,
        person.0
    )
    .fetch_optional(&mut **tx)
    .await
    .map_err(store_error)
}

pub struct FoundKey {
    pub key_id: ApiKeyId,
    pub account_id: PersonId,
    pub display_name: String,
    pub email: String,
    pub scopes: Vec<String>,
    pub last_used_at: Option<OffsetDateTime>,
    pub organisation_id: OrganisationId,
    pub organisation_name: String,
    pub organisation_slug: String,
    pub organisation_kind: String,
    pub suspended: bool,
}

pub async fn key(
    pool: &PgPool,
    token_sha256: &[u8],
    at: OffsetDateTime,
) -> Result<Option<FoundKey>> {
    sqlx::query_as!(
        FoundKey,
        r#"select key_id as "key_id!: ApiKeyId", account_id as "account_id!: PersonId", display_name as "display_name!", email as "email!",
                  scopes as "scopes!", last_used_at, organisation_id as "organisation_id!: OrganisationId",
                  organisation_name as "organisation_name!", organisation_slug as "organisation_slug!",
                  organisation_kind as "organisation_kind!", suspended as "suspended!"
           from auth_find_key($1, $2)"#,
        token_sha256,
        at
    )
    .fetch_optional(pool)
    .await
    .map_err(store_error)
}

/// Notes when a key was used.
pub async fn see_key(pool: &PgPool, id: ApiKeyId, at: OffsetDateTime) -> Result<()> {
    sqlx::query!("select auth_see_key($1, $2)", id.0, at)
        .execute(pool)
        .await
        .map_err(store_error)?;
    Ok(())
}

/// Keys of an organisation, the newest first.
pub async fn keys(tx: &mut TenantTx, organisation: OrganisationId) -> Result<Vec<KeyRow>> {
    let rows = sqlx::query!(
        r#"select k.id as "id: ApiKeyId", k.name, k.hint, k.scopes, coalesce(a.display_name, 'a former colleague') as "made_by!",
                  k.created_at, k.expires_at, k.last_used_at, k.revoked_at
           from api_key k left join account a on a.id = k.created_by
           where k.tenant_id = $1 order by k.created_at desc, k.id desc limit 200"#,
        organisation.0
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(rows
        .into_iter()
        .map(|row| KeyRow {
            id: row.id,
            name: row.name,
            hint: row.hint,
            scopes: scopes(&row.scopes),
            made_by: row.made_by,
            created_at: row.created_at,
            expires_at: row.expires_at,
            last_used_at: row.last_used_at,
            revoked_at: row.revoked_at,
        })
        .collect())
}

/// A scope that a later release made is none that this one knows.
pub fn scopes(names: &[String]) -> Vec<KeyScope> {
    names
        .iter()
        .filter_map(|name| KeyScope::from_name(name))
        .collect()
}

/// How many keys of an organisation work. Holds whoever else makes one there until the transaction ends.
pub async fn live_keys(
    tx: &mut TenantTx,
    organisation: OrganisationId,
    at: OffsetDateTime,
) -> Result<i64> {
    sqlx::query!(
        "select pg_advisory_xact_lock(hashtextextended('api_key ' || $1::uuid::text, 0))",
        organisation.0
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from api_key where tenant_id = $1 and revoked_at is null and expires_at > $2"#,
        organisation.0,
        at
    )
    .fetch_one(&mut **tx)
    .await
    .map_err(store_error)
}

pub struct NewKeyRow<'a> {
    pub id: ApiKeyId,
    pub organisation: OrganisationId,
    pub name: &'a str,
    pub hint: &'a str,
    pub token_sha256: &'a [u8],
    pub scopes: &'a [KeyScope],
    pub made_by: PersonId,
    pub at: OffsetDateTime,
    pub until: OffsetDateTime,
}

pub async fn insert_key(tx: &mut TenantTx, new: NewKeyRow<'_>) -> Result<()> {
    let scopes: Vec<String> = new
        .scopes
        .iter()
        .map(|scope| scope.name().to_owned())
        .collect();
    sqlx::query!(
        "insert into api_key (id, tenant_id, name, hint, token_sha256, scopes, created_by, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        new.id.0,
        new.organisation.0,
        new.name,
        new.hint,
        new.token_sha256,
        &scopes,
        new.made_by.0,
        new.at,
        new.until
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(())
}

/// Revokes a key; its name, or `None` if there is no such key or it is revoked already.
pub async fn revoke_key(
    tx: &mut TenantTx,
    organisation: OrganisationId,
    id: ApiKeyId,
    by: PersonId,
    at: OffsetDateTime,
) -> Result<Option<String>> {
    sqlx::query_scalar!(
        "update api_key set revoked_at = $3, revoked_by = $4 where id = $1 and tenant_id = $2 and revoked_at is null returning name",
        id.0,
        organisation.0,
        at,
        by.0
    )
    .fetch_optional(&mut **tx)
    .await
    .map_err(store_error)
}

pub async fn sweep(tx: &mut PgConnection, at: OffsetDateTime) -> Result<()> {
    sqlx::query!("select auth_sweep_tokens($1)", at)
        .execute(tx)
        .await
        .map_err(store_error)?;
    Ok(())
}
