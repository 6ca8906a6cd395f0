//! Who is told when something happens to an application: both sides, and nobody else.
#![cfg(feature = "ssr")]
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod scene;

use hiring::applications::model::{ApplyForm, DecideForm, Stage};
use hiring::applications::service;
use identity::{Actor, Role};
use kernel::id::{ApplicationId, JobId};
use kernel::state::State;
use platform::Scope;
use scene::Scene;
use uuid::Uuid;

/// Makes somebody a member of the organisation they act for.
async fn join(scene: &Scene, member: &Actor) {
    let seat = member.seat.as_ref().unwrap();
    sqlx::query(
        "insert into membership (tenant_id, account_id, role, created_at) values ($1, $2, $3, now())",
    )
    .bind(seat.organisation)
    .bind(member.person)
    .bind(seat.role.name())
    .execute(&scene.test.owner)
    .await
    .unwrap();
}

/// What somebody has been told, in order.
async fn told(scene: &Scene, who: &Actor) -> Vec<(String, Vec<Uuid>)> {
    sqlx::query_as("select kind, subjects from feed_event where person_id = $1 order by seq")
        .bind(who.person)
        .fetch_all(&scene.test.owner)
        .await
        .unwrap()
}

fn line(kind: &str, subject: Uuid) -> (String, Vec<Uuid>) {
    (kind.to_owned(), vec![subject])
}

async fn apply(scene: &Scene, who: &Actor, job: JobId) -> ApplicationId {
    let form = ApplyForm {
        job: job.to_string(),
        note: String::new(),
    };
    service::apply(&scene.services, who, &form).await.unwrap()
}

fn shortlist(application: ApplicationId) -> DecideForm {
    DecideForm {
        application: application.to_string(),
        version: "1".into(),
        to: Stage::Shortlisted.name().into(),
        reason: String::new(),
        back: String::new(),
    }
}

#[tokio::test]
async fn both_sides_are_told_of_every_move_and_nobody_else() {
    let scene = Scene::new().await;
    let employer = scene.employer("Riverside Logistics").await;
    let viewer = scene.colleague(&employer, Role::Viewer).await;
    let finance = scene.colleague(&employer, Role::Finance).await;
    let rival = scene.employer("Brick Lane Depot").await;
    for member in [&employer, &viewer, &finance, &rival] {
        join(&scene, member).await;
    }
    let (jane, ben) = (
        scene.person("Jane Mensah", &[1]).await,
        scene.person("Ben Clarke", &[1]).await,
    );
    let job = scene.job(&employer, 2).await;

    let application = apply(&scene, &jane, job).await;
    // The second click changes nothing, and nothing is told of it.
    assert_eq!(apply(&scene, &jane, job).await, application);
    let mut hers = vec![line("application.new", application.0)];
    let mut theirs = vec![line("application.new", job.0)];
    assert_eq!(told(&scene, &jane).await, hers);
    assert_eq!(told(&scene, &employer).await, theirs);

    service::decide(&scene.services, &employer, &shortlist(application))
        .await
        .unwrap();
    // Somebody who has not seen that decides the same: refused, and nothing is told of it.
    let refused = service::decide(&scene.services, &employer, &shortlist(application)).await;
    assert!(refused.is_err());
    hers.push(line("application.moved", application.0));
    theirs.push(line("application.moved", job.0));
    assert_eq!(told(&scene, &jane).await, hers);
    for reader in [&employer, &viewer] {
        assert_eq!(told(&scene, reader).await, theirs);
    }
    for stranger in [&finance, &rival, &ben] {
        assert_eq!(told(&scene, stranger).await, []);
    }
}

#[tokio::test]
async fn closing_a_job_tells_each_applicant_of_theirs_and_the_organisation_once() {
    let scene = Scene::new().await;
    let employer = scene.employer("Riverside Logistics").await;
    join(&scene, &employer).await;
    let job = scene.job(&employer, 2).await;
    let mut applications = Vec::new();
    for name in ["Jane Mensah", "Ben Clarke", "Ama Owusu"] {
        let who = scene.person(name, &[1]).await;
        let application = apply(&scene, &who, job).await;
        applications.push((who, application));
    }
    let tenant = employer.seat.as_ref().unwrap().organisation;
    let scope = Scope::tenant(tenant, employer.person);
    let mut tx = scene.services.db.begin(scope).await.unwrap();
    let answered =
        service::answer_all_in_tx(&scene.services, &mut tx, employer.person, job, "").await;
    assert_eq!(answered, Ok(3));
    tx.commit().await.unwrap();
    for (who, application) in &applications {
        let expected = [
            line("application.new", application.0),
            line("application.moved", application.0),
        ];
        assert_eq!(told(&scene, who).await, expected);
    }
    let moves = told(&scene, &employer).await;
    let moves = moves
        .into_iter()
        .filter(|(kind, _)| kind == "application.moved");
    assert!(moves.eq([line("application.moved", job.0)]));
}
