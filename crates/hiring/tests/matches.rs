//! Matches on a real database, as `app_rw`.
#![cfg(feature = "ssr")]
#![expect(clippy::unwrap_used, reason = "a test may panic")]

#[expect(dead_code, reason = "other tests use the rest of it")]
mod scene;

use hiring::applications::model::ApplyForm;
use hiring::matches::model::{CandidateFilter, JobFilter};
use hiring::matches::service;
use identity::Actor;
use kernel::AppError;
use kernel::id::{JobId, MatchId, PersonId};
use scene::Scene;

async fn run(scene: &Scene, sql: &'static str, id: uuid::Uuid) {
    sqlx::query(sql)
        .bind(id)
        .execute(&scene.test.owner)
        .await
        .unwrap();
}

async fn names(
    scene: &Scene,
    employer: &Actor,
    job: JobId,
    filter: &CandidateFilter,
) -> Vec<String> {
    let (_, found) = service::candidates(&scene.services, employer, job, filter)
        .await
        .unwrap();
    assert_eq!(found.total, found.rows.len());
    found.rows.into_iter().map(|row| row.person.name).collect()
}

#[tokio::test]
async fn candidates_are_ranked_and_only_for_those_whose_job_it_is() {
    let scene = Scene::new().await;
    let employer = scene.employer("Riverside Logistics").await;
    let job = scene.job(&employer, 1).await;
    scene.person("Partly", &[2]).await;
    scene.person("Fully", &[1, 2]).await;
    scene.person("Narrower", &[3, 2]).await;
    scene.person("Singer", &[4]).await;
    assert_eq!(
        names(&scene, &employer, job, &CandidateFilter::default()).await,
        ["Fully", "Narrower", "Partly"]
    );
    let (_, found) =
        service::candidates(&scene.services, &employer, job, &CandidateFilter::default())
            .await
            .unwrap();
    assert!(found.rows[2].fit.cap.is_some() && found.rows[2].fit.kfn.rounded() <= 59);
    assert_eq!(
        found.skills,
        [
            (1, "Operate forklift".to_owned()),
            (2, "Stack pallets".to_owned())
        ]
    );
    // A full postcode is nobody else's business.
    assert_eq!(found.rows[0].person.place, "E1");

    let rival = scene.employer("Rival").await;
    let ben = scene.person("Ben", &[1]).await;
    let all = CandidateFilter::default();
    assert_eq!(
        service::candidates(&scene.services, &rival, job, &all)
            .await
            .err(),
        Some(AppError::NotFound)
    );
    assert_eq!(
        service::candidates(&scene.services, &ben, job, &all)
            .await
            .err(),
        Some(AppError::Forbidden)
    );
    assert_eq!(
        service::panel(&scene.services, &rival, job, ben.person)
            .await
            .err(),
        Some(AppError::NotFound)
    );
    assert_eq!(
        service::candidates_csv(&scene.services, &rival, job, &all)
            .await
            .err(),
        Some(AppError::NotFound)
    );
}

#[tokio::test]
async fn the_narrowing_admits_whom_the_policies_admit() {
    let scene = Scene::new().await;
    let employer = scene.employer("Riverside Logistics").await;
    let job = scene.job(&employer, 1).await;
    for (name, sql) in [
        (
            "Hidden",
            "update person set discoverable = false where id = $1",
        ),
        (
            "Unfinished",
            "update person set onboarded_at = null where id = $1",
        ),
        (
            "Far",
            "update person set lat = 55.95, lon = -3.19 where id = $1",
        ),
        (
            "Quiet",
            "update person set visible = '{headline}' where id = $1",
        ),
        (
            "Nowhere",
            "update person set lat = null, lon = null where id = $1",
        ),
    ] {
        let person = scene.person(name, &[1, 2]).await;
        run(&scene, sql, person.person.0).await;
    }
    assert_eq!(
        names(&scene, &employer, job, &CandidateFilter::default()).await,
        ["Nowhere"]
    );
    // Remote work reaches the far one as well.
    run(
        &scene,
        "update job set mode = 'REMOTE' where id = $1",
        job.0,
    )
    .await;
    let mut found = names(&scene, &employer, job, &CandidateFilter::default()).await;
    found.sort();
    assert_eq!(found, ["Far", "Nowhere"]);
    // A member of the organisation is not offered to themselves.
    let own: Vec<PersonId> = sqlx::query_scalar("select id from person where name = 'Far'")
        .fetch_all(&scene.test.owner)
        .await
        .unwrap();
    let me = Actor {
        person: own[0],
        ..employer
    };
    assert_eq!(
        names(&scene, &me, job, &CandidateFilter::default()).await,
        ["Nowhere"]
    );
}

#[tokio::test]
async fn filters_narrow_and_the_bar_divides() {
    let scene = Scene::new().await;
    let employer = scene.employer("Riverside Logistics").await;
    let job = scene.job(&employer, 1).await;
    run(&scene, "update job set documents = '{RIGHT_TO_WORK}', starts_on = '2026-12-01', fit_threshold = 70 where id = $1", job.0).await;
    let near = scene.person("Near", &[1, 2]).await;
    let far = scene.person("Far", &[1, 2]).await;
    scene.person("Partly", &[2]).await;
    run(
        &scene,
        "update person set lat = 51.63, lon = -0.078 where id = $1",
        far.person.0,
    )
    .await;
    let proof = "insert into certification (id, person_id, name, document, expires_on) values (gen_random_uuid(), $1, 'Passport', 'RIGHT_TO_WORK', '2030-01-01')";
    run(&scene, proof, far.person.0).await;
    let expired = "insert into certification (id, person_id, name, document, expires_on) values (gen_random_uuid(), $1, 'Visa', 'RIGHT_TO_WORK', '2026-12-01')";
    run(&scene, expired, near.person.0).await;
    let open = CandidateFilter::default();
    assert_eq!(
        names(&scene, &employer, job, &open).await,
        ["Near", "Far", "Partly"]
    );
    let (_, found) = service::candidates(&scene.services, &employer, job, &open)
        .await
        .unwrap();
    assert_eq!(
        found.rows.iter().map(|row| row.below).collect::<Vec<_>>(),
        [false, false, true]
    );
    // It expires on the first day: it must outlast it.
    assert_eq!(
        names(
            &scene,
            &employer,
            job,
            &CandidateFilter {
                eligible: true,
                ..open.clone()
            }
        )
        .await,
        ["Far"]
    );
    assert_eq!(
        names(
            &scene,
            &employer,
            job,
            &CandidateFilter {
                km: Some(5),
                ..open.clone()
            }
        )
        .await,
        ["Near", "Partly"]
    );
    assert_eq!(
        names(
            &scene,
            &employer,
            job,
            &CandidateFilter {
                skill: Some(1),
                ..open.clone()
            }
        )
        .await,
        ["Near", "Far"]
    );
    assert_eq!(
        names(
            &scene,
            &employer,
            job,
            &CandidateFilter {
                min: Some(70),
                ..open.clone()
            }
        )
        .await,
        ["Near", "Far"]
    );
    assert!(
        names(
            &scene,
            &employer,
            job,
            &CandidateFilter {
                skill: Some(4),
                ..open
            }
        )
        .await
        .is_empty()
    );
}

#[tokio::test]
async fn a_score_that_was_seen_is_kept_once_and_replays_exactly() {
    let scene = Scene::new().await;
    let employer = scene.employer("Riverside Logistics").await;
    let job = scene.job(&employer, 1).await;
    let jane = scene.person("Jane Mensah", &[1, 3, 2]).await;
    let kept = || async {
        sqlx::query_scalar::<_, MatchId>("select id from match_score order by created_at")
            .fetch_all(&scene.test.owner)
            .await
            .unwrap()
    };
    let first = service::panel(&scene.services, &employer, job, jane.person)
        .await
        .unwrap();
    let second = service::panel(&scene.services, &employer, job, jane.person)
        .await
        .unwrap();
    assert_eq!(first.fit, second.fit);
    assert_eq!(kept().await.len(), 1);
    // The person is told the same, to the digit, and applying keeps nothing new.
    let own = service::own_match(&scene.services, &jane, job)
        .await
        .unwrap();
    assert_eq!(own.fit, first.fit);
    let apply = ApplyForm {
        job: job.to_string(),
        note: String::new(),
    };
    hiring::applications::service::apply(&scene.services, &jane, &apply)
        .await
        .unwrap();
    assert_eq!(kept().await.len(), 1);
    let replayed = service::replay(&scene.test.owner, kept().await[0])
        .await
        .unwrap();
    assert_eq!(replayed, (first.fit.kfn.0, first.fit.kfn.0));
    // Another profile is another score; the old one still replays.
    run(
        &scene,
        "update person_skill set level = 1 where person_id = $1 and skill_id = 1",
        jane.person.0,
    )
    .await;
    run(
        &scene,
        "delete from person_skill where person_id = $1 and skill_id = 3",
        jane.person.0,
    )
    .await;
    let lower = service::panel(&scene.services, &employer, job, jane.person)
        .await
        .unwrap();
    assert!(lower.fit.kfn < first.fit.kfn);
    let all = kept().await;
    assert_eq!(all.len(), 2);
    assert_eq!(
        service::replay(&scene.test.owner, all[0]).await.unwrap(),
        replayed
    );
    assert_eq!(
        service::replay(&scene.test.owner, all[1]).await.unwrap(),
        (lower.fit.kfn.0, lower.fit.kfn.0)
    );
    // What was tampered with is found out.
    run(
        &scene,
        "update match_score set inputs = jsonb_set(inputs, '{job,title}', '\"x\"') where id = $1",
        all[0].0,
    )
    .await;
    assert_eq!(
        service::replay(&scene.test.owner, all[0]).await,
        Err(AppError::conflict("inputs_changed"))
    );
}

#[tokio::test]
async fn an_applicant_is_seen_even_if_not_discoverable_and_changing_a_name_changes_nothing() {
    let scene = Scene::new().await;
    let employer = scene.employer("Riverside Logistics").await;
    let job = scene.job(&employer, 1).await;
    let jane = scene.person("Jane Mensah", &[1, 2]).await;
    run(
        &scene,
        "update person set discoverable = false where id = $1",
        jane.person.0,
    )
    .await;
    assert_eq!(
        service::panel(&scene.services, &employer, job, jane.person)
            .await
            .err(),
        Some(AppError::NotFound)
    );
    let apply = ApplyForm {
        job: job.to_string(),
        note: String::new(),
    };
    hiring::applications::service::apply(&scene.services, &jane, &apply)
        .await
        .unwrap();
    let before = service::panel(&scene.services, &employer, job, jane.person)
        .await
        .unwrap();
    assert!(before.application.is_some());
    run(
        &scene,
        "update person set name = 'Tomasz', bio = 'x' where id = $1",
        jane.person.0,
    )
    .await;
    let after = service::panel(&scene.services, &employer, job, jane.person)
        .await
        .unwrap();
    assert_eq!(before.fit, after.fit);
}

#[tokio::test]
async fn jobs_are_ranked_for_a_person_with_what_would_change_it() {
    let scene = Scene::new().await;
    let employer = scene.employer("Riverside Logistics").await;
    let near = scene.job(&employer, 1).await;
    let far = scene.job(&employer, 1).await;
    let remote = scene.job(&employer, 1).await;
    let draft = scene.job(&employer, 1).await;
    run(
        &scene,
        "update job set lat = 55.95, lon = -3.19 where id = $1",
        far.0,
    )
    .await;
    run(
        &scene,
        "update job set lat = 55.95, lon = -3.19, mode = 'REMOTE', title = 'Remote' where id = $1",
        remote.0,
    )
    .await;
    run(
        &scene,
        "update job set status = 'DRAFT', published_at = null where id = $1",
        draft.0,
    )
    .await;
    let jane = scene.person("Jane Mensah", &[2]).await;
    run(
        &scene,
        "update person set wish_types = '{PART_TIME}' where id = $1",
        jane.person.0,
    )
    .await;
    let found = service::jobs_for_me(&scene.services, &jane, &JobFilter::default())
        .await
        .unwrap()
        .unwrap();
    let mut ids: Vec<JobId> = found.rows.iter().map(|row| row.job.id).collect();
    ids.sort();
    assert_eq!(ids, [near, remote]);
    assert!(
        found
            .rows
            .iter()
            .all(|row| row.wish.rounded() < 100 && row.fit.cap.is_some())
    );
    let best = &found.changes[0];
    assert_eq!(
        best.action,
        matching::Action::AddSkill {
            skill: 1,
            level: Some(2)
        }
    );
    assert_eq!((best.jobs, best.unlocks), (2, 2));
    // What is promised comes true.
    let own = service::own_match(&scene.services, &jane, near)
        .await
        .unwrap();
    let plus = own
        .changes
        .iter()
        .find(|change| change.action == best.action)
        .unwrap()
        .plus;
    run(
        &scene,
        "insert into person_skill (person_id, skill_id, level) values ($1, 1, 2)",
        jane.person.0,
    )
    .await;
    let after = service::own_match(&scene.services, &jane, near)
        .await
        .unwrap();
    assert_eq!(after.fit.kfn.0 - own.fit.kfn.0, plus);

    let glances = service::fits_for(&scene.services, &jane, &[near, far, draft])
        .await
        .unwrap();
    assert_eq!(glances.len(), 2);
    assert_eq!(glances[&near].score, after.fit.kfn.rounded());
    assert_eq!(
        service::top_matches(&scene.services, &jane, 1)
            .await
            .unwrap()
            .len(),
        1
    );
    assert_eq!(
        service::own_match(&scene.services, &jane, draft)
            .await
            .err(),
        Some(AppError::NotFound)
    );
    let nobody = scene.employer("No profile").await;
    assert!(
        service::jobs_for_me(&scene.services, &nobody, &JobFilter::default())
            .await
            .unwrap()
            .is_none()
    );
    assert_eq!(
        service::own_match(&scene.services, &nobody, near)
            .await
            .err(),
        Some(AppError::conflict("no_profile"))
    );
}

#[tokio::test]
async fn the_file_for_a_spreadsheet_holds_no_formula() {
    let scene = Scene::new().await;
    let employer = scene.employer("Riverside Logistics").await;
    let job = scene.job(&employer, 1).await;
    scene.person("=HYPERLINK(\"http://evil\")", &[1]).await;
    let (name, text) =
        service::candidates_csv(&scene.services, &employer, job, &CandidateFilter::default())
            .await
            .unwrap();
    assert_eq!(name, "candidates-warehouse-operative.csv");
    let line = text.lines().nth(1).unwrap();
    assert!(
        line.starts_with("1,\"'=HYPERLINK(\"\"http://evil\"\")\",Works hard,E1,"),
        "{line}"
    );
}
