//! Applications on a real database, as `app_rw`.
#![cfg(feature = "ssr")]
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod scene;

use hiring::applications::model::{ApplyForm, DecideForm, Filter, Order, OwnForm, Stage, WayIn};
use hiring::applications::service;
use hiring::jobs;
use hiring::jobs::model::ActForm;
use identity::{Actor, Role};
use kernel::AppError;
use kernel::id::{ApplicationId, JobId};
use kernel::state::State;
use platform::Scope;
use scene::Scene;

fn apply_to(job: JobId) -> ApplyForm {
    ApplyForm {
        job: job.to_string(),
        note: "I can start on Monday.".into(),
    }
}

fn own(application: ApplicationId) -> OwnForm {
    OwnForm {
        application: application.to_string(),
        reason: String::new(),
    }
}

fn to(application: ApplicationId, version: i32, stage: Stage) -> DecideForm {
    DecideForm {
        application: application.to_string(),
        version: version.to_string(),
        to: stage.name().into(),
        reason: "Another person had the licence".into(),
        back: String::new(),
    }
}

/// Takes an application as far as an offer.
async fn offer(scene: &Scene, employer: &Actor, application: ApplicationId) {
    service::decide(
        &scene.services,
        employer,
        &to(application, 1, Stage::Shortlisted),
    )
    .await
    .unwrap();
    service::decide(
        &scene.services,
        employer,
        &to(application, 2, Stage::Offered),
    )
    .await
    .unwrap();
}

async fn count(scene: &Scene, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql)
        .fetch_one(&scene.test.owner)
        .await
        .unwrap()
}

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
