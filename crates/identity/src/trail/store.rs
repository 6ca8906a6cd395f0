//! SQL of the trail.

use super::model::{Filter, Line, Named, OwnLine};
use kernel::Result;
use kernel::id::{OrganisationId, PersonId};
use platform::TenantTx;
use platform::db::store_error;
use serde_json::Value;
use sqlx::PgPool;
use sqlx::types::Json;
use std::collections::{HashMap, HashSet};
use time::OffsetDateTime;
use uuid::Uuid;

/// What happened in an organisation.
pub struct Event<'a> {
    /// Its id.
    pub id: Uuid,
    /// In which organisation.
    pub tenant: OrganisationId,
    /// Who did it.
    pub actor: PersonId,
    /// What, such as `member.removed`.
    pub action: &'a str,
    /// To what kind of thing.
    pub subject_kind: &'a str,
    /// To which.
    pub subject: Uuid,
    /// Field by field, before and after.
    pub changes: &'a Value,
    /// From which address.
    pub address: &'a str,
    /// With which browser or app.
    pub user_agent: &'a str,
}

pub async fn append(tx: &mut TenantTx, event: Event<'_>, at: OffsetDateTime) -> Result<()> {
    sqlx::query!(
        "insert into audit_event (id, tenant_id, actor_id, action, subject_kind, subject_id, changes, address, user_agent, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        event.id,
        event.tenant.0,
        event.actor.0,
        event.action,
        event.subject_kind,
        event.subject,
        Json(event.changes) as _,
        event.address,
        event.user_agent,
        at
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(())
}

/// Lines of an organisation before one, the latest first.
pub async fn lines(
    tx: &mut TenantTx,
    tenant: OrganisationId,
    filter: &Filter,
    before: Option<(OffsetDateTime, Uuid)>,
    limit: i64,
) -> Result<Vec<Line>> {
    let (at, id) = before.unzip();
    let rows = sqlx::query!(
        r#"select id, actor_id, action, subject_kind, subject_id, changes, address, user_agent, created_at, block_no
           from audit_event
           where tenant_id = $1
             and ($2::uuid is null or actor_id = $2)
             and ($3::text is null or split_part(action, '.', 1) = $3)
             and ($4::timestamptz is null or created_at >= $4)
             and ($5::timestamptz is null or created_at < $5)
             and ($6::timestamptz is null or (created_at, id) < ($6, $7::uuid))
           order by created_at desc, id desc limit $8"#,
        tenant.0,
        filter.who.map(|id| id.0),
        filter.kind,
        filter.since(),
        filter.until(),
        at,
        id,
        limit
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)?;
    let people: Vec<Uuid> = rows
        .iter()
        .flat_map(|row| [row.actor_id, row.subject_id])
        .collect();
    let names = names(tx, &people).await?;
    let lines = rows.into_iter().map(|row| Line {
        id: row.id,
        actor: Named {
            id: PersonId(row.actor_id),
            name: names.get(&row.actor_id).cloned().unwrap_or_default(),
        },
        action: row.action,
        subject_name: names
            .get(&row.subject_id)
            .filter(|_| row.subject_kind == "account")
            .cloned(),
        subject_kind: row.subject_kind,
        subject: row.subject_id,
        changes: row.changes,
        address: row.address,
        user_agent: row.user_agent,
        at: row.created_at,
        block: row.block_no,
    });
    Ok(lines.collect())
}

async fn names(tx: &mut TenantTx, people: &[Uuid]) -> Result<HashMap<Uuid, String>> {
    let rows = sqlx::query!(
        r#"select id as "id!", name as "name!" from audit_names($1)"#,
        people
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}

/// Everybody who ever did something in the organisation worked for.
pub async fn actors(tx: &mut TenantTx) -> Result<Vec<Named>> {
    sqlx::query_as!(
        Named,
        r#"select id as "id!: PersonId", name as "name!" from audit_actors()"#
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)
}

/// What concerns the person worked for, the latest first.
pub async fn about_me(tx: &mut TenantTx, most: i32) -> Result<Vec<OwnLine>> {
    sqlx::query_as!(
        OwnLine,
        r#"select organisation_name as "organisation!", action as "action!", by_me as "by_me!",
                  changes as "changes!: Value", created_at as "at!"
           from audit_about_me($1)"#,
        most
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)
}

/// The last block of the chain: its number and hash.
pub async fn last_block(
    tx: &mut TenantTx,
    tenant: OrganisationId,
) -> Result<Option<(i32, Vec<u8>)>> {
    let row = sqlx::query!(
        "select no, sha256 from audit_block where tenant_id = $1 order by no desc limit 1",
        tenant.0
    )
    .fetch_optional(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(row.map(|row| (row.no, row.sha256)))
}

/// What a block says of an event, in the order of the names.
pub struct Sealed {
    pub id: Uuid,
    pub tenant_id: Uuid,
    pub actor_id: Uuid,
    pub action: String,
    pub subject_kind: String,
    pub subject_id: Uuid,
    pub created_at: OffsetDateTime,
    pub detail_sha256: Vec<u8>,
}

/// Whoever seals an organisation's chain is alone with it until the transaction ends.
pub async fn lock_chain(tx: &mut TenantTx, tenant: OrganisationId) -> Result<()> {
    sqlx::query!(
        "select pg_advisory_xact_lock(hashtextextended('trail of ' || $1::uuid::text, 0))",
        tenant.0
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(())
}

/// The oldest events that no block seals yet.
pub async fn unsealed(
    tx: &mut TenantTx,
    tenant: OrganisationId,
    limit: i64,
) -> Result<Vec<Sealed>> {
    sqlx::query_as!(
        Sealed,
        "select id, tenant_id, actor_id, action, subject_kind, subject_id, created_at, detail_sha256
         from audit_event where tenant_id = $1 and block_no is null order by id limit $2",
        tenant.0,
        limit
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)
}

pub async fn seal(
    tx: &mut TenantTx,
    no: i32,
    previous: &[u8],
    hash: &[u8],
    events: &[Uuid],
    at: OffsetDateTime,
) -> Result<()> {
    sqlx::query!(
        "select audit_seal($1, $2, $3, $4, $5)",
        no,
        previous,
        hash,
        events,
        at
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(())
}

/// Organisations with something to seal.
pub async fn to_seal(pool: &PgPool) -> Result<Vec<OrganisationId>> {
    sqlx::query_scalar!(r#"select audit_unsealed() as "id!: OrganisationId""#)
        .fetch_all(pool)
        .await
        .map_err(store_error)
}

// Verification, as the owner -----------------------------------------------------------------------

/// A block as it stands.
pub struct Block {
    pub no: i32,
    pub previous_sha256: Vec<u8>,
    pub sha256: Vec<u8>,
    pub events: Vec<Uuid>,
    pub sealed_at: OffsetDateTime,
}

/// An event as it stands, with its detail as the database writes it.
pub struct Standing {
    pub id: Uuid,
    pub tenant_id: Uuid,
    pub actor_id: Uuid,
    pub action: String,
    pub subject_kind: String,
    pub subject_id: Uuid,
    pub created_at: OffsetDateTime,
    pub detail_sha256: Vec<u8>,
    pub salt: Option<Vec<u8>>,
    pub erased_at: Option<OffsetDateTime>,
    pub detail: String,
}

/// Organisations with a trail.
pub async fn with_trail(owner: &PgPool) -> Result<Vec<(Uuid, String)>, sqlx::Error> {
    sqlx::query!(
        "select o.id, o.name from organisation o
         where exists (select 1 from audit_event e where e.tenant_id = o.id) or exists (select 1 from audit_block b where b.tenant_id = o.id)
         order by o.id"
    )
    .map(|row| (row.id, row.name))
    .fetch_all(owner)
    .await
}

pub async fn blocks(owner: &PgPool, tenant: Uuid) -> Result<Vec<Block>, sqlx::Error> {
    sqlx::query_as!(
        Block,
        "select no, previous_sha256, sha256, events, sealed_at from audit_block where tenant_id = $1 order by no",
        tenant
    )
    .fetch_all(owner)
    .await
}

/// What is in a block, or in none.
pub async fn in_block(
    owner: &PgPool,
    tenant: Uuid,
    block: Option<i32>,
) -> Result<Vec<Standing>, sqlx::Error> {
    sqlx::query_as!(
        Standing,
        r#"select id, tenant_id, actor_id, action, subject_kind, subject_id, created_at, detail_sha256, salt, erased_at,
                  jsonb_build_array(address, user_agent, changes)::text as "detail!"
           from audit_event where tenant_id = $1 and block_no is not distinct from $2 order by id"#,
        tenant,
        block
    )
    .fetch_all(owner)
    .await
}

/// When somebody was erased.
pub async fn erasures(owner: &PgPool) -> Result<HashSet<OffsetDateTime>, sqlx::Error> {
    let times =
        sqlx::query_scalar!(r#"select ended_at as "at!" from erasure where state = 'DONE'"#)
            .fetch_all(owner)
            .await?;
    Ok(times.into_iter().collect())
}
