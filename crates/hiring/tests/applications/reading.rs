//! Who reads what of an application.

use super::scene::Scene;
use super::{apply_to, offer, own, to};
use hiring::applications::model::{Filter, Order, Stage};
use hiring::applications::service;
use kernel::AppError;
use platform::Scope;

#[tokio::test]
async fn both_sides_read_the_same_story_and_nobody_else_reads_it() {
    let scene = Scene::new().await;
    let employer = scene.employer("Riverside Logistics").await;
    let job = scene.job(&employer, 1).await;
    let jane = scene.person("Jane Mensah", &[1]).await;
    let id = service::apply(&scene.services, &jane, &apply_to(job))
        .await
        .unwrap();
    offer(&scene, &employer, id).await;
    service::accept(&scene.services, &jane, &own(id))
        .await
        .unwrap();
    let hers = service::my_story(&scene.services, &jane, id).await.unwrap();
    let theirs = service::story_for_job(&scene.services, &employer, job, id)
        .await
        .unwrap();
    assert_eq!(hers.steps, theirs.steps);
    assert_eq!(hers.application, theirs.application);
    let told: Vec<(Stage, &str)> = hers
        .steps
        .iter()
        .map(|step| (step.to, step.by.as_str()))
        .collect();
    let org = "Riverside Logistics";
    assert_eq!(
        told,
        [
            (Stage::Accepted, "Jane Mensah"),
            (Stage::Offered, org),
            (Stage::Shortlisted, org),
            (Stage::Applied, "Jane Mensah")
        ]
    );

    let rival = scene.employer("Rival").await;
    let ben = scene.person("Ben", &[1]).await;
    let not_found = Some(AppError::NotFound);
    assert_eq!(
        service::my_story(&scene.services, &ben, id).await.err(),
        not_found
    );
    assert_eq!(
        service::my_story(&scene.services, &employer, id)
            .await
            .err(),
        not_found
    );
    assert_eq!(
        service::story_for_job(&scene.services, &rival, job, id)
            .await
            .err(),
        not_found
    );
    assert_eq!(
        service::for_job(&scene.services, &rival, job, &Filter::default())
            .await
            .err(),
        not_found
    );
    assert_eq!(
        service::decide(&scene.services, &rival, &to(id, 4, Stage::Rejected))
            .await
            .err(),
        not_found
    );
    assert_eq!(
        service::withdraw(&scene.services, &ben, &own(id))
            .await
            .err(),
        not_found
    );
    assert_eq!(
        service::for_job(&scene.services, &ben, job, &Filter::default())
            .await
            .err(),
        Some(AppError::Forbidden)
    );
    assert!(
        service::mine(&scene.services, &ben)
            .await
            .unwrap()
            .is_empty()
    );
    // The same without the service in between.
    let tenant = rival.seat.as_ref().unwrap().organisation;
    for scope in [
        Scope::PUBLIC,
        Scope::person(ben.person),
        Scope::tenant(tenant, rival.person),
    ] {
        let mut tx = scene.services.db.begin(scope).await.unwrap();
        let seen: i64 = sqlx::query_scalar("select (select count(*) from application) + (select count(*) from application_event) + (select count(*) from match_score)")
            .fetch_one(&mut *tx)
            .await
            .unwrap();
        assert_eq!(seen, 0, "{scope:?}");
    }
}

#[tokio::test]
async fn an_employers_list_is_filtered_sorted_and_paged() {
    let scene = Scene::new().await;
    let employer = scene.employer("Riverside Logistics").await;
    let job = scene.job(&employer, 1).await;
    let mut ids = Vec::new();
    for n in 0..30 {
        let skills: &[i32] = match n % 3 {
            0 => &[1, 2],
            1 => &[1],
            _ => &[4],
        };
        let person = scene.person(&format!("Person {n}"), skills).await;
        ids.push(
            service::apply(&scene.services, &person, &apply_to(job))
                .await
                .unwrap(),
        );
    }
    service::decide(
        &scene.services,
        &employer,
        &to(ids[0], 1, Stage::Shortlisted),
    )
    .await
    .unwrap();
    for order in Order::ALL {
        let mut filter = Filter {
            order,
            ..Filter::default()
        };
        let mut seen = Vec::new();
        loop {
            let (page, counts) = service::for_job(&scene.services, &employer, job, &filter)
                .await
                .unwrap();
            assert_eq!(
                (
                    counts.total(),
                    counts.of(Stage::Applied),
                    counts.of(Stage::Shortlisted)
                ),
                (30, 29, 1)
            );
            seen.extend(page.items);
            filter.cursor = page.next;
            if filter.cursor.is_none() {
                break;
            }
        }
        assert_eq!(seen.len(), 30, "{order:?}");
        match order {
            Order::Fit => assert!(seen.windows(2).all(|pair| pair[0].fit >= pair[1].fit)),
            Order::Date => assert!(
                seen.windows(2)
                    .all(|pair| pair[0].created_at > pair[1].created_at)
            ),
        }
    }
    let filter = Filter {
        stage: Some(Stage::Shortlisted),
        ..Filter::default()
    };
    let (page, _) = service::for_job(&scene.services, &employer, job, &filter)
        .await
        .unwrap();
    assert_eq!(
        page.items.iter().map(|one| one.id).collect::<Vec<_>>(),
        [ids[0]]
    );
    // A full postcode is nobody else's business.
    assert!(
        page.items.iter().all(|one| one.place == "E1"),
        "{:?}",
        page.items[0].place
    );
}
