//! A request may be dropped at any await. Whatever it was doing, the next one must find a clean
//! connection: no open transaction, no scope of somebody else, no write that is silently lost.
#![cfg(feature = "testing")]

use kernel::id::{OrganisationId, PersonId};
use platform::testing::TestDb;
use platform::{Db, Scope};
use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;
use std::time::Duration;
use uuid::Uuid;

/// Aborts many units of work at odd moments on a pool of two.
async fn abort_many(db: &Db, guarded: bool) {
    for round in 0..400u64 {
        let inner = db.clone();
        let work = async move {
            let mut tx = inner.begin(Scope::tenant(OrganisationId(Uuid::from_u128(7)), PersonId(Uuid::from_u128(7)))).await?;
            sqlx::query("insert into form_draft (id, path, fields, errors, created_at) values (gen_random_uuid(), '/', '{}', '{}', now())")
                .execute(&mut *tx)
                .await
                .map_err(platform::db::store_error)?;
            tx.commit().await
        };
        let outer = db.clone();
        let task = tokio::spawn(async move { if guarded { outer.run(work).await } else { work.await } });
        tokio::time::sleep(Duration::from_micros(round * 7 % 1500)).await;
        task.abort();
        let _ = task.await;
    }
}

/// Connections in the pool that are inside a transaction or still carry a scope.
async fn dirty(pool: &PgPool) -> usize {
    let mut held = Vec::new();
    let mut dirty = 0;
    for _ in 0..2 {
        let mut connection = pool.acquire().await.unwrap();
        let scope: Option<String> =
            sqlx::query_scalar("select nullif(current_setting('app.tenant_id', true), '')").fetch_one(&mut *connection).await.unwrap();
        // Inside one transaction now() stands still.
        let first: time::OffsetDateTime = sqlx::query_scalar("select now()").fetch_one(&mut *connection).await.unwrap();
        let second: time::OffsetDateTime = sqlx::query_scalar("select now()").fetch_one(&mut *connection).await.unwrap();
        dirty += usize::from(scope.is_some() || first == second);
        held.push(connection);
    }
    dirty
}

#[tokio::test(flavor = "multi_thread")]
async fn an_aborted_request_leaves_a_clean_connection() {
    let test = TestDb::new().await;
    let db = Db::connect(test.rw_options(), 2).await.unwrap();
    abort_many(&db, true).await;
    assert_eq!(dirty(db.pool()).await, 0);
}

/// The guards together are what does it: a bare pool, aborted the same way, hands on what is not clean.
#[tokio::test(flavor = "multi_thread")]
async fn without_the_guards_it_does_not() {
    let test = TestDb::new().await;
    let mut seen = 0;
    for _ in 0..20 {
        let pool = PgPoolOptions::new().max_connections(2).connect_with(test.rw_options()).await.unwrap();
        let db = Db::from_pool(pool);
        abort_many(&db, false).await;
        seen += dirty(db.pool()).await;
        db.pool().close().await;
        if seen > 0 {
            return;
        }
    }
    panic!("the bare pool stayed clean: if sqlx is fixed, the guards can go");
}

#[tokio::test]
async fn a_scope_ends_with_its_transaction() {
    let test = TestDb::new().await;
    let db = Db::connect(test.rw_options(), 1).await.unwrap();
    let tx = db.begin(Scope::person(PersonId(Uuid::from_u128(1)))).await.unwrap();
    tx.commit().await.unwrap();
    let left: Option<String> =
        sqlx::query_scalar("select nullif(current_setting('app.person_id', true), '')").fetch_one(db.pool()).await.unwrap();
    assert_eq!(left, None);
}
