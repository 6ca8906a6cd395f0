//! The list of skills.

use crate::common::World;
use crate::{field_of, own, picked};
use people::forms::{SkillRow, SkillsForm};
use people::service;

#[tokio::test]
async fn three_hundred_skills_are_refused_politely() {
    let world = World::new().await;
    let ama = world.person("Ama").await;
    service::save_skills(&world.services, &ama, &picked(1..=5))
        .await
        .unwrap();
    let message = field_of(
        service::save_skills(&world.services, &ama, &picked(1..=300)).await,
        "add",
    );
    assert!(
        message.contains("up to 100") && message.contains("300"),
        "{message}"
    );
    let typed = SkillsForm {
        add: (1..=300).map(|i| format!("skill number {i}\n")).collect(),
        ..Default::default()
    };
    assert!(
        field_of(
            service::save_skills(&world.services, &ama, &typed).await,
            "add"
        )
        .contains("300")
    );
    // What the form does not show counts as well.
    assert!(
        field_of(
            service::save_skills(&world.services, &ama, &picked(6..=101)).await,
            "add"
        )
        .contains("101")
    );
    assert_eq!(own(&world, &ama).await.skills.len(), 5);
    service::save_skills(&world.services, &ama, &picked(6..=100))
        .await
        .unwrap();
    assert_eq!(own(&world, &ama).await.skills.len(), 100);
}

#[tokio::test]
async fn skills_are_added_by_name_changed_and_taken_out() {
    let world = World::new().await;
    let ama = world.person("Ama").await;
    let form = SkillsForm {
        add: "Skill number 7, skill number 8\nflux capacitors".into(),
        ..Default::default()
    };
    let message = field_of(
        service::save_skills(&world.services, &ama, &form).await,
        "add",
    );
    assert!(message.contains("“flux capacitors”"), "{message}");
    assert_eq!(own(&world, &ama).await.skills.len(), 0);
    // Leaving the unknown word out, as the page offers.
    let form = SkillsForm {
        asked: vec!["flux capacitors".into()],
        choices: vec!["0".into()],
        ..form
    };
    service::save_skills(&world.services, &ama, &form)
        .await
        .unwrap();
    assert_eq!(own(&world, &ama).await.skills.len(), 2);
    let row = |id: &str, level: &str, years: &str, remove: &str| SkillRow {
        id: id.into(),
        level: level.into(),
        years: years.into(),
        last_used: "2024".into(),
        remove: remove.into(),
        ..Default::default()
    };
    let bad = SkillsForm {
        rows: vec![row("7", "9", "70", "")],
        ..Default::default()
    };
    assert!(
        field_of(
            service::save_skills(&world.services, &ama, &bad).await,
            "rows[0][years]"
        )
        .contains("0 to 50")
    );
    let form = SkillsForm {
        rows: vec![row("7", "3", "2.5", ""), row("8", "", "", "on")],
        ..Default::default()
    };
    service::save_skills(&world.services, &ama, &form)
        .await
        .unwrap();
    let saved = own(&world, &ama).await.skills;
    assert_eq!(saved.len(), 1);
    assert_eq!(
        (saved[0].level, saved[0].months, saved[0].last_used_year),
        (Some(3), Some(30), Some(2024))
    );
    // A second tab that does not know of a skill does not take it away; an id nobody knows is no skill.
    service::save_skills(&world.services, &ama, &picked([9, 999_999]))
        .await
        .unwrap();
    assert_eq!(own(&world, &ama).await.skills.len(), 2);
}
