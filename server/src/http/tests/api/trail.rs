//! The trail for programs: page by page, filtered, and for whom it is.

use super::scene::{Scene, ask};
use axum::http::StatusCode;
use identity::tokens::KeyScope;
use serde_json::Value;

fn actions(page: &Value) -> Vec<&str> {
    let items = page["items"].as_array().unwrap().iter();
    items.map(|line| line["action"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_program_reads_the_trail_to_its_end() {
    let scene = Scene::new().await;
    let boss = scene.employer("Riverside").await;
    // Many at the same moment: then it is their ids that order them.
    sqlx::query(
        "insert into audit_event (id, tenant_id, actor_id, action, subject_kind, subject_id, created_at)
         select gen_random_uuid(), $1, $2, 'job.edited', 'job', gen_random_uuid(), now() from generate_series(1, 120)",
    )
    .bind(boss.actor.seat.as_ref().unwrap().organisation)
    .bind(boss.actor.person)
    .execute(&scene.test.owner)
    .await
    .unwrap();
    let key = scene.key(&boss, &[KeyScope::AuditRead]).await;
    let (mut seen, mut after) = (Vec::new(), String::new());
    for _ in 0..5 {
        let path = format!("/api/v1/audit?after={after}");
        let (status, page) = ask(&scene.site, "GET", &path, Some(&key), None).await;
        assert_eq!(status, StatusCode::OK, "{page}");
        let lines = page["items"].as_array().unwrap();
        assert!(lines.len() <= 50);
        seen.extend(lines.iter().map(|line| line["id"].clone()));
        match page["next"].as_str() {
            Some(next) => next.clone_into(&mut after),
            None => break,
        }
    }
    let told: i64 = sqlx::query_scalar("select count(*) from audit_event")
        .fetch_one(&scene.test.owner)
        .await
        .unwrap();
    assert_eq!(i64::try_from(seen.len()).unwrap(), told);
    let distinct: std::collections::HashSet<_> = seen.iter().map(Value::to_string).collect();
    assert_eq!(distinct.len(), seen.len(), "no line comes twice");
}

#[tokio::test]
async fn filters_are_those_of_the_page_and_what_is_none_is_refused() {
    let scene = Scene::new().await;
    let boss = scene.employer("Riverside").await;
    let token = Some(boss.token.as_str());
    let get = async |query: &str| {
        let path = format!("/api/v1/audit?{query}");
        ask(&scene.site, "GET", &path, token, None).await
    };
    let (_, all) = get("").await;
    assert!(actions(&all).contains(&"organisation.founded"), "{all}");
    assert!(actions(&all).contains(&"api_key.made"), "{all}");
    let (_, keys) = get("kind=api_key").await;
    assert_eq!(actions(&keys), ["api_key.made"]);
    let (_, hers) = get(&format!("who={}", boss.actor.person)).await;
    assert_eq!(actions(&hers), actions(&all));
    for nothing in [
        "who=00000000-0000-7000-8000-000000000000",
        "to=1990-01-01",
        "from=9990-01-01",
        "kind=member",
    ] {
        let (status, page) = get(nothing).await;
        assert_eq!(
            (status, actions(&page).len()),
            (StatusCode::OK, 0),
            "{nothing}"
        );
    }
    for (wrong, field) in [
        ("kind=nothing", "kind"),
        ("from=yesterday", "from"),
        ("to=2026-02-30", "to"),
        ("who=me", "who"),
        ("after=x", "after"),
    ] {
        let (status, problem) = get(wrong).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert!(problem["errors"][field].is_string(), "{wrong}: {problem}");
    }
}

#[tokio::test]
async fn whoever_has_no_organisation_or_may_not_read_it_is_refused() {
    let scene = Scene::new().await;
    let boss = scene.employer("Riverside").await;
    let alone = scene.person("Ama").await;
    let get = async |token: &str| {
        ask(&scene.site, "GET", "/api/v1/audit", Some(token), None)
            .await
            .0
    };
    assert_eq!(get(&alone.token).await, StatusCode::FORBIDDEN);
    assert_eq!(get(&boss.token).await, StatusCode::OK);
    // An organisation keeps an owner, so the role is changed where nobody is asked.
    for sql in [
        "alter table membership disable trigger membership_keeps_owner",
        "update membership set role = 'VIEWER'",
    ] {
        sqlx::query(sql).execute(&scene.test.owner).await.unwrap();
    }
    assert_eq!(get(&boss.token).await, StatusCode::FORBIDDEN);
}
