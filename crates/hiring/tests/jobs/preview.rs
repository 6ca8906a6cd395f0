//! Who would fit a draft, before anybody sees it.

use super::scene::Scene;
use hiring::matches::model::CandidateFilter;
use hiring::matches::service;
use kernel::AppError;

#[tokio::test]
async fn a_draft_has_a_preview_that_leaves_no_trace_and_ranks_nobody_by_nothing() {
    let scene = Scene::new().await;
    let run = async |sql: &'static str| {
        sqlx::query(sql).execute(&scene.test.owner).await.unwrap();
    };
    let employer = scene.employer("Riverside Logistics").await;
    let job = scene.job(&employer, 1).await;
    let jane = scene.person("Jane Mensah", &[1, 2]).await;
    scene.person("Choir", &[4]).await;
    run("update job set status = 'DRAFT', published_at = null").await;
    let open = CandidateFilter::default();
    let (card, found) = service::candidates(&scene.services, &employer, job, &open)
        .await
        .unwrap();
    assert!(card.is_draft() && !found.blank);
    let names: Vec<&str> = found
        .rows
        .iter()
        .map(|row| row.person.name.as_str())
        .collect();
    assert_eq!(names, ["Jane Mensah"], "as it would be once published");
    service::panel(&scene.services, &employer, job, jane.person)
        .await
        .unwrap();
    let kept: i64 = sqlx::query_scalar("select count(*) from match_score")
        .fetch_one(&scene.test.owner)
        .await
        .unwrap();
    assert_eq!(kept, 0);
    // She neither sees the job nor gets a score for it.
    assert_eq!(
        service::own_match(&scene.services, &jane, job).await.err(),
        Some(AppError::NotFound)
    );
    let rival = scene.employer("Rival").await;
    assert_eq!(
        service::candidates(&scene.services, &rival, job, &open)
            .await
            .err(),
        Some(AppError::NotFound)
    );

    // An occupation alone is something to go by; with neither, nobody is compared.
    run("delete from job_skill").await;
    let (_, found) = service::candidates(&scene.services, &employer, job, &open)
        .await
        .unwrap();
    assert!(!found.blank);
    run("update job set occupation_id = null").await;
    let (_, found) = service::candidates(&scene.services, &employer, job, &open)
        .await
        .unwrap();
    assert!(found.blank && found.rows.is_empty());
    assert_eq!(found.compared, 0);
    // Published, everybody near counts, as the page says.
    run("update job set status = 'ACTIVE', published_at = now()").await;
    let (_, found) = service::candidates(&scene.services, &employer, job, &open)
        .await
        .unwrap();
    assert_eq!((found.blank, found.total), (false, 2));
}
