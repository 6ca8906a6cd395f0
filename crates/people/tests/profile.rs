//! Saving and showing profiles on a real database, as `app_rw`.
#![cfg(feature = "ssr")]
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod common;

use common::World;
use kernel::AppError;
use people::forms::{
    AboutForm, CertificationForm, EducationForm, ExceptionForm, ExperienceForm, NoExperienceForm,
    SkillRow, SkillsForm, SkipForm, StyleForm, WeekForm, WorkForm, WorkStepForm,
};
use people::model::{Profile, Shown, Step, WorkMode, WorkType};
use people::service;
use platform::Scope;

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

fn skills(ids: impl IntoIterator<Item = i32>) -> SkillsForm {
    SkillsForm {
        picked: ids.into_iter().map(|id| id.to_string()).collect(),
        ..Default::default()
    }
}

async fn own(world: &World, actor: &identity::Actor) -> Profile {
    service::own(&world.services, actor).await.unwrap()
}

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

#[tokio::test]
async fn three_hundred_skills_are_refused_politely() {
    let world = World::new().await;
    let ama = world.person("Ama").await;
    service::save_skills(&world.services, &ama, &skills(1..=5))
        .await
        .unwrap();
    let message = field_of(
        service::save_skills(&world.services, &ama, &skills(1..=300)).await,
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
            service::save_skills(&world.services, &ama, &skills(6..=101)).await,
            "add"
        )
        .contains("101")
    );
    assert_eq!(own(&world, &ama).await.skills.len(), 5);
    service::save_skills(&world.services, &ama, &skills(6..=100))
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
    service::save_skills(&world.services, &ama, &skills([9, 999_999]))
        .await
        .unwrap();
    assert_eq!(own(&world, &ama).await.skills.len(), 2);
}

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
    let entry = people::forms::EntryForm {
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

#[tokio::test]
async fn nobody_reads_or_writes_another_persons_rows() {
    let world = World::new().await;
    let (ama, ben) = (world.person("Ama").await, world.person("Ben").await);
    let line = experience(&world, "Baker");
    service::save_experience(&world.services, &ama, &line)
        .await
        .unwrap();
    let certificate = CertificationForm {
        id: world.entry().id,
        name: "First aid".into(),
        ..Default::default()
    };
    service::save_certification(&world.services, &ama, &certificate)
        .await
        .unwrap();
    service::save_skills(&world.services, &ama, &skills([1]))
        .await
        .unwrap();

    // Through the services: a foreign id is not found, and nothing changes.
    assert_eq!(
        service::save_experience(
            &world.services,
            &ben,
            &ExperienceForm {
                title: "Stolen".into(),
                ..line.clone()
            }
        )
        .await,
        Err(AppError::NotFound)
    );
    assert_eq!(
        service::save_certification(
            &world.services,
            &ben,
            &CertificationForm {
                name: "Stolen".into(),
                ..certificate
            }
        )
        .await,
        Err(AppError::NotFound)
    );
    let entry = people::forms::EntryForm {
        id: line.id,
        ..Default::default()
    };
    service::remove_experience(&world.services, &ben, &entry)
        .await
        .unwrap();
    assert_eq!(own(&world, &ama).await.experience[0].title, "Baker");
    assert_eq!(
        service::visible_profile(&world.services, Some(&ben), ama.person).await,
        Err(AppError::NotFound)
    );

    // Underneath: row security.
    let mut tx = world
        .services
        .db
        .begin(Scope::person(ben.person))
        .await
        .unwrap();
    for table in [
        "person_skill",
        "experience",
        "education",
        "certification",
        "availability_exception",
    ] {
        let sql = format!("select count(*) from {table} where person_id = $1");
        let seen: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
            .bind(ama.person)
            .fetch_one(&mut *tx)
            .await
            .unwrap();
        assert_eq!(seen, 0, "{table}");
    }
    let changed = sqlx::query("update person set name = 'x' where id = $1")
        .bind(ama.person)
        .execute(&mut *tx)
        .await
        .unwrap();
    assert_eq!(changed.rows_affected(), 0);
    let insert = sqlx::query("insert into person_skill (person_id, skill_id) values ($1, 2)")
        .bind(ama.person)
        .execute(&mut *tx)
        .await;
    assert!(insert.is_err());
}

#[tokio::test]
async fn only_who_may_be_found_is_seen_by_organisations() {
    let world = World::new().await;
    let acme = world.recruiter("acme").await;
    let started = world.account("Started").await;
    own(&world, &started).await;
    let shy = world.person("Shy").await;
    world.show(&shy, Shown::ALL, false, false).await;
    let open = world.person("Open").await;
    let famous = world.person("Famous").await;
    world.show(&famous, Shown::ALL, false, true).await;

    let see = async |person| {
        service::profile_for_employer(&world.services, &acme, person)
            .await
            .map(|profile| profile.name)
    };
    assert_eq!(see(started.person).await, Err(AppError::NotFound));
    assert_eq!(see(shy.person).await, Err(AppError::NotFound));
    assert_eq!(see(open.person).await.as_deref(), Ok("Open"));
    let public = async |person| {
        service::visible_profile(&world.services, None, person)
            .await
            .map(|profile| profile.name)
    };
    assert_eq!(public(open.person).await, Err(AppError::NotFound));
    assert_eq!(public(famous.person).await.as_deref(), Ok("Famous"));
    assert_eq!(
        service::profile_for_employer(&world.services, &open, famous.person).await,
        Err(AppError::Forbidden)
    );

    let seat = acme.seat.as_ref().unwrap();
    let mut tx = world
        .services
        .db
        .begin(Scope::tenant(seat.organisation, acme.person))
        .await
        .unwrap();
    let cards = service::cards(&mut tx, &[famous.person, shy.person, open.person])
        .await
        .unwrap();
    assert_eq!(
        cards
            .iter()
            .map(|card| card.name.as_str())
            .collect::<Vec<_>>(),
        ["Famous", "Open"]
    );
}

#[tokio::test]
async fn what_is_hidden_is_gone_and_a_postcode_is_cut() {
    let world = World::new().await;
    let acme = world.recruiter("acme").await;
    let ama = world.person("Ama").await;
    let form = AboutForm {
        name: "Ama".into(),
        headline: "Picker".into(),
        bio: "Hello".into(),
        place: "E1 6AN".into(),
        ..Default::default()
    };
    service::save_about(&world.services, &ama, &form)
        .await
        .unwrap();
    let work = WorkForm {
        rate: "14".into(),
        pay: "12".into(),
        ..Default::default()
    };
    service::save_work(&world.services, &ama, &work)
        .await
        .unwrap();
    service::save_skills(&world.services, &ama, &skills([1, 2]))
        .await
        .unwrap();
    service::save_experience(&world.services, &ama, &experience(&world, "Baker"))
        .await
        .unwrap();
    service::save_style(
        &world.services,
        &ama,
        &StyleForm {
            answers: vec!["2".into(); 8],
            ..Default::default()
        },
    )
    .await
    .unwrap();

    let seen = service::profile_for_employer(&world.services, &acme, ama.person)
        .await
        .unwrap();
    assert_eq!(
        (seen.place.as_str(), seen.point, seen.wish_pay),
        ("E1", None, None)
    );
    assert_eq!(
        (
            seen.skills.len(),
            seen.experience.len(),
            seen.rate.unwrap().minor
        ),
        (2, 1, 1400)
    );

    world.show(&ama, &[Shown::Skills], true, false).await;
    let seen = service::profile_for_employer(&world.services, &acme, ama.person)
        .await
        .unwrap();
    assert_eq!(
        (
            seen.headline.as_str(),
            seen.bio.as_str(),
            seen.skills.len(),
            seen.experience.len()
        ),
        ("", "", 2, 0)
    );
    assert_eq!((seen.rate, seen.styles), (None, None));
    let seat = acme.seat.as_ref().unwrap();
    let mut tx = world
        .services
        .db
        .begin(Scope::tenant(seat.organisation, acme.person))
        .await
        .unwrap();
    let card = service::cards(&mut tx, &[ama.person])
        .await
        .unwrap()
        .remove(0);
    assert_eq!(
        (card.headline.as_str(), card.place.as_str(), card.rate),
        ("", "E1", None)
    );
    // One's own editor still has it all.
    assert_eq!(own(&world, &ama).await.headline, "Picker");
}
