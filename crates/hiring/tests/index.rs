//! Candidates found by the index of people are those that the database's narrowing and a comparison with all of
//! them give, and nobody is shown who is not to be found at this moment.
#![cfg(feature = "ssr")]
#![expect(clippy::unwrap_used, reason = "a test may panic")]

#[expect(dead_code, reason = "other tests use the rest of it")]
mod scene;

use hiring::matches::model::{Candidate, CandidateFilter, Candidates};
use hiring::matches::service;
use identity::Actor;
use kernel::id::{JobId, PersonId};
use people::index::{self, Follower, Pace};
use platform::Services;
use scene::Scene;

/// The services of a scene with an index beside them, and what brings it on.
async fn indexed(scene: &Scene) -> (Services, Follower) {
    let services = index::install(scene.services.clone(), None, Pace::default());
    let mut follower = Follower::new(&services).unwrap();
    follower.step().await.unwrap();
    (services, follower)
}

async fn list(
    services: &Services,
    employer: &Actor,
    job: JobId,
    filter: &CandidateFilter,
) -> Candidates {
    let found = service::candidates(services, employer, job, filter).await;
    found.unwrap().1
}

/// All that a row says, but for how it is said.
fn said(row: &Candidate) -> impl PartialEq + std::fmt::Debug + use<> {
    (
        (row.person.id, row.rank, row.below, row.metres),
        (row.fit.kfn, row.fit.confidence, row.fit.provisional),
        (row.wish, row.mutual, row.availability.is_some()),
    )
}

async fn run(scene: &Scene, sql: &'static str) {
    sqlx::query(sql).execute(&scene.test.owner).await.unwrap();
}

/// People of whom anything may be known, some of them hidden and some far away.
async fn crowd(scene: &Scene, count: i32) {
    let ids: Vec<uuid::Uuid> = (0..count)
        .map(|_| scene.services.new_id::<PersonId>().0)
        .collect();
    for sql in [
        "insert into account (id, email, password_hash, display_name, created_at) select i, i || '@example.org', '!', 'Somebody', now() from unnest($1::uuid[]) i",
        "insert into person (id, name, lat, lon, travel_radius_km, availability, styles, wish_pay_minor, wish_commute_km, wish_types, discoverable, onboarded_at, created_at, updated_at)
         select i, 'Somebody', 51.3 + random() * .5, -0.4 + random() * .6, 5 + random() * 40,
                case when random() < .7 then substr(sha256(i::text::bytea) || sha256('x'), 1, 42) end,
                case when random() < .5 then '{1,-1,2,0,-2,1,0,1}'::smallint[] end,
                case when random() < .7 then 1000 + (random() * 600)::int end, case when random() < .5 then 1 + (random() * 30)::int end,
                case when random() < .5 then '{SHIFT}'::text[] else '{}' end, random() < .9,
                now(), now(), now() from unnest($1::uuid[]) i",
        "update person set lat = null, lon = null where id = any ($1) and random() < .1",
        "insert into person_skill (person_id, skill_id, level, last_used_year, evidence)
         select i, s, (random() * 4)::int, 2016 + (random() * 10)::int, (array['STATED', 'VERIFIED', 'INFERRED'])[1 + (random() * 2)::int]
         from unnest($1::uuid[]) i, generate_series(1, 4) s where random() < .4",
        "insert into experience (id, person_id, title, occupation_id, started_on, ended_on)
         select gen_random_uuid(), i, 'Work', 1 + (random())::int, '2018-03-01', '2019-01-01'::date + (random() * 2000)::int from unnest($1::uuid[]) i where random() < .5",
        "insert into certification (id, person_id, name, document, expires_on)
         select gen_random_uuid(), i, 'Passport', 'RIGHT_TO_WORK', '2026-11-10'::date + (random() * 90)::int from unnest($1::uuid[]) i where random() < .6",
        "insert into education (id, person_id, institution, qualification, level, ended_on)
         select gen_random_uuid(), i, 'Leeds', 'Course', 1 + (random() * 7)::int, '2026-11-01'::date + (random() * 60)::int from unnest($1::uuid[]) i where random() < .5",
        "update person set visible = '{headline,experience,availability}' where id = any ($1) and random() < .1",
    ] {
        sqlx::query(sql).bind(&ids).execute(&scene.test.owner).await.unwrap();
    }
}

fn filters() -> Vec<CandidateFilter> {
    let open = CandidateFilter::default();
    vec![
        open.clone(),
        CandidateFilter {
            eligible: true,
            ..open.clone()
        },
        CandidateFilter {
            km: Some(12),
            ..open.clone()
        },
        CandidateFilter {
            skill: Some(1),
            ..open.clone()
        },
        CandidateFilter {
            skill: Some(99),
            ..open.clone()
        },
        CandidateFilter {
            min: Some(55),
            ..open.clone()
        },
        CandidateFilter {
            min: Some(100),
            ..open.clone()
        },
        CandidateFilter {
            sure: true,
            ..open.clone()
        },
        CandidateFilter {
            eligible: true,
            km: Some(20),
            skill: Some(2),
            min: Some(30),
            sure: true,
            page: 0,
        },
    ]
}

/// Every page of every list, with and without the index.
async fn compare(scene: &Scene, services: &Services, employer: &Actor, job: JobId) -> usize {
    let today = services.clock.now().date();
    assert!(index::engine(services, today).is_some());
    let mut rows = 0;
    for filter in filters() {
        for page in 0.. {
            let filter = CandidateFilter {
                page,
                ..filter.clone()
            };
            let with = list(services, employer, job, &filter).await;
            let without = list(&scene.services, employer, job, &filter).await;
            let say = |found: &Candidates| found.rows.iter().map(said).collect::<Vec<_>>();
            assert_eq!(say(&with), say(&without), "{filter:?}");
            assert_eq!(with.compared > 0, without.compared > 0, "{filter:?}");
            // What is not counted to its end is said to be more.
            assert!(
                if with.more {
                    with.total < without.total
                } else {
                    with.total == without.total
                },
                "{filter:?}"
            );
            rows += with.rows.len();
            if with.rows.len() < service::PAGE {
                break;
            }
        }
    }
    rows
}

#[tokio::test]
async fn lists_are_the_same_with_and_without_the_index() {
    let scene = Scene::new().await;
    let employer = scene.employer("Riverside Logistics").await;
    let job = scene.job(&employer, 1).await;
    crowd(&scene, 420).await;
    let (services, mut follower) = indexed(&scene).await;
    assert!(compare(&scene, &services, &employer, job).await > 500);
    for sql in [
        "update job set fit_threshold = 60, documents = '{RIGHT_TO_WORK}', starts_on = '2026-12-01', education_level = 4",
        "update job set mode = 'REMOTE'",
        "update person set discoverable = not discoverable where random() < .2",
        "delete from person_skill where random() < .3",
        "delete from job_skill where skill_id = 1",
        "update person set lat = 51.5, lon = -0.1 where random() < .3",
        "delete from person where random() < .1",
        "delete from job_skill",
    ] {
        run(&scene, sql).await;
        follower.step().await.unwrap();
        assert!(
            compare(&scene, &services, &employer, job).await > 100,
            "{sql}"
        );
    }
    // A file has all of them.
    let all = CandidateFilter::default();
    assert_eq!(
        service::candidates_csv(&services, &employer, job, &all)
            .await
            .unwrap(),
        service::candidates_csv(&scene.services, &employer, job, &all)
            .await
            .unwrap()
    );
}

#[tokio::test]
async fn whoever_is_not_to_be_found_any_more_is_gone_at_once() {
    let scene = Scene::new().await;
    let employer = scene.employer("Riverside Logistics").await;
    let job = scene.job(&employer, 1).await;
    for sql in [
        "update person set discoverable = false, public_page = true where name = 'Gone'",
        "update person set onboarded_at = null where name = 'Gone'",
        "delete from person where name = 'Gone'",
        "update account set status = 'INACTIVE' where display_name = 'Gone'",
        "update account set status = 'BANNED' where display_name = 'Gone'",
        "update person set name = 'Erased person', visible = '{}', discoverable = false, onboarded_at = null where name = 'Gone'",
    ] {
        run(&scene, "delete from person").await;
        for name in ["Stays", "Gone"] {
            scene.person(name, &[1, 2]).await;
        }
        let (services, mut follower) = indexed(&scene).await;
        let open = CandidateFilter::default();
        assert_eq!(list(&services, &employer, job, &open).await.rows.len(), 2);
        run(&scene, sql).await;
        // The index has not heard of it yet.
        assert_eq!(index::report(&services).unwrap().people, Some(2));
        let found = list(&services, &employer, job, &open).await;
        let names: Vec<&str> = found.rows.iter().map(|row| &*row.person.name).collect();
        assert_eq!(names, ["Stays"], "{sql}");
        assert_eq!(list(&scene.services, &employer, job, &open).await.total, 1);
        follower.step().await.unwrap();
        assert_eq!(index::report(&services).unwrap().people, Some(1));
        assert_eq!(list(&services, &employer, job, &open).await.total, 1);
    }
}

#[tokio::test]
async fn nobody_is_offered_to_themselves_and_a_changed_score_is_the_new_one() {
    let scene = Scene::new().await;
    let employer = scene.employer("Riverside Logistics").await;
    let job = scene.job(&employer, 1).await;
    let ama = scene.person("Ama", &[1, 2]).await;
    scene.person("Ben", &[1]).await;
    let (services, _follower) = indexed(&scene).await;
    let open = CandidateFilter::default();
    let me = Actor {
        person: ama.person,
        ..employer.clone()
    };
    let found = list(&services, &me, job, &open).await;
    assert_eq!((found.total, &*found.rows[0].person.name), (1, "Ben"));
    // What is shown is what is stored now, whatever the index remembers.
    run(&scene, "delete from person_skill where skill_id = 2").await;
    let with = list(&services, &employer, job, &open).await;
    let without = list(&scene.services, &employer, job, &open).await;
    let say = |found: &Candidates| found.rows.iter().map(said).collect::<Vec<_>>();
    assert_eq!(say(&with), say(&without));
}
