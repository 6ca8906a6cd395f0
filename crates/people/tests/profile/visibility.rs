//! Who sees what of a person.

use crate::common::World;
use crate::{experience, own, picked};
use kernel::AppError;
use people::forms::{AboutForm, CertificationForm, EntryForm, ExperienceForm, StyleForm, WorkForm};
use people::model::Shown;
use people::service;
use platform::Scope;

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
    service::save_skills(&world.services, &ama, &picked([1]))
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
    let entry = EntryForm {
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
    service::save_skills(&world.services, &ama, &picked([1, 2]))
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
