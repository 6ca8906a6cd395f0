//! SQL of feeds.

use super::{Event, Line};
use crate::db::{internal, store_error};
use crate::{Db, Scope};
use kernel::Result;
use kernel::id::PersonId;
use serde_json::json;
use sqlx::PgConnection;
use std::collections::HashSet;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use uuid::Uuid;

/// Most lines read at once.
const BATCH: i64 = 100;

/// Writes lines to the feeds of their people. Told once is told: the page asks for the thing itself.
pub async fn write(connection: &mut PgConnection, lines: &[Line]) -> Result<()> {
    let mut told = HashSet::new();
    let lines: Vec<serde_json::Value> = lines
        .iter()
        .filter(|line| told.insert((line.person, line.kind, &line.subjects)))
        .map(|line| {
            let at = line.at.format(&Rfc3339).map_err(internal)?;
            Ok(json!({"person_id": line.person, "kind": line.kind, "subjects": line.subjects, "at": at}))
        })
        .collect::<Result<_>>()?;
    sqlx::query("select feed_publish($1)")
        .bind(serde_json::Value::Array(lines))
        .execute(connection)
        .await
        .map_err(store_error)?;
    Ok(())
}

/// The number of the last line of a feed, 0 if it has none.
pub async fn head(connection: &mut PgConnection, person: PersonId) -> Result<i64> {
    let head: Option<i64> = sqlx::query_scalar("select last_seq from feed where person_id = $1")
        .bind(person)
        .fetch_optional(connection)
        .await
        .map_err(store_error)?;
    Ok(head.unwrap_or(0))
}

/// The next lines of a feed, and how far it has got.
pub async fn after(db: &Db, person: PersonId, seq: i64) -> Result<(i64, Vec<Event>)> {
    let mut tx = db.begin(Scope::person(person)).await?;
    // The head first: there is no line beyond it that the second statement would not see too.
    let head = head(&mut tx, person).await?;
    let rows: Vec<(i64, String, Vec<Uuid>)> = sqlx::query_as(
        "select seq, kind, subjects from feed_event where person_id = $1 and seq > $2 order by seq limit $3",
    )
    .bind(person)
    .bind(seq)
    .bind(BATCH)
    .fetch_all(&mut *tx)
    .await
    .map_err(store_error)?;
    tx.commit().await?;
    let lines = rows.into_iter().map(|(seq, kind, subjects)| Event {
        seq,
        kind,
        subjects,
    });
    Ok((head, lines.collect()))
}

/// How far the feeds of these people have got.
pub async fn heads(db: &Db, people: &[Uuid]) -> Result<Vec<(PersonId, i64)>> {
    sqlx::query_as("select person_id, last_seq from feed_heads($1)")
        .bind(people)
        .fetch_all(db.pool())
        .await
        .map_err(store_error)
}

/// Throws away old lines.
pub async fn sweep(db: &Db, older_than: OffsetDateTime) -> Result<i64> {
    sqlx::query_scalar("select feed_sweep($1)")
        .bind(older_than)
        .fetch_one(db.pool())
        .await
        .map_err(store_error)
}
