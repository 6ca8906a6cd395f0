//! SQL of mail. It is written in the scope of its cause and read through the `mail_*` functions.

use super::{Message, Outgoing};
use crate::db::{internal, store_error};
use kernel::Result;
use kernel::id::QueuedJobId;
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

type Lease = (QueuedJobId, i32);

pub async fn insert(
    tx: &mut PgConnection,
    id: QueuedJobId,
    message: &Message,
    now: OffsetDateTime,
) -> Result<()> {
    sqlx::query!(
        "insert into mail (id, tenant_id, person_id, purpose, to_address, subject, text_body, html_body, created_at, unsubscribe_url)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        id.0,
        message.scope.tenant.map(|id| id.0),
        message.scope.person.map(|id| id.0),
        message.purpose,
        message.to.as_str(),
        message.subject,
        message.text,
        message.html,
        now,
        message.unsubscribe_url
    )
    .execute(tx)
    .await
    .map_err(internal)?;
    Ok(())
}

/// The mail and its state; `None` without the lease.
pub async fn read(pool: &PgPool, (id, lease_no): Lease) -> Result<Option<(Outgoing, String)>> {
    let row = sqlx::query!(
        r#"select to_address as "to!", subject as "subject!", text_body as "text!", html_body as "html!", state as "state!", created_at as "created_at!",
                  unsubscribe_url
           from mail_read($1, $2)"#,
        id.0,
        lease_no
    )
    .fetch_optional(pool)
    .await
    .map_err(store_error)?;
    Ok(row.map(|row| {
        let mail = Outgoing {
            id,
            to: row.to,
            subject: row.subject,
            text: row.text,
            html: row.html,
            created_at: row.created_at,
            unsubscribe_url: row.unsubscribe_url,
        };
        (mail, row.state)
    }))
}

pub async fn hand_over(pool: &PgPool, (id, lease_no): Lease) -> Result<bool> {
    sqlx::query_scalar!(
        r#"select mail_hand_over($1, $2) as "handed!""#,
        id.0,
        lease_no
    )
    .fetch_one(pool)
    .await
    .map_err(store_error)
}

pub async fn take_back(pool: &PgPool, (id, lease_no): Lease) -> Result<()> {
    sqlx::query!("select mail_take_back($1, $2)", id.0, lease_no)
        .execute(pool)
        .await
        .map_err(store_error)?;
    Ok(())
}

pub async fn sent(
    tx: &mut PgConnection,
    id: QueuedJobId,
    keep: bool,
    at: OffsetDateTime,
) -> Result<()> {
    sqlx::query!("select mail_sent($1, $2, $3)", id.0, keep, at)
        .execute(tx)
        .await
        .map_err(store_error)?;
    Ok(())
}

pub async fn sweep(tx: &mut PgConnection, before: OffsetDateTime) -> Result<i64> {
    sqlx::query_scalar!(r#"select mail_sweep($1) as "gone!""#, before)
        .fetch_one(tx)
        .await
        .map_err(store_error)
}

/// A line of the mailbox.
pub struct BoxedRow {
    pub id: QueuedJobId,
    pub to: String,
    pub subject: String,
    pub purpose: String,
    pub sent_at: OffsetDateTime,
}

pub async fn boxed(pool: &PgPool, to: &str) -> Result<Vec<BoxedRow>> {
    sqlx::query_as!(
        BoxedRow,
        r#"select id as "id!: QueuedJobId", to_address as "to!", subject as "subject!", purpose as "purpose!", sent_at as "sent_at!"
           from mail_boxed(200, $1)"#,
        to
    )
    .fetch_all(pool)
    .await
    .map_err(store_error)
}

/// A mail in the mailbox.
pub struct BoxedMail {
    pub to: String,
    pub subject: String,
    pub purpose: String,
    pub text: String,
    pub html: String,
    pub sent_at: OffsetDateTime,
}

pub async fn boxed_one(pool: &PgPool, id: QueuedJobId) -> Result<Option<BoxedMail>> {
    sqlx::query_as!(
        BoxedMail,
        r#"select to_address as "to!", subject as "subject!", purpose as "purpose!", text_body as "text!", html_body as "html!", sent_at as "sent_at!"
           from mail_boxed_one($1)"#,
        id.0
    )
    .fetch_optional(pool)
    .await
    .map_err(store_error)
}
