//! SQL of links, passwords and addresses. It goes through the `auth_*` functions: whoever asks is not
//! known yet, or changes what only the functions may.

use super::model::EmailChange;
use kernel::Result;
use kernel::id::{EntryId, PersonId};
use platform::TenantTx;
use platform::db::store_error;
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

pub struct NewLink<'a> {
    pub id: EntryId,
    pub purpose: &'a str,
    pub token_sha256: [u8; 32],
    pub email: &'a str,
    pub account: Option<PersonId>,
    pub name: Option<&'a str>,
    pub at: OffsetDateTime,
    pub until: OffsetDateTime,
}

pub async fn make_link(on: &mut PgConnection, new: NewLink<'_>) -> Result<()> {
    sqlx::query!(
        "select auth_mail_link($1, $2, $3, $4, $5, $6, $7, $8)",
        new.id.0,
        new.purpose,
        &new.token_sha256,
        new.email,
        new.account.map(|person| person.0),
        new.name,
        new.at,
        new.until
    )
    .execute(on)
    .await
    .map_err(store_error)?;
    Ok(())
}

pub struct FoundLink {
    pub kind: String,
    pub email: String,
    pub account_id: Option<PersonId>,
    pub display_name: Option<String>,
}

pub async fn link(
    pool: &PgPool,
    token_sha256: &[u8],
    at: OffsetDateTime,
) -> Result<Option<FoundLink>> {
    sqlx::query_as!(
        FoundLink,
        r#"select kind as "kind!", email as "email!", account_id as "account_id: PersonId", display_name from auth_link($1, $2)"#,
        token_sha256,
        at
    )
    .fetch_optional(pool)
    .await
    .map_err(store_error)
}

/// Where it was sent; `None` if somebody was quicker.
pub async fn use_link(
    on: &mut PgConnection,
    token_sha256: &[u8],
    purpose: &str,
    at: OffsetDateTime,
) -> Result<Option<String>> {
    sqlx::query_scalar!(
        r#"select email as "email!" from auth_use_link($1, $2, $3)"#,
        token_sha256,
        purpose,
        at
    )
    .fetch_optional(on)
    .await
    .map_err(store_error)
}

pub async fn drop_links(on: &mut PgConnection, person: PersonId) -> Result<()> {
    sqlx::query!("select auth_drop_links($1)", person.0)
        .execute(on)
        .await
        .map_err(store_error)?;
    Ok(())
}

pub async fn sweep(on: &mut PgConnection, at: OffsetDateTime) -> Result<()> {
    sqlx::query!("select auth_sweep_links($1)", at)
        .execute(on)
        .await
        .map_err(store_error)?;
    Ok(())
}

/// Whose address this is.
pub async fn person_by_email(on: &mut PgConnection, email: &str) -> Result<Option<PersonId>> {
    sqlx::query_scalar!(
        r#"select id as "id!: PersonId" from auth_account_by_email($1)"#,
        email
    )
    .fetch_optional(on)
    .await
    .map_err(store_error)
}

/// False if there is an account under the address.
pub async fn make_account(
    on: &mut PgConnection,
    id: PersonId,
    email: &str,
    hash: &str,
    name: &str,
    at: OffsetDateTime,
) -> Result<bool> {
    sqlx::query_scalar!(
        r#"select auth_make_account($1, $2, $3, $4, $5) as "made!""#,
        id.0,
        email,
        hash,
        name,
        at
    )
    .fetch_one(on)
    .await
    .map_err(store_error)
}

pub async fn set_password(on: &mut PgConnection, person: PersonId, hash: &str) -> Result<()> {
    sqlx::query!("select auth_set_password($1, $2)", person.0, hash)
        .execute(on)
        .await
        .map_err(store_error)?;
    Ok(())
}

pub async fn has_password(on: &mut PgConnection, person: PersonId) -> Result<bool> {
    sqlx::query_scalar!(r#"select auth_has_password($1) as "has!""#, person.0)
        .fetch_one(on)
        .await
        .map_err(store_error)
}

/// One's own: has mail to the address reached its person?
pub async fn is_verified(tx: &mut TenantTx, person: PersonId) -> Result<bool> {
    let verified = sqlx::query_scalar!(
        r#"select email_verified_at is not null as "verified!" from account where id = $1"#,
        person.0
    )
    .fetch_optional(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(verified == Some(true))
}

/// False if the address is not, or no longer, theirs.
pub async fn verify_email(
    on: &mut PgConnection,
    person: PersonId,
    email: &str,
    at: OffsetDateTime,
) -> Result<bool> {
    sqlx::query_scalar!(
        r#"select auth_verify_email($1, $2, $3) as "done!""#,
        person.0,
        email,
        at
    )
    .fetch_one(on)
    .await
    .map_err(store_error)
}

pub async fn forget_attempts(on: &mut PgConnection, key: &str) -> Result<()> {
    sqlx::query!("select auth_forget_attempts($1)", key)
        .execute(on)
        .await
        .map_err(store_error)?;
    Ok(())
}

pub async fn begin_email_change(
    on: &mut PgConnection,
    person: PersonId,
    email: &str,
    at: OffsetDateTime,
    until: OffsetDateTime,
) -> Result<()> {
    sqlx::query!(
        "select auth_begin_email_change($1, $2, $3, $4)",
        person.0,
        email,
        at,
        until
    )
    .execute(on)
    .await
    .map_err(store_error)?;
    Ok(())
}

/// The new address, and whether both sides have confirmed now; `None` if there is nothing to confirm.
pub async fn confirm_email_change(
    on: &mut PgConnection,
    person: PersonId,
    side: &str,
    at: OffsetDateTime,
) -> Result<Option<(String, bool)>> {
    let row = sqlx::query!(
        r#"select new_email as "new_email!", both_sides as "both_sides!" from auth_confirm_email_change($1, $2, $3)"#,
        person.0,
        side,
        at
    )
    .fetch_optional(on)
    .await
    .map_err(store_error)?;
    Ok(row.map(|row| (row.new_email, row.both_sides)))
}

/// False if somebody else has that address.
pub async fn change_email(
    on: &mut PgConnection,
    person: PersonId,
    email: &str,
    at: OffsetDateTime,
) -> Result<bool> {
    sqlx::query_scalar!(
        r#"select auth_change_email($1, $2, $3) as "done!""#,
        person.0,
        email,
        at
    )
    .fetch_one(on)
    .await
    .map_err(store_error)
}

/// One's own change that waits.
pub async fn email_change(
    tx: &mut TenantTx,
    person: PersonId,
    at: OffsetDateTime,
) -> Result<Option<EmailChange>> {
    sqlx::query_as!(
        EmailChange,
        r#"select new_email, old_confirmed_at is not null as "old_confirmed!", new_confirmed_at is not null as "new_confirmed!"
           from email_change where account_id = $1 and expires_at > $2"#,
        person.0,
        at
    )
    .fetch_optional(&mut **tx)
    .await
    .map_err(store_error)
}
