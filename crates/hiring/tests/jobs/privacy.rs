//! What another organisation sees: nothing.

use super::{draft, open, scene};
use hiring::jobs::model::{ActForm, BasicsForm, HiringFilter};
use hiring::jobs::service;
use identity::Role;
use kernel::AppError;
use kernel::id::JobId;
use platform::Scope;

#[tokio::test]
async fn another_organisation_neither_sees_nor_edits() {
    let (scene, services) = scene().await;
    let (ama, rival) = (
        scene.employer("Riverside").await,
        scene.employer("Rival").await,
    );
    let viewer = scene.colleague(&ama, Role::Viewer).await;
    let secret = draft(&services, &ama, "Secret").await;
    let public = open(&services, &ama, "Public", "E1 6AN", "12", 1).await;
    for job in [secret, public] {
        assert_eq!(
            service::own(&services, &rival, job).await.err(),
            Some(AppError::NotFound)
        );
        let edit = BasicsForm {
            job: job.to_string(),
            version: "1".into(),
            title: "Hacked".into(),
            kind: "SHIFT".into(),
            category: "OTHER".into(),
            ..Default::default()
        };
        assert_eq!(
            service::save(&services, &rival, &edit).await.err(),
            Some(AppError::NotFound)
        );
        assert_eq!(
            service::save(&services, &viewer, &edit).await.err(),
            Some(AppError::Forbidden)
        );
        let form = ActForm {
            job: job.to_string(),
            version: "1".into(),
            request_key: services.new_id::<JobId>().to_string(),
            ..Default::default()
        };
        assert_eq!(
            service::close(&services, &rival, &form).await.err(),
            Some(AppError::NotFound)
        );
        assert_eq!(
            service::delete_draft(&services, &rival, &form).await.err(),
            Some(AppError::NotFound)
        );
        assert_eq!(
            service::duplicate(&services, &rival, &form).await.err(),
            Some(AppError::NotFound)
        );
        assert_eq!(
            service::activity(&services, &rival, job).await.err(),
            Some(AppError::NotFound)
        );
    }
    assert!(
        service::list(&services, &rival, &HiringFilter::default())
            .await
            .unwrap()
            .0
            .items
            .is_empty()
    );
    assert_eq!(
        service::public(&services, secret).await.err(),
        Some(AppError::NotFound)
    );
    assert_eq!(
        service::public(&services, public)
            .await
            .unwrap()
            .content
            .title,
        "Public"
    );
    // The same without the service in between.
    let tenant = rival.seat.as_ref().unwrap().organisation;
    for scope in [
        Scope::PUBLIC,
        Scope::person(rival.person),
        Scope::tenant(tenant, rival.person),
    ] {
        let mut tx = services.db.begin(scope).await.unwrap();
        let seen: i64 = sqlx::query_scalar("select (select count(*) from job where status = 'DRAFT') + (select count(*) from job_revision)")
            .fetch_one(&mut *tx)
            .await
            .unwrap();
        assert_eq!(seen, 0, "{scope:?}");
        let changed = sqlx::query("update job set title = 'Hacked'")
            .execute(&mut *tx)
            .await
            .unwrap()
            .rows_affected();
        assert_eq!(changed, 0, "{scope:?}");
    }
}
