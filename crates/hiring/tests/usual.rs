//! What is usual in an occupation: learned as the owner, used by everybody, kept with every score.
#![cfg(feature = "ssr")]
#![expect(clippy::unwrap_used, reason = "a test may panic")]

#[expect(dead_code, reason = "other tests use the rest of it")]
mod scene;

use hiring::matches::service::{self, Learned};
use hiring::matches::{install, refresh};
use identity::Actor;
use kernel::clock::FixedClock;
use kernel::id::{JobId, MatchId, PersonId};
use platform::system::SystemEntropy;
use platform::{Db, Services};
use scene::Scene;
use std::sync::Arc;
use time::macros::datetime;

/// The place of education among the parts.
const EDUCATION: usize = 4;

/// Services as the loader and the command line have them.
async fn owner_services(scene: &Scene) -> Services {
    let services = Services::new(
        Db::from_pool(scene.test.owner.clone()),
        Arc::new(FixedClock(datetime!(2026-11-21 12:00 UTC))),
        Arc::new(SystemEntropy),
        "http://localhost",
    );
    install(services).await.unwrap()
}

async fn run(scene: &Scene, sql: &'static str, id: uuid::Uuid) {
    sqlx::query(sql)
        .bind(id)
        .execute(&scene.test.owner)
        .await
        .unwrap();
}

/// An open job of an occupation that asks for a degree.
async fn job(scene: &Scene, of: &Actor) -> JobId {
    let job = scene.job(of, 1).await;
    run(
        scene,
        "update job set education_level = 6 where id = $1",
        job.0,
    )
    .await;
    job
}

/// Thirty who have done such work, half of them in another occupation of the group: two thirds have the degree.
async fn thirty(scene: &Scene) {
    for number in 0..30 {
        let person = scene.person("Someone", &[1]).await;
        let level = if number % 3 == 0 { 4 } else { 6 };
        sqlx::query("insert into education (id, person_id, institution, qualification, level) values ($1, $1, 'x', 'x', $2)")
            .bind(person.person)
            .bind(level)
            .execute(&scene.test.owner)
            .await
            .unwrap();
        sqlx::query("insert into experience (id, person_id, title, occupation_id, started_on) values ($1, $1, 'x', $2, '2020-01-01')")
            .bind(person.person)
            .bind(1 + number % 2)
            .execute(&scene.test.owner)
            .await
            .unwrap();
    }
}

/// What the employer is shown of a person's education: what is usual, what enters the sum; and the score.
async fn shown(scene: &Scene, employer: &Actor, job: JobId, person: PersonId) -> [i32; 3] {
    let fit = service::panel(&scene.services, employer, job, person)
        .await
        .unwrap()
        .fit;
    let part = &fit.parts[EDUCATION];
    [part.prior, part.blended, fit.kfn.0]
}

#[tokio::test]
async fn what_is_usual_is_learned_once_used_by_all_and_replays() {
    let scene = Scene::new().await;
    let employer = scene.employer("Riverside Logistics").await;
    let job = job(&scene, &employer).await;
    thirty(&scene).await;
    let silent = scene.person("Silent", &[1]).await;
    let [usual, counted, before] = shown(&scene, &employer, job, silent.person).await;
    assert_eq!([usual, counted], [5_000, 5_000]);

    let owner = owner_services(&scene).await;
    let learned = service::learn(&owner).await.unwrap();
    assert_eq!(
        learned,
        Learned {
            jobs: 1,
            scores: 30,
            occupations: 1,
            version: Some(1)
        }
    );
    // A running server goes on as it was until it looks.
    assert_eq!(
        shown(&scene, &employer, job, silent.person).await,
        [5_000, 5_000, before]
    );
    refresh(&scene.services).await.unwrap();
    let [usual, counted, after] = shown(&scene, &employer, job, silent.person).await;
    assert_eq!([usual, counted], [10_000, 10_000]);
    assert!(after > before);
    // So does one that starts.
    let fresh = owner_services(&scene).await;
    let own = service::own_match(&fresh, &silent, job).await.unwrap();
    assert_eq!(own.fit.kfn.0, after);

    // Scores of before and of now are kept, and both replay.
    let kept: Vec<(MatchId, i32)> = sqlx::query_as("select id, fit from match_score order by fit")
        .fetch_all(&scene.test.owner)
        .await
        .unwrap();
    let fits: Vec<i32> = kept.iter().map(|(_, fit)| *fit).collect();
    assert_eq!(fits, [before, after]);
    for (id, fit) in kept {
        let replayed = service::replay(&scene.test.owner, id).await;
        assert_eq!(replayed, Ok((fit, fit)));
    }

    // From the same it learns the same, and keeps nothing.
    let again = service::learn(&owner).await.unwrap();
    assert_eq!((again.scores, again.version), (30, None));
}

#[tokio::test]
async fn a_job_without_an_occupation_takes_what_is_usual_in_all_and_replays() {
    let scene = Scene::new().await;
    let employer = scene.employer("Riverside Logistics").await;
    job(&scene, &employer).await;
    let other = job(&scene, &employer).await;
    run(
        &scene,
        "update job set occupation_id = null where id = $1",
        other.0,
    )
    .await;
    thirty(&scene).await;
    let silent = scene.person("Silent", &[1]).await;
    let learned = service::learn(&owner_services(&scene).await).await.unwrap();
    assert_eq!((learned.jobs, learned.scores), (1, 30));
    refresh(&scene.services).await.unwrap();
    let [usual, _, kfn] = shown(&scene, &employer, other, silent.person).await;
    assert_eq!(usual, 10_000);
    let id: MatchId = sqlx::query_scalar("select id from match_score")
        .fetch_one(&scene.test.owner)
        .await
        .unwrap();
    let replayed = service::replay(&scene.test.owner, id).await;
    assert_eq!(replayed, Ok((kfn, kfn)));
}

#[tokio::test]
async fn too_few_make_nothing_usual_and_the_server_may_only_read_it() {
    let scene = Scene::new().await;
    let employer = scene.employer("Riverside Logistics").await;
    job(&scene, &employer).await;
    scene.person("Someone", &[1]).await;
    let learned = service::learn(&owner_services(&scene).await).await.unwrap();
    assert_eq!((learned.occupations, learned.version), (0, None));
    let insert = "insert into match_prior_version (formula, jobs, scores, learned_at) values ('x', 1, 1, now())";
    let refused = sqlx::query(insert)
        .execute(scene.services.db.pool())
        .await
        .unwrap_err();
    assert_eq!(
        refused.as_database_error().unwrap().code().as_deref(),
        Some("42501")
    );
}
