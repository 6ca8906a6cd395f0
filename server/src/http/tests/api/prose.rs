//! Texts that programs send to be read.

use super::scene::{Scene, ask};
use axum::http::StatusCode;
use identity::tokens::KeyScope;
use serde_json::{Value, json};

const EXTRACT: &str = "/api/v1/skills/extract";
const ADVERT: &str = "/api/v1/adverts/read";

async fn post(scene: &Scene, path: &str, bearer: Option<&str>, body: Value) -> (StatusCode, Value) {
    ask(&scene.site, "POST", path, bearer, Some(body)).await
}

#[tokio::test]
async fn a_text_gives_its_skills_with_their_places() {
    let scene = Scene::new().await;
    let ama = scene.person("Ama").await;
    let token = Some(ama.token.as_str());
    let text = "Für dich: you will operate forklift trucks all day.";
    let (status, found) = post(&scene, EXTRACT, token, json!({ "text": text })).await;
    assert_eq!(status, StatusCode::OK, "{found}");
    let skill = &found["items"][0];
    assert_eq!(
        (&skill["id"], &skill["label"], &skill["kind"], &skill["how"]),
        (
            &json!(1),
            &json!("operate forklift"),
            &json!("SKILL"),
            &json!("NAMED")
        )
    );
    assert_eq!(skill["nice"], false);
    assert!(
        skill["confidence"]
            .as_f64()
            .is_some_and(|sure| (0.4..=1.0).contains(&sure))
    );
    // In characters, not in bytes.
    assert_eq!(
        skill["spans"],
        json!([{ "start": 19, "end": 35, "text": "operate forklift" }])
    );
    assert_eq!(found["next"], Value::Null);

    let nice = "It is nice to have if you can operate forklift trucks.";
    let (_, found) = post(&scene, EXTRACT, token, json!({ "text": nice })).await;
    assert_eq!(found["items"][0]["nice"], true, "{found}");
    let not = "You do not need to operate forklift trucks.";
    let (_, found) = post(&scene, EXTRACT, token, json!({ "text": not })).await;
    assert_eq!(found["items"], json!([]));
}

#[tokio::test]
async fn an_advert_gives_its_red_flags_with_their_evidence() {
    let scene = Scene::new().await;
    let boss = scene.employer("Riverside").await;
    let key = boss.key.as_deref();
    let text = "Barista – an unpaid trial shows us how you work.";
    let (status, found) = post(&scene, ADVERT, key, json!({ "text": text })).await;
    assert_eq!(status, StatusCode::OK, "{found}");
    let flag = &found["items"][0];
    assert_eq!(
        (&flag["code"], &flag["severity"]),
        (&json!("unpaid_trial"), &json!("SERIOUS")),
        "{found}"
    );
    let evidence = &flag["evidence"];
    let (start, end) = (
        usize::try_from(evidence["start"].as_u64().unwrap()).unwrap(),
        usize::try_from(evidence["end"].as_u64().unwrap()).unwrap(),
    );
    let quoted: String = text.chars().skip(start).take(end - start).collect();
    assert_eq!(evidence["text"], quoted.as_str());
    assert!(quoted.contains("unpaid trial"), "{quoted}");

    // What stands beside the text is not missing in it.
    let long = format!("{text} {}", "We serve coffee and cake all day. ".repeat(10));
    let codes = async |body: Value| {
        let (_, found) = post(&scene, ADVERT, key, body).await;
        let items = found["items"].as_array().unwrap().clone();
        items
            .into_iter()
            .map(|flag| flag["code"].clone())
            .collect::<Vec<_>>()
    };
    let missing = json!("missing_place");
    assert!(codes(json!({ "text": long })).await.contains(&missing));
    assert!(
        !codes(json!({ "text": long, "has_place": true }))
            .await
            .contains(&missing)
    );
}

#[tokio::test]
async fn texts_are_read_for_whoever_is_known_and_only_so_long() {
    let scene = Scene::new().await;
    let boss = scene.employer("Riverside").await;
    let reads = scene.key(&boss, &[KeyScope::JobsRead]).await;
    let writes = scene.key(&boss, &[KeyScope::JobsWrite]).await;
    for path in [EXTRACT, ADVERT] {
        let text = json!({ "text": "Cook" });
        for (bearer, status) in [
            (None, 401),
            (Some(writes.as_str()), 403),
            (Some(reads.as_str()), 200),
            (Some(boss.token.as_str()), 200),
        ] {
            let (is, said) = post(&scene, path, bearer, text.clone()).await;
            assert_eq!(is, status, "{path}: {said}");
        }
        let long = "ü".repeat(20_001);
        for (body, field) in [
            (json!({ "text": "" }), "text"),
            (json!({ "text": long }), "text"),
            (json!({ "text": 5 }), "text"),
        ] {
            let (status, problem) = post(&scene, path, Some(&reads), body).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
            assert!(problem["errors"][field].is_string(), "{path}: {problem}");
        }
        let body = json!({ "text": "ü".repeat(20_000) });
        assert_eq!(
            post(&scene, path, Some(&reads), body).await.0,
            StatusCode::OK
        );
    }
    for limit in [0, 51] {
        let body = json!({ "text": "Cook", "limit": limit });
        let (status, problem) = post(&scene, EXTRACT, Some(&reads), body).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(problem["errors"]["limit"].is_string(), "{problem}");
    }
}
