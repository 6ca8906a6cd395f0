//! The server refuses to start where row-level security would not hold.
#![cfg(feature = "testing")]
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use platform::postgres::{CheckError, self_check};
use platform::testing::TestDb;
use sqlx::{AssertSqlSafe, Executor, PgPool};

/// A table that is guarded as it should be.
const GUARDED: &str = "create table extra (tenant_id uuid, person_id uuid);
    create policy extra_all on extra to app_rw using (false);
    alter table extra enable row level security, force row level security;";

async fn pool(test: &TestDb, role: &str) -> PgPool {
    PgPool::connect_with(test.login(role)).await.unwrap()
}

/// The message after a change by the owner of the tables.
async fn after(change: &str) -> String {
    let test = TestDb::new().await;
    test.owner.execute(GUARDED).await.unwrap();
    self_check(&test.rw).await.unwrap();
    test.owner.execute(AssertSqlSafe(change)).await.unwrap();
    let error = self_check(&test.rw).await.unwrap_err();
    assert!(
        matches!(&error, CheckError::Unguarded { tables } if tables == &["extra"]),
        "{error}"
    );
    error.to_string()
}

#[tokio::test]
async fn the_schema_as_it_is_passes() {
    let test = TestDb::new().await;
    self_check(&test.rw).await.unwrap();
}

#[tokio::test]
async fn logins_that_no_policy_binds_are_refused() {
    let test = TestDb::new().await;
    let superuser = self_check(&pool(&test, "postgres").await)
        .await
        .unwrap_err();
    assert!(
        matches!(superuser, CheckError::Superuser { .. }),
        "{superuser}"
    );
    let bypass = self_check(&pool(&test, "app_backup").await)
        .await
        .unwrap_err();
    assert!(matches!(bypass, CheckError::BypassRls { .. }), "{bypass}");
    let owner = self_check(&test.owner).await.unwrap_err();
    assert!(matches!(owner, CheckError::Owner { .. }), "{owner}");
}

#[tokio::test]
async fn a_superuser_in_disguise_is_refused() {
    let test = TestDb::new().await;
    let disguised = PgPool::connect_with(test.login("postgres").options([("role", "app_rw")]))
        .await
        .unwrap();
    let error = self_check(&disguised).await.unwrap_err();
    assert!(matches!(error, CheckError::Superuser { .. }), "{error}");
}

#[tokio::test]
async fn one_table_that_is_not_guarded_is_enough() {
    after("alter table extra no force row level security").await;
    after("alter table extra disable row level security").await;
    after("drop policy extra_all on extra").await;
    after("alter table extra drop column tenant_id, no force row level security").await;
}

#[tokio::test]
async fn a_login_that_could_become_the_owner_is_refused() {
    let test = TestDb::new().await;
    let table = "create table mine (); alter table mine owner to app_rw";
    pool(&test, "postgres").await.execute(table).await.unwrap();
    let error = self_check(&test.rw).await.unwrap_err();
    assert!(
        matches!(&error, CheckError::Owner { owned, .. } if owned == &["table mine"]),
        "{error}"
    );
}
