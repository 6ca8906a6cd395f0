//! Job alerts on a real database, as `app_rw`: who is told of which job, once.
#![cfg(feature = "ssr")]
#![expect(clippy::unwrap_used, reason = "a test may panic")]

#[expect(dead_code, reason = "other tests use the rest of it")]
mod scene;

use hiring::alerts::model::{AT_ONCE_A_DAY, AlertForm, ChangeForm, MOST};
use hiring::alerts::service;
use hiring::jobs::model::{RequirementsForm, SearchForm, SkillField};
use identity::Actor;
use identity::privacy::model::ConsentForm;
use kernel::AppError;
use kernel::id::JobId;
use platform::jobs::Handlers;
use platform::testing::{HandClock, do_jobs};
use platform::{Services, mail};
use scene::Scene;
use std::sync::Arc;
use uuid::Uuid;

fn form(name: &str, search: &str, min_fit: &str, cadence: &str) -> AlertForm {
    AlertForm {
        name: name.into(),
        search: search.into(),
        min_fit: min_fit.into(),
        cadence: cadence.into(),
        agree: "true".into(),
    }
}

async fn make(services: &Services, who: &Actor, form: &AlertForm) -> Uuid {
    service::make(services, who, form).await.unwrap();
    let (all, _) = service::mine(services, who).await.unwrap();
    all[0].0.id
}

/// Does what is due. The clock of the scene moves at every look, which would let leases run out: it is held for the while.
async fn work(services: &Services) {
    let mut services = mail::install(services.clone(), mail::Config::Mailbox).unwrap();
    services.clock = Arc::new(HandClock::at(services.clock.now()));
    let handlers = hiring::handlers(mail::handlers(Handlers::default()));
    do_jobs(&services, handlers).await;
}

async fn run(scene: &Scene, sql: &'static str, id: Uuid) {
    sqlx::query(sql)
        .bind(id)
        .execute(&scene.test.owner)
        .await
        .unwrap();
}

/// Texts of the mails to somebody, the first first.
async fn mails(scene: &Scene, who: &Actor) -> Vec<String> {
    sqlx::query_scalar("select text_body from mail where to_address = $1 and purpose = 'alerts.found' order by created_at, id")
        .bind(&who.email)
        .fetch_all(&scene.test.owner)
        .await
        .unwrap()
}

/// A scene whose taxonomy can be searched.
async fn scene() -> (Scene, Services) {
    let scene = Scene::new().await;
    for sql in [
        "insert into skill_term (skill_id, term, shown, is_label) select id, label, label, true from skill",
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

#[tokio::test]
async fn a_job_is_told_once_however_often_it_appears() {
    let (scene, services) = scene().await;
    let employer = scene.employer("Riverside Logistics").await;
    let job = scene.job(&employer, 1).await;
    let jane = scene.person("Jane Mensah", &[1, 2]).await;
    make(
        &services,
        &jane,
        &form("Warehouses", "q=warehouse", "60", "AT_ONCE"),
    )
    .await;
    make(
        &services,
        &jane,
        &form("All that fits", "", "50", "AT_ONCE"),
    )
    .await;
    for _ in 0..2 {
        service::consider(&services, job).await.unwrap();
        work(&services).await;
    }
    // Edited, it is considered again by the work that the edit asks for.
    let version = hiring::jobs::service::own(&services, &employer, job)
        .await
        .unwrap()
        .version;
    let asked = SkillField {
        id: "1".into(),
        importance: "MUST".into(),
        level: "1".into(),
        remove: String::new(),
    };
    let edit = RequirementsForm {
        job: job.to_string(),
        version: version.to_string(),
        skills: vec![asked],
        ..Default::default()
    };
    hiring::jobs::service::save(&services, &employer, &edit)
        .await
        .unwrap();
    let waiting: i64 = sqlx::query_scalar(
        "select count(*) from queue_job where kind = 'alerts.appeared' and state = 'READY'",
    )
    .fetch_one(&scene.test.owner)
    .await
    .unwrap();
    assert_eq!(waiting, 1);
    work(&services).await;
    let told = mails(&scene, &jane).await;
    assert_eq!(told.len(), 1, "{told:#?}");
    assert!(told[0].contains("Warehouse operative") && told[0].contains("Your fit: "));
    assert!(told[0].contains("/alerts/unsubscribe?token="));
    let header: Option<String> =
        sqlx::query_scalar("select unsubscribe_url from mail where purpose = 'alerts.found'")
            .fetch_one(&scene.test.owner)
            .await
            .unwrap();
    assert!(told[0].contains(&header.unwrap()));
}

#[tokio::test]
async fn an_edit_tells_those_whom_the_job_did_not_suit_before() {
    let (scene, services) = scene().await;
    let employer = scene.employer("Riverside Logistics").await;
    let job = scene.job(&employer, 1).await;
    let ben = scene.person("Ben Clarke", &[4]).await;
    make(&services, &ben, &form("All that fits", "", "60", "AT_ONCE")).await;
    service::consider(&services, job).await.unwrap();
    work(&services).await;
    assert_eq!(mails(&scene, &ben).await.len(), 0);
    run(&scene, "delete from job_skill where job_id = $1", job.0).await;
    service::consider(&services, job).await.unwrap();
    work(&services).await;
    assert_eq!(mails(&scene, &ben).await.len(), 1);
}

#[tokio::test]
async fn nobody_is_told_who_does_not_want_it_or_may_not_see_it() {
    let (scene, services) = scene().await;
    let employer = scene.employer("Riverside Logistics").await;
    let job = scene.job(&employer, 1).await;
    let all = form("All", "q=warehouse", "", "AT_ONCE");
    let cases = [
        (
            "Paused",
            "update job_alert set paused_at = now() where person_id = $1",
        ),
        (
            "Suspended",
            "update account set status = 'SUSPENDED' where id = $1",
        ),
        (
            "Erased",
            "update account set erased_at = now(), status = 'INACTIVE' where id = $1",
        ),
        (
            "Member",
            "insert into membership (tenant_id, account_id, role, created_at) select tenant_id, $1, 'VIEWER', now() from job",
        ),
    ];
    for (name, sql) in cases {
        let who = scene.person(name, &[1, 2]).await;
        make(&services, &who, &all).await;
        run(&scene, sql, who.person.0).await;
    }
    let withdrew = scene.person("Withdrew", &[1, 2]).await;
    make(&services, &withdrew, &all).await;
    let no = ConsentForm {
        purpose: "JOB_MAIL".into(),
        given: String::new(),
    };
    identity::privacy::service::say(&services, &withdrew, &no)
        .await
        .unwrap();
    let (_, agreed) = service::mine(&services, &withdrew).await.unwrap();
    assert!(!agreed);
    let picky = scene.person("Picky", &[2]).await;
    make(
        &services,
        &picky,
        &form("Best", "q=warehouse", "95", "AT_ONCE"),
    )
    .await;
    let told_to = scene.person("Told", &[1, 2]).await;
    make(&services, &told_to, &all).await;

    // Neither a draft nor the job of a suspended organisation is told to anybody.
    for (before, after) in [
        (
            "update job set status = 'DRAFT' where id = $1",
            "update job set status = 'ACTIVE' where id = $1",
        ),
        (
            "update organisation set suspended_at = now() where id = (select tenant_id from job where id = $1)",
            "update organisation set suspended_at = null where id = (select tenant_id from job where id = $1)",
        ),
    ] {
        run(&scene, before, job.0).await;
        service::consider(&services, job).await.unwrap();
        run(&scene, after, job.0).await;
    }
    let found: i64 = sqlx::query_scalar("select count(*) from job_alert_find")
        .fetch_one(&scene.test.owner)
        .await
        .unwrap();
    assert_eq!(found, 0);
    service::consider(&services, job).await.unwrap();
    work(&services).await;
    let told: Vec<String> =
        sqlx::query_scalar("select to_address from mail where purpose = 'alerts.found'")
            .fetch_all(&scene.test.owner)
            .await
            .unwrap();
    assert_eq!(told, std::slice::from_ref(&told_to.email));
}

#[tokio::test]
async fn consent_withdrawn_before_the_mail_goes_out_stops_it() {
    let (scene, services) = scene().await;
    let employer = scene.employer("Riverside Logistics").await;
    let job = scene.job(&employer, 1).await;
    let jane = scene.person("Jane Mensah", &[1, 2]).await;
    make(&services, &jane, &form("All", "q=warehouse", "", "DAILY")).await;
    service::consider(&services, job).await.unwrap();
    let no = ConsentForm {
        purpose: "JOB_MAIL".into(),
        given: String::new(),
    };
    identity::privacy::service::say(&services, &jane, &no)
        .await
        .unwrap();
    service::send_waiting(&services).await.unwrap();
    assert_eq!(mails(&scene, &jane).await.len(), 0);
}

#[tokio::test]
async fn the_mail_of_the_day_has_all_of_an_alert_and_goes_once() {
    let (scene, services) = scene().await;
    let employer = scene.employer("Riverside Logistics").await;
    let jane = scene.person("Jane Mensah", &[1, 2]).await;
    make(&services, &jane, &form("All", "q=warehouse", "", "DAILY")).await;
    let mut jobs = Vec::new();
    for _ in 0..3 {
        let job = scene.job(&employer, 1).await;
        service::consider(&services, job).await.unwrap();
        jobs.push(job);
    }
    work(&services).await;
    assert_eq!(mails(&scene, &jane).await.len(), 0);
    // Closed meanwhile.
    run(
        &scene,
        "update job set status = 'CLOSED' where id = $1",
        jobs[0].0,
    )
    .await;
    for _ in 0..2 {
        service::send_waiting(&services).await.unwrap();
    }
    let told = mails(&scene, &jane).await;
    assert_eq!(told.len(), 1);
    let named = |job: &JobId| told[0].contains(&format!("/jobs/{job}"));
    assert_eq!(
        jobs.iter().map(named).collect::<Vec<_>>(),
        [false, true, true]
    );
}

#[tokio::test]
async fn what_was_told_stays_told_when_its_alert_is_deleted_and_what_was_not_does_not() {
    let (scene, services) = scene().await;
    let employer = scene.employer("Riverside Logistics").await;
    let jane = scene.person("Jane Mensah", &[1, 2]).await;
    let (told, untold) = (scene.job(&employer, 1).await, scene.job(&employer, 1).await);
    let first = make(&services, &jane, &form("First", "q=warehouse", "", "DAILY")).await;
    service::consider(&services, told).await.unwrap();
    service::send_waiting(&services).await.unwrap();
    service::consider(&services, untold).await.unwrap();
    let delete = ChangeForm {
        alert: first.to_string(),
        to: "DELETE".into(),
    };
    service::change(&services, &jane, &delete).await.unwrap();
    make(
        &services,
        &jane,
        &form("Second", "q=warehouse", "", "DAILY"),
    )
    .await;
    for job in [told, untold] {
        service::consider(&services, job).await.unwrap();
    }
    service::send_waiting(&services).await.unwrap();
    let mails = mails(&scene, &jane).await;
    assert_eq!(mails.len(), 2);
    assert!(!mails[1].contains(&told.to_string()) && mails[1].contains(&untold.to_string()));
}

#[tokio::test]
async fn beyond_so_many_mails_a_day_the_rest_waits_for_the_mail_of_the_day() {
    let (scene, services) = scene().await;
    let employer = scene.employer("Riverside Logistics").await;
    let jane = scene.person("Jane Mensah", &[1, 2]).await;
    make(&services, &jane, &form("All", "q=warehouse", "", "AT_ONCE")).await;
    let most = usize::try_from(AT_ONCE_A_DAY).unwrap();
    for _ in 0..most + 2 {
        let job = scene.job(&employer, 1).await;
        service::consider(&services, job).await.unwrap();
        work(&services).await;
    }
    assert_eq!(mails(&scene, &jane).await.len(), most);
    service::send_waiting(&services).await.unwrap();
    assert_eq!(mails(&scene, &jane).await.len(), most + 1);
}

/// The filters of an alert are those of the public list.
#[tokio::test]
async fn an_alert_finds_what_the_list_shows() {
    let (scene, services) = scene().await;
    let employer = scene.employer("Riverside Logistics").await;
    let job = scene.job(&employer, 1).await;
    let cases = [
        "q=warehouse",
        "q=zebra",
        "q=forklift",
        "skill=1",
        "skill=4",
        "near=E1+6AN&km=5",
        "near=M1&km=30",
        "pay=12",
        "pay=20",
        "pay=12&currency=EUR",
        "mode=ONSITE",
        "mode=REMOTE",
        "type=FULL_TIME",
        "type=SHIFT",
        "q=warehouse&mode=ONSITE&pay=12&near=E1+6AN",
    ];
    let mut found = 0;
    for query in cases {
        let who = scene.person("Seeker", &[1]).await;
        let alert = form("Search", query, "", "DAILY");
        make(&services, &who, &alert).await;
        let search: SearchForm = alert.search();
        let (filter, _) = hiring::jobs::service::filter_of(&services, &search)
            .await
            .unwrap();
        let listed = hiring::jobs::service::search(&services, &search, &filter)
            .await
            .unwrap();
        let listed = listed.cards.iter().any(|card| card.id == job);
        service::consider(&services, job).await.unwrap();
        let told: i64 =
            sqlx::query_scalar("select count(*) from job_alert_find where person_id = $1")
                .bind(who.person)
                .fetch_one(&scene.test.owner)
                .await
                .unwrap();
        assert_eq!(told == 1, listed, "{query}");
        found += told;
    }
    assert_eq!(found, 8);
}

#[tokio::test]
async fn a_link_stops_its_alert_and_nothing_else() {
    let (scene, services) = scene().await;
    let employer = scene.employer("Riverside Logistics").await;
    let job = scene.job(&employer, 1).await;
    let jane = scene.person("Jane Mensah", &[1, 2]).await;
    make(&services, &jane, &form("All", "q=warehouse", "", "AT_ONCE")).await;
    service::consider(&services, job).await.unwrap();
    work(&services).await;
    make(
        &services,
        &jane,
        &form("Others", "q=forklift", "", "AT_ONCE"),
    )
    .await;
    let mail = mails(&scene, &jane).await.remove(0);
    let (_, rest) = mail.split_once("/alerts/unsubscribe?token=").unwrap();
    let token: String = rest.chars().take(64).collect();
    assert_eq!(
        service::link(&services, &token).await,
        Ok(("All".to_owned(), false))
    );
    for wrong in ["", "x", &"0".repeat(64), &token.to_uppercase()] {
        assert_eq!(
            service::stop(&services, wrong).await,
            Err(AppError::NotFound),
            "{wrong}"
        );
    }
    for _ in 0..2 {
        service::stop(&services, &token).await.unwrap();
    }
    assert_eq!(
        service::link(&services, &token).await,
        Ok(("All".to_owned(), true))
    );
    let (alerts, _) = service::mine(&services, &jane).await.unwrap();
    let paused: Vec<(&str, bool)> = alerts
        .iter()
        .map(|(one, _)| (one.name.as_str(), one.paused))
        .collect();
    assert_eq!(paused, [("Others", false), ("All", true)]);
}

#[tokio::test]
async fn alerts_are_ones_own_and_not_without_end() {
    let (scene, services) = scene().await;
    let jane = scene.person("Jane Mensah", &[1]).await;
    let ben = scene.person("Ben Clarke", &[1]).await;
    let all = form("All", "q=warehouse", "", "DAILY");
    let id = make(&services, &jane, &all).await;
    // Sent twice, it is one.
    make(&services, &jane, &all).await;
    let (hers, agreed) = service::mine(&services, &jane).await.unwrap();
    assert_eq!(
        (hers.len(), hers[0].1.as_str(), agreed),
        (1, "“warehouse”", true)
    );
    for to in ["PAUSE", "RESUME", "DELETE"] {
        let change = ChangeForm {
            alert: id.to_string(),
            to: to.into(),
        };
        assert_eq!(
            service::change(&services, &ben, &change).await,
            Err(AppError::NotFound)
        );
        assert_eq!(
            service::change(&services, &jane, &change).await,
            Ok(()),
            "{to}"
        );
    }
    for n in 0..MOST {
        make(
            &services,
            &jane,
            &form(&format!("Alert {n}"), "q=warehouse", "", "DAILY"),
        )
        .await;
    }
    assert_eq!(
        service::make(&services, &jane, &all).await,
        Err(AppError::conflict("alerts_limit"))
    );
    let nowhere = form("Nowhere", "near=Atlantis", "", "DAILY");
    assert!(matches!(
        service::make(&services, &ben, &nowhere).await,
        Err(AppError::Invalid(_))
    ));
}
