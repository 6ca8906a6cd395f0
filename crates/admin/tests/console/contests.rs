//! Contests that staff answer, and those that they do not.

use super::scene::{REFUSED, Scene, act, conflict, count, refusal};
use admin::StaffRole;
use admin::contests::service;
use admin::staff::model::Permission;
use identity::Actor;
use kernel::AppError;
use sqlx::postgres::PgPoolOptions;
use uuid::Uuid;

/// Contests about one job: by whom, and who answers.
async fn contested(scene: &Scene, by: &Actor, answerer: &str) -> Uuid {
    let id = scene.services.new_id::<kernel::id::EntryId>().0;
    for sql in [
        "insert into person (id, name, created_at, updated_at) values ($1, 'x', now(), now()) on conflict do nothing",
        "insert into organisation (id, slug, name, created_by, created_at) values ($1, replace($1::uuid::text, '-', ''), 'Riverside', $1, now()) on conflict do nothing",
        "insert into job (id, tenant_id, request_key, status, title, created_by, created_at, updated_at, published_at)
         values ($1, $1, $1, 'ACTIVE', 'Porter', $1, now(), now(), now()) on conflict do nothing",
        "insert into match_score (id, tenant_id, job_id, person_id, formula, inputs_sha256, inputs, fit, created_at)
         values ($1, $1, $1, $1, '1', sha256('m'), '{}', 500000, now()) on conflict do nothing",
    ] {
        sqlx::query(sql).bind(by.person).execute(&scene.test.owner).await.unwrap();
    }
    sqlx::query(
        "insert into contest (id, tenant_id, job_id, person_id, score_id, input, shown, answerer, wrong, created_at)
         values ($1, $2, $2, $2, $2, 'rarity:' || (random() * 1000000)::int, 'How rare it is: 1', $3, 'It is rarer', now())",
    )
    .bind(id)
    .bind(by.person)
    .bind(answerer)
    .execute(&scene.test.owner)
    .await
    .unwrap();
    id
}

#[tokio::test]
async fn staff_answer_what_is_the_platforms_and_the_person_is_told() {
    let scene = Scene::new().await;
    let jane = scene.person("Jane Mensah").await;
    let console = scene.console("Sam Adeyemi", StaffRole::Support).await;
    let ours = contested(&scene, &jane, "PLATFORM").await;
    let theirs = contested(&scene, &jane, "ORGANISATION").await;
    let waiting = service::waiting(&console, "").await.unwrap();
    let ids: Vec<Uuid> = waiting.items.iter().map(|one| one.id).collect();
    assert_eq!(ids, [ours]);
    let not_ours = service::answer(&console, &act(&theirs, "ACCEPTED")).await;
    assert_eq!(not_ours, Err(AppError::NotFound));
    service::answer(&console, &act(&ours, "DECLINED"))
        .await
        .unwrap();
    let state = scene
        .text(
            "select state || ' ' || answer from contest where id = $1",
            ours,
        )
        .await;
    assert_eq!(state, "DECLINED Spam in forty messages");
    let work = "select count(*)::text from queue_job where kind = 'contests.answered' and payload ->> 'contest' = $1::text";
    assert_eq!(scene.text(work, ours).await, "1");
    assert_eq!(scene.noted(ours).await, ["contest.answered"]);
    let again = service::answer(&console, &act(&ours, "ACCEPTED")).await;
    assert_eq!(conflict(again), "illegal_transition");
    assert!(
        service::waiting(&console, "")
            .await
            .unwrap()
            .items
            .is_empty()
    );
}

#[tokio::test]
async fn nobody_of_the_staff_answers_their_own_and_nobody_else_answers_at_all() {
    let scene = Scene::new().await;
    let sam = scene.staff("Sam Adeyemi", StaffRole::Owner).await;
    let runs = scene.staff("Olu Bello", StaffRole::Operations).await;
    let jane = scene.person("Jane Mensah").await;
    let own = contested(&scene, &sam, "PLATFORM").await;
    let console = scene.enter(&sam, Permission::AnswerContests).await.unwrap();
    let done = service::answer(&console, &act(&own, "ACCEPTED")).await;
    assert_eq!(conflict(done), "oneself");
    let entered = scene.enter(&runs, Permission::AnswerContests).await;
    assert_eq!(entered.err(), Some(AppError::Forbidden));
    let entered = scene.enter(&jane, Permission::AnswerContests).await;
    assert_eq!(entered.err(), Some(AppError::NotFound));
    let pool = PgPoolOptions::new()
        .max_connections(2)
        .connect_lazy_with(scene.test.login("app_admin"));
    // The login alone opens nothing, and staff see no more than they need.
    assert_eq!(
        count(&pool, jane.person, "select count(id) from contest").await,
        0
    );
    let words = "update contest set wrong = 'x'";
    assert_eq!(
        refusal(&pool, sam.person, words).await.as_deref(),
        Some(REFUSED)
    );
    let whose = "select score_id from contest";
    assert_eq!(
        refusal(&pool, sam.person, whose).await.as_deref(),
        Some(REFUSED)
    );
}
