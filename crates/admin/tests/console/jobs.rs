//! What operators do with work that failed for good.

use super::scene::{Scene, act, conflict};
use admin::StaffRole;
use admin::queue::model::{Filter, JobState};
use admin::queue::service::{self, one, overview, retry_all};
use admin::staff::service::Console;
use kernel::AppError;
use kernel::Clock as _;
use kernel::id::QueuedJobId;

async fn job(scene: &Scene, kind: &str, key: Option<&str>, state: &str) -> QueuedJobId {
    let (id, now) = (scene.services.new_id::<QueuedJobId>(), scene.clock.now());
    sqlx::query("insert into queue_job (id, kind, key, payload, state, run_at, attempts, max_attempts, last_error, created_at, finished_at)
                 values ($1, $2, $3, '{}', $4, $5, 12, 12, 'no answer', $5, case when $4 in ('DEAD', 'DONE') then $5 end)")
        .bind(id)
        .bind(kind)
        .bind(key)
        .bind(state)
        .bind(now)
        .execute(&scene.test.owner)
        .await
        .unwrap();
    id
}

async fn listed(console: &Console, state: JobState, kind: &str) -> Vec<QueuedJobId> {
    let filter = Filter {
        state,
        kind: kind.into(),
        after: String::new(),
    };
    let seen = overview(console, &filter).await.unwrap();
    let mut ids: Vec<_> = seen.jobs.items.into_iter().map(|job| job.id).collect();
    ids.sort();
    ids
}

#[tokio::test]
async fn a_dead_letter_is_retried_or_discarded_once_with_a_reason() {
    let scene = Scene::new().await;
    let console = scene.console("Max Dietz", StaffRole::Operations).await;
    let (a, b) = (
        job(&scene, "mail.deliver", None, "DEAD").await,
        job(&scene, "mail.deliver", None, "DEAD").await,
    );
    let done = job(&scene, "mail.deliver", None, "DONE").await;
    assert_eq!(
        listed(&console, JobState::Dead, "").await,
        [a.min(b), a.max(b)]
    );
    assert_eq!(
        listed(&console, JobState::Done, "mail.deliver").await,
        [done]
    );
    assert!(listed(&console, JobState::Dead, "other").await.is_empty());

    service::act(&console, &act(&a, "RETRY")).await.unwrap();
    let seen = one(&console, a).await.unwrap();
    assert_eq!((seen.state.as_str(), seen.attempts), ("READY", 0));
    assert_eq!(
        conflict(service::act(&console, &act(&a, "RETRY")).await),
        "illegal_transition"
    );
    assert_eq!(
        conflict(service::act(&console, &act(&done, "DISCARD")).await),
        "illegal_transition"
    );
    service::act(&console, &act(&b, "DISCARD")).await.unwrap();
    assert_eq!(one(&console, b).await, Err(AppError::NotFound));
    assert_eq!(scene.noted(a.0).await, ["jobs.retry"]);
    assert_eq!(scene.noted(b.0).await, ["jobs.discard"]);
}

#[tokio::test]
async fn retrying_all_leaves_what_a_live_job_does_already() {
    let scene = Scene::new().await;
    let console = scene.console("Max Dietz", StaffRole::Operations).await;
    job(&scene, "hiring.rescore", Some("k"), "READY").await;
    let covered = job(&scene, "hiring.rescore", Some("k"), "DEAD").await;
    // Two of the same work: one of them is enough.
    job(&scene, "hiring.rescore", Some("l"), "DEAD").await;
    job(&scene, "hiring.rescore", Some("l"), "DEAD").await;
    let other = job(&scene, "mail.deliver", None, "DEAD").await;
    assert_eq!(
        conflict(service::act(&console, &act(&covered, "RETRY")).await),
        "job_lives"
    );
    assert_eq!(
        retry_all(&console, &act(&"hiring.rescore", "RETRY")).await,
        Ok(1)
    );
    assert_eq!(
        listed(&console, JobState::Dead, "hiring.rescore")
            .await
            .len(),
        2
    );
    assert_eq!(
        listed(&console, JobState::Dead, "mail.deliver").await,
        [other]
    );
    assert_eq!(retry_all(&console, &act(&"", "RETRY")).await, Ok(1));
    assert!(matches!(
        retry_all(&console, &act(&"", "DISCARD")).await,
        Err(AppError::Invalid(_))
    ));
}
