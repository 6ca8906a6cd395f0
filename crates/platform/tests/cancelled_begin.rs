//! A request may be dropped at any await. Whatever it was doing, the next one must find a clean
//! connection: no open transaction, no scope of somebody else, no write that is silently lost.
#![cfg(feature = "testing")]
#![expect(
    clippy::unwrap_used,
    reason = "a test may stop at what it did not expect"
)]

use kernel::id::{OrganisationId, PersonId};
use platform::testing::{TestDb, size};
use platform::{Db, Scope};
use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use uuid::Uuid;

const ROUNDS: usize = 20_000;

/// Begins a unit of work and drops it after a moment, like a request whose client went away. What it wrote, if
/// it lived to be told so.
async fn abort_one(db: &Db, guarded: bool, after: Duration) -> Option<kernel::Result<Uuid>> {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let id = Uuid::from_u128(NEXT.fetch_add(1, Ordering::Relaxed).into());
    let inner = db.clone();
    let work = async move {
        let scope = Scope::tenant(
            OrganisationId(Uuid::from_u128(7)),
            PersonId(Uuid::from_u128(7)),
        );
        let mut tx = inner.begin(scope).await?;
        sqlx::query("insert into form_draft (id, path, fields, errors, created_at) values ($1, '/', '{}', '{}', now())")
            .bind(id)
            .execute(&mut *tx)
            .await
            .map_err(platform::db::store_error)?;
        tx.commit().await?;
        Ok(id)
    };
    let outer = db.clone();
    let task = tokio::spawn(async move {
        if guarded {
            outer.run(work).await
        } else {
            work.await
        }
    });
    // The runtime's timer is too coarse: a round trip takes a fraction of a millisecond.
    let begun = Instant::now();
    while begun.elapsed() < after {
        std::hint::spin_loop();
    }
    task.abort();
    task.await.ok()
}

/// Is the pool's only connection inside a transaction, or does it still carry a scope?
async fn dirty(pool: &PgPool) -> bool {
    let mut connection = pool.acquire().await.unwrap();
    let scope: Option<String> =
        sqlx::query_scalar("select nullif(current_setting('app.tenant_id', true), '')")
            .fetch_one(&mut *connection)
            .await
            .unwrap();
    // Inside one transaction now() stands still.
    let mut now = async || -> time::OffsetDateTime {
        sqlx::query_scalar("select now()")
            .fetch_one(&mut *connection)
            .await
            .unwrap()
    };
    let (first, second) = (now().await, now().await);
    scope.is_some() || first == second
}

/// How often the next one found a connection that was not clean; and what was acknowledged.
async fn found_dirty(db: &Db, guarded: bool) -> (usize, Vec<Uuid>) {
    let (mut found, mut acknowledged) = (0, Vec::new());
    for round in 0..size(ROUNDS) as u64 {
        let after = Duration::from_micros(round * 7 % 3_000);
        let told = abort_one(db, guarded, after).await;
        if dirty(db.pool()).await {
            found += 1;
            if !guarded {
                break;
            }
        }
        if guarded {
            // Whoever was not dropped was served: nobody met the transaction of somebody else.
            acknowledged.extend(told.transpose().unwrap());
        }
    }
    (found, acknowledged)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_aborted_request_leaves_a_clean_connection() {
    let test = TestDb::new().await;
    let db = Db::connect(test.rw_options(), 1).await.unwrap();
    let (dirty, acknowledged) = found_dirty(&db, true).await;
    assert_eq!(dirty, 0);
    let kept: Vec<Uuid> = sqlx::query_scalar("select id from form_draft where id = any($1)")
        .bind(&acknowledged)
        .fetch_all(&test.owner)
        .await
        .unwrap();
    println!("{} of {} lived to be told", kept.len(), size(ROUNDS));
    assert!(!kept.is_empty());
    assert_eq!(kept.len(), acknowledged.len(), "acknowledged and lost");
}

/// The guards are what does it: a bare pool, dropped on the same way, hands on what is not clean.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_guards_it_does_not() {
    let test = TestDb::new().await;
    let pool = PgPoolOptions::new()
        .max_connections(1)
        .connect_with(test.rw_options())
        .await
        .unwrap();
    assert!(
        found_dirty(&Db::from_pool(pool), false).await.0 > 0,
        "the bare pool stayed clean: if sqlx is fixed, the guards can go"
    );
}

#[tokio::test]
async fn a_scope_ends_with_its_transaction() {
    let test = TestDb::new().await;
    let db = Db::connect(test.rw_options(), 1).await.unwrap();
    let tx = db
        .begin(Scope::person(PersonId(Uuid::from_u128(1))))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let left: Option<String> =
        sqlx::query_scalar("select nullif(current_setting('app.person_id', true), '')")
            .fetch_one(db.pool())
            .await
            .unwrap();
    assert_eq!(left, None);
}
