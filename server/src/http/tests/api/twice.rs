//! Requests that are sent twice and done once.

use super::scene::{Scene, send};
use axum::http::StatusCode;
use futures::future::join_all;
use serde_json::{Value, json};
use std::time::Duration;

const JSON: (&str, &str) = ("content-type", "application/json");
const PATH: &str = "/api/v1/organisation/jobs";

/// Sends until somebody has an answer: `409 in_flight` says to come again.
async fn until_answered(
    scene: &Scene,
    token: &str,
    key: &str,
    body: String,
) -> (StatusCode, String, bool) {
    loop {
        let headers = [JSON, ("idempotency-key", key)];
        let answer = send(
            &scene.site,
            "POST",
            PATH,
            Some(token),
            &headers,
            body.clone(),
        )
        .await;
        let (status, replayed) = (
            answer.status(),
            answer.headers().contains_key("idempotency-replayed"),
        );
        let text = crate::http::tests::body(answer).await;
        if status == StatusCode::CONFLICT && text.contains("in_flight") {
            tokio::time::sleep(Duration::from_millis(2)).await;
            continue;
        }
        return (status, text, replayed);
    }
}

async fn jobs(scene: &Scene) -> i64 {
    sqlx::query_scalar("select count(*) from job")
        .fetch_one(&scene.test.owner)
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn many_at_once_under_one_key_are_one() {
    let scene = Scene::new().await;
    let boss = scene.employer("Riverside").await;
    let token = boss.key.as_deref().unwrap();
    let keys = if platform::testing::soaking() {
        500
    } else {
        20
    };
    for key in 0..keys {
        let (name, body) = (
            format!("job-{key}"),
            json!({ "title": "The same words" }).to_string(),
        );
        let copies = (0..20).map(|_| until_answered(&scene, token, &name, body.clone()));
        let answers = join_all(copies).await;
        let (status, first, _) = &answers[0];
        assert_eq!(*status, StatusCode::CREATED, "{first}");
        assert!(
            answers
                .iter()
                .all(|(status, text, _)| (*status, text) == (StatusCode::CREATED, first))
        );
        let made = answers.iter().filter(|(_, _, replayed)| !replayed).count();
        assert_eq!(made, 1, "one was done, the others were told of it");
    }
    assert_eq!(jobs(&scene).await, keys);
}

#[tokio::test]
async fn a_key_is_for_one_request_of_one_sender() {
    let scene = Scene::new().await;
    let (boss, rival) = (
        scene.employer("Riverside").await,
        scene.employer("Rival").await,
    );
    let key = boss.key.as_deref().unwrap();
    let send = async |token: &str, title: &str| {
        let body = json!({ "title": title }).to_string();
        until_answered(&scene, token, "a key", body).await
    };
    let (status, first, _) = send(key, "Cook").await;
    assert_eq!(status, StatusCode::CREATED);
    assert_eq!(send(key, "Cook").await, (StatusCode::CREATED, first, true));
    let (status, problem, _) = send(key, "Baker").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(problem.contains("Idempotency-Key"), "{problem}");
    // What there is no such method for is that, whatever key comes with it.
    let used = [("idempotency-key", "a key")];
    let answer = scene.send("PUT", PATH, Some(key), &used, "").await;
    assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED);
    // Whoever else has the same key has another one.
    for token in [boss.token.as_str(), rival.key.as_deref().unwrap()] {
        let (status, _, replayed) = send(token, "Cook").await;
        assert_eq!((status, replayed), (StatusCode::CREATED, false));
    }
    assert_eq!(jobs(&scene).await, 3);
}

#[tokio::test]
async fn a_refusal_that_changed_nothing_is_not_kept() {
    let scene = Scene::new().await;
    let boss = scene.employer("Riverside").await;
    let token = boss.key.as_deref().unwrap();
    let send = async |body: Value| until_answered(&scene, token, "k", body.to_string()).await.0;
    assert_eq!(
        send(json!({ "title": "" })).await,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(send(json!({ "title": "Cook" })).await, StatusCode::CREATED);
    for wrong in ["", "a\tb", &"x".repeat(256)] {
        let headers = [JSON, ("idempotency-key", wrong)];
        let answer = scene.send("POST", PATH, Some(token), &headers, "{}").await;
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    assert_eq!(jobs(&scene).await, 1);
}

/// Whoever goes away while it is done finds the answer when they come back.
#[tokio::test(flavor = "multi_thread")]
async fn it_is_done_to_its_end_though_the_client_goes_away() {
    let scene = Scene::new().await;
    let boss = scene.employer("Riverside").await;
    let token = boss.key.clone().unwrap();
    for turn in 0..20 {
        let key = format!("turn-{turn}");
        let body = json!({ "title": format!("Cook {turn}") }).to_string();
        let (site, sent, bearer, name) =
            (scene.site.clone(), body.clone(), token.clone(), key.clone());
        let client = tokio::spawn(async move {
            let headers = [JSON, ("idempotency-key", name.as_str())];
            send(&site, "POST", PATH, Some(&bearer), &headers, sent)
                .await
                .status()
        });
        for _ in 0..turn {
            tokio::task::yield_now().await;
        }
        client.abort();
        let _ = client.await;
        let (status, ..) = until_answered(&scene, &token, &key, body).await;
        assert_eq!(status, StatusCode::CREATED);
    }
    assert_eq!(jobs(&scene).await, 20);
}
