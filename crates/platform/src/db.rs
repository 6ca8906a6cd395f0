//! The database as the areas see it: short transactions that say for whom they work.
//!
//! Three guards against sqlx 0.9.0 handing on a connection whose `BEGIN` was cancelled: [`Db::run`]
//! does the work in a task of its own, so that a dropped request does not drop it; the pool rolls
//! back whatever comes home; the server ends transactions that idle. `tests/cancelled_begin.rs`
//! fails when they are taken away.

use crate::events::News;
use crate::{idempotency, metrics};
use kernel::id::{OrganisationId, PersonId};
use kernel::{AppError, Result};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{Executor, PgConnection, PgPool, Postgres, Transaction};
use std::ops::{Deref, DerefMut};
use std::time::{Duration, Instant};

/// For whom a transaction works; row-level security admits what belongs to either.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Scope {
    /// The organisation whose rows may be seen and written.
    pub tenant: Option<OrganisationId>,
    /// The person whose rows may be seen and written.
    pub person: Option<PersonId>,
    /// May a suspended person write all the same? An appeal, or an end of one's own sessions, must work.
    pub even_suspended: bool,
}

impl Scope {
    /// Nobody: only what is public.
    pub const PUBLIC: Self = Self {
        tenant: None,
        person: None,
        even_suspended: false,
    };

    /// One person, for themselves.
    pub fn person(person: PersonId) -> Self {
        Self {
            tenant: None,
            person: Some(person),
            even_suspended: false,
        }
    }

    /// One person, for an organisation.
    pub fn tenant(tenant: OrganisationId, person: PersonId) -> Self {
        Self {
            tenant: Some(tenant),
            person: Some(person),
            even_suspended: false,
        }
    }

    /// The same, for the few things that the suspended may do.
    #[must_use]
    pub fn even_suspended(mut self) -> Self {
        self.even_suspended = true;
        self
    }
}

/// The pool of `app_rw` connections.
#[derive(Debug, Clone)]
pub struct Db {
    pool: PgPool,
    /// Do its transactions only read?
    reading: bool,
}

/// A transaction with its scope set.
#[derive(Debug)]
pub struct TenantTx {
    tx: Transaction<'static, Postgres>,
    /// What people are told when it commits.
    pub(crate) news: News,
}

impl Db {
    /// Opens a pool of at most `size` connections with the guards in place.
    ///
    /// # Errors
    /// If the first connection cannot be made.
    pub async fn connect(options: PgConnectOptions, size: u32) -> Result<Self, sqlx::Error> {
        let options = options.application_name("kinwork").options([
            ("idle_in_transaction_session_timeout", "10s"),
            ("statement_timeout", "30s"),
            ("lock_timeout", "5s"),
            // Queries here are short: compiling them costs more than it saves.
            ("jit", "off"),
        ]);
        let pool = PgPoolOptions::new()
            .max_connections(size)
            .acquire_timeout(Duration::from_secs(5))
            .after_release(|connection, _| {
                Box::pin(async move {
                    connection
                        .execute(
                            "set client_min_messages = error; rollback; reset client_min_messages",
                        )
                        .await?;
                    Ok(true)
                })
            })
            .connect_with(options)
            .await?;
        Ok(Self::from_pool(pool))
    }

    /// Wraps a pool made elsewhere (tests).
    pub fn from_pool(pool: PgPool) -> Self {
        Self {
            pool,
            reading: false,
        }
    }

    /// The same database, for somebody who looks and must change nothing: each transaction only reads, whatever begins it.
    #[must_use]
    pub fn reading(&self) -> Self {
        Self {
            reading: true,
            ..self.clone()
        }
    }

    /// The pool, for single reads of what everybody may see.
    pub fn pool(&self) -> &PgPool {
        &self.pool
    }

    /// Begins a transaction with its scope. Call it inside [`Db::run`]. For the suspended it only reads:
    /// a write in it is [`AppError::ReadOnly`], whichever service forgot to ask. So it does for whoever looks ([`Db::reading`]).
    ///
    /// # Errors
    /// `Internal` if the database does not answer.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that begins transactions"
    )]
    pub async fn begin(&self, scope: Scope) -> Result<TenantTx> {
        let asked = Instant::now();
        let mut tx = self.pool.begin().await.map_err(internal)?;
        metrics::db_begun(asked.elapsed());
        let text = |id: Option<uuid::Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
        sqlx::query(
            "select set_config('app.tenant_id', $1, true), set_config('app.person_id', $2, true),
                    set_config('transaction_read_only',
                               case when $4 or (not $3 and app_read_only(nullif($1, '')::uuid, nullif($2, '')::uuid)) then 'on' else 'off' end, true)",
        )
        .bind(text(scope.tenant.map(|id| id.0)))
        .bind(text(scope.person.map(|id| id.0)))
        .bind(scope.even_suspended)
        .bind(self.reading)
        .execute(&mut *tx)
        .await
        .map_err(internal)?;
        Ok(TenantTx {
            tx,
            news: News::default(),
        })
    }

    /// Does a unit of work to its end even if the caller goes away.
    ///
    /// # Errors
    /// Those of the work; `Internal` if it panicked.
    pub async fn run<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: Future<Output = Result<T>> + Send + 'static,
    {
        tokio::spawn(idempotency::carry(work))
            .await
            .map_err(internal)?
    }
}

impl TenantTx {
    /// Makes it last.
    ///
    /// # Errors
    /// `Internal`, or the error of a deferred constraint.
    pub async fn commit(mut self) -> Result<()> {
        let news = std::mem::take(&mut self.news);
        idempotency::note_effect(&mut self.tx).await?;
        news.write(&mut self.tx).await?;
        self.tx.commit().await.map_err(internal)?;
        news.announce();
        Ok(())
    }
}

impl Deref for TenantTx {
    type Target = PgConnection;
    fn deref(&self) -> &PgConnection {
        &self.tx
    }
}

impl DerefMut for TenantTx {
    fn deref_mut(&mut self) -> &mut PgConnection {
        &mut self.tx
    }
}

/// Logs the cause under a fresh incident id and tells the caller only the id.
pub fn internal(cause: impl std::fmt::Display) -> AppError {
    let incident_id = crate::system::incident_id();
    tracing::error!(%incident_id, %cause, "internal error");
    AppError::Internal { incident_id }
}

/// What PostgreSQL calls a write in a transaction that only reads.
const READ_ONLY_TRANSACTION: &str = "25006";

/// The name of the constraint a statement ran into, if it was that.
pub fn constraint(error: &sqlx::Error) -> Option<&str> {
    error.as_database_error().and_then(|e| e.constraint())
}

/// Turns a database error into the caller's: a broken `table_field_check` becomes a message at `field`,
/// a write in a transaction that only reads becomes [`AppError::ReadOnly`].
pub fn store_error(error: sqlx::Error) -> AppError {
    let code = error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code);
    if code.as_deref() == Some(READ_ONLY_TRANSACTION) {
        return AppError::ReadOnly;
    }
    let named = constraint(&error).and_then(|name| {
        let middle = name.strip_suffix("_check")?;
        let table = error.as_database_error()?.table()?;
        middle
            .strip_prefix(table)?
            .strip_prefix('_')
            .map(|field| field.trim_end_matches("_len").to_owned())
    });
    match (named, &error) {
        (Some(field), _) => AppError::invalid(&field, "This value is out of range"),
        (None, sqlx::Error::RowNotFound) => AppError::NotFound,
        _ => internal(error),
    }
}
