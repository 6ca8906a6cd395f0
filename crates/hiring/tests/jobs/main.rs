//! Jobs on a real database, as `app_rw`.
#![cfg(feature = "ssr")]
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod editing;
mod preview;
mod privacy;
#[path = "../scene/mod.rs"]
mod scene;
mod search;
mod states;

use hiring::jobs::model::{
    ActForm, RequirementsForm, ReviewForm, SkillField, StartForm, WhereForm,
};
use hiring::jobs::service;
use identity::Actor;
use kernel::id::JobId;
use kernel::{AppError, Result};
use platform::Services;
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
    service::save(services, actor, &form).await.unwrap();
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
    service::save(services, actor, &form).await.unwrap();
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
