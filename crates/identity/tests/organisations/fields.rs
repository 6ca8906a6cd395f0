//! Fields of an organisation's own.

use crate::world::{World, organisation};
use identity::organisations::fields::model::{Field, FieldForm, MOST, StepForm, Subject};
use identity::organisations::fields::service;
use identity::{Actor, Role};
use kernel::AppError;

fn text(name: &str) -> FieldForm {
    FieldForm {
        subject: "JOB".into(),
        kind: "TEXT".into(),
        name: name.into(),
        ..FieldForm::default()
    }
}

async fn asked(world: &World, actor: &Actor) -> Vec<Field> {
    service::asked(&world.services, actor, Subject::Job)
        .await
        .unwrap()
}

async fn names(world: &World, actor: &Actor) -> Vec<String> {
    asked(world, actor)
        .await
        .into_iter()
        .map(|field| field.name)
        .collect()
}

async fn step(world: &World, actor: &Actor, field: &Field, step: &str) -> kernel::Result<()> {
    let form = StepForm {
        id: field.id.to_string(),
        step: step.into(),
    };
    service::step(&world.services, actor, &form).await
}

#[tokio::test]
async fn fields_are_made_ordered_archived_and_asked_again() {
    let world = World::new().await;
    let ama = world.founder("Ama", "Riverside").await;
    for name in ["Cost centre", "Manager", "Site"] {
        service::save(&world.services, &ama, &text(name))
            .await
            .unwrap();
    }
    let fields = asked(&world, &ama).await;
    step(&world, &ama, &fields[2], "up").await.unwrap();
    step(&world, &ama, &fields[0], "up").await.unwrap();
    assert_eq!(
        names(&world, &ama).await,
        ["Cost centre", "Site", "Manager"]
    );
    step(&world, &ama, &fields[0], "archive").await.unwrap();
    assert_eq!(names(&world, &ama).await, ["Site", "Manager"]);
    step(&world, &ama, &fields[0], "restore").await.unwrap();
    assert_eq!(
        names(&world, &ama).await,
        ["Site", "Manager", "Cost centre"]
    );
    let trail = world.trail(organisation(&ama)).await;
    assert_eq!(trail.len(), 1 + 3 + 3, "a step that leads nowhere is none");
}

#[tokio::test]
async fn a_name_is_given_once_also_when_an_archived_field_has_it() {
    let world = World::new().await;
    let ama = world.founder("Ama", "Riverside").await;
    service::save(&world.services, &ama, &text("Site"))
        .await
        .unwrap();
    let twice = service::save(&world.services, &ama, &text("SITE")).await;
    assert!(matches!(twice, Err(AppError::Invalid(e)) if e.get("name").is_some()));
    let site = asked(&world, &ama).await.remove(0);
    step(&world, &ama, &site, "archive").await.unwrap();
    service::save(&world.services, &ama, &text("Site"))
        .await
        .unwrap();
    let back = step(&world, &ama, &site, "restore").await;
    assert!(matches!(back, Err(AppError::Invalid(e)) if e.get("name").is_some()));
}

#[tokio::test]
async fn what_a_field_holds_stays_and_what_it_says_changes_on_the_version_shown() {
    let world = World::new().await;
    let ama = world.founder("Ama", "Riverside").await;
    let choice = FieldForm {
        kind: "CHOICE".into(),
        choices: "Red\nBlue".into(),
        ..text("Colour")
    };
    service::save(&world.services, &ama, &choice).await.unwrap();
    let field = asked(&world, &ama).await.remove(0);
    let renamed = FieldForm {
        name: "Team colour".into(),
        choices: "Red\nBlue\nGreen".into(),
        ..FieldForm::of(&field)
    };
    service::save(&world.services, &ama, &renamed)
        .await
        .unwrap();
    let stale = FieldForm {
        name: "Colours".into(),
        ..renamed.clone()
    };
    assert_eq!(
        service::save(&world.services, &ama, &stale).await,
        Err(AppError::conflict("stale"))
    );
    // Calling it a text does not make it one.
    let field = asked(&world, &ama).await.remove(0);
    let forged = FieldForm {
        kind: "TEXT".into(),
        ..FieldForm::of(&field)
    };
    assert!(service::save(&world.services, &ama, &forged).await.is_err());
    let field = asked(&world, &ama).await.remove(0);
    assert_eq!(field.choices, ["Red", "Blue", "Green"]);
}

#[tokio::test]
async fn there_are_at_most_thirty_and_nobody_elses() {
    let world = World::new().await;
    let ama = world.founder("Ama", "Riverside").await;
    for n in 0..MOST {
        service::save(&world.services, &ama, &text(&format!("Field {n}")))
            .await
            .unwrap();
    }
    assert_eq!(
        service::save(&world.services, &ama, &text("One more")).await,
        Err(AppError::conflict("limit"))
    );
    // On people there may be as many again.
    let on_people = FieldForm {
        subject: "PERSON".into(),
        ..text("Shirt size")
    };
    service::save(&world.services, &ama, &on_people)
        .await
        .unwrap();

    let hers = asked(&world, &ama).await.remove(0);
    let ben = world.founder("Ben", "Other").await;
    assert!(
        service::all(&world.services, &ben)
            .await
            .unwrap()
            .is_empty()
    );
    assert_eq!(
        service::save(&world.services, &ben, &FieldForm::of(&hers)).await,
        Err(AppError::NotFound)
    );
    assert_eq!(
        step(&world, &ben, &hers, "archive").await,
        Err(AppError::NotFound)
    );
    let rita = world.member(&ama, "Rita", Role::Recruiter).await;
    assert_eq!(
        step(&world, &rita, &hers, "archive").await,
        Err(AppError::Forbidden)
    );
}
