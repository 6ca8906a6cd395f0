//! SQL of providers. Who comes back from one is not known yet, so it goes through the `auth_*` functions.

use super::model::{Agreed, Linked, Provider, Purpose};
use kernel::Result;
use kernel::id::PersonId;
use platform::TenantTx;
use platform::db::store_error;
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

pub struct NewFlow<'a> {
    pub state_sha256: [u8; 32],
    pub provider: Provider,
    pub purpose: Purpose,
    pub account: Option<PersonId>,
    pub verifier: &'a str,
    pub nonce: &'a str,
    pub agreed: Agreed,
    pub at: OffsetDateTime,
    pub until: OffsetDateTime,
}

pub async fn begin_flow(pool: &PgPool, new: NewFlow<'_>) -> Result<()> {
    sqlx::query!(
        "select auth_begin_flow($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &new.state_sha256,
        new.provider.name(),
        new.purpose.name(),
        new.account.map(|person| person.0),
        new.verifier,
        new.nonce,
        new.agreed.terms,
        new.agreed.matching,
        new.at,
        new.until
    )
    .execute(pool)
    .await
    .map_err(store_error)?;
    Ok(())
}

pub struct FlowRow {
    pub provider: String,
    pub verifier: String,
    pub nonce: String,
}

pub async fn flow(
    pool: &PgPool,
    state_sha256: &[u8],
    at: OffsetDateTime,
) -> Result<Option<FlowRow>> {
    sqlx::query_as!(
        FlowRow,
        r#"select provider as "provider!", verifier as "verifier!", nonce as "nonce!" from auth_flow($1, $2)"#,
        state_sha256,
        at
    )
    .fetch_optional(pool)
    .await
    .map_err(store_error)
}

pub struct EndedFlow {
    pub purpose: String,
    pub account_id: Option<PersonId>,
    pub verifier: String,
    pub nonce: String,
    pub agreed_terms: bool,
    pub agreed_matching: bool,
}

/// `None` if it was ended before.
pub async fn end_flow(
    pool: &PgPool,
    state_sha256: &[u8],
    provider: Provider,
    at: OffsetDateTime,
) -> Result<Option<EndedFlow>> {
    sqlx::query_as!(
        EndedFlow,
        r#"select purpose as "purpose!", account_id as "account_id: PersonId", verifier as "verifier!", nonce as "nonce!",
                  agreed_terms as "agreed_terms!", agreed_matching as "agreed_matching!"
           from auth_end_flow($1, $2, $3)"#,
        state_sha256,
        provider.name(),
        at
    )
    .fetch_optional(pool)
    .await
    .map_err(store_error)
}

pub struct LinkedAccount {
    pub id: PersonId,
    pub status: String,
}

pub async fn account(
    on: &mut PgConnection,
    provider: Provider,
    subject: &str,
) -> Result<Option<LinkedAccount>> {
    sqlx::query_as!(
        LinkedAccount,
        r#"select id as "id!: PersonId", status as "status!" from auth_account_by_provider($1, $2)"#,
        provider.name(),
        subject
    )
    .fetch_optional(on)
    .await
    .map_err(store_error)
}

/// False if one of the two is linked already.
pub async fn link(
    on: &mut PgConnection,
    person: PersonId,
    provider: Provider,
    subject: &str,
    email: &str,
    at: OffsetDateTime,
) -> Result<bool> {
    sqlx::query_scalar!(
        r#"select auth_link_provider($1, $2, $3, $4, $5) as "made!""#,
        person.0,
        provider.name(),
        subject,
        email,
        at
    )
    .fetch_one(on)
    .await
    .map_err(store_error)
}

/// `DONE`, `NONE` or `LAST`.
pub async fn unlink(on: &mut PgConnection, person: PersonId, provider: Provider) -> Result<String> {
    sqlx::query_scalar!(
        r#"select auth_unlink_provider($1, $2) as "done!""#,
        person.0,
        provider.name()
    )
    .fetch_one(on)
    .await
    .map_err(store_error)
}

/// One's own.
pub async fn links(tx: &mut TenantTx, person: PersonId) -> Result<Vec<Linked>> {
    let rows = sqlx::query!(
        "select provider, email, created_at from provider_link where account_id = $1 order by provider",
        person.0
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)?;
    let read = |provider: &str| Provider::from_name(provider);
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            Some(Linked {
                provider: read(&row.provider)?,
                email: row.email,
                created_at: row.created_at,
            })
        })
        .collect())
}

pub async fn sweep(on: &mut PgConnection, at: OffsetDateTime) -> Result<()> {
    sqlx::query!("select auth_sweep_flows($1)", at)
        .execute(on)
        .await
        .map_err(store_error)?;
    Ok(())
}
