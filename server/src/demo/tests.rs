//! A small world on a real database.

use super::{Size, load};
use platform::testing::TestDb;
use sqlx::PgPool;
use time::macros::datetime;

async fn count(pool: &PgPool, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(pool).await.unwrap()
}

#[tokio::test]
async fn a_world_is_whole_and_loads_once() {
    let test = TestDb::new().await;
    taxonomy::load::load(&test.owner, None).await.unwrap();
    let size = Size {
        people: 300,
        jobs: 30,
        seed: 7,
    };
    let now = datetime!(2026-11-21 12:00 UTC);
    let done = load(&test.owner, size, now).await.unwrap();
    assert!(done.starts_with("Loaded 300 people and 30 jobs"), "{done}");
    // New people are at their first version, and every later change counts: the triggers are back.
    let later = "select count(*) from person p join account a on a.id = p.id where p.version > 1 and a.email like '%@people.example'";
    assert_eq!(count(&test.owner, later).await, 0);
    sqlx::query("update person_skill set level = 1 where person_id in (select person_id from person_skill limit 1)")
        .execute(&test.owner)
        .await
        .unwrap();
    sqlx::query("insert into education (id, person_id, institution, qualification, level) select id, id, 'x', 'x', 3 from person where version = 1 limit 1")
        .execute(&test.owner)
        .await
        .unwrap();
    assert_eq!(count(&test.owner, later).await, 2);
    // Every application has its score, made with what was learned.
    let unscored = "select count(*) from application where fit_at_apply is null";
    assert_eq!(count(&test.owner, unscored).await, 0);
    assert!(count(&test.owner, "select count(*) from match_prior").await > 0);
    let learned = "select count(*) from match_score where inputs -> 'priors' <> '[5000, 5000, 5000, 5000, 5000, 5000]'";
    assert!(count(&test.owner, learned).await > 0);

    let again = load(&test.owner, size, now).await.unwrap();
    assert_eq!(again, "The demo data is there already.");
}
