//! Where an application goes, and by whom.

use super::scene::Scene;
use super::{apply_to, count, offer, own, to};
use hiring::applications::model::{DecideForm, OwnForm, Stage, WayIn};
use hiring::applications::service;
use hiring::jobs;
use hiring::jobs::model::ActForm;
use identity::{Actor, Role};
use kernel::AppError;

#[tokio::test]
async fn only_the_moves_of_the_table_happen_and_each_by_its_own_side() {
    let scene = Scene::new().await;
    let employer = scene.employer("Riverside Logistics").await;
    let job = scene.job(&employer, 1).await;
    let jane = scene.person("Jane Mensah", &[1]).await;
    let id = service::apply(&scene.services, &jane, &apply_to(job))
        .await
        .unwrap();
    let illegal = Err(AppError::conflict("illegal_transition"));
    assert_eq!(
        service::accept(&scene.services, &jane, &own(id)).await,
        illegal
    );
    assert_eq!(
        service::decide(&scene.services, &employer, &to(id, 1, Stage::Offered)).await,
        illegal
    );
    assert_eq!(
        service::decide(&scene.services, &employer, &to(id, 1, Stage::Accepted)).await,
        illegal
    );
    assert_eq!(
        service::decide(&scene.services, &employer, &to(id, 1, Stage::Withdrawn)).await,
        illegal
    );
    let silent = DecideForm {
        reason: " ".into(),
        ..to(id, 1, Stage::Rejected)
    };
    assert!(matches!(
        service::decide(&scene.services, &employer, &silent).await,
        Err(AppError::Invalid(_))
    ));
    let viewer = scene.colleague(&employer, Role::Viewer).await;
    assert_eq!(
        service::decide(&scene.services, &viewer, &to(id, 1, Stage::Shortlisted)).await,
        Err(AppError::Forbidden)
    );
    service::decide(&scene.services, &employer, &to(id, 1, Stage::Rejected))
        .await
        .unwrap();
    assert_eq!(
        service::withdraw(&scene.services, &jane, &own(id)).await,
        illegal
    );
    assert_eq!(
        service::decide(&scene.services, &employer, &to(id, 2, Stage::Shortlisted)).await,
        illegal
    );
    // Nothing refused has left a trace: a place taken by the refused acceptance was given back.
    assert_eq!(
        count(&scene, "select count(*) from application_event").await,
        2
    );
    assert_eq!(count(&scene, "select filled::bigint from job").await, 0);
}

#[tokio::test]
async fn closing_a_job_answers_everyone() {
    let scene = Scene::new().await;
    let employer = scene.employer("Riverside Logistics").await;
    let job = scene.job(&employer, 3).await;
    let mut people = Vec::new();
    for n in 0..5 {
        let person = scene.person(&format!("Person {n}"), &[1]).await;
        let id = service::apply(&scene.services, &person, &apply_to(job))
            .await
            .unwrap();
        people.push((person, id));
    }
    offer(&scene, &employer, people[0].1).await;
    service::accept(&scene.services, &people[0].0, &own(people[0].1))
        .await
        .unwrap();
    offer(&scene, &employer, people[1].1).await;
    service::withdraw(&scene.services, &people[2].0, &own(people[2].1))
        .await
        .unwrap();

    let close = ActForm {
        job: job.to_string(),
        version: "1".into(),
        reason: " The contract  was lost ".into(),
        ..ActForm::default()
    };
    jobs::service::close(&scene.services, &employer, &close)
        .await
        .unwrap();
    let (_, lines) = jobs::service::activity(&scene.services, &employer, job)
        .await
        .unwrap();
    let told: Vec<(&str, &str)> = lines[0]
        .changes
        .iter()
        .map(|change| (change.field.as_str(), change.after.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("Applications answered", "3"),
            ("Reason", "The contract was lost")
        ]
    );
    for (i, expected) in [
        Stage::Accepted,
        Stage::Rejected,
        Stage::Withdrawn,
        Stage::Rejected,
        Stage::Rejected,
    ]
    .into_iter()
    .enumerate()
    {
        let (person, id) = &people[i];
        let story = service::my_story(&scene.services, person, *id)
            .await
            .unwrap();
        assert_eq!(story.application.stage, expected, "{i}");
        if expected == Stage::Rejected {
            assert_eq!(
                (
                    story.application.reason.as_str(),
                    story.steps[0].reason.as_str()
                ),
                (
                    "The job was closed: The contract was lost",
                    "The job was closed: The contract was lost"
                )
            );
        }
    }
    let late = scene.person("Late", &[1]).await;
    assert_eq!(
        service::apply(&scene.services, &late, &apply_to(job)).await,
        Err(AppError::conflict("job_closed"))
    );
    assert_eq!(
        service::accept(&scene.services, &people[1].0, &own(people[1].1)).await,
        Err(AppError::conflict("job_closed"))
    );
}

#[tokio::test]
async fn one_may_apply_again_after_withdrawing_and_only_with_a_profile() {
    let scene = Scene::new().await;
    let employer = scene.employer("Riverside Logistics").await;
    let job = scene.job(&employer, 1).await;
    let jane = scene.person("Jane Mensah", &[1]).await;
    let first = service::apply(&scene.services, &jane, &apply_to(job))
        .await
        .unwrap();
    service::withdraw(
        &scene.services,
        &jane,
        &OwnForm {
            reason: "Found another".into(),
            ..own(first)
        },
    )
    .await
    .unwrap();
    let second = service::apply(&scene.services, &jane, &apply_to(job))
        .await
        .unwrap();
    assert_ne!(first, second);
    let mine = service::mine(&scene.services, &jane).await.unwrap();
    assert_eq!(
        mine.iter().map(|one| one.stage).collect::<Vec<_>>(),
        [Stage::Applied, Stage::Withdrawn]
    );
    // The same profile and the same job make the same score: it is kept once.
    assert_eq!(count(&scene, "select count(*) from match_score").await, 1);

    let ben = scene.person("Ben", &[1]).await;
    sqlx::query("update person set onboarded_at = null where id = $1")
        .bind(ben.person)
        .execute(&scene.test.owner)
        .await
        .unwrap();
    assert_eq!(
        service::apply(&scene.services, &ben, &apply_to(job)).await,
        Err(AppError::conflict("no_profile"))
    );
    sqlx::query("update job set status = 'DRAFT', published_at = null where id = $1")
        .bind(job)
        .execute(&scene.test.owner)
        .await
        .unwrap();
    assert_eq!(
        service::apply(&scene.services, &ben, &apply_to(job)).await,
        Err(AppError::NotFound)
    );
}

#[tokio::test]
async fn everybody_is_shown_what_they_can_do_about_a_job() {
    let scene = Scene::new().await;
    let employer = scene.employer("Riverside Logistics").await;
    let job = scene.job(&employer, 1).await;
    let jane = scene.person("Jane Mensah", &[1]).await;
    let ask =
        async |reader: Option<&Actor>| service::way_in(&scene.services, reader, job).await.unwrap();
    let run = async |sql: &'static str| {
        sqlx::query(sql).execute(&scene.test.owner).await.unwrap();
    };
    assert_eq!(ask(None).await, WayIn::SignIn);
    assert_eq!(ask(Some(&employer)).await, WayIn::Posted);
    // An account without a profile, and a profile that is not finished.
    let rival = scene.employer("Rival").await;
    assert_eq!(ask(Some(&rival)).await, WayIn::Profile);
    run("update person set onboarded_at = null").await;
    assert_eq!(ask(Some(&jane)).await, WayIn::Profile);
    run("update person set onboarded_at = now()").await;
    assert_eq!(ask(Some(&jane)).await, WayIn::Open { again: false });

    let first = service::apply(&scene.services, &jane, &apply_to(job))
        .await
        .unwrap();
    assert_eq!(
        ask(Some(&jane)).await,
        WayIn::Applied(first, Stage::Applied)
    );
    service::withdraw(&scene.services, &jane, &own(first))
        .await
        .unwrap();
    assert_eq!(ask(Some(&jane)).await, WayIn::Open { again: true });
    let second = service::apply(&scene.services, &jane, &apply_to(job))
        .await
        .unwrap();
    assert_eq!(
        ask(Some(&jane)).await,
        WayIn::Applied(second, Stage::Applied)
    );

    run("update job set status = 'CLOSED', closed_at = now()").await;
    assert_eq!(
        ask(Some(&jane)).await,
        WayIn::Applied(second, Stage::Applied)
    );
    assert_eq!(ask(None).await, WayIn::Shut);
    run("update job set status = 'DRAFT', published_at = null").await;
    for reader in [None, Some(&employer)] {
        assert_eq!(
            service::way_in(&scene.services, reader, job).await,
            Err(AppError::NotFound)
        );
    }
}
