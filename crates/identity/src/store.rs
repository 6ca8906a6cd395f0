//! SQL of identity. What happens before anyone is known goes through the `auth_*` functions.

use kernel::Result;
use kernel::id::PersonId;
use platform::db::store_error;
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

pub struct AccountRow {
    pub id: PersonId,
    pub password_hash: String,
    pub status: String,
}

pub async fn account_by_email(pool: &PgPool, email: &str) -> Result<Option<AccountRow>> {
    sqlx::query_as!(
        AccountRow,
        r#"select id as "id!: PersonId", password_hash as "password_hash!", status as "status!" from auth_account_by_email($1)"#,
        email
    )
    .fetch_optional(pool)
    .await
    .map_err(store_error)
}

/// Puts another form of the same password in the place of `old`, unless it was changed meanwhile.
pub async fn rehash(pool: &PgPool, person: PersonId, old: &str, new: &str) -> Result<()> {
    sqlx::query!("select auth_rehash($1, $2, $3)", person.0, old, new)
        .execute(pool)
        .await
        .map_err(store_error)?;
    Ok(())
}

pub async fn count_attempt(pool: &PgPool, key: &str, window: OffsetDateTime) -> Result<i32> {
    sqlx::query_scalar!(
        r#"select auth_count_attempt($1, $2) as "count!""#,
        key,
        window
    )
    .fetch_one(pool)
    .await
    .map_err(store_error)
}

pub async fn sweep(tx: &mut PgConnection, at: OffsetDateTime) -> Result<()> {
    sqlx::query!("select auth_sweep($1)", at)
        .execute(tx)
        .await
        .map_err(store_error)?;
    Ok(())
}
