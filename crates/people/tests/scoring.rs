//! What the scorer is given, on a real database as `app_rw`.
#![cfg(feature = "ssr")]
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod common;

use common::World;
use identity::Actor;
use kernel::id::PersonId;
use people::forms::{
    CertificationForm, EducationForm, ExperienceForm, NoExperienceForm, SkillRow, SkillsForm,
    StyleForm,
};
use people::model::Shown;
use people::{scoring, service};
use platform::{Scope, Services};
use std::collections::BTreeSet;
use time::Date;
use time::macros::date;

const TODAY: Date = date!(2026 - 11 - 21);

async fn score_as(
    services: &Services,
    scope: Scope,
    ids: &[PersonId],
    as_of: Date,
) -> Vec<matching::Person> {
    let mut tx = services.db.begin(scope).await.unwrap();
    scoring::people(services, &mut tx, ids, as_of)
        .await
        .unwrap()
}

async fn scored(world: &World, actor: &Actor, as_of: Date) -> matching::Person {
    score_as(
        &world.services,
        Scope::person(actor.person),
        &[actor.person],
        as_of,
    )
    .await
    .remove(0)
}

async fn certificate(world: &World, actor: &Actor, expires: &str) {
    let form = CertificationForm {
        id: world.entry().id,
        document: "DBS".into(),
        expires_on: expires.into(),
        ..Default::default()
    };
    service::save_certification(&world.services, actor, &form)
        .await
        .unwrap();
}

#[tokio::test]
async fn an_expired_certificate_stops_counting() {
    let world = World::new().await;
    let ama = world.person("Ama").await;
    certificate(&world, &ama, "2026-11-30").await;
    let documents = async |as_of| scored(&world, &ama, as_of).await.documents;
    assert_eq!(documents(TODAY).await[0].document, "dbs");
    assert_eq!(documents(date!(2026 - 11 - 30)).await.len(), 1);
    assert_eq!(documents(date!(2026 - 12 - 01)).await.len(), 0);
}

/// Nothing is saved between the days: the day of scoring alone decides.
#[tokio::test]
async fn a_qualification_counts_from_the_day_it_is_finished() {
    let world = World::new().await;
    let ama = world.person("Ama").await;
    for (level, ended) in [("6", "2027-06"), ("3", "2026-11"), ("2", "")] {
        let form = EducationForm {
            id: world.entry().id,
            institution: "Leeds".into(),
            qualification: "Course".into(),
            level: level.into(),
            ended: ended.into(),
            ..Default::default()
        };
        service::save_education(&world.services, &ama, &form)
            .await
            .unwrap();
    }
    let level = async |as_of| scored(&world, &ama, as_of).await.education;
    assert_eq!(level(TODAY).await, Some(2));
    assert_eq!(level(date!(2026 - 11 - 30)).await, Some(3));
    assert_eq!(level(date!(2027 - 06 - 29)).await, Some(3));
    assert_eq!(level(date!(2027 - 06 - 30)).await, Some(6));
    // The profile's own page tells the same.
    let own = service::own(&world.services, &ama).await.unwrap();
    assert_eq!(own.education_level, Some(2));
    world.show(&ama, &[Shown::Skills], true, false).await;
    assert_eq!(level(date!(2027 - 06 - 30)).await, None);
}

#[tokio::test]
async fn skills_and_months_are_those_of_the_day() {
    let world = World::new().await;
    let ama = world.person("Ama").await;
    assert_eq!(scored(&world, &ama, TODAY).await.experience, None);
    service::save_no_experience(
        &world.services,
        &ama,
        &NoExperienceForm {
            none: "on".into(),
            ..Default::default()
        },
    )
    .await
    .unwrap();
    assert_eq!(scored(&world, &ama, TODAY).await.experience, Some(vec![]));
    let row = |id: &str, level: &str, years: &str, last_used: &str| SkillRow {
        id: id.into(),
        level: level.into(),
        years: years.into(),
        last_used: last_used.into(),
        ..Default::default()
    };
    let form = SkillsForm {
        rows: vec![row("3", "4", "10", "2024"), row("5", "", "", "")],
        ..Default::default()
    };
    service::save_skills(&world.services, &ama, &form)
        .await
        .unwrap();
    let form = ExperienceForm {
        title: "Warehouse worker".into(),
        started: "2026-01".into(),
        current: "on".into(),
        ..Default::default()
    };
    service::save_experience(&world.services, &ama, &form)
        .await
        .unwrap();
    let person = scored(&world, &ama, TODAY).await;
    let skills: Vec<_> = person
        .skills
        .iter()
        .map(|s| (s.skill, s.level, s.months, s.months_since_used, s.proof))
        .collect();
    assert_eq!(
        skills,
        [
            (3, Some(4), Some(120), Some(23), matching::Proof::Stated),
            (5, None, None, None, matching::Proof::Stated)
        ]
    );
    let spell = &person.experience.unwrap()[0];
    assert_eq!((spell.occupation, spell.months), (Some(1), 10));
    assert_eq!(
        scored(&world, &ama, date!(2027 - 11 - 21))
            .await
            .experience
            .unwrap()[0]
            .months,
        22
    );
}

#[tokio::test]
async fn what_is_hidden_does_not_count() {
    let world = World::new().await;
    let ama = world.person("Ama").await;
    certificate(&world, &ama, "").await;
    service::save_skills(
        &world.services,
        &ama,
        &SkillsForm {
            picked: vec!["1".into()],
            ..Default::default()
        },
    )
    .await
    .unwrap();
    service::save_style(
        &world.services,
        &ama,
        &StyleForm {
            answers: vec!["1".into(); 8],
            ..Default::default()
        },
    )
    .await
    .unwrap();
    let person = scored(&world, &ama, TODAY).await;
    assert_eq!(
        (person.skills.len(), person.documents.len(), person.styles),
        (1, 1, Some([1; 8]))
    );
    world.show(&ama, &[Shown::Skills], true, false).await;
    let person = scored(&world, &ama, TODAY).await;
    assert_eq!(
        (person.skills.len(), person.documents.len(), person.styles),
        (1, 0, None)
    );
}

#[tokio::test]
async fn every_write_counts_the_version() {
    let world = World::new().await;
    let ama = world.person("Ama").await;
    let version = async || service::own(&world.services, &ama).await.unwrap().version;
    let before = version().await;
    // Straight on the tables, so that no service can be what counts.
    let id = ama.person;
    let day = "2027-01-01";
    let entry = uuid::Uuid::from_u128(7);
    let mut last = before;
    for sql in [
        format!("insert into person_skill (person_id, skill_id) values ('{id}', 1), ('{id}', 2)"),
        format!("update person_skill set level = 2 where person_id = '{id}'"),
        format!("delete from person_skill where person_id = '{id}'"),
        format!(
            "insert into availability_exception (person_id, day, slots) values ('{id}', '{day}', '\\x000000000000')"
        ),
        format!("delete from availability_exception where person_id = '{id}'"),
        format!(
            "insert into experience (id, person_id, title, started_on) values ('{entry}', '{id}', 'x', '2020-01-01')"
        ),
        format!("update experience set title = 'y' where id = '{entry}'"),
        format!(
            "insert into education (id, person_id, institution, qualification, level) values ('{entry}', '{id}', 'x', 'y', 3)"
        ),
        format!("insert into certification (id, person_id, name) values ('{entry}', '{id}', 'x')"),
        format!("delete from certification where id = '{entry}'"),
        format!("update person set headline = 'x' where id = '{id}'"),
    ] {
        let mut tx = world.services.db.begin(Scope::person(id)).await.unwrap();
        sqlx::query(sqlx::AssertSqlSafe(sql.clone()))
            .execute(&mut *tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let now = version().await;
        assert_eq!(now, last + 1, "{sql}");
        last = now;
    }
}

#[tokio::test]
async fn the_cache_never_shows_what_was_or_what_may_not_be_seen() {
    let world = World::new().await;
    let acme = world.recruiter("acme").await;
    let ama = world.person("Ama").await;
    let tenant = Scope::tenant(acme.seat.as_ref().unwrap().organisation, acme.person);
    let skills = async || {
        let people = score_as(&world.services, tenant, &[ama.person], TODAY).await;
        people.first().map(|person| person.skills.len())
    };
    assert_eq!(skills().await, Some(0));
    service::save_skills(
        &world.services,
        &ama,
        &SkillsForm {
            picked: vec!["1".into()],
            ..Default::default()
        },
    )
    .await
    .unwrap();
    assert_eq!(skills().await, Some(1));
    world.show(&ama, Shown::ALL, false, false).await;
    assert_eq!(skills().await, None);
    assert_eq!(
        score_as(&world.services, Scope::PUBLIC, &[ama.person], TODAY).await,
        []
    );
}

/// The function that gathers people skips row security and asks the same question itself.
#[tokio::test]
async fn the_scorer_sees_exactly_whom_row_security_shows() {
    let world = World::new().await;
    let (acme, other) = (
        world.recruiter("acme").await,
        world.recruiter("other").await,
    );
    let mut everyone = Vec::new();
    for number in 0..8 {
        let person = world.account("Someone").await;
        service::own(&world.services, &person).await.unwrap();
        if number & 1 == 0 {
            world
                .show(&person, Shown::ALL, number & 2 == 0, number & 4 == 0)
                .await;
        }
        everyone.push(person);
    }
    let organisation = acme.seat.as_ref().unwrap().organisation;
    apply(&world, &acme, everyone[1].person).await;
    let ids: Vec<PersonId> = everyone.iter().map(|person| person.person).collect();
    for scope in [
        Scope::PUBLIC,
        Scope::person(ids[1]),
        Scope::person(acme.person),
        Scope::tenant(organisation, acme.person),
        Scope::tenant(other.seat.as_ref().unwrap().organisation, other.person),
    ] {
        let mut tx = world.services.db.begin(scope).await.unwrap();
        let shown: Vec<PersonId> = sqlx::query_scalar("select id from person where id = any ($1)")
            .bind(&ids)
            .fetch_all(&mut *tx)
            .await
            .unwrap();
        let gathered: Vec<PersonId> = sqlx::query_scalar("select id from person_scoring($1)")
            .bind(&ids)
            .fetch_all(&mut *tx)
            .await
            .unwrap();
        assert_eq!(
            shown.into_iter().collect::<BTreeSet<_>>(),
            gathered.into_iter().collect::<BTreeSet<_>>(),
            "{scope:?}"
        );
    }
}

/// Somebody applies to a job of the recruiter's.
async fn apply(world: &World, recruiter: &Actor, person: PersonId) {
    let organisation = recruiter.seat.as_ref().unwrap().organisation;
    let (job, application) = (uuid::Uuid::from_u128(1), uuid::Uuid::from_u128(2));
    sqlx::query(
        "insert into job (id, tenant_id, request_key, status, title, created_by, created_at, updated_at, published_at)
         values ($1, $2, $1, 'ACTIVE', 'Baker', $3, now(), now(), now())",
    )
    .bind(job)
    .bind(organisation)
    .bind(recruiter.person)
    .execute(&world.test.owner)
    .await
    .unwrap();
    sqlx::query("insert into application (id, tenant_id, job_id, person_id, created_at, updated_at) values ($1, $2, $3, $4, now(), now())")
        .bind(application)
        .bind(organisation)
        .bind(job)
        .bind(person)
        .execute(&world.test.owner)
        .await
        .unwrap();
}
