//! Jobs on a real database, as `app_rw`.
#![cfg(feature = "ssr")]
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod scene;

use hiring::jobs::model::{
    ActForm, BasicsForm, HiringFilter, JobStatus, RequirementsForm, ReviewForm, SearchForm,
    SkillField, StartForm, TimeForm, WhereForm,
};
use hiring::jobs::service;
use identity::{Actor, Role};
use kernel::id::JobId;
use kernel::{AppError, Result};
use platform::{Scope, Services};
use scene::Scene;

const DESCRIPTION: &str = "You stack pallets by hand and operate forklift trucks. Café next door.";

/// A scene whose taxonomy can be searched.
async fn scene() -> (Scene, Services) {
    let scene = Scene::new().await;
    for sql in [
        "insert into skill_term (skill_id, term, shown, is_label) select id, label, label, true from skill",
        "insert into occupation_term (occupation_id, term, shown, is_label) select id, label, label, true from occupation",
        "insert into occupation_term (occupation_id, term, shown, is_label) values (1, 'warehouse operative', 'warehouse operative', false)",
        "insert into postcode_area (code, kind, lat, lon) values ('E1 6', 'SECTOR', 51.518, -0.073), ('E1', 'DISTRICT', 51.516, -0.06), ('M1', 'DISTRICT', 53.478, -2.233)",
    ] {
        sqlx::query(sqlx::AssertSqlSafe(sql))
            .execute(&scene.test.owner)
            .await
            .unwrap();
    }
    let services = taxonomy::install(scene.services.clone()).await.unwrap();
    (scene, services)
}

fn start(key: JobId, title: &str) -> StartForm {
    StartForm {
        request_key: key.to_string(),
        title: title.into(),
        description: DESCRIPTION.into(),
    }
}

async fn draft(services: &Services, actor: &Actor, title: &str) -> JobId {
    service::start(services, actor, &start(services.new_id(), title))
        .await
        .unwrap()
}

async fn version(services: &Services, actor: &Actor, job: JobId) -> String {
    service::own(services, actor, job)
        .await
        .unwrap()
        .version
        .to_string()
}

async fn place_form(services: &Services, actor: &Actor, job: JobId) -> WhereForm {
    WhereForm {
        job: job.to_string(),
        version: version(services, actor, job).await,
        mode: "ONSITE".into(),
        place: "e1 6an".into(),
        radius_km: "20".into(),
        pay_kind: "HOURLY".into(),
        pay_min: "12.50".into(),
        pay_max: "13.20".into(),
        currency: "GBP".into(),
        then: String::new(),
    }
}

async fn publish(services: &Services, actor: &Actor, job: JobId) -> Result<JobId> {
    let form = ReviewForm {
        job: job.to_string(),
        version: version(services, actor, job).await,
        ..Default::default()
    };
    service::publish(services, actor, &form).await
}

/// A published job with a place, pay and a skill.
async fn open(
    services: &Services,
    actor: &Actor,
    title: &str,
    place: &str,
    pay: &str,
    skill: i32,
) -> JobId {
    let job = draft(services, actor, title).await;
    let form = WhereForm {
        place: place.into(),
        pay_min: pay.into(),
        pay_max: String::new(),
        ..place_form(services, actor, job).await
    };
    service::save_where(services, actor, &form).await.unwrap();
    let asked = SkillField {
        id: skill.to_string(),
        importance: "MUST".into(),
        level: "2".into(),
        remove: String::new(),
    };
    let form = RequirementsForm {
        job: job.to_string(),
        version: version(services, actor, job).await,
        skills: vec![asked],
        ..Default::default()
    };
    service::save_requirements(services, actor, &form)
        .await
        .unwrap();
    publish(services, actor, job).await.unwrap()
}

async fn act(services: &Services, actor: &Actor, job: JobId) -> ActForm {
    ActForm {
        job: job.to_string(),
        version: version(services, actor, job).await,
        ..Default::default()
    }
}

fn field(error: AppError, name: &str) -> String {
    match error {
        AppError::Invalid(errors) => errors
            .get(name)
            .unwrap_or_else(|| panic!("no message at {name}: {errors:?}"))
            .to_owned(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_title_and_a_description_make_one_draft_however_often_they_are_sent() {
    let (scene, services) = scene().await;
    let ama = scene.employer("Riverside").await;
    let form = start(services.new_id(), "Warehouse operative, days");
    let clicks: Vec<_> = (0..8)
        .map(|_| {
            let (services, ama, form) = (services.clone(), ama.clone(), form.clone());
            tokio::spawn(async move { service::start(&services, &ama, &form).await })
        })
        .collect();
    let mut ids = Vec::new();
    for click in clicks {
        ids.push(click.await.unwrap().unwrap());
    }
    ids.dedup();
    assert_eq!(ids.len(), 1);
    let job = service::own(&services, &ama, ids[0]).await.unwrap();
    assert_eq!(
        (job.status, job.content.occupation),
        (JobStatus::Draft, Some((1, "warehouse worker".to_owned())))
    );
    let found = service::suggest_skills(&services, &job.content.description, &[2]).unwrap();
    assert_eq!(found.iter().map(|skill| skill.id).collect::<Vec<_>>(), [1]);
}

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
            service::save_basics(&services, &rival, &edit).await.err(),
            Some(AppError::NotFound)
        );
        assert_eq!(
            service::save_basics(&services, &viewer, &edit).await.err(),
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
    service::save_where(&services, &ama, &place_form(&services, &ama, job).await)
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
            service::save_where(&services, &ama, &hollow)
                .await
                .unwrap_err(),
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
        service::save_time(&services, &ama, &late).await,
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
    assert_eq!(actions, ["closed", "published", "created"]);
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
            service::save_time(&services, &ama, &fewer)
                .await
                .unwrap_err(),
            "headcount"
        ),
        "2 people have already been accepted"
    );
    service::save_time(
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
    service::save_time(
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

#[tokio::test]
async fn an_edit_on_an_old_version_is_refused_and_one_sent_twice_is_not() {
    let (scene, services) = scene().await;
    let ama = scene.employer("Riverside").await;
    let job = open(&services, &ama, "Cook", "E1 6AN", "12", 1).await;
    let mine = place_form(&services, &ama, job).await;
    let theirs = WhereForm {
        pay_max: "15".into(),
        ..mine.clone()
    };
    service::save_where(&services, &ama, &mine).await.unwrap();
    service::save_where(&services, &ama, &mine).await.unwrap();
    assert_eq!(
        service::save_where(&services, &ama, &theirs).await,
        Err(AppError::conflict("stale"))
    );
    let lines = service::activity(&services, &ama, job).await.unwrap().1;
    assert_eq!(lines[0].action, "edited");
    let pay = lines[0]
        .changes
        .iter()
        .find(|change| change.field == "Pay")
        .unwrap();
    assert_eq!(
        (pay.before.as_str(), pay.after.as_str()),
        ("GBP 12.00 an hour", "GBP 12.50 to GBP 13.20 an hour")
    );
    assert_eq!(lines.len(), 3);
}

#[tokio::test]
async fn unknown_words_are_explained_at_their_field() {
    let (scene, services) = scene().await;
    let ama = scene.employer("Riverside").await;
    let job = draft(&services, &ama, "Cook").await;
    let form = WhereForm {
        place: "ZZ99 9ZZ".into(),
        ..place_form(&services, &ama, job).await
    };
    assert!(
        field(
            service::save_where(&services, &ama, &form)
                .await
                .unwrap_err(),
            "place"
        )
        .contains("ZZ99 9ZZ")
    );
    let version = version(&services, &ama, job).await;
    let form = RequirementsForm {
        job: job.to_string(),
        version: version.clone(),
        add: "stack pallets, forklifting".into(),
        ..Default::default()
    };
    assert!(
        field(
            service::save_requirements(&services, &ama, &form)
                .await
                .unwrap_err(),
            "add"
        )
        .contains("“forklifting”")
    );
    let form = RequirementsForm {
        add: "stack pallets".into(),
        picked: vec!["1".into()],
        ..form
    };
    service::save_requirements(&services, &ama, &form)
        .await
        .unwrap();
    let skills: Vec<i32> = service::own(&services, &ama, job)
        .await
        .unwrap()
        .content
        .skills
        .iter()
        .map(|s| s.skill)
        .collect();
    assert_eq!(skills, [1, 2]);
    let form = RequirementsForm {
        picked: vec!["77".into()],
        ..Default::default()
    };
    let form = RequirementsForm {
        job: job.to_string(),
        version,
        ..form
    };
    assert!(
        field(
            service::save_requirements(&services, &ama, &form)
                .await
                .unwrap_err(),
            "skills"
        )
        .contains("no longer")
    );
}

#[tokio::test]
async fn a_copy_is_a_draft_of_its_own() {
    let (scene, services) = scene().await;
    let ama = scene.employer("Riverside").await;
    let job = open(&services, &ama, "Cook", "E1 6AN", "12", 1).await;
    let form = ActForm {
        request_key: services.new_id::<JobId>().to_string(),
        ..act(&services, &ama, job).await
    };
    let copy = service::duplicate(&services, &ama, &form).await.unwrap();
    assert_eq!(
        service::duplicate(&services, &ama, &form).await.unwrap(),
        copy
    );
    let (old, new) = (
        service::own(&services, &ama, job).await.unwrap(),
        service::own(&services, &ama, copy).await.unwrap(),
    );
    assert_eq!((new.status, new.published_at), (JobStatus::Draft, None));
    assert_eq!(new.content, old.content);
    service::delete_draft(&services, &ama, &act(&services, &ama, copy).await)
        .await
        .unwrap();
    assert_eq!(
        service::own(&services, &ama, copy).await.err(),
        Some(AppError::NotFound)
    );
    let (page, tabs) = service::list(
        &services,
        &ama,
        &HiringFilter {
            q: "COÓK".into(),
            ..Default::default()
        },
    )
    .await
    .unwrap();
    assert_eq!((page.items.len(), tabs[0].count), (1, 1));
}

async fn titles(services: &Services, query: &[(&str, &str)]) -> (Vec<String>, bool) {
    let form = SearchForm::from_pairs(query.iter().copied());
    let (filter, _) = service::filter_of(services, &form).await.unwrap();
    let page = service::search(services, &form, &filter).await.unwrap();
    assert_eq!(page.total, i64::try_from(page.cards.len()).unwrap());
    (
        page.cards.iter().map(|card| card.title.clone()).collect(),
        page.exact,
    )
}

#[tokio::test]
async fn jobs_are_found_by_word_typing_error_skill_pay_and_distance() {
    let (scene, services) = scene().await;
    let ama = scene.employer("Riverside").await;
    open(&services, &ama, "Forklift driver", "E1 6AN", "14", 1).await;
    open(&services, &ama, "Choir leader", "M1", "20", 4).await;
    open(&services, &ama, "Warehouse operative", "E1", "12", 2).await;
    draft(&services, &ama, "Forklift secret").await;
    let found = |query: &'static [(&'static str, &'static str)]| titles(&services, query);
    let exact = |names: &[&str]| {
        (
            names
                .iter()
                .map(|name| (*name).to_owned())
                .collect::<Vec<_>>(),
            true,
        )
    };
    assert_eq!(
        found(&[]).await,
        exact(&["Warehouse operative", "Choir leader", "Forklift driver"])
    );
    assert_eq!(
        found(&[("q", "drivers")]).await,
        exact(&["Forklift driver"])
    );
    // By a skill asked, by a word of the description, accents or not; the title weighs most.
    assert_eq!(found(&[("q", "singing")]).await, exact(&["Choir leader"]));
    assert_eq!(found(&[("q", "cafe")]).await.0.len(), 3);
    assert_eq!(
        found(&[("q", "warehouse")]).await,
        exact(&["Warehouse operative"])
    );
    let (typo, is_exact) = found(&[("q", "forklfit driver")]).await;
    assert_eq!(
        (typo.first().map(String::as_str), is_exact),
        (Some("Forklift driver"), false)
    );
    assert_eq!(found(&[("q", "qqqqqq")]).await.0.len(), 0);
    assert_eq!(found(&[("skill", "4")]).await, exact(&["Choir leader"]));
    assert_eq!(
        found(&[("near", "E1 6AN"), ("km", "10"), ("sort", "distance")]).await,
        exact(&["Forklift driver", "Warehouse operative"])
    );
    assert_eq!(
        found(&[("near", "M1"), ("km", "10")]).await,
        exact(&["Choir leader"])
    );
    assert_eq!(
        found(&[("sort", "pay")]).await,
        exact(&["Choir leader", "Forklift driver", "Warehouse operative"])
    );
    assert_eq!(found(&[("pay", "13")]).await.0.len(), 2);
    assert_eq!(
        found(&[("pay", "13"), ("currency", "EUR")]).await.0.len(),
        0
    );
    assert_eq!(found(&[("mode", "REMOTE")]).await.0.len(), 0);
    assert_eq!(
        found(&[("type", "FULL_TIME"), ("q", "driver")]).await,
        exact(&["Forklift driver"])
    );
    let form = SearchForm::from_pairs([("near", "Nowhere at all")]);
    let (filter, error) = service::filter_of(&services, &form).await.unwrap();
    assert!(filter.near.is_none() && error.unwrap().contains("Nowhere at all"));
}

#[tokio::test]
async fn pages_follow_each_other_in_every_order() {
    let (scene, services) = scene().await;
    let ama = scene.employer("Riverside").await;
    for _ in 0..45 {
        scene.job(&ama, 1).await;
    }
    for query in [
        vec![],
        vec![("q", "warehouse")],
        vec![("sort", "pay")],
        vec![("near", "E1"), ("sort", "distance")],
        vec![("q", "wearhouse")],
    ] {
        let mut seen = std::collections::HashSet::new();
        let mut form = SearchForm::from_pairs(query.iter().copied());
        let mut pages = 0;
        loop {
            let (filter, _) = service::filter_of(&services, &form).await.unwrap();
            let page = service::search(&services, &form, &filter).await.unwrap();
            assert_eq!(page.total, 45, "{query:?}");
            seen.extend(page.cards.iter().map(|card| card.id));
            pages += 1;
            let Some(next) = page.next.clone() else { break };
            form.after = next;
        }
        assert_eq!((seen.len(), pages), (45, 3), "{query:?}");
    }
}

#[tokio::test]
async fn the_scorer_gets_what_the_job_says() {
    let (scene, services) = scene().await;
    let ama = scene.employer("Riverside").await;
    let id = open(&services, &ama, "Forklift driver", "E1 6AN", "14", 1).await;
    let day = time::macros::date!(2026 - 11 - 21);
    let mut conn = services.db.pool().acquire().await.unwrap();
    let one = service::scoring_job(&mut conn, id, day)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        one.requirements,
        [matching::Requirement {
            skill: 1,
            importance: matching::Importance::Must,
            level: Some(2)
        }]
    );
    assert_eq!(
        (
            one.pay.map(|pay| pay.min_minor),
            one.radius_km,
            one.kind.as_deref()
        ),
        (Some(1400), Some(20), Some("full_time"))
    );
    let filter = hiring::jobs::model::Filter::all();
    assert_eq!(
        service::scoring_jobs(&services, &filter, day)
            .await
            .unwrap(),
        std::slice::from_ref(&one)
    );
    let form = SearchForm::from_pairs([("q", "forklift"), ("near", "E1")]);
    let (filter, _) = service::filter_of(&services, &form).await.unwrap();
    assert_eq!(
        service::scoring_jobs(&services, &filter, day)
            .await
            .unwrap(),
        [one]
    );
}

#[tokio::test]
async fn the_newest_jobs_come_from_their_index() {
    let (scene, services) = scene().await;
    sqlx::query(
        "insert into account (id, email, password_hash, display_name, created_at) values ('00000000-0000-7000-8000-000000000001', 'x@y.zz', 'x', 'X', now())",
    )
    .execute(&scene.test.owner)
    .await
    .unwrap();
    sqlx::query("insert into organisation (id, slug, name, created_by, created_at) values ('00000000-0000-7000-8000-000000000002', 'many', 'Many', '00000000-0000-7000-8000-000000000001', now())")
        .execute(&scene.test.owner)
        .await
        .unwrap();
    sqlx::query(
        "insert into job (id, tenant_id, request_key, status, title, created_by, created_at, updated_at, published_at, place, lat, lon)
         select gen_random_uuid(), '00000000-0000-7000-8000-000000000002', gen_random_uuid(), 'ACTIVE', 'Job ' || n, '00000000-0000-7000-8000-000000000001',
                now(), now(), now() - n * interval '1 minute', 'x', 50 + n * 0.001, 0 from generate_series(1, 5000) n",
    )
    .execute(&scene.test.owner)
    .await
    .unwrap();
    sqlx::query("analyze job")
        .execute(&scene.test.owner)
        .await
        .unwrap();
    for (sql, index) in [
        (
            "explain select id from job where status = 'ACTIVE' order by published_at desc, id desc limit 21",
            "job_open_idx",
        ),
        (
            "explain select id from job where status = 'ACTIVE' and lat between 51.0 and 51.1",
            "job_open_place_idx",
        ),
    ] {
        let plan: Vec<String> = sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
            .fetch_all(services.db.pool())
            .await
            .unwrap();
        assert!(plan.join("\n").contains(index), "{}", plan.join("\n"));
    }
}

#[tokio::test]
async fn a_reader_with_a_profile_gets_their_own_fit_first() {
    let (scene, services) = scene().await;
    let ama = scene.employer("Riverside").await;
    let driver = open(&services, &ama, "Forklift driver", "E1 6AN", "14", 1).await;
    open(&services, &ama, "Choir leader", "E1 6AN", "20", 4).await;
    let jane = scene.person("Jane Mensah", &[1, 2]).await;
    let form = SearchForm::from_pairs([("sort", "fit")]);
    let (filter, _) = service::filter_of(&services, &form).await.unwrap();
    let page = service::search_by_fit(&services, &jane, &form, &filter)
        .await
        .unwrap()
        .unwrap();
    let fits: Vec<_> = page
        .cards
        .iter()
        .map(|card| (card.title.as_str(), card.fit.map(|fit| fit.score)))
        .collect();
    assert_eq!(
        (fits.len(), fits[0].0, page.total),
        (2, "Forklift driver", 2)
    );
    assert!(fits[0].1 > fits[1].1);
    let own = service::own_fits(&services, &jane, &[driver])
        .await
        .unwrap();
    assert_eq!(own.get(&driver).map(|fit| Some(fit.score)), Some(fits[0].1));
    // Without a profile there is nothing to rank by.
    assert!(
        service::search_by_fit(&services, &ama, &form, &filter)
            .await
            .unwrap()
            .is_none()
    );
    assert!(
        service::own_fits(&services, &ama, &[driver])
            .await
            .unwrap()
            .is_empty()
    );
}
