//! SQL of second factors. What happens before anyone is known goes through the `auth_*` functions.

use kernel::Result;
use kernel::id::{EntryId, PersonId};
use platform::TenantTx;
use platform::db::store_error;
use platform::keys::Sealed;
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

/// Is a password alone not enough for this account?
pub async fn needs_second_step(pool: &PgPool, person: PersonId) -> Result<bool> {
    sqlx::query_scalar!(
        r#"select auth_needs_second_step($1) as "needed!""#,
        person.0
    )
    .fetch_one(pool)
    .await
    .map_err(store_error)
}

/// The app's secret, and what was tried with it.
pub struct TotpRow {
    pub secret: Sealed,
    pub confirmed_at: Option<OffsetDateTime>,
    pub wrong: i32,
    pub wrong_since: Option<OffsetDateTime>,
}

/// A person's own, held until the transaction ends: of many who come with a code, each sees what the one before has done.
pub async fn lock_totp(tx: &mut TenantTx, person: PersonId) -> Result<Option<TotpRow>> {
    sqlx::query_as!(
        TotpRow,
        r#"select secret_sealed as "secret: Sealed", confirmed_at, wrong, wrong_since from totp_factor where person_id = $1 for update"#,
        person.0
    )
    .fetch_optional(&mut **tx)
    .await
    .map_err(store_error)
}

pub async fn totp(tx: &mut TenantTx, person: PersonId) -> Result<Option<TotpRow>> {
    sqlx::query_as!(
        TotpRow,
        r#"select secret_sealed as "secret: Sealed", confirmed_at, wrong, wrong_since from totp_factor where person_id = $1"#,
        person.0
    )
    .fetch_optional(&mut **tx)
    .await
    .map_err(store_error)
}

/// Keeps a secret that nobody has typed a code of yet. False if there is one in use.
pub async fn start_totp(
    tx: &mut TenantTx,
    person: PersonId,
    secret: &Sealed,
    at: OffsetDateTime,
) -> Result<bool> {
    let made = sqlx::query!(
        "insert into totp_factor (person_id, secret_sealed, created_at) values ($1, $2, $3)
         on conflict (person_id) do update set secret_sealed = excluded.secret_sealed, created_at = excluded.created_at
         where totp_factor.confirmed_at is null",
        person.0,
        secret as &Sealed,
        at
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(made.rows_affected() == 1)
}

pub async fn confirm_totp(tx: &mut TenantTx, person: PersonId, at: OffsetDateTime) -> Result<()> {
    sqlx::query!(
        "update totp_factor set confirmed_at = $2 where person_id = $1",
        person.0,
        at
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(())
}

/// Takes a code of this time step. False if it, or a later one, was taken before.
pub async fn spend_step(tx: &mut TenantTx, person: PersonId, step: i64) -> Result<bool> {
    let done = sqlx::query!(
        "update totp_factor set last_step = $2 where person_id = $1 and last_step < $2",
        person.0,
        step
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(done.rows_affected() == 1)
}

pub async fn set_wrong(
    tx: &mut TenantTx,
    person: PersonId,
    wrong: i32,
    since: Option<OffsetDateTime>,
) -> Result<()> {
    sqlx::query!(
        "update totp_factor set wrong = $2, wrong_since = $3 where person_id = $1",
        person.0,
        wrong,
        since
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(())
}

/// False if there was none in use.
pub async fn remove_totp(tx: &mut TenantTx, person: PersonId) -> Result<bool> {
    sqlx::query!("delete from backup_code where person_id = $1", person.0)
        .execute(&mut **tx)
        .await
        .map_err(store_error)?;
    let gone = sqlx::query!(
        "delete from totp_factor where person_id = $1 and confirmed_at is not null",
        person.0
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(gone.rows_affected() == 1)
}

/// Puts new backup codes in the place of all there were.
pub async fn replace_codes(
    tx: &mut TenantTx,
    person: PersonId,
    codes: &[(EntryId, [u8; 32])],
    at: OffsetDateTime,
) -> Result<()> {
    sqlx::query!("delete from backup_code where person_id = $1", person.0)
        .execute(&mut **tx)
        .await
        .map_err(store_error)?;
    let (ids, hashes): (Vec<_>, Vec<_>) =
        codes.iter().map(|(id, hash)| (id.0, hash.to_vec())).unzip();
    sqlx::query!(
        "insert into backup_code (id, person_id, code_sha256, created_at)
         select id, $1, hash, $4 from unnest($2::uuid[], $3::bytea[]) as new (id, hash)",
        person.0,
        &ids,
        &hashes,
        at
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(())
}

/// Takes a backup code. False if there is none such that was not used.
pub async fn spend_code(
    tx: &mut TenantTx,
    person: PersonId,
    sha256: &[u8],
    at: OffsetDateTime,
) -> Result<bool> {
    let done = sqlx::query!(
        "update backup_code set used_at = $3 where person_id = $1 and code_sha256 = $2 and used_at is null",
        person.0,
        sha256,
        at
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(done.rows_affected() == 1)
}

pub async fn codes_left(tx: &mut TenantTx, person: PersonId) -> Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "left!" from backup_code where person_id = $1 and used_at is null"#,
        person.0
    )
    .fetch_one(&mut **tx)
    .await
    .map_err(store_error)
}

/// False if there was nothing to take away.
pub async fn reset(on: &mut PgConnection, person: PersonId) -> Result<bool> {
    sqlx::query_scalar!(r#"select auth_reset_factors($1) as "done!""#, person.0)
        .fetch_one(on)
        .await
        .map_err(store_error)
}

pub async fn open_pending(
    pool: &PgPool,
    token_sha256: &[u8],
    person: PersonId,
    at: OffsetDateTime,
    until: OffsetDateTime,
) -> Result<()> {
    sqlx::query!(
        "select auth_open_pending($1, $2, $3, $4)",
        token_sha256,
        person.0,
        at,
        until
    )
    .execute(pool)
    .await
    .map_err(store_error)?;
    Ok(())
}

/// Whose sign-in waits.
pub struct PendingRow {
    pub person: PersonId,
    pub email: String,
    pub status: String,
}

pub async fn pending(
    pool: &PgPool,
    token_sha256: &[u8],
    at: OffsetDateTime,
) -> Result<Option<PendingRow>> {
    sqlx::query_as!(
        PendingRow,
        r#"select person_id as "person!: PersonId", email as "email!", status as "status!" from auth_find_pending($1, $2)"#,
        token_sha256,
        at
    )
    .fetch_optional(pool)
    .await
    .map_err(store_error)
}

/// Takes a sign-in that waits: it is finished once. False if it is gone.
pub async fn take_pending(
    tx: &mut TenantTx,
    person: PersonId,
    token_sha256: &[u8],
) -> Result<bool> {
    let gone = sqlx::query!(
        "delete from pending_sign_in where token_sha256 = $1 and person_id = $2",
        token_sha256,
        person.0
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(gone.rows_affected() == 1)
}

pub async fn sweep(tx: &mut PgConnection, at: OffsetDateTime) -> Result<()> {
    sqlx::query!("select auth_sweep_factors($1)", at)
        .execute(tx)
        .await
        .map_err(store_error)?;
    Ok(())
}
