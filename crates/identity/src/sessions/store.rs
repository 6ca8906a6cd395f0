//! SQL of sessions. What happens before anyone is known goes through the `auth_*` functions.

use super::model::Device;
use kernel::Result;
use kernel::id::{Id, OrganisationId, PersonId, SessionId};
use platform::TenantTx;
use platform::db::store_error;
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;
use uuid::Uuid;

pub struct NewSession {
    pub id: SessionId,
    pub account: PersonId,
    pub token_sha256: [u8; 32],
    pub user_agent: String,
    pub address: String,
    pub at: OffsetDateTime,
    pub until: OffsetDateTime,
}

pub async fn open_session(on: &mut PgConnection, new: &NewSession) -> Result<()> {
    sqlx::query!(
        "select auth_begin_session($1, $2, $3, $4, $5, $6, $7)",
        new.id.0,
        new.account.0,
        &new.token_sha256,
        new.user_agent,
        new.address,
        new.at,
        new.until
    )
    .execute(on)
    .await
    .map_err(store_error)?;
    Ok(())
}

pub struct FoundSession {
    pub session_id: SessionId,
    pub account_id: PersonId,
    pub display_name: String,
    pub email: String,
    pub status: String,
    pub last_seen_at: OffsetDateTime,
    pub proved_at: Option<OffsetDateTime>,
    pub organisation_id: Option<OrganisationId>,
    pub organisation_name: Option<String>,
    pub organisation_slug: Option<String>,
    pub organisation_kind: Option<String>,
    pub suspended: Option<bool>,
    pub role: Option<String>,
}

pub async fn session(
    pool: &PgPool,
    token_sha256: &[u8],
    at: OffsetDateTime,
    used_after: OffsetDateTime,
) -> Result<Option<FoundSession>> {
    sqlx::query_as!(
        FoundSession,
        r#"select session_id as "session_id!: SessionId", account_id as "account_id!: PersonId", display_name as "display_name!",
                  email as "email!", status as "status!", last_seen_at as "last_seen_at!", proved_at,
                  organisation_id as "organisation_id: OrganisationId", organisation_name, organisation_slug, organisation_kind, suspended, role
           from auth_find_session($1, $2, $3)"#,
        token_sha256,
        at,
        used_after
    )
    .fetch_optional(pool)
    .await
    .map_err(store_error)
}

/// Notes when and from where it was used.
pub async fn see_session(
    pool: &PgPool,
    id: SessionId,
    at: OffsetDateTime,
    address: &str,
) -> Result<()> {
    sqlx::query!("select auth_see_session($1, $2, $3)", id.0, at, address)
        .execute(pool)
        .await
        .map_err(store_error)?;
    Ok(())
}

pub async fn close_session(pool: &PgPool, token_sha256: &[u8]) -> Result<()> {
    sqlx::query!("select auth_close_session($1)", token_sha256)
        .execute(pool)
        .await
        .map_err(store_error)?;
    Ok(())
}

pub async fn password_hash(pool: &PgPool, person: PersonId) -> Result<Option<String>> {
    sqlx::query_scalar!("select auth_password_hash($1)", person.0)
        .fetch_one(pool)
        .await
        .map_err(store_error)
}

/// Gives the session another token and notes the proof. False if it is gone.
pub async fn prove_session(
    pool: &PgPool,
    token_sha256: &[u8],
    new_sha256: &[u8],
    at: OffsetDateTime,
) -> Result<bool> {
    sqlx::query_scalar!(
        r#"select auth_prove_session($1, $2, $3) as "done!""#,
        token_sha256,
        new_sha256,
        at
    )
    .fetch_one(pool)
    .await
    .map_err(store_error)
}

/// Gives the session another token and another organisation. False if not a member there.
pub async fn switch_session(
    pool: &PgPool,
    token_sha256: &[u8],
    new_sha256: &[u8],
    to: Option<OrganisationId>,
) -> Result<bool> {
    sqlx::query_scalar!(
        r#"select auth_switch_session($1, $2, $3) as "done!""#,
        token_sha256,
        new_sha256,
        to.map(Id::uuid)
    )
    .fetch_one(pool)
    .await
    .map_err(store_error)
}

/// A person's open sessions, the last used first.
pub async fn sessions(
    tx: &mut TenantTx,
    person: PersonId,
    at: OffsetDateTime,
    used_after: OffsetDateTime,
) -> Result<Vec<Device>> {
    sqlx::query_as!(
        Device,
        r#"select id, null as "name: String", user_agent, address, created_at, last_seen_at from session
           where account_id = $1 and expires_at > $2 and last_seen_at > $3 order by last_seen_at desc, id desc limit 100"#,
        person.0,
        at,
        used_after
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)
}

/// Ends one of a person's sessions; its browser's description, or `None` if there is no such session.
pub async fn end_session(tx: &mut TenantTx, person: PersonId, id: Uuid) -> Result<Option<String>> {
    sqlx::query_scalar!(
        "delete from session where id = $1 and account_id = $2 returning user_agent",
        id,
        person.0
    )
    .fetch_optional(&mut **tx)
    .await
    .map_err(store_error)
}
