//! Saving and showing profiles on a real database, as `app_rw`.
#![cfg(feature = "ssr")]
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod about;
#[path = "../common/mod.rs"]
mod common;
mod history;
mod skills;
mod visibility;

use common::World;
use kernel::AppError;
use people::forms::{ExperienceForm, SkillsForm};
use people::model::Profile;
use people::service;

fn field_of(result: Result<(), AppError>, field: &str) -> String {
    match result {
        Err(AppError::Invalid(errors)) => errors
            .get(field)
            .unwrap_or_else(|| panic!("{field} not in {errors:?}"))
            .to_owned(),
        other => panic!("{other:?}"),
    }
}

fn experience(world: &World, title: &str) -> ExperienceForm {
    ExperienceForm {
        id: world.entry().id,
        title: title.into(),
        started: "2020-01".into(),
        ..Default::default()
    }
}

fn picked(ids: impl IntoIterator<Item = i32>) -> SkillsForm {
    SkillsForm {
        picked: ids.into_iter().map(|id| id.to_string()).collect(),
        ..Default::default()
    }
}

async fn own(world: &World, actor: &identity::Actor) -> Profile {
    service::own(&world.services, actor).await.unwrap()
}
