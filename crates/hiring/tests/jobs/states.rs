//! Where a job goes, and where it does not.

use super::{act, draft, field, place_form, publish, scene, version};
use hiring::jobs::model::{JobStatus, TimeForm, WhereForm};
use hiring::jobs::service;
use kernel::AppError;

#[tokio::test]
async fn a_job_goes_only_where_it_may() {
    let (scene, services) = scene().await;
    let ama = scene.employer("Riverside").await;
    let job = draft(&services, &ama, "Cook").await;
    let missing = field(publish(&services, &ama, job).await.unwrap_err(), "");
    assert!(missing.contains("a place, pay"), "{missing}");
    let form = act(&services, &ama, job).await;
    assert_eq!(
        service::close(&services, &ama, &form).await,
        Err(AppError::conflict("illegal_transition"))
    );
    service::save(&services, &ama, &place_form(&services, &ama, job).await)
        .await
        .unwrap();
    publish(&services, &ama, job).await.unwrap();
    // Twice is once.
    publish(&services, &ama, job).await.unwrap();
    let view = service::own(&services, &ama, job).await.unwrap();
    assert_eq!(
        (view.status, view.content.place.text.as_str()),
        (JobStatus::Active, "E1 6AN")
    );
    assert_eq!(
        service::delete_draft(&services, &ama, &act(&services, &ama, job).await).await,
        Err(AppError::conflict("illegal_transition"))
    );

    let hollow = WhereForm {
        pay_min: String::new(),
        pay_max: String::new(),
        ..place_form(&services, &ama, job).await
    };
    assert!(
        field(
            service::save(&services, &ama, &hollow).await.unwrap_err(),
            "pay_min"
        )
        .contains("needed while the job is open")
    );

    let form = act(&services, &ama, job).await;
    service::close(&services, &ama, &form).await.unwrap();
    service::close(&services, &ama, &form).await.unwrap();
    assert_eq!(
        publish(&services, &ama, job).await,
        Err(AppError::conflict("illegal_transition"))
    );
    let late = TimeForm {
        job: job.to_string(),
        version: version(&services, &ama, job).await,
        headcount: "9".into(),
        ..Default::default()
    };
    assert_eq!(
        service::save(&services, &ama, &late).await,
        Err(AppError::conflict("job_closed"))
    );
    assert!(
        service::public(&services, job)
            .await
            .unwrap()
            .closed_at
            .is_some()
    );
    let actions: Vec<String> = service::activity(&services, &ama, job)
        .await
        .unwrap()
        .1
        .into_iter()
        .map(|line| line.action)
        .collect();
    assert_eq!(actions, ["closed", "published", "edited", "created"]);
}

#[tokio::test]
async fn it_fills_and_opens_with_its_places() {
    let (scene, services) = scene().await;
    let ama = scene.employer("Riverside").await;
    let job = scene.job(&ama, 2).await;
    sqlx::query("update job set filled = 2, status = 'FILLED' where id = $1")
        .bind(job)
        .execute(&scene.test.owner)
        .await
        .unwrap();
    let places = |n: &str, version: String| TimeForm {
        job: job.to_string(),
        version,
        headcount: n.into(),
        ..Default::default()
    };
    let fewer = places("1", version(&services, &ama, job).await);
    assert_eq!(
        field(
            service::save(&services, &ama, &fewer).await.unwrap_err(),
            "headcount"
        ),
        "2 people have already been accepted"
    );
    service::save(
        &services,
        &ama,
        &places("3", version(&services, &ama, job).await),
    )
    .await
    .unwrap();
    assert_eq!(
        service::own(&services, &ama, job).await.unwrap().status,
        JobStatus::Active
    );
    service::save(
        &services,
        &ama,
        &places("2", version(&services, &ama, job).await),
    )
    .await
    .unwrap();
    assert_eq!(
        service::own(&services, &ama, job).await.unwrap().status,
        JobStatus::Filled
    );
    let lines = service::activity(&services, &ama, job).await.unwrap().1;
    assert_eq!(
        lines
            .iter()
            .map(|line| line.action.as_str())
            .collect::<Vec<_>>(),
        ["filled", "edited", "reopened", "edited"]
    );
    assert_eq!(lines[1].changes[0].field, "Places");
}
