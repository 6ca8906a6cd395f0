//! Applications on a real database, as `app_rw`.
#![cfg(feature = "ssr")]
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod moves;
mod races;
mod reading;
#[path = "../scene/mod.rs"]
mod scene;

use hiring::applications::model::{ApplyForm, DecideForm, OwnForm, Stage};
use hiring::applications::service;
use identity::Actor;
use kernel::id::{ApplicationId, JobId};
use kernel::state::State;
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
