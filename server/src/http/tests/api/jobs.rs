//! A job with a title of somebody's own: how pages show it, and what may be asked about it.

use super::super::body;
use super::scene::{Party, Scene};
use axum::http::StatusCode;
use serde_json::{Value, json};

async fn job(scene: &Scene, boss: &Party, title: &str) -> String {
    let wanted = json!({ "title": title }).to_string();
    let json = [("content-type", "application/json")];
    let (token, jobs) = (Some(boss.token.as_str()), "/api/v1/organisation/jobs");
    let made = scene.send("POST", jobs, token, &json, wanted).await;
    assert_eq!(made.status(), StatusCode::CREATED);
    let made: Value = serde_json::from_str(&body(made).await).unwrap();
    made["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn what_people_write_is_text_in_the_title_of_a_page() {
    let scene = Scene::new().await;
    let boss = scene.employer("Riverside").await;
    let id = job(&scene, &boss, "Cook </title><script>alert(1)</script>").await;
    let (token, html) = (Some(boss.token.as_str()), [("accept", "text/html")]);
    let page = format!("/hiring/jobs/{id}");
    let page = body(scene.send("GET", &page, token, &html, "").await).await;
    assert!(
        page.contains("<title>Cook &lt;/title&gt;&lt;script&gt;"),
        "{page}"
    );
    assert!(!page.contains("<script>alert"), "{page}");
}

#[tokio::test]
async fn a_skill_that_no_number_of_the_document_is_is_refused() {
    let scene = Scene::new().await;
    let boss = scene.employer("Riverside").await;
    let id = job(&scene, &boss, "Cook").await;
    for (skill, status) in [("1", 200), ("0", 422), ("-1", 422), ("2147483648", 422)] {
        let path = format!("/api/v1/organisation/jobs/{id}/candidates?skill={skill}");
        let token = Some(boss.token.as_str());
        let answer = scene.send("GET", &path, token, &[], "").await;
        assert_eq!(answer.status(), status, "{skill}");
    }
}
