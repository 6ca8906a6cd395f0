//! Many at once: what holds under clicks, acceptances, recruiters and a closing that meet.

use super::scene::Scene;
use super::{apply_to, count, offer, own, to};
use hiring::applications::model::Stage;
use hiring::applications::service;
use hiring::jobs;
use identity::Role;
use kernel::AppError;
use platform::Scope;

#[tokio::test]
async fn sixteen_clicks_are_one_application() {
    let scene = Scene::new().await;
    let employer = scene.employer("Riverside Logistics").await;
    let job = scene.job(&employer, 2).await;
    let jane = scene.person("Jane Mensah", &[1, 2]).await;
    let clicks: Vec<_> = (0..16)
        .map(|_| {
            let (services, jane) = (scene.services.clone(), jane.clone());
            tokio::spawn(async move { service::apply(&services, &jane, &apply_to(job)).await })
        })
        .collect();
    let mut ids = Vec::new();
    for click in clicks {
        ids.push(click.await.unwrap().unwrap());
    }
    ids.dedup();
    assert_eq!(ids.len(), 1);
    assert_eq!(count(&scene, "select count(*) from application").await, 1);
    assert_eq!(
        count(&scene, "select count(*) from application_event").await,
        1
    );
    assert_eq!(count(&scene, "select count(*) from match_score").await, 1);
    let live = service::my_story(&scene.services, &jane, ids[0])
        .await
        .unwrap()
        .application;
    assert_eq!((live.job, live.stage), (job, Stage::Applied));
    assert!(
        live.fit.is_some_and(|fit| (5_000..=10_000).contains(&fit)),
        "{:?}",
        live.fit
    );
}

#[tokio::test]
async fn of_32_acceptances_as_many_hold_as_there_are_places() {
    let scene = Scene::with_pool(20).await;
    let employer = scene.employer("Riverside Logistics").await;
    let job = scene.job(&employer, 5).await;
    let mut offered = Vec::new();
    for n in 0..32 {
        let person = scene.person(&format!("Person {n}"), &[1]).await;
        let id = service::apply(&scene.services, &person, &apply_to(job))
            .await
            .unwrap();
        offer(&scene, &employer, id).await;
        offered.push((person, id));
    }
    let races: Vec<_> = offered
        .iter()
        .cloned()
        .map(|(person, id)| {
            let services = scene.services.clone();
            tokio::spawn(async move { service::accept(&services, &person, &own(id)).await })
        })
        .collect();
    let mut accepted = 0;
    for race in races {
        match race.await.unwrap() {
            Ok(_) => accepted += 1,
            Err(error) => assert_eq!(error, AppError::conflict("job_full")),
        }
    }
    assert_eq!(accepted, 5);
    assert_eq!(
        count(
            &scene,
            "select count(*) from application where stage = 'ACCEPTED'"
        )
        .await,
        5
    );
    assert_eq!(
        count(
            &scene,
            "select count(*) from application_event where to_stage = 'ACCEPTED'"
        )
        .await,
        5
    );
    assert_eq!(count(&scene, "select filled::bigint from job").await, 5);
    assert_eq!(
        count(&scene, "select count(*) from job where status = 'FILLED'").await,
        1
    );
    // The job's own history says so, once, and who took the last place.
    let (_, lines) = jobs::service::activity(&scene.services, &employer, job)
        .await
        .unwrap();
    assert_eq!(
        lines
            .iter()
            .map(|line| (line.action.as_str(), line.by.starts_with("Person ")))
            .collect::<Vec<_>>(),
        [("filled", true)]
    );
    // Nobody new gets in, and nobody is offered what is gone.
    let late = scene.person("Late", &[1]).await;
    assert_eq!(
        service::apply(&scene.services, &late, &apply_to(job)).await,
        Err(AppError::conflict("job_full"))
    );
}

#[tokio::test]
async fn two_recruiters_do_not_overwrite_each_other() {
    let scene = Scene::new().await;
    let employer = scene.employer("Riverside Logistics").await;
    let other = scene.colleague(&employer, Role::Recruiter).await;
    let job = scene.job(&employer, 1).await;
    let jane = scene.person("Jane Mensah", &[1]).await;
    let id = service::apply(&scene.services, &jane, &apply_to(job))
        .await
        .unwrap();
    let (shortlist, reject) = (to(id, 1, Stage::Shortlisted), to(id, 1, Stage::Rejected));
    let (one, two) = tokio::join!(
        service::decide(&scene.services, &employer, &shortlist),
        service::decide(&scene.services, &other, &reject),
    );
    assert_eq!(
        [one.is_ok(), two.is_ok()].iter().filter(|ok| **ok).count(),
        1
    );
    let lost = one.and(two).unwrap_err();
    assert_eq!(lost, AppError::conflict("stale"));
}

#[tokio::test]
async fn a_job_that_closes_while_people_apply_leaves_nobody_waiting() {
    let scene = Scene::with_pool(20).await;
    let employer = scene.employer("Riverside Logistics").await;
    let job = scene.job(&employer, 3).await;
    let mut people = Vec::new();
    for n in 0..12 {
        people.push(scene.person(&format!("Person {n}"), &[1]).await);
    }
    let applying: Vec<_> = people
        .into_iter()
        .map(|person| {
            let services = scene.services.clone();
            tokio::spawn(async move { service::apply(&services, &person, &apply_to(job)).await })
        })
        .collect();
    tokio::time::sleep(std::time::Duration::from_millis(15)).await;
    let tenant = employer.seat.as_ref().unwrap().organisation;
    let mut tx = scene
        .services
        .db
        .begin(Scope::tenant(tenant, employer.person))
        .await
        .unwrap();
    sqlx::query("update job set status = 'CLOSED', closed_at = now() where id = $1")
        .bind(job)
        .execute(&mut *tx)
        .await
        .unwrap();
    service::answer_all_in_tx(&scene.services, &mut tx, employer.person, job, "")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    for one in applying {
        if let Err(error) = one.await.unwrap() {
            assert_eq!(error, AppError::conflict("job_closed"));
        }
    }
    assert_eq!(
        count(
            &scene,
            "select count(*) from application where stage <> 'REJECTED'"
        )
        .await,
        0
    );
}
