//! Experience, education, and days that differ from the week.

use crate::common::World;
use crate::{experience, field_of, own};
use people::forms::{EducationForm, EntryForm, ExceptionForm, NoExperienceForm};
use people::service;

#[tokio::test]
async fn a_form_sent_twice_is_one_line() {
    let world = World::new().await;
    let ama = world.person("Ama").await;
    let mut form = experience(&world, "Warehouse worker");
    service::save_experience(&world.services, &ama, &form)
        .await
        .unwrap();
    service::save_experience(&world.services, &ama, &form)
        .await
        .unwrap();
    form.ended = "2019-12".into();
    assert!(
        field_of(
            service::save_experience(&world.services, &ama, &form).await,
            "ended"
        )
        .contains("before the start")
    );
    form.ended = "2021-02".into();
    service::save_experience(&world.services, &ama, &form)
        .await
        .unwrap();
    let saved = own(&world, &ama).await.experience;
    assert_eq!(saved.len(), 1);
    assert_eq!(saved[0].occupation.as_ref().map(|(id, _)| *id), Some(1));
    assert_eq!(saved[0].ended_on, Some(time::macros::date!(2021 - 02 - 28)));
}

#[tokio::test]
async fn no_experience_is_an_answer_until_there_is_some() {
    let world = World::new().await;
    let ama = world.person("Ama").await;
    let none = NoExperienceForm {
        none: "on".into(),
        ..Default::default()
    };
    service::save_no_experience(&world.services, &ama, &none)
        .await
        .unwrap();
    assert!(own(&world, &ama).await.no_experience);
    service::save_experience(&world.services, &ama, &experience(&world, "Baker"))
        .await
        .unwrap();
    assert!(!own(&world, &ama).await.no_experience);
    service::save_no_experience(&world.services, &ama, &none)
        .await
        .unwrap();
    assert!(!own(&world, &ama).await.no_experience);
}

#[tokio::test]
async fn the_highest_finished_qualification_counts() {
    let world = World::new().await;
    let ama = world.person("Ama").await;
    let form = |level: &str, ended: &str| EducationForm {
        id: world.entry().id,
        institution: "Leeds".into(),
        qualification: "Degree".into(),
        level: level.into(),
        ended: ended.into(),
        ..Default::default()
    };
    let bachelor = form("6", "2015");
    service::save_education(&world.services, &ama, &bachelor)
        .await
        .unwrap();
    service::save_education(&world.services, &ama, &form("8", "2028-06"))
        .await
        .unwrap();
    assert_eq!(own(&world, &ama).await.education_level, Some(6));
    let entry = EntryForm {
        id: bachelor.id,
        ..Default::default()
    };
    service::remove_education(&world.services, &ama, &entry)
        .await
        .unwrap();
    assert_eq!(own(&world, &ama).await.education_level, None);
}

#[tokio::test]
async fn a_day_off_replaces_and_goes_again() {
    let world = World::new().await;
    let ama = world.person("Ama").await;
    let form = |day: &str, hours: &str, remove: &str| ExceptionForm {
        day: day.into(),
        hours: hours.into(),
        note: String::new(),
        remove: remove.into(),
    };
    service::save_exception(
        &world.services,
        &ama,
        &form("2026-12-24", "08:00-12:00", ""),
    )
    .await
    .unwrap();
    service::save_exception(&world.services, &ama, &form("24/12/2026", "", ""))
        .await
        .unwrap();
    let saved = own(&world, &ama).await.exceptions;
    assert_eq!(saved.len(), 1);
    assert!(saved[0].hours.is_empty());
    assert!(
        field_of(
            service::save_exception(&world.services, &ama, &form("2026-11-20", "", "")).await,
            "day"
        )
        .contains("over")
    );
    assert!(
        field_of(
            service::save_exception(
                &world.services,
                &ama,
                &form("2026-12-25", "22:00-06:00", "")
            )
            .await,
            "hours"
        )
        .contains("24:00")
    );
    service::save_exception(&world.services, &ama, &form("2026-12-24", "", "on"))
        .await
        .unwrap();
    assert!(own(&world, &ama).await.exceptions.is_empty());
}
