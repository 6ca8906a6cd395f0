//! SQL of idempotency keys.

use super::{Claim, Claimed, Kept, Sender};
use crate::TenantTx;
use crate::db::store_error;
use kernel::Result;
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

/// Takes a request up: one that nobody has sent, or one whose server died before it had any effect.
pub async fn take(
    tx: &mut TenantTx,
    id: Uuid,
    sender: &Sender,
    request: &[u8; 32],
    now: OffsetDateTime,
    dead_before: OffsetDateTime,
) -> Result<Option<(Uuid, i32)>> {
    sqlx::query_as(
        "insert into idempotency_key as k (id, person_id, actor_id, key, request_sha256, leased_at, created_at)
         values ($1, $2, $3, $4, $5, $6, $6)
         on conflict (person_id, actor_id, key) do update set lease = k.lease + 1, leased_at = excluded.leased_at
         where k.status is null and not k.effected and k.leased_at < $7 and k.request_sha256 = excluded.request_sha256
         returning k.id, k.lease",
    )
    .bind(id)
    .bind(sender.person)
    .bind(sender.actor)
    .bind(&sender.key)
    .bind(request.as_slice())
    .bind(now)
    .bind(dead_before)
    .fetch_optional(&mut **tx)
    .await
    .map_err(store_error)
}

/// A request that was taken up before.
#[derive(Debug, sqlx::FromRow)]
pub struct Row {
    request_sha256: Vec<u8>,
    leased_at: OffsetDateTime,
    effected: bool,
    status: Option<i16>,
    content_type: Option<String>,
    location: Option<String>,
    body: Option<Vec<u8>>,
}

impl Row {
    /// What it means for whoever sends this request now.
    pub fn read(self, request: &[u8; 32], dead_before: OffsetDateTime) -> Claimed {
        if self.request_sha256 != request {
            return Claimed::OtherRequest;
        }
        match self.status.and_then(|status| u16::try_from(status).ok()) {
            Some(status) => Claimed::Done(Kept {
                status,
                content_type: self.content_type,
                location: self.location,
                body: self.body.unwrap_or_default(),
            }),
            None if self.effected && self.leased_at < dead_before => Claimed::AnswerLost,
            None => Claimed::InFlight,
        }
    }
}

pub async fn found(tx: &mut TenantTx, sender: &Sender) -> Result<Option<Row>> {
    sqlx::query_as(
        "select request_sha256, leased_at, effected, status, content_type, location, body
         from idempotency_key where person_id = $1 and actor_id = $2 and key = $3",
    )
    .bind(sender.person)
    .bind(sender.actor)
    .bind(&sender.key)
    .fetch_optional(&mut **tx)
    .await
    .map_err(store_error)
}

/// True unless somebody else has the request now.
pub async fn effect(conn: &mut PgConnection, claim: &Claim) -> Result<bool> {
    sqlx::query_scalar("select idempotency_effect($1, $2)")
        .bind(claim.id)
        .bind(claim.lease)
        .fetch_one(conn)
        .await
        .map_err(store_error)
}

pub async fn keep(tx: &mut TenantTx, claim: &Claim, answer: &Kept) -> Result<()> {
    sqlx::query(
        "update idempotency_key set status = $3, content_type = $4, location = $5, body = $6
         where id = $1 and lease = $2 and status is null",
    )
    .bind(claim.id)
    .bind(claim.lease)
    .bind(i16::try_from(answer.status).unwrap_or(500))
    .bind(&answer.content_type)
    .bind(&answer.location)
    .bind(&answer.body)
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(())
}

/// Forgets a request that had no effect; false if it had one.
pub async fn give_back(tx: &mut TenantTx, claim: &Claim) -> Result<bool> {
    let gone = sqlx::query(
        "delete from idempotency_key where id = $1 and lease = $2 and not effected and status is null",
    )
    .bind(claim.id)
    .bind(claim.lease)
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(gone.rows_affected() == 1)
}

pub async fn sweep(tx: &mut TenantTx, older_than: OffsetDateTime) -> Result<u64> {
    let gone: i64 = sqlx::query_scalar("select idempotency_sweep($1)")
        .bind(older_than)
        .fetch_one(&mut **tx)
        .await
        .map_err(store_error)?;
    Ok(u64::try_from(gone).unwrap_or(0))
}
