//! SQL of sessions. What happens before anyone is known goes through the `auth_*` functions.

use super::model::SessionRow;
use kernel::Result;
use kernel::id::{Id, OrganisationId, PersonId, SessionId};
use platform::TenantTx;
use platform::db::store_error;
use sqlx::PgPool;
use time::OffsetDateTime;

pub struct NewSession<'a> {
    pub id: SessionId,
    pub account: PersonId,
    pub token_sha256: &'a [u8],
    pub user_agent: &'a str,
    pub address: &'a str,
    pub at: OffsetDateTime,
    pub until: OffsetDateTime,
}

pub async fn open_session(pool: &PgPool, new: NewSession<'_>) -> Result<()> {
    sqlx::query!(
        "select auth_open_session($1, $2, $3, $4, $5, $6, $7)",
        new.id.0,
        new.account.0,
        new.token_sha256,
        new.user_agent,
        new.address,
        new.at,
        new.until
    )
    .execute(pool)
    .await
    .map_err(store_error)?;
    Ok(())
}

pub struct FoundSession {
    pub session_id: SessionId,
    pub account_id: PersonId,
    pub display_name: String,
    pub email: String,
    pub last_seen_at: OffsetDateTime,
    pub organisation_id: Option<OrganisationId>,
    pub organisation_name: Option<String>,
    pub organisation_slug: Option<String>,
    pub role: Option<String>,
}

pub async fn session(
    pool: &PgPool,
    token_sha256: &[u8],
    at: OffsetDateTime,
) -> Result<Option<FoundSession>> {
    sqlx::query_as!(
        FoundSession,
        r#"select session_id as "session_id!: SessionId", account_id as "account_id!: PersonId", display_name as "display_name!",
                  email as "email!", last_seen_at as "last_seen_at!", organisation_id as "organisation_id: OrganisationId",
                  organisation_name, organisation_slug, role
           from auth_session($1, $2)"#,
        token_sha256,
        at
    )
    .fetch_optional(pool)
    .await
    .map_err(store_error)
}

pub async fn touch_session(pool: &PgPool, id: SessionId, at: OffsetDateTime) -> Result<()> {
    sqlx::query!("select auth_touch_session($1, $2)", id.0, at)
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

pub async fn switch_organisation(
    pool: &PgPool,
    token_sha256: &[u8],
    to: Option<OrganisationId>,
) -> Result<bool> {
    sqlx::query_scalar!(
        r#"select auth_switch_organisation($1, $2) as "done!""#,
        token_sha256,
        to.map(Id::uuid)
    )
    .fetch_one(pool)
    .await
    .map_err(store_error)
}

pub async fn sessions(
    tx: &mut TenantTx,
    person: PersonId,
    at: OffsetDateTime,
) -> Result<Vec<SessionRow>> {
    sqlx::query_as!(
        SessionRow,
        r#"select id as "id: SessionId", user_agent, address, created_at, last_seen_at from session
           where account_id = $1 and expires_at > $2 order by last_seen_at desc limit 100"#,
        person.0,
        at
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)
}

pub async fn end_session(tx: &mut TenantTx, person: PersonId, id: SessionId) -> Result<u64> {
    let done = sqlx::query!(
        "delete from session where id = $1 and account_id = $2",
        id.0,
        person.0
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(done.rows_affected())
}

pub async fn end_other_sessions(
    tx: &mut TenantTx,
    person: PersonId,
    this: SessionId,
) -> Result<u64> {
    let done = sqlx::query!(
        "delete from session where id <> $1 and account_id = $2",
        this.0,
        person.0
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(done.rows_affected())
}
