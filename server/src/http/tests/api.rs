//! The public API from outside: what it describes, how it refuses, and who gets where.

mod forged;
mod jobs;
mod prose;
mod scene;
mod strangers;
mod trail;
mod twice;

use super::Router;
use axum::http::{StatusCode, header};
use scene::{Scene, ask};
use serde_json::{Value, json};

async fn described(site: &Router) -> Value {
    let (status, document) = ask(site, "GET", "/api/v1/openapi.json", None, None).await;
    assert_eq!(status, StatusCode::OK);
    document
}

/// Every operation: method, path, what describes it.
fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let paths = document["paths"].as_object().unwrap();
    let all = paths.iter().flat_map(|(path, item)| {
        let item = item.as_object().unwrap();
        item.iter()
            .map(|(method, operation)| (method.to_uppercase(), path.clone(), operation.clone()))
    });
    all.collect()
}

#[tokio::test]
async fn the_document_is_whole() {
    let scene = Scene::new().await;
    let document = described(&scene.site).await;
    let all = operations(&document);
    assert!(all.len() > 30, "{}", all.len());
    let text = document.to_string();
    // Everything that is spoken of is described.
    for name in text.split("#/components/schemas/").skip(1) {
        let name = name.split('"').next().unwrap();
        assert!(
            document["components"]["schemas"][name].is_object(),
            "{name}"
        );
    }
    let tags: Vec<&Value> = document["tags"]
        .as_array()
        .unwrap()
        .iter()
        .map(|tag| &tag["name"])
        .collect();
    for (method, path, operation) in all {
        let what = format!("{method} {path}");
        assert!(operation["summary"].is_string(), "{what} says what it does");
        assert!(
            operation["responses"]["default"].is_object(),
            "{what} may refuse"
        );
        assert!(operation["security"].is_array(), "{what} says who may ask");
        assert!(tags.contains(&&operation["tags"][0]), "{what}");
        let keyed = operation.to_string().contains("Idempotency-Key");
        let writes = method != "GET" && !path.starts_with("/api/v1/auth/");
        assert_eq!(keyed, writes, "{what}");
    }
}

#[tokio::test]
async fn the_page_of_the_reference_has_every_endpoint() {
    let scene = Scene::new().await;
    let answer = super::get(&scene.site, "/developers").await;
    assert_eq!(answer.status(), StatusCode::OK);
    let html = super::body(answer).await;
    for (method, path, _) in operations(&described(&scene.site).await) {
        assert!(
            html.contains(&format!("{method} {path}")),
            "{method} {path}"
        );
    }
    assert!(html.contains("Scope jobs:write") && html.contains("id=\"type-Problem\""));
}

/// Whatever refuses, and however early: it reads alike, and says how to do better.
#[tokio::test]
async fn every_refusal_is_a_problem() {
    let scene = Scene::new().await;
    let mine = scene.person("Ama").await;
    let token = Some(mine.token.as_str());
    let json = Some("application/json");
    let long = "x".repeat(5 << 20);
    let key = [("idempotency-key", "k")];
    for (method, path, kind, body, status, code) in [
        ("GET", "/api/v1/nothing", None, "", 404, "not_found"),
        (
            "POST",
            "/api/v1/me/nothing/at/all",
            json,
            "{}",
            404,
            "not_found",
        ),
        ("GET", "/api/v1/jobs/no-id", None, "", 404, "not_found"),
        (
            "GET",
            "/api/v1/skills/999999999999",
            None,
            "",
            404,
            "not_found",
        ),
        ("DELETE", "/api/v1/me", None, "", 405, "method_not_allowed"),
        (
            "PUT",
            "/api/v1/me/profile",
            json,
            "{}",
            405,
            "method_not_allowed",
        ),
        ("PATCH", "/api/v1/me/profile", None, "{}", 415, "not_json"),
        (
            "PATCH",
            "/api/v1/me/profile",
            Some("text/plain"),
            "{}",
            415,
            "not_json",
        ),
        ("PATCH", "/api/v1/me/profile", json, "{", 400, "unreadable"),
        ("PATCH", "/api/v1/me/profile", json, &long, 413, "too_large"),
        (
            "PATCH",
            "/api/v1/me/profile",
            json,
            r#"{"salary":1}"#,
            422,
            "invalid",
        ),
        (
            "PATCH",
            "/api/v1/me/profile",
            json,
            r#"{"name":"a\u0000b"}"#,
            422,
            "invalid",
        ),
        ("GET", "/api/v1/jobs?salary=1", None, "", 422, "invalid"),
        ("GET", "/api/v1/jobs?after=ff", None, "", 422, "invalid"),
        ("GET", "/api/v1/jobs?sort=best", None, "", 422, "invalid"),
        ("GET", "/api/v1/skills", None, "", 422, "invalid"),
        (
            "GET",
            "/api/v1/organisation/jobs",
            None,
            "",
            403,
            "forbidden",
        ),
        ("GET", "/api/v1/me/matches?km=0", None, "", 422, "invalid"),
    ] {
        let mut headers = key.to_vec();
        headers.extend(kind.map(|kind| ("content-type", kind)));
        let answer = scene
            .send(method, path, token, &headers, body.to_owned())
            .await;
        let what = format!("{method} {path} {}", &body[..body.len().min(40)]);
        assert_eq!(answer.status(), status, "{what}");
        let kind = &answer.headers()[header::CONTENT_TYPE];
        assert_eq!(kind, "application/problem+json", "{what}");
        assert_eq!(
            answer.headers()["x-content-type-options"],
            "nosniff",
            "{what}"
        );
        assert_eq!(
            answer.headers().contains_key(header::ALLOW),
            status == 405,
            "{what}"
        );
        let problem: Value = serde_json::from_str(&super::body(answer).await).unwrap();
        assert_eq!(
            (&problem["code"], &problem["status"]),
            (&json!(code), &json!(status)),
            "{what}"
        );
    }
}

#[tokio::test]
async fn a_person_changes_their_profile() {
    let scene = Scene::new().await;
    let ama = scene.person("Ama").await;
    let ask = async |method: &str, path: &str, body: Option<Value>| {
        ask(&scene.site, method, path, Some(&ama.token), body).await
    };
    let change = json!({
        "headline": "Picks and packs", "work_types": ["SHIFT"], "rate_minor": 1250,
        "hours": ["07:00-15:00", "", "", "", "", "", ""], "available_from": "2027-01-11", "visible": ["headline"],
    });
    let (status, profile) = ask("PATCH", "/api/v1/me/profile", Some(change)).await;
    assert_eq!(status, StatusCode::OK, "{profile}");
    assert_eq!(profile["headline"], "Picks and packs");
    assert_eq!(profile["rate_minor"], 1250);
    assert_eq!(profile["hours"][0], "07:00-15:00");
    assert_eq!(profile["available_from"], "2027-01-11");

    // All or nothing, with the message at the field that was sent.
    let wrong = json!({ "headline": "Drives", "least_pay_minor": -5, "hours": ["late"] });
    let (status, problem) = ask("PATCH", "/api/v1/me/profile", Some(wrong)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        problem["errors"]["least_pay_minor"].is_string(),
        "{problem}"
    );
    assert!(problem["errors"]["hours[0]"].is_string(), "{problem}");
    let gone = json!({ "rate_minor": null });
    let (_, profile) = ask("PATCH", "/api/v1/me/profile", Some(gone)).await;
    assert_eq!(
        (&profile["rate_minor"], &profile["headline"]),
        (&Value::Null, &json!("Picks and packs"))
    );

    let skills = json!({ "set": [{ "id": 1, "level": 3, "months": 24 }] });
    let (status, list) = ask("PATCH", "/api/v1/me/skills", Some(skills)).await;
    assert_eq!(
        (status, &list["items"][0]["months"]),
        (StatusCode::OK, &json!(24)),
        "{list}"
    );
    let unknown = json!({ "set": [{ "id": 1 }, { "id": 77 }] });
    let (status, problem) = ask("PATCH", "/api/v1/me/skills", Some(unknown)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(problem["errors"]["set[1][id]"].is_string(), "{problem}");

    let line = json!({ "title": "Baker", "started": "2021-03" });
    let (status, profile) = ask("POST", "/api/v1/me/experience", Some(line)).await;
    assert_eq!(status, StatusCode::CREATED);
    let id = profile["experience"][0]["id"].as_str().unwrap();
    let path = format!("/api/v1/me/experience/{id}");
    assert_eq!(ask("DELETE", &path, None).await.0, StatusCode::NO_CONTENT);
    assert_eq!(ask("DELETE", &path, None).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn from_a_draft_to_an_accepted_application() {
    let scene = Scene::new().await;
    let boss = scene.employer("Riverside").await;
    let key = boss.key.as_deref();
    let draft =
        json!({ "title": "Warehouse operative", "description": "Lift things.", "mode": "REMOTE" });
    let (status, job) = ask(
        &scene.site,
        "POST",
        "/api/v1/organisation/jobs",
        key,
        Some(draft),
    )
    .await;
    assert_eq!(
        (status, &job["status"]),
        (StatusCode::CREATED, &json!("DRAFT")),
        "{job}"
    );
    let id = job["id"].as_str().unwrap();
    let own = format!("/api/v1/organisation/jobs/{id}");
    let version = json!({ "version": job["version"] });
    let (status, problem) = ask(
        &scene.site,
        "POST",
        &format!("{own}/publish"),
        key,
        Some(version),
    )
    .await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{problem}");
    let change = json!({
        "version": job["version"], "headcount": 2, "skills": [{ "id": 1, "importance": "MUST", "level": 2 }],
        "pay": { "kind": "HOURLY", "min_minor": 1250, "max_minor": 1400 },
    });
    let (status, job) = ask(&scene.site, "PATCH", &own, key, Some(change.clone())).await;
    assert_eq!(
        (status, &job["pay"]["max_minor"]),
        (StatusCode::OK, &json!(1400)),
        "{job}"
    );
    let mut late = change;
    late["headcount"] = json!(3);
    let (status, problem) = ask(&scene.site, "PATCH", &own, key, Some(late)).await;
    assert_eq!(
        (status, &problem["code"]),
        (StatusCode::CONFLICT, &json!("stale"))
    );
    let public = format!("/api/v1/jobs/{id}");
    assert_eq!(
        ask(&scene.site, "GET", &public, None, None).await.0,
        StatusCode::NOT_FOUND
    );
    let version = json!({ "version": job["version"] });
    let (status, job) = ask(
        &scene.site,
        "POST",
        &format!("{own}/publish"),
        key,
        Some(version),
    )
    .await;
    assert_eq!(
        (status, &job["status"]),
        (StatusCode::OK, &json!("ACTIVE")),
        "{job}"
    );
    let (status, shown) = ask(&scene.site, "GET", &public, None, None).await;
    assert_eq!(
        (status, &shown["title"]),
        (StatusCode::OK, &json!("Warehouse operative"))
    );
    assert!(shown.get("fit_threshold").is_none() && shown.get("weights").is_none());

    let ama = scene.worker("Ama").await;
    let (_, found) = ask(
        &scene.site,
        "GET",
        "/api/v1/jobs?q=warehouse",
        Some(&ama.token),
        None,
    )
    .await;
    assert_eq!(found["items"][0]["id"], id, "{found}");
    assert!(found["items"][0]["fit"]["score"].is_number(), "{found}");
    let (_, matches) = ask(
        &scene.site,
        "GET",
        "/api/v1/me/matches",
        Some(&ama.token),
        None,
    )
    .await;
    assert_eq!(matches["items"][0]["job"]["id"], id, "{matches}");
    assert!(
        !matches["items"][0]["fit"]["reasons"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    let (status, one) = ask(
        &scene.site,
        "GET",
        &format!("/api/v1/me/matches/{id}"),
        Some(&ama.token),
        None,
    )
    .await;
    assert_eq!(status, StatusCode::OK, "{one}");
    let note = json!({ "job_id": id, "note": "I can start on Monday." });
    let (status, told) = ask(
        &scene.site,
        "POST",
        "/api/v1/me/applications",
        Some(&ama.token),
        Some(note),
    )
    .await;
    assert_eq!(status, StatusCode::CREATED, "{told}");
    let (_, list) = ask(
        &scene.site,
        "GET",
        &format!("{own}/applications"),
        key,
        None,
    )
    .await;
    assert_eq!(list["items"][0]["note"], "I can start on Monday.", "{list}");
    let (_, candidates) = ask(&scene.site, "GET", &format!("{own}/candidates"), key, None).await;
    assert_eq!(candidates["items"][0]["name"], "Ama", "{candidates}");

    let application = told["application"]["id"].as_str().unwrap();
    let decide = format!("/api/v1/organisation/applications/{application}/decide");
    for (version, to) in [(1, "SHORTLISTED"), (2, "OFFERED")] {
        let body = json!({ "version": version, "to": to });
        let (status, told) = ask(&scene.site, "POST", &decide, key, Some(body)).await;
        assert_eq!(
            (status, &told["application"]["stage"]),
            (StatusCode::OK, &json!(to)),
            "{told}"
        );
    }
    let accept = format!("/api/v1/me/applications/{application}/accept");
    let (status, told) = ask(&scene.site, "POST", &accept, Some(&ama.token), None).await;
    assert_eq!(
        (status, &told["application"]["stage"]),
        (StatusCode::OK, &json!("ACCEPTED")),
        "{told}"
    );
    let (status, job) = ask(&scene.site, "POST", &format!("{own}/close"), key, None).await;
    assert_eq!(
        (status, &job["status"]),
        (StatusCode::OK, &json!("CLOSED")),
        "{job}"
    );
}

/// A key does what its scope says, and nothing of what whoever made it may do besides.
#[tokio::test]
async fn a_key_reaches_as_far_as_its_scope() {
    let scene = Scene::new().await;
    let boss = scene.employer("Riverside").await;
    let mut keys = Vec::new();
    for with in identity::tokens::KeyScope::ALL {
        keys.push((with, scene.key(&boss, &[with]).await));
    }
    let id = uuid::Uuid::from_u128(1);
    for (scope, method, path, body) in [
        (
            "organisation:read",
            "GET",
            "/api/v1/organisation".to_owned(),
            None,
        ),
        (
            "jobs:read",
            "GET",
            "/api/v1/organisation/jobs".to_owned(),
            None,
        ),
        (
            "jobs:write",
            "POST",
            "/api/v1/organisation/jobs".to_owned(),
            Some(json!({ "title": "Cook" })),
        ),
        (
            "matches:read",
            "GET",
            format!("/api/v1/organisation/jobs/{id}/candidates"),
            None,
        ),
        (
            "applications:read",
            "GET",
            format!("/api/v1/organisation/applications/{id}"),
            None,
        ),
        (
            "applications:write",
            "POST",
            format!("/api/v1/organisation/applications/{id}/decide"),
            Some(json!({ "version": 1, "to": "OFFERED" })),
        ),
        ("audit:read", "GET", "/api/v1/audit".to_owned(), None),
    ] {
        for (with, key) in &keys {
            let (status, _) = ask(&scene.site, method, &path, Some(key), body.clone()).await;
            let refused = status == StatusCode::FORBIDDEN;
            assert_eq!(
                refused,
                with.name() != scope,
                "{scope} with {with:?}: {status}"
            );
        }
    }
    let key = scene.key(&boss, &identity::tokens::KeyScope::ALL).await;
    for path in [
        "/api/v1/me/profile",
        "/api/v1/me/applications",
        "/api/v1/organisation/members",
    ] {
        let (status, _) = ask(&scene.site, "GET", path, Some(&key), None).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{path}");
    }
}
