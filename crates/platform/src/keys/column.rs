//! Columns of sealed values: which there are, and how they get to newer keys.

use super::ring::head;
use super::source::remove;
use super::{KeyError, KeyRing, Sealed};
use crate::Services;
use crate::db::internal;
use kernel::Entropy;
use sqlx::{AssertSqlSafe, Connection, PgConnection, PgPool};
use std::path::Path;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;
use zeroize::Zeroizing;

/// Rows of one transaction.
const BATCH: i64 = 200;

/// How long a key must have had a successor before it may go. A request that began before the change
/// may still be writing what it sealed with the old one.
const SETTLED: Duration = Duration::minutes(10);

/// A column of sealed values. Its area seals and opens through it and lists it in its `SEALED`, so that
/// no column is forgotten when keys change. Its name ends in `_sealed`: a test asks the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SealedColumn {
    /// The table. `app_owner` must have a policy to read and write it.
    pub table: &'static str,
    /// The column of type `uuid` that no two rows share.
    pub id: &'static str,
    /// The column of type `uuid` a value is bound to: the row's id, or whose it is.
    pub bound_to: &'static str,
    /// The column of type `bytea`, null where nothing is sealed.
    pub column: &'static str,
    /// What a value is for. Never changed, even if the table is renamed: values are bound to it.
    pub purpose: &'static str,
}

/// What was done to a column.
#[derive(Debug, PartialEq, Eq)]
pub struct Resealed {
    /// `table.column`.
    pub column: String,
    /// How many values are under the current key now and were not before.
    pub done: u64,
    /// Rows whose value does not open with any key there is.
    pub failed: Vec<Uuid>,
}

/// How many values of a column a key sealed.
#[derive(Debug, PartialEq, Eq)]
pub struct Use {
    /// `table.column`.
    pub column: String,
    /// How many.
    pub values: i64,
}

/// Why keys were not changed.
#[derive(Debug, thiserror::Error)]
pub enum RotationError {
    /// Something still needs it.
    #[error(
        "key {number} is still needed by {}: run kinwork keys reseal first", list(.uses)
    )]
    InUse {
        /// The key.
        number: u32,
        /// By what.
        uses: Vec<Use>,
    },
    /// It sealed until a moment ago.
    #[error(
        "key {0} sealed until a few minutes ago, and somebody may still be writing: try again in ten minutes"
    )]
    TooSoon(u32),
    /// The key is not there, or seals.
    #[error(transparent)]
    Keys(#[from] KeyError),
    /// It could not be found out.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

impl SealedColumn {
    /// Seals a value for the row of `bound_to`.
    ///
    /// # Errors
    /// `Internal` if there is no key.
    pub fn seal(
        &self,
        services: &Services,
        bound_to: Uuid,
        plaintext: &[u8],
    ) -> kernel::Result<Sealed> {
        services
            .keys
            .seal(
                &*services.entropy,
                self.purpose,
                bound_to.as_bytes(),
                plaintext,
            )
            .map_err(|error| internal(format!("{}: {error}", self.name())))
    }

    /// Opens a value of the row of `bound_to`.
    ///
    /// # Errors
    /// `Internal` if it does not open.
    pub fn open(
        &self,
        services: &Services,
        bound_to: Uuid,
        sealed: &Sealed,
    ) -> kernel::Result<Zeroizing<Vec<u8>>> {
        services
            .keys
            .open(self.purpose, bound_to.as_bytes(), sealed)
            .map_err(|error| internal(format!("{}: {error}", self.name())))
    }

    /// `table.column`.
    pub fn name(&self) -> String {
        format!("{}.{}", self.table, self.column)
    }
}

/// Seals again, with the current key, whatever another one sealed. As `app_owner`.
///
/// # Errors
/// `Database`; `Keys` if the ring is empty.
pub async fn reseal(
    owner: &PgPool,
    ring: &KeyRing,
    entropy: &dyn Entropy,
    columns: &[SealedColumn],
) -> Result<Vec<Resealed>, RotationError> {
    let mut report = Vec::new();
    for column in columns {
        let mut resealed = Resealed {
            column: column.name(),
            done: 0,
            failed: Vec::new(),
        };
        let mut after = Some(Uuid::nil());
        while let Some(from) = after {
            after = batch(owner, ring, entropy, column, from, &mut resealed).await?;
        }
        report.push(resealed);
    }
    Ok(report)
}

/// One transaction; tells from where to go on.
async fn batch(
    owner: &PgPool,
    ring: &KeyRing,
    entropy: &dyn Entropy,
    column: &SealedColumn,
    after: Uuid,
    resealed: &mut Resealed,
) -> Result<Option<Uuid>, RotationError> {
    let current = head(ring.current()?);
    let mut connection = owner.acquire().await?;
    let mut tx = Connection::begin(&mut *connection).await?;
    let SealedColumn {
        table,
        id,
        bound_to,
        column: name,
        purpose,
    } = column;
    let rows: Vec<(Uuid, Uuid, Sealed)> = sqlx::query_as(AssertSqlSafe(format!(
        "select {id}, {bound_to}, {name} from {table}
         where {id} > $1 and {name} is not null and substring({name} from 1 for 5) <> $2
         order by {id} limit {BATCH} for update"
    )))
    .bind(after)
    .bind(&current[..])
    .fetch_all(&mut *tx)
    .await?;
    let last = rows.last().map(|(id, ..)| *id);
    for (row, bound, old) in rows {
        let Ok(plaintext) = ring.open(purpose, bound.as_bytes(), &old) else {
            resealed.failed.push(row);
            continue;
        };
        let new = ring.seal(entropy, purpose, bound.as_bytes(), &plaintext)?;
        let update = format!("update {table} set {name} = $2 where {id} = $1");
        sqlx::query(AssertSqlSafe(update))
            .bind(row)
            .bind(new)
            .execute(&mut *tx)
            .await?;
        resealed.done += 1;
    }
    tx.commit().await?;
    Ok(last)
}

/// What a key is needed for. As `app_owner`.
///
/// # Errors
/// `sqlx::Error`.
pub async fn uses(
    owner: &mut PgConnection,
    columns: &[SealedColumn],
    number: u32,
) -> Result<Vec<Use>, sqlx::Error> {
    let mut found = Vec::new();
    for column in columns {
        let SealedColumn {
            table,
            column: name,
            ..
        } = column;
        let count =
            format!("select count(*) from {table} where substring({name} from 1 for 5) = $1");
        let values = sqlx::query_scalar(AssertSqlSafe(count))
            .bind(&head(number)[..])
            .fetch_one(&mut *owner)
            .await?;
        if values > 0 {
            let column = column.name();
            found.push(Use { column, values });
        }
    }
    Ok(found)
}

/// Marks a key as no longer needed, and takes it out of the file if it is in one. As `app_owner`.
///
/// # Errors
/// `InUse` if anything still needs it; `Keys` if it is the one that seals; `TooSoon` if it was until a moment ago.
pub async fn retire(
    owner: &PgPool,
    ring: &KeyRing,
    file: Option<&Path>,
    columns: &[SealedColumn],
    number: u32,
    now: OffsetDateTime,
) -> Result<(), RotationError> {
    if ring.current()? <= number {
        let problem = "is the one that seals: add another first, with kinwork keys rotate";
        return Err(KeyError::Number { number, problem }.into());
    }
    let mut connection = owner.acquire().await?;
    let mut tx = Connection::begin(&mut *connection).await?;
    // Whoever is writing a sealed value now is waited for.
    for column in columns {
        let lock = format!("lock table {} in share mode", column.table);
        sqlx::query(AssertSqlSafe(lock)).execute(&mut *tx).await?;
    }
    if !settled(&mut tx, number, now).await? {
        return Err(RotationError::TooSoon(number));
    }
    let uses = uses(&mut tx, columns, number).await?;
    if !uses.is_empty() {
        return Err(RotationError::InUse { number, uses });
    }
    // The database first: a key that is marked and still there does no harm, one that is gone and
    // not marked would stop the next start.
    sqlx::query("update sealing_key set retired_at = $2 where id = $1 and retired_at is null")
        .bind(number.cast_signed())
        .bind(now)
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    if let Some(path) = file {
        remove(path, number)?;
    }
    Ok(())
}

/// Has it had a successor for long enough?
async fn settled(
    owner: &mut PgConnection,
    number: u32,
    now: OffsetDateTime,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar(
        "select exists (select from sealing_key where id > $1 and first_used_at <= $2)",
    )
    .bind(number.cast_signed())
    .bind(now - SETTLED)
    .fetch_one(owner)
    .await
}

fn list(uses: &[Use]) -> String {
    let each = uses
        .iter()
        .map(|used| format!("{} values of {}", used.values, used.column));
    each.collect::<Vec<_>>().join(", ")
}
