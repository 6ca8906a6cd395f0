//! What every other database test stands on.
#![cfg(feature = "testing")]

use platform::testing::TestDb;

#[tokio::test]
async fn each_test_has_a_migrated_database_of_its_own() {
    let (one, other) = (TestDb::new().await, TestDb::new().await);
    let insert = "insert into form_draft (id, path, fields, errors, created_at) values (gen_random_uuid(), '/', '{}', '{}', now())";
    sqlx::query(insert).execute(&one.rw).await.unwrap();
    let count = "select count(*) from form_draft";
    assert_eq!(
        sqlx::query_scalar::<_, i64>(count)
            .fetch_one(&one.rw)
            .await
            .unwrap(),
        1
    );
    assert_eq!(
        sqlx::query_scalar::<_, i64>(count)
            .fetch_one(&other.rw)
            .await
            .unwrap(),
        0
    );
}

#[tokio::test]
async fn its_pools_log_in_as_the_roles_of_the_product() {
    let test = TestDb::new().await;
    let who = "select current_user::text";
    assert_eq!(
        sqlx::query_scalar::<_, String>(who)
            .fetch_one(&test.rw)
            .await
            .unwrap(),
        "app_rw"
    );
    assert_eq!(
        sqlx::query_scalar::<_, String>(who)
            .fetch_one(&test.owner)
            .await
            .unwrap(),
        "app_owner"
    );
    // Not even a temporary table: what migrations do not grant, app_rw does not have.
    assert!(
        sqlx::query("create temporary table t ()")
            .execute(&test.rw)
            .await
            .is_err()
    );
    assert!(
        sqlx::query("create table t ()")
            .execute(&test.rw)
            .await
            .is_err()
    );
}

#[tokio::test]
async fn it_is_dropped_at_the_end() {
    let other = TestDb::new().await;
    let test = TestDb::new().await;
    let name: String = sqlx::query_scalar("select current_database()::text")
        .fetch_one(&test.rw)
        .await
        .unwrap();
    drop(test);
    let there: bool =
        sqlx::query_scalar("select exists (select from pg_database where datname = $1)")
            .bind(name)
            .fetch_one(&other.rw)
            .await
            .unwrap();
    assert!(!there);
}
