//! SQL of passkeys. What happens before anyone is known goes through the `auth_*` functions.

use super::model::{PasskeyRow, Purpose};
use kernel::id::{Id, PasskeyId, PersonId};
use kernel::{AppError, Result};
use platform::TenantTx;
use platform::db::{constraint, store_error};
use serde_json::Value;
use sqlx::PgPool;
use time::OffsetDateTime;

pub struct NewChallenge<'a> {
    pub token_sha256: &'a [u8],
    pub purpose: Purpose,
    pub person: Option<PersonId>,
    pub state: Value,
    pub at: OffsetDateTime,
    pub until: OffsetDateTime,
}

pub async fn ask(pool: &PgPool, new: NewChallenge<'_>) -> Result<()> {
    sqlx::query!(
        "select auth_ask_passkey($1, $2, $3, $4, $5, $6)",
        new.token_sha256,
        new.purpose.name(),
        new.person.map(Id::uuid),
        new.state,
        new.at,
        new.until
    )
    .execute(pool)
    .await
    .map_err(store_error)?;
    Ok(())
}

/// What was asked, once.
pub async fn take_challenge(
    pool: &PgPool,
    token_sha256: &[u8],
    purpose: Purpose,
    person: Option<PersonId>,
    at: OffsetDateTime,
) -> Result<Option<Value>> {
    sqlx::query_scalar!(
        r#"select state as "state!" from auth_take_passkey_challenge($1, $2, $3, $4)"#,
        token_sha256,
        purpose.name(),
        person.map(Id::uuid),
        at
    )
    .fetch_optional(pool)
    .await
    .map_err(store_error)
}

/// A passkey and whose it is.
pub struct Found {
    pub person: PersonId,
    pub credential: Value,
    pub status: String,
}

pub async fn find(pool: &PgPool, credential_id: &[u8]) -> Result<Option<Found>> {
    sqlx::query_as!(
        Found,
        r#"select person_id as "person!: PersonId", credential as "credential!", status as "status!"
           from auth_find_passkey($1)"#,
        credential_id
    )
    .fetch_optional(pool)
    .await
    .map_err(store_error)
}

/// Notes that it was used, and what that changed about it.
pub async fn used(
    tx: &mut TenantTx,
    person: PersonId,
    credential_id: &[u8],
    credential: Value,
    at: OffsetDateTime,
) -> Result<()> {
    sqlx::query!(
        "update passkey set credential = $3, last_used_at = $4 where credential_id = $2 and person_id = $1",
        person.0,
        credential_id,
        credential,
        at
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(())
}

/// A person's own, the oldest first.
pub async fn list(tx: &mut TenantTx, person: PersonId) -> Result<Vec<PasskeyRow>> {
    sqlx::query_as!(
        PasskeyRow,
        r#"select id as "id: PasskeyId", name, created_at, last_used_at from passkey where person_id = $1 order by created_at, id"#,
        person.0
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)
}

pub async fn credentials(tx: &mut TenantTx, person: PersonId) -> Result<Vec<Value>> {
    sqlx::query_scalar!(
        "select credential from passkey where person_id = $1 order by created_at, id",
        person.0
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)
}

pub struct NewPasskey<'a> {
    pub id: PasskeyId,
    pub person: PersonId,
    pub name: &'a str,
    pub credential_id: &'a [u8],
    pub credential: Value,
    pub at: OffsetDateTime,
}

pub async fn insert(tx: &mut TenantTx, new: NewPasskey<'_>) -> Result<()> {
    sqlx::query!(
        "insert into passkey (id, person_id, name, credential_id, credential, created_at) values ($1, $2, $3, $4, $5, $6)",
        new.id.0,
        new.person.0,
        new.name,
        new.credential_id,
        new.credential,
        new.at
    )
    .execute(&mut **tx)
    .await
    .map_err(|error| match constraint(&error) {
        Some("passkey_credential_key") => AppError::conflict("passkey_known"),
        _ => store_error(error),
    })?;
    Ok(())
}

/// False if it is not theirs.
pub async fn rename(
    tx: &mut TenantTx,
    person: PersonId,
    id: PasskeyId,
    name: &str,
) -> Result<bool> {
    let done = sqlx::query!(
        "update passkey set name = $3 where id = $1 and person_id = $2",
        id.0,
        person.0,
        name
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(done.rows_affected() == 1)
}

/// In how many ways a person can sign in; the answer holds until the transaction ends.
pub async fn ways_in(tx: &mut TenantTx, person: PersonId) -> Result<i64> {
    sqlx::query_scalar!(r#"select auth_ways_in($1) as "ways!""#, person.0)
        .fetch_one(&mut **tx)
        .await
        .map_err(store_error)
}

/// Its name; `None` if it is not theirs.
pub async fn remove(tx: &mut TenantTx, person: PersonId, id: PasskeyId) -> Result<Option<String>> {
    sqlx::query_scalar!(
        "delete from passkey where id = $1 and person_id = $2 returning name",
        id.0,
        person.0
    )
    .fetch_optional(&mut **tx)
    .await
    .map_err(store_error)
}
