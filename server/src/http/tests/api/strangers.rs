//! Every endpoint, asked by everybody, for what is not theirs.

use super::scene::{Party, Scene, ask, send};
use super::{described, operations};
use axum::http::StatusCode;
use serde_json::{Value, json};

/// What the other organisation and the person who applied there keep to themselves.
const CANARY: &str = "canary-4f1d";

/// Ids of what is not theirs.
struct Foreign {
    /// Never published.
    draft: String,
    /// Everybody may read it under `/jobs`, and nobody else may do anything with it.
    published: String,
    application: String,
    person: String,
    entry: String,
}

async fn foreign(scene: &Scene) -> Foreign {
    let boss = scene.employer("Otherplace").await;
    let key = boss.key.as_deref();
    let id = |made: &Value| made["id"].as_str().unwrap().to_owned();
    let job = json!({ "title": format!("Job {CANARY}"), "mode": "REMOTE", "description": "Work." });
    let (_, draft) = ask(
        &scene.site,
        "POST",
        "/api/v1/organisation/jobs",
        key,
        Some(job),
    )
    .await;
    let open = json!({
        "title": "Open to all", "description": "Work.", "mode": "REMOTE", "pay": { "kind": "UNPAID" },
    });
    let (_, open) = ask(
        &scene.site,
        "POST",
        "/api/v1/organisation/jobs",
        key,
        Some(open),
    )
    .await;
    let path = format!("/api/v1/organisation/jobs/{}/publish", id(&open));
    let version = json!({ "version": open["version"] });
    let (status, problem) = ask(&scene.site, "POST", &path, key, Some(version)).await;
    assert_eq!(status, StatusCode::OK, "{problem}");
    let worker = scene.worker("Hidden").await;
    sqlx::query("update person set discoverable = false, headline = $2 where id = $1")
        .bind(worker.actor.person)
        .bind(CANARY)
        .execute(&scene.test.owner)
        .await
        .unwrap();
    let token = Some(worker.token.as_str());
    let line = json!({ "title": CANARY, "started": "2021-03" });
    let (_, profile) = ask(
        &scene.site,
        "POST",
        "/api/v1/me/experience",
        token,
        Some(line),
    )
    .await;
    let note = json!({ "job_id": id(&open), "note": CANARY });
    let (_, told) = ask(
        &scene.site,
        "POST",
        "/api/v1/me/applications",
        token,
        Some(note),
    )
    .await;
    Foreign {
        draft: id(&draft),
        published: id(&open),
        application: id(&told["application"]),
        person: worker.actor.person.to_string(),
        entry: id(&profile["experience"][0]),
    }
}

/// A body that gets past the reading of it. An endpoint that is missing here is new: say what is sent to it.
fn body(path: &str) -> Value {
    let last = path.rsplit('/').next().unwrap();
    match last {
        "publish" => json!({ "version": 1 }),
        "close" => json!({}),
        "withdraw" | "accept" => json!({ "reason": "x" }),
        "decide" => json!({ "version": 1, "to": "REJECTED", "reason": "x" }),
        "{id}" if path.ends_with("/jobs/{id}") => json!({ "version": 1, "title": "Taken over" }),
        _ => panic!("what is sent to {path}?"),
    }
}

#[tokio::test]
async fn nobody_reaches_what_is_not_theirs() {
    let scene = Scene::new().await;
    let foreign = foreign(&scene).await;
    let (rival, stranger) = (scene.employer("Rival").await, scene.worker("Ama").await);
    let key = |party: &Party| party.key.clone();
    let callers = [
        ("nobody", None),
        ("a person", Some(stranger.token.clone())),
        (
            "the owner of another organisation",
            Some(rival.token.clone()),
        ),
        ("the key of another organisation", key(&rival)),
    ];
    let numbers = ["/api/v1/skills/{id}", "/api/v1/occupations/{id}/skills"];
    let mut probes = 0;
    for (method, path, _) in operations(&described(&scene.site).await) {
        if !path.contains("{id}") || numbers.contains(&path.as_str()) {
            continue;
        }
        let mut ids = vec![
            &foreign.draft,
            &foreign.application,
            &foreign.person,
            &foreign.entry,
        ];
        if path.starts_with("/api/v1/organisation/") {
            ids.push(&foreign.published);
        }
        for id in ids {
            for (who, bearer) in &callers {
                let sent =
                    matches!(method.as_str(), "POST" | "PATCH").then(|| body(&path).to_string());
                let json: &[(&str, &str)] = match sent {
                    Some(_) => &[("content-type", "application/json")],
                    None => &[],
                };
                let address = path.replace("{id}", id);
                let answer = send(
                    &scene.site,
                    &method,
                    &address,
                    bearer.as_deref(),
                    json,
                    sent.unwrap_or_default(),
                )
                .await;
                let status = answer.status().as_u16();
                let text = crate::http::tests::body(answer).await;
                let what = format!("{who}: {method} {address}: {status} {text}");
                assert!([401, 403, 404].contains(&status), "{what}");
                assert!(!text.contains(CANARY), "{what}");
                probes += 1;
            }
        }
    }
    assert!(probes >= 250, "{probes}");
}

#[tokio::test]
async fn no_list_shows_what_is_not_theirs() {
    let scene = Scene::new().await;
    let foreign = foreign(&scene).await;
    let (rival, stranger) = (scene.employer("Rival").await, scene.worker("Ama").await);
    let mut lists = 0;
    for (method, path, _) in operations(&described(&scene.site).await) {
        if method != "GET" || path.contains('{') {
            continue;
        }
        let address = match path.as_str() {
            "/api/v1/skills" | "/api/v1/occupations" | "/api/v1/places" => format!("{path}?q=a"),
            _ => path.clone(),
        };
        for bearer in [
            None,
            Some(&stranger.token),
            Some(&rival.token),
            rival.key.as_ref(),
        ] {
            let answer = send(
                &scene.site,
                "GET",
                &address,
                bearer.map(String::as_str),
                &[],
                "",
            )
            .await;
            let status = answer.status().as_u16();
            let text = crate::http::tests::body(answer).await;
            assert!(
                [200, 401, 403, 409].contains(&status),
                "{address}: {status} {text}"
            );
            for secret in [
                CANARY,
                &foreign.draft,
                &foreign.application,
                &foreign.person,
            ] {
                assert!(!text.contains(secret), "{address}: {text}");
            }
            lists += 1;
        }
    }
    assert!(lists >= 40, "{lists}");
    // And yet whoever hired sees the application: the canary is there to be seen.
    let (_, told) = ask(
        &scene.site,
        "GET",
        &format!("/api/v1/jobs/{}", foreign.published),
        None,
        None,
    )
    .await;
    assert_eq!(told["title"], "Open to all");
}
