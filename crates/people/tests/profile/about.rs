//! Onboarding and the first section.

use crate::common::World;
use crate::own;
use kernel::AppError;
use people::forms::{AboutForm, SkipForm, WeekForm, WorkForm, WorkStepForm};
use people::model::{Shown, Step, WorkMode, WorkType};
use people::service;

#[tokio::test]
async fn onboarding_is_resumed_where_it_stood() {
    let world = World::new().await;
    let ama = world.account("Ama Owusu").await;
    let fresh = own(&world, &ama).await;
    assert_eq!(
        (fresh.name.as_str(), fresh.onboarding_step),
        ("Ama Owusu", Step::About)
    );
    let form = AboutForm {
        name: "Ama".into(),
        place: "E1 6AN".into(),
        radius_km: "20".into(),
        step: "about".into(),
        ..Default::default()
    };
    service::save_about(&world.services, &ama, &form)
        .await
        .unwrap();
    let form = WorkStepForm {
        work: WorkForm {
            types: vec!["SHIFT".into()],
            modes: vec!["ONSITE".into()],
            pay: "£12.50".into(),
            ..Default::default()
        },
        week: WeekForm {
            days: vec!["22:00-06:00".into()],
            ..Default::default()
        },
        step: "work".into(),
    };
    service::save_work_step(&world.services, &ama, &form)
        .await
        .unwrap();
    let saved = own(&world, &ama).await;
    assert_eq!(saved.onboarding_step, Step::Skills);
    assert_eq!(
        (saved.wish_types, saved.work_modes),
        (vec![WorkType::Shift], vec![WorkMode::OnSite])
    );
    assert_eq!(saved.wish_pay.unwrap().minor, 1250);
    assert_eq!(saved.availability.unwrap().day_text(1), "00:00-06:00");
    assert!(saved.point.is_some());
    // Going back and saving again does not lose the way.
    service::save_about(
        &world.services,
        &ama,
        &AboutForm {
            step: "about".into(),
            name: "Ama".into(),
            ..Default::default()
        },
    )
    .await
    .unwrap();
    service::skip(
        &world.services,
        &ama,
        &SkipForm {
            step: "skills".into(),
        },
    )
    .await
    .unwrap();
    let skipped = own(&world, &ama).await;
    assert_eq!(
        (skipped.onboarding_step, skipped.onboarded_at),
        (Step::Experience, None)
    );
    world.show(&ama, Shown::ALL, true, false).await;
    assert!(own(&world, &ama).await.onboarded_at.is_some());
}

#[tokio::test]
async fn an_unknown_place_is_refused_with_the_other_mistakes_and_nothing_is_stored() {
    let world = World::new().await;
    let ama = world.person("Ama").await;
    let form = AboutForm {
        name: String::new(),
        place: "Nowhereville".into(),
        radius_km: "9999".into(),
        ..Default::default()
    };
    let Err(AppError::Invalid(errors)) = service::save_about(&world.services, &ama, &form).await
    else {
        panic!()
    };
    assert_eq!(
        errors.0.keys().map(String::as_str).collect::<Vec<_>>(),
        ["name", "place", "radius_km"]
    );
    assert_eq!(own(&world, &ama).await.name, "Ama");
}

#[tokio::test]
async fn names_in_any_script_and_emoji_are_kept() {
    let world = World::new().await;
    let person = world.person("محمد علي").await;
    let form = AboutForm {
        name: "محمد علي 🦊".into(),
        headline: "سائق 🚚".into(),
        bio: "שלום\r\nworld".into(),
        ..Default::default()
    };
    service::save_about(&world.services, &person, &form)
        .await
        .unwrap();
    let saved = own(&world, &person).await;
    assert_eq!(
        (
            saved.name.as_str(),
            saved.headline.as_str(),
            saved.bio.as_str()
        ),
        ("محمد علي 🦊", "سائق 🚚", "שלום\nworld")
    );
}
